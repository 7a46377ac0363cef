// Package lib holds what a cell finds predeclared: Starlark's own builtins,
// guarded, and modules in the manner of Python's standard library.
//
// [Universe] gives the builtins that need no prefix, such as sorted and print.
// [Modules] gives the modules, such as math and re. Both are made for one
// [Host], which is the builtins' only view of the world: a clock, a way to
// sleep, a seed, a place to print to and a flag that stops them. No builtin
// here reads a file, opens a connection or looks at the environment.
//
// The builtins hold three promises. No text that a program writes makes one of
// them panic, exhaust memory in one step or overflow the Go stack: a size that
// does not fit is a MemoryError and a depth that does not is a RecursionError.
// Each that may run long ends soon after [Host.Stop] is set. And the same
// program gives the same results each time, given the same clock and seed.
//
// Every builtin has an entry in one table, with its signature, a paragraph of
// text and an example that the tests run: [Names], [Params] and [Lookup] read
// it for completion and inspection.
//
// Iterators of itertools are lazy and may call functions of the program. Their
// errors travel as [Pending] tells. [Rebind] moves values to another host.
//
// The package is not about tasks: asyncio, and fail and error, are elsewhere.
package lib
