// Package kerneltest helps to test a kernel without sockets and without a
// language: [Recorder] is an Outbox that keeps what it is given, [Interpreter]
// is an interpreter whose cells are lists of simple statements, and [RunScript]
// plays a message script and compares the answers with those the script wants.
//
// A script is a txtar archive. Its comment says in a sentence what it shows, the
// file "requests" what happens, and the file "want" what the kernel sends, one
// message a line.
//
// A line of requests is one of
//
//	CHANNEL TYPE CONTENT [parent=NAME] [metadata=JSON]    a message from a client
//	sleep DURATION                                         time passes
//	release                                                a block statement ends
//	interrupt                                              as SIGINT does
//	stop                                                   as SIGTERM does
//
// After each line the script waits until nothing moves any more. Messages from
// the client are named r1, r2, … in their order, input requests q1, q2, …
//
// A line of want is
//
//	CHANNEL TYPE PARENT CONTENT [metadata=JSON]
//
// with - for no parent and <date> for dates.
package kerneltest
