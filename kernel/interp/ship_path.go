package interp

import (
	"fmt"
	"strings"

	"go.starlark.net/starlark"

	"starkernel/kernel/interp/lib"
	"starkernel/starlarkasync/exception"
)

// step is one step from a call to a value that it reaches. Steps are kept as
// data: their text is made only for an error.
type step struct {
	kind  stepKind
	name  string
	index int
	key   starlark.Value
}

type stepKind uint8

const (
	stepFunction stepKind = iota
	stepGlobal
	stepVariable
	stepDefault
	stepArgument
	stepKeyword
	stepItem // of parallel_map
	stepResult
	stepError
	stepPart    // named by what it is
	stepElement // of a set
	stepDictKey
	// The steps from here on continue the text of the one before.
	stepIndex
	stepKey
	stepField
)

func (s step) String() string {
	switch s.kind {
	case stepGlobal:
		return "global " + s.name
	case stepVariable:
		return "variable " + s.name
	case stepDefault:
		return "default of " + s.name
	case stepArgument:
		return fmt.Sprintf("argument %d", s.index)
	case stepKeyword:
		return "argument " + s.name
	case stepItem:
		return fmt.Sprintf("items[%d]", s.index)
	case stepResult:
		return "result"
	case stepError:
		return "error"
	case stepElement:
		return "element"
	case stepDictKey:
		return "key"
	case stepIndex:
		return fmt.Sprintf("[%d]", s.index)
	case stepKey:
		return "[" + shortRepr(s.key) + "]"
	case stepField:
		return "." + s.name
	}
	return s.name
}

// shortRepr is the repr of a key, or its type when it is long.
func shortRepr(v starlark.Value) string {
	text, err := lib.Repr(v, 60, nil)
	if err != nil {
		return v.Type()
	}
	return text
}

// maxSteps is how many steps of a path an error shows.
const maxSteps = 12

// pathText joins the steps by arrows; those into a container follow it at once.
func pathText(path []step) string {
	var parts []string
	for _, s := range path {
		switch {
		case s.kind >= stepIndex && len(parts) > 0:
			parts[len(parts)-1] += s.String()
		default:
			parts = append(parts, s.String())
		}
	}
	if left := len(parts) - maxSteps; left > 0 {
		parts = append(parts[:maxSteps/2:maxSteps/2], append([]string{"…"}, parts[len(parts)-maxSteps/2:]...)...)
	}
	for i, p := range parts {
		if len(p) > 200 {
			parts[i] = strings.ToValidUTF8(p[:100], "") + "…" + strings.ToValidUTF8(p[len(p)-100:], "")
		}
	}
	return strings.Join(parts, " -> ")
}

// cannot is the error of a value that cannot be copied.
func (c *copier) cannot(format string, args ...any) error {
	return c.errorf("TypeError", "a job has copies of all it needs: give it plain data, and return what the cell needs", format, args...)
}

func (c *copier) errorf(class, note, format string, args ...any) error {
	e := exception.Newf(class, "cannot %s: %s: %s", c.verb, pathText(c.path), fmt.Sprintf(format, args...))
	if note != "" {
		e.Notes = []string{note}
	}
	return e
}
