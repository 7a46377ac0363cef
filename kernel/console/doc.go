// Package console is the terminal front end: a person types cells, and the kernel
// in the same process runs them.
//
// [Run] shows prompts, reads cells, has a [kernel.Kernel] execute them, and shows
// what they print and return, until the person leaves. A cell is edited as a whole,
// over all of its lines, by an editor that bubbletea gives keys to and draws on the
// terminal. While a cell runs the terminal is in its usual mode: output is written
// as it comes, and Ctrl-C makes a signal.
//
// The package knows no language beyond the colours of Starlark's words: whether a
// cell is complete, and what can be completed, it asks the interpreter.
package console
