package runner

import (
	"time"

	"starkernel/kernel"
)

// Case tells how it went with one code cell.
type Case struct {
	// Cell is its number among all cells, from 1. Line is the first line of it that
	// says something.
	Cell int
	Line string
	// Duration is how long it ran, in real time.
	Duration time.Duration
	// Failure is its error, unless that was expected.
	Failure *kernel.CellError
	// Skipped tells why it did not run, "" if it did.
	Skipped string
}
