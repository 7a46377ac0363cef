package starlarkasync

import (
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
	"starkernel/starlarkasync/exception"
)

// Limits of the text of a result in a repr, those of Python's reprlib.
const (
	briefItems   = 6
	briefEntries = 4
	briefLevel   = 6
	briefText    = 30
	briefNumber  = 40
)

// maxErrorText is the limit of an error in a repr, which Python does not have.
const maxErrorText = 200

// brief is a short text of v. Its cost is bounded also for values that are huge,
// shared many times or contain themselves.
func brief(v starlark.Value, level int) string {
	switch v := v.(type) {
	case starlark.NoneType, starlark.Bool, starlark.Float, starlark.Int:
		return shorten(v.String(), briefNumber)
	case starlark.String:
		return briefString(string(v))
	case starlark.Tuple:
		if len(v) == 1 {
			return "(" + briefElements(v, level) + ",)"
		}
		return "(" + briefElements(v, level) + ")"
	case *starlark.List:
		return "[" + briefElements(v, level) + "]"
	case *starlark.Set:
		return "set([" + briefElements(v, level) + "])"
	case *starlark.Dict:
		return "{" + briefDict(v, level) + "}"
	case *exception.Error:
		return shorten(v.Repr(), maxErrorText)
	case starlark.Callable, awaitable, *Coroutine:
		return shorten(v.String(), maxErrorText)
	}
	return v.Type() + "(...)"
}

func briefElements(x starlark.Sequence, level int) string {
	if x.Len() > 0 && level == 0 {
		return "..."
	}
	var parts []string
	it := x.Iterate()
	defer it.Done()
	for e := starlark.Value(nil); it.Next(&e); {
		if len(parts) == briefItems {
			parts = append(parts, "...")
			break
		}
		parts = append(parts, brief(e, level-1))
	}
	return strings.Join(parts, ", ")
}

func briefDict(d *starlark.Dict, level int) string {
	if d.Len() > 0 && level == 0 {
		return "..."
	}
	var parts []string
	it := d.Iterate()
	defer it.Done()
	for k := starlark.Value(nil); it.Next(&k); {
		if len(parts) == briefEntries {
			parts = append(parts, "...")
			break
		}
		v, _, _ := d.Get(k)
		if v == nil {
			v = starlark.None
		}
		parts = append(parts, brief(k, level-1)+": "+brief(v, level-1))
	}
	return strings.Join(parts, ", ")
}

// briefString quotes a string. Of a long one it keeps the ends.
func briefString(s string) string {
	if len(s) > 2*briefText*utf8.UTFMax { // what is in between does not matter
		s = s[:briefText*utf8.UTFMax] + s[len(s)-briefText*utf8.UTFMax:]
	}
	return shorten(syntax.Quote(s, false), briefText)
}

// shorten keeps the ends of a text that has more than limit characters.
func shorten(s string, limit int) string {
	chars := []rune(s)
	if len(chars) <= limit {
		return s
	}
	head := (limit - len("...")) / 2
	tail := limit - len("...") - head
	return string(chars[:head]) + "..." + string(chars[len(chars)-tail:])
}
