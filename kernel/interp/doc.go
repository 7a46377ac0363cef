// Package interp is the Starlark interpreter of the kernel: it implements
// kernel.Interpreter over packages starlarkasync and starlarkasync/syntax.
//
// A [Starlark] is one session: its global names, its event loop, In and Out,
// and what a cell finds predeclared. Each cell runs as a foreground run of the
// loop. Starlark values and names are touched only by the goroutine that runs
// cells; completion and inspection borrow it at a safe point, or answer from
// the last snapshot of the names.
//
// The package knows no messages on a wire and no sockets; it builds for
// js/wasm.
package interp
