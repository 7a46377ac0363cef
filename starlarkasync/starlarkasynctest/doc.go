// Package starlarkasynctest runs notebook programs whose expected output came
// from CPython's asyncio.
//
// [Read] reads a program with its golden output, and [Run] executes it cell by
// cell on the virtual clock and gives the output to compare. The golden files
// are made by the oracle beside them and are never edited by hand. [Generate]
// writes random programs, and [Golden] the outcome of a program as the oracle
// writes it.
//
// The package aliases the names that only the corpus uses: finally_ and with_,
// errstr, an error of class "fail", and a catch that gives texts instead of error
// values.
package starlarkasynctest
