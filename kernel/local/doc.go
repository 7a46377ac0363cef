// Package local has what the programs share that run a kernel in their own
// process, without sockets: package runner and package console.
//
// A [Screen] shows the messages of iopub to a person as text. On a terminal that
// can replace what it shows, updates of displays are drawn in place.
// [CancelPending] ends the background tasks that are left at the end.
package local
