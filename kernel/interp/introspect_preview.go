package interp

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"

	"starkernel/kernel/interp/lib"
)

// preview is a repr of about max bytes at most; what does not fit is left out
// and marked by an ellipsis. Its cost depends on max, not on the value.
// Of values that can change, a frozen preview tells the type alone.
func preview(v starlark.Value, max int, frozen bool) string {
	switch v := v.(type) {
	case starlark.NoneType, starlark.Bool:
		return v.String()
	case starlark.Int:
		if i, ok := v.Int64(); ok {
			return strconv.FormatInt(i, 10)
		}
	}
	p := previewer{left: max, frozen: frozen}
	p.value(v, 3)
	return p.b.String()
}

type previewer struct {
	b      strings.Builder
	left   int
	frozen bool
}

func (p *previewer) write(s string) {
	p.b.WriteString(s)
	p.left -= len(s)
}

func (p *previewer) value(v starlark.Value, depth int) {
	if p.frozen && mutable(v) {
		p.write("<" + v.Type() + ">")
		return
	}
	switch v := v.(type) {
	case starlark.String:
		p.text(string(v), func(s string) starlark.Value { return starlark.String(s) })
		return
	case starlark.Bytes:
		p.text(string(v), func(s string) starlark.Value { return starlark.Bytes(s) })
		return
	case *starlark.List:
		p.sequence("[", v, depth, "]")
		return
	case starlark.Tuple:
		if len(v) == 1 {
			p.sequence("(", v, depth, ",)")
		} else {
			p.sequence("(", v, depth, ")")
		}
		return
	case *starlark.Dict:
		p.dict(v, depth)
		return
	case *starlark.Set:
		p.set(v, depth)
		return
	case *starlarkstruct.Struct:
		if v.Constructor() == starlarkstruct.Default {
			p.fields(v, depth)
			return
		}
	}
	if f, async := plainFunction(v); f != nil {
		word := "function "
		if async {
			word = "async function "
		}
		p.write("<" + word + f.Name() + ">")
		return
	}
	s, err := lib.Repr(v, max(p.left, 0)+20, nil)
	if err != nil {
		s = fmt.Sprintf("<%s …>", v.Type())
	}
	p.write(s)
}

func (p *previewer) text(s string, wrap func(string) starlark.Value) {
	cut := ""
	if limit := max(p.left-2, 8); len(s) > limit {
		for limit > 0 && !utf8.RuneStart(s[limit]) {
			limit--
		}
		s, cut = s[:limit], "…"
	}
	q, err := lib.Repr(wrap(s), 6*len(s)+16, nil)
	if err != nil {
		q = `"…"`
	}
	p.write(q + cut)
}

func (p *previewer) sequence(open string, v starlark.Indexable, depth int, end string) {
	p.write(open)
	for i := range v.Len() {
		if !p.more(i, depth) {
			break
		}
		p.value(v.Index(i), depth-1)
	}
	p.write(end)
}

func (p *previewer) dict(d *starlark.Dict, depth int) {
	p.write("{")
	it := d.Iterate()
	defer it.Done()
	var key starlark.Value
	for i := 0; it.Next(&key); i++ {
		if !p.more(i, depth) {
			break
		}
		p.value(key, depth-1)
		p.write(": ")
		if v, ok, err := d.Get(key); ok && err == nil {
			p.value(v, depth-1)
		}
	}
	p.write("}")
}

func (p *previewer) set(s *starlark.Set, depth int) {
	p.write("set([")
	it := s.Iterate()
	defer it.Done()
	var x starlark.Value
	for i := 0; it.Next(&x); i++ {
		if !p.more(i, depth) {
			break
		}
		p.value(x, depth-1)
	}
	p.write("])")
}

func (p *previewer) fields(s *starlarkstruct.Struct, depth int) {
	p.write("struct(")
	for i, name := range s.AttrNames() {
		if !p.more(i, depth) {
			break
		}
		if x, err := s.Attr(name); err == nil && x != nil {
			p.write(name + " = ")
			p.value(x, depth-1)
		}
	}
	p.write(")")
}

// more writes what comes before element i and tells whether there is room for
// the element.
func (p *previewer) more(i, depth int) bool {
	if i > 0 {
		p.write(", ")
	}
	if p.left <= 0 || depth == 0 {
		p.write("…")
		return false
	}
	return true
}
