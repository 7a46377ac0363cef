package interp

import (
	"fmt"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"

	"starkernel/kernel/interp/lib"
	"starkernel/starlarkasync/exception"
)

const (
	// displayWidth is where texts of results are broken.
	displayWidth = 80
	// maxDisplay is the most bytes of a result's text; the rest is cut.
	maxDisplay = 1 << 20
)

// valueText is the text/plain of a value that is displayed by itself. Functions,
// modules and errors say more than inside of a list.
func (s *Starlark) valueText(v starlark.Value) (string, error) {
	switch x := v.(type) {
	case *exception.Error:
		return s.errorText(x)
	case *starlarkstruct.Struct:
		return s.pretty(withoutReprFunctions(x))
	}
	if f, async := plainFunction(v); f != nil {
		kind := "function"
		if async {
			kind = "async function"
		}
		pos := f.Position()
		text := fmt.Sprintf("<%s %s%s, defined at %s:%d>", kind, f.Name(), functionParameters(f, false), pos.Filename(), pos.Line)
		first, _, _ := strings.Cut(cleanDoc(f.Doc()), "\n")
		return withRemark(text, first), nil
	}
	if doc, ok := (subject{value: v}).doc(); ok {
		text := v.String()
		if params := (subject{value: v}).parameters(); params != "" {
			name, of, method := strings.Cut(strings.TrimSuffix(text, ">"), " of ")
			text = name + params
			if method {
				text += " of " + of
			}
			text += ">"
		}
		return withRemark(text, firstSentence(doc.Text)), nil
	}
	return s.pretty(v)
}

// withRemark adds a line that says what a value is for.
func withRemark(text, remark string) string {
	if remark == "" {
		return text
	}
	return text + "\n    " + remark
}

func firstSentence(text string) string {
	if i := strings.Index(text, ". "); i >= 0 {
		return text[:i+1]
	}
	return text
}

// errorText is an error and where it was raised.
func (s *Starlark) errorText(e *exception.Error) (string, error) {
	text, err := s.pretty(e)
	if frames := exception.UserFrames(e.Stack); err == nil && len(frames) > 0 {
		at := frames[len(frames)-1]
		text = withRemark(text, fmt.Sprintf("raised at %s:%d, in %s", at.Pos.Filename(), at.Pos.Line, at.Name))
	}
	return text, err
}

// pretty is the text of a value, broken over lines. One that is too long is
// described.
func (s *Starlark) pretty(v starlark.Value) (string, error) {
	text, err := lib.PrettyRepr(v, displayWidth, maxDisplay, &s.stop)
	if e := exception.Find(err); e != nil && e.Class == "MemoryError" {
		return fmt.Sprintf("<%s: its text is longer than %d bytes; print a part of it>", v.Type(), maxDisplay), nil
	}
	return text, err
}
