package syntax

import (
	"fmt"

	"go.starlark.net/syntax"

	"starkernel/starlarkasync/exception"
)

// Limits on the text of a cell. Beyond them the parser, the resolver or the
// compiler of the library takes quadratic time or overflows the stack, which
// nothing could stop.
const (
	maxCellBytes    = 1 << 20
	maxNameChars    = 1000
	maxNumberDigits = 4300 // as CPython's limit on int("…")
	maxElifClauses  = 5000
)

// syntaxError makes a SyntaxError at a position. Each note is a line of advice.
func syntaxError(pos syntax.Position, message string, notes ...string) *exception.Error {
	e := exception.New("SyntaxError", message)
	e.Pos = pos
	e.Notes = notes
	return e
}

func errCellTooLarge(pos syntax.Position, size int) error {
	return syntaxError(pos, fmt.Sprintf("the cell has %d bytes, the limit is %d", size, maxCellBytes),
		"split the cell, or read its data from a file")
}

func errNameTooLong(pos syntax.Position, size int) error {
	return syntaxError(pos, fmt.Sprintf("the name has %d characters, the limit is %d", size, maxNameChars), "use a shorter name")
}

func errNumberTooLong(pos syntax.Position, size int) error {
	return syntaxError(pos, fmt.Sprintf("the number has %d digits, the limit is %d", size, maxNumberDigits),
		"compute the number, for example as a product")
}

func errTooManyElifs(pos syntax.Position) *exception.Error {
	return syntaxError(pos, fmt.Sprintf("the if statement has more than %d elif clauses", maxElifClauses),
		"look the case up in a dict instead")
}
