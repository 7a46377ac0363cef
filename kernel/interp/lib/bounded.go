package lib

import (
	"strconv"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"
	"go.starlark.net/syntax"

	"starkernel/starlarkasync/exception"
)

// Repr is repr(v), with bounds: a text of more than max bytes is a MemoryError,
// values nested deeper than MaxDepth a RecursionError, an int of more than
// MaxDigits a ValueError. It ends soon after stop, which may be nil, is set.
// Lists that share parts can stand for a text far larger than themselves, so
// every text of a user's value must be made by this function or by Str.
func Repr(v starlark.Value, max int, stop *atomic.Bool) (string, error) {
	switch v := v.(type) {
	case starlark.NoneType, starlark.Bool, starlark.Float:
		return v.String(), nil
	case starlark.Int:
		if x, ok := v.Int64(); ok {
			return strconv.FormatInt(x, 10), nil
		}
	}
	w := &textWriter{max: max, stop: stop}
	w.value(v)
	if w.err != nil {
		return "", w.err
	}
	return w.b.String(), nil
}

// Str is str(v) within the bounds of Repr.
func Str(v starlark.Value, max int, stop *atomic.Bool) (string, error) {
	var s string
	switch v := v.(type) {
	case starlark.String:
		s = string(v)
	case starlark.Bytes:
		s = strings.ToValidUTF8(string(v), "\uFFFD")
		if !utf8.ValidString(string(v)) {
			s = string([]rune(string(v))) // one U+FFFD for each bad byte
		}
	case *exception.Error:
		s = v.Error()
	case tableValue:
		s = v.Text()
	case *plotValue:
		s = v.text()
	default:
		return Repr(v, max, stop)
	}
	if len(s) > max {
		return "", textTooLong(max)
	}
	return s, nil
}

func textTooLong(max int) error {
	return exception.Newf("MemoryError", "text is longer than %d bytes", max)
}

// textWriter writes the repr of a value until a bound is met.
type textWriter struct {
	b    strings.Builder
	max  int
	stop *atomic.Bool
	// path holds the values that contain the one being written.
	path []starlark.Value
	err  error
}

func (w *textWriter) write(s string) {
	switch {
	case w.err != nil:
	case len(s) > w.max-w.b.Len():
		w.err = textTooLong(w.max)
	case w.stop != nil && w.stop.Load():
		w.err = errStopped()
	default:
		w.b.WriteString(s)
	}
}

func (w *textWriter) value(v starlark.Value) {
	switch v := v.(type) {
	case starlark.String:
		w.quoted(string(v), false)
	case starlark.Bytes:
		w.quoted(string(v), true)
	case starlark.Int:
		if err := checkDigits(v); err != nil {
			w.err = err
			return
		}
		w.write(v.String())
	case *starlark.List:
		w.sequence("[", "]", v, v.Len(), func(i int) { w.value(v.Index(i)) })
	case starlark.Tuple:
		end := ")"
		if len(v) == 1 {
			end = ",)"
		}
		w.sequence("(", end, v, len(v), func(i int) { w.value(v[i]) })
	case *starlark.Dict:
		w.dict(v)
	case *starlark.Set:
		w.set(v)
	case *starlarkstruct.Struct:
		w.sequence(structOpening(v), ")", v, v.Len(), func(i int) {
			name, field := v.AttrAt(i)
			w.write(name)
			w.write(" = ")
			w.value(field)
		})
	case *exception.Error:
		w.write(v.Repr())
	default:
		w.write(v.String())
	}
}

// structOpening is how the repr of a struct begins.
func structOpening(s *starlarkstruct.Struct) string {
	c := s.Constructor()
	if c == starlarkstruct.Default {
		return "struct("
	}
	if name, ok := starlark.AsString(c); ok {
		return name + "("
	}
	return c.String() + "("
}

func (w *textWriter) quoted(s string, bytes bool) {
	if len(s) > w.max {
		w.err = textTooLong(w.max)
		return
	}
	w.write(syntax.Quote(s, bytes))
}

func (w *textWriter) dict(d *starlark.Dict) {
	if !w.enter("{", "}", d) {
		return
	}
	first := true
	for k, v := range d.Entries() {
		if w.err != nil {
			return
		}
		if !first {
			w.write(", ")
		}
		first = false
		w.value(k)
		w.write(": ")
		w.value(v)
	}
	w.leave("}")
}

func (w *textWriter) set(s *starlark.Set) {
	if !w.enter("set([", "])", s) {
		return
	}
	first := true
	for e := range s.Elements() {
		if w.err != nil {
			return
		}
		if !first {
			w.write(", ")
		}
		first = false
		w.value(e)
	}
	w.leave("])")
}

func (w *textWriter) sequence(open, end string, self starlark.Value, n int, element func(i int)) {
	if !w.enter(open, end, self) {
		return
	}
	for i := 0; i < n && w.err == nil; i++ {
		if i > 0 {
			w.write(", ")
		}
		element(i)
	}
	w.leave(end)
}

// enter begins a container. A list or dict inside itself is written "[...]".
func (w *textWriter) enter(open, end string, self starlark.Value) bool {
	if len(w.path) >= MaxDepth {
		w.err = exception.New("RecursionError", "maximum recursion depth exceeded while getting the repr of an object")
		return false
	}
	switch self.(type) {
	case *starlark.List, *starlark.Dict:
		for _, p := range w.path {
			if sameContainer(p, self) {
				w.write(open + "..." + end)
				return false
			}
		}
	}
	w.path = append(w.path, self)
	w.write(open)
	return w.err == nil
}

func (w *textWriter) leave(end string) {
	w.path = w.path[:len(w.path)-1]
	w.write(end)
}

// sameContainer tells whether a and b are one list or dict. Tuples, which are
// slices, must not be compared with ==.
func sameContainer(a, b starlark.Value) bool {
	switch a := a.(type) {
	case *starlark.List:
		b, ok := b.(*starlark.List)
		return ok && a == b
	case *starlark.Dict:
		b, ok := b.(*starlark.Dict)
		return ok && a == b
	}
	return false
}

// checkDigits fails for an int that has too many digits to be written.
func checkDigits(i starlark.Int) error {
	if _, small := i.Int64(); small {
		return nil
	}
	// 10**4300 has 14285 bits.
	if i.BigInt().BitLen() > 14284 {
		return digitsError()
	}
	return nil
}

func digitsError() error {
	return exception.Newf("ValueError", "Exceeds the limit (%d digits) for integer string conversion", MaxDigits)
}
