package starlarkasync

import (
	"strings"

	"go.starlark.net/starlark"
)

// Limits of the text of a result in a repr, those of Python's reprlib where it
// has them.
const (
	briefItems = 6
	briefLevel = 6
	briefText  = 200
)

// brief is a short text of v. Its cost is bounded also for values that are huge,
// shared many times or contain themselves.
func brief(v starlark.Value, level int) string {
	switch v := v.(type) {
	case starlark.NoneType, starlark.Bool, starlark.Float, starlark.Int:
		return shorten(v.String())
	case starlark.String:
		if len(v) > briefText {
			v = starlark.String(shorten(string(v)))
		}
		return v.String()
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
		return "{" + briefEntries(v, level) + "}"
	case starlark.Callable, awaitable, *Coroutine, error:
		return shorten(v.String())
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

func briefEntries(d *starlark.Dict, level int) string {
	if d.Len() > 0 && level == 0 {
		return "..."
	}
	var parts []string
	it := d.Iterate()
	defer it.Done()
	for k := starlark.Value(nil); it.Next(&k); {
		if len(parts) == briefItems {
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

// shorten keeps the ends of a long text.
func shorten(s string) string {
	if len(s) <= briefText {
		return s
	}
	return strings.ToValidUTF8(s[:briefText/2], "") + "..." + strings.ToValidUTF8(s[len(s)-briefText/2:], "")
}
