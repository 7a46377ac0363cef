package syntax

import (
	"fmt"
	"strings"

	"go.starlark.net/syntax"

	"starkernel/starlarkasync/exception"
)

// Suggest adds advice to the notes of an error that is about to be shown: that
// of [exception.Error.Suggest], with the session's globals as candidates for a
// NameError, and the name of a module that lacks an attribute.
func (s *Session) Suggest(e *exception.Error) {
	var names []string
	if e.Class == "NameError" {
		for marked := range s.env {
			if marked[:1] == globalMark {
				names = append(names, marked[1:])
			}
		}
	}
	e.Suggest(names)
	if e.Class != "AttributeError" || len(e.Notes) > 0 || len(e.Stack) == 0 || !strings.HasPrefix(e.Message, "module has no .") {
		return
	}
	name := s.nameBefore(e.Stack[len(e.Stack)-1].Pos)
	if v, ok := s.Get(name); ok && v.Type() == "module" {
		module := strings.TrimSuffix(strings.TrimPrefix(v.String(), `<module "`), `">`)
		e.Notes = []string{fmt.Sprintf("the module is %s: dir(%s) lists what it has", module, name)}
	}
}

// nameBefore gives the name that stands before the dot at pos, or "".
func (s *Session) nameBefore(pos syntax.Position) string {
	text, ok := s.Source(pos.Filename())
	if !ok {
		return ""
	}
	list := tokens(text)
	for i, t := range list {
		if i > 0 && t.line == pos.Line && t.col == pos.Col && t.text(text) == "." && list[i-1].kind == tokName &&
			(i == 1 || list[i-2].text(text) != ".") {
			return list[i-1].text(text)
		}
	}
	return ""
}
