// Package runner executes a notebook or a program from its first cell to its
// last, without a front end and without sockets: the kernel runs in process.
//
// [Run] reads the file that [Options] name, has a [kernel.Kernel] execute the
// code cells one after the other, shows what they print as it comes, and writes
// the notebook with its new outputs. A [Result] tells how it ended.
//
// The written notebook is what nbclient would have written: the same cells are
// skipped, the same error ends the run, and the cells before it keep their new
// outputs. As with papermill, those after it have none. Whatever ends the run, what
// ran so far is saved, also while a cell runs, and a file is never left half written.
//
// The package knows no language: the caller gives it an interpreter. It handles
// no signals either; the caller passes interrupts on.
package runner
