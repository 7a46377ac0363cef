package lib

import (
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"go.starlark.net/starlark"
)

// PrettyRepr is Repr for display: what does not fit in width columns is broken
// over lines as Python's pprint does, one element a line. What fits is the same
// text as that of Repr.
func PrettyRepr(v starlark.Value, width, max int, stop *atomic.Bool) (string, error) {
	p := &printer{textWriter{max: max, stop: stop}, width}
	p.value(v, 0, 0)
	if p.err != nil {
		return "", p.err
	}
	return p.b.String(), nil
}

type printer struct {
	textWriter
	width int
}

// value writes v at column indent, with allowance columns kept free after it
// for the brackets that close what is around it.
func (p *printer) value(v starlark.Value, indent, allowance int) {
	if p.err != nil {
		return
	}
	switch v.(type) {
	case *starlark.List, starlark.Tuple, *starlark.Dict, *starlark.Set:
	default:
		p.textWriter.value(v)
		return
	}
	// A text of width runes has at most 4*width bytes, so the attempt is cheap
	// even where v is huge.
	room := p.width - indent - allowance
	line := textWriter{max: 4 * max(room, 0), stop: p.stop, path: p.path}
	line.value(v)
	if text := line.b.String(); line.err == nil && utf8.RuneCountInString(text) <= room {
		p.write(text)
		return
	}
	if line.err != nil && line.b.Len() == 0 && len(p.path) >= MaxDepth {
		p.err = line.err
		return
	}
	switch v := v.(type) {
	case *starlark.List:
		p.elements("[", "]", v, indent, allowance, v.Len(), v.Index)
	case starlark.Tuple:
		end := ")"
		if len(v) == 1 {
			end = ",)"
		}
		p.elements("(", end, v, indent, allowance, len(v), v.Index)
	case *starlark.Set:
		var elems []starlark.Value
		for e := range v.Elements() {
			elems = append(elems, e)
		}
		p.elements("set([", "])", v, indent, allowance, len(elems), func(i int) starlark.Value { return elems[i] })
	case *starlark.Dict:
		p.pairs(v, indent, allowance)
	}
}

func (p *printer) elements(open, end string, self starlark.Value, indent, allowance, n int, at func(i int) starlark.Value) {
	if !p.enter(open, end, self) {
		return
	}
	indent += len(open)
	for i := 0; i < n && p.err == nil; i++ {
		if i > 0 {
			p.newline(indent)
		}
		after := 1
		if i == n-1 {
			after = allowance + len(end)
		}
		p.value(at(i), indent, after)
	}
	p.leave(end)
}

func (p *printer) pairs(d *starlark.Dict, indent, allowance int) {
	if !p.enter("{", "}", d) {
		return
	}
	indent++
	left := d.Len()
	for k, v := range d.Entries() {
		if p.err != nil {
			return
		}
		before := p.b.Len()
		p.textWriter.value(k)
		p.write(": ")
		key := utf8.RuneCountInString(p.b.String()[before:])
		left--
		if left > 0 {
			p.value(v, indent+key, 1)
			p.newline(indent)
		} else {
			p.value(v, indent+key, allowance+1)
		}
	}
	p.leave("}")
}

func (p *printer) newline(indent int) { p.write(",\n" + strings.Repeat(" ", indent)) }
