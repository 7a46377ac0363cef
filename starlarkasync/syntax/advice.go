package syntax

import (
	"errors"

	"go.starlark.net/syntax"
)

const adviceWith = "run_with(manager, f) enters the manager, calls f with its value and leaves it"

// explain makes a SyntaxError of an error of Starlark's parser.
func (s *Session) explain(file, src string, err error) error {
	var e syntax.Error
	if !errors.As(err, &e) {
		return syntaxError(syntax.MakePosition(&file, 1, 1), err.Error())
	}
	return syntaxError(e.Pos, e.Msg)
}
