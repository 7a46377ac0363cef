// Package kernel answers the requests of Jupyter clients: it is a kernel without
// its sockets and without its language.
//
// A [Kernel] takes each [Request] through Handle, has cells executed by an
// [Interpreter], and sends what it has to say to an [Outbox]. Package server is
// the Outbox of a real kernel, package kerneltest has one for tests, and a
// program can have its own to run cells in process.
//
// Every request is answered in the same order: status busy, the work, the reply,
// status idle, each with the request as its parent. Execute requests wait in a
// queue and run one at a time on a goroutine of the Kernel. All other requests
// are answered at once by the goroutine that calls Handle, also while a cell
// runs. Since their idle would make clients believe that the whole kernel is
// idle, it is followed at once by another busy of the cell that runs. The last
// status of a cell is always its own idle.
//
// Output of the running cell goes through a [Output], which collects text so
// that a loop of prints makes few messages.
//
// The package does no I/O except to read the figures that a usage_request asks
// for, and builds for js/wasm.
package kernel
