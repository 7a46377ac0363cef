// Package server connects a kernel to its clients over ZeroMQ.
//
// A [Server] binds the five channels of a connection file and is the Outbox of
// the kernel it serves. Wiring them takes four steps:
//
//	srv, err := server.Listen(info, server.Config{})
//	k := kernel.New(interp, srv, srv.KernelOptions())
//	err = srv.Serve(ctx, k) // until the kernel shall end
//	k.Close()
//	srv.Close()
//
// Each of shell, control and stdin has a goroutine that reads and decodes
// messages and passes them to Kernel.Handle. The heartbeat is answered by its
// socket alone, whatever the kernel does. What is no message, or not signed with
// the connection's key, is dropped and logged, at a limited rate.
//
// The package knows neither the contents of messages nor the language.
package server
