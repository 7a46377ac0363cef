package lib

import (
	"fmt"
	"math"
	"math/big"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"
	"go.starlark.net/syntax"
)

const (
	// maxShown is how many elements a text for display has in all its lines; the
	// others are counted.
	maxShown = 1000
	// maxBytesShown is how long bytes may be to be shown in full, and shownBytes
	// how many of longer ones are.
	maxBytesShown = 1000
	shownBytes    = 64
)

// PrettyRepr is Repr for display: what does not fit in width columns is broken
// over lines as Python's pprint does, one element a line, but numbers fill lines.
// What fits is the same text as that of Repr. Of collections with more than 1,000
// elements the rest is counted, long bytes are cut, and an int of too many digits
// for Repr is described.
func PrettyRepr(v starlark.Value, width, max int, stop *atomic.Bool) (string, error) {
	p := &printer{textWriter{max: max, stop: stop}, width, maxShown}
	p.value(v, 0, 0)
	if p.err != nil {
		return "", p.err
	}
	return p.b.String(), nil
}

type printer struct {
	textWriter
	width int
	left  int // elements that may still be shown
}

// value writes v at column indent, with allowance columns kept free after it
// for the brackets that close what is around it.
func (p *printer) value(v starlark.Value, indent, allowance int) {
	if p.err != nil {
		return
	}
	if !broken(v) {
		p.leaf(v)
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
			if len(elems) > p.left {
				break
			}
			elems = append(elems, e)
		}
		p.elements("set([", "])", v, indent, allowance, v.Len(), func(i int) starlark.Value { return elems[i] })
	case *starlark.Dict:
		p.pairs(v, indent, allowance)
	case *starlarkstruct.Struct:
		p.fields(v, indent, allowance)
	}
}

// broken tells whether a long text of v is broken over lines.
func broken(v starlark.Value) bool {
	switch v := v.(type) {
	case *starlark.List, starlark.Tuple, *starlark.Dict, *starlark.Set:
		return true
	case *starlarkstruct.Struct:
		return v.Len() > 0
	}
	return false
}

// leaf writes a value that is not broken over lines.
func (p *printer) leaf(v starlark.Value) {
	switch v := v.(type) {
	case starlark.Bytes:
		if len(v) > maxBytesShown {
			p.write(fmt.Sprintf("<bytes, length %d: %s…>", len(v), syntax.Quote(string(v[:shownBytes]), true)))
			return
		}
	case starlark.Int:
		if checkDigits(v) != nil {
			p.write(fmt.Sprintf("<int of %d bits, about %s>", v.BigInt().BitLen(), magnitude(v.BigInt())))
			return
		}
	}
	p.textWriter.value(v)
}

// magnitude is an int that is too long in the form 1.4e5000.
func magnitude(i *big.Int) string {
	var mantissa big.Float
	exponent := mantissa.SetInt(i).MantExp(&mantissa)
	m, _ := mantissa.Float64()
	log := math.Log10(math.Abs(m)) + float64(exponent)*math.Log10(2)
	sign := ""
	if i.Sign() < 0 {
		sign = "-"
	}
	whole := math.Floor(log)
	return fmt.Sprintf("%s%.1fe%.0f", sign, math.Pow(10, log-whole), whole)
}

func (p *printer) elements(open, end string, self starlark.Value, indent, allowance, n int, at func(i int) starlark.Value) {
	if !p.enter(open, end, self) {
		return
	}
	indent += len(open)
	fill := scalars(min(n, p.left), at)
	column := indent
	for i := 0; i < n && p.err == nil; i++ {
		if p.fold(i, n, indent) {
			break
		}
		after := 1
		if i == n-1 {
			after = allowance + len(end)
		}
		if !fill {
			if i > 0 {
				p.newline(indent)
			}
			p.value(at(i), indent, after)
			continue
		}
		text := p.number(at(i))
		switch {
		case i == 0:
		case column+len(", ")+len(text)+after <= p.width:
			p.write(", ")
			column += len(", ")
		default:
			p.newline(indent)
			column = indent
		}
		p.write(text)
		column += len(text)
	}
	p.leave(end)
}

// number is the text of a short value.
func (p *printer) number(v starlark.Value) string {
	w := printer{textWriter: textWriter{max: p.max, stop: p.stop}}
	w.leaf(v)
	if w.err != nil {
		p.err = w.err
	}
	return w.b.String()
}

// scalars tells whether the first n elements have short texts.
func scalars(n int, at func(i int) starlark.Value) bool {
	for i := range n {
		switch at(i).(type) {
		case starlark.Int, starlark.Float, starlark.Bool, starlark.NoneType:
		default:
			return false
		}
	}
	return true
}

// fold counts element i of n. If no more elements are shown, it writes how many
// there are.
func (p *printer) fold(i, n, indent int) bool {
	if p.left > 0 {
		p.left--
		return false
	}
	if i > 0 {
		p.newline(indent)
	}
	p.write(fmt.Sprintf("… %d more", n-i))
	return true
}

func (p *printer) pairs(d *starlark.Dict, indent, allowance int) {
	if !p.enter("{", "}", d) {
		return
	}
	indent++
	i := 0
	for k, v := range d.Entries() {
		if p.err != nil {
			return
		}
		if p.fold(i, d.Len(), indent) {
			break
		}
		if i > 0 {
			p.newline(indent)
		}
		i++
		p.entry(func() { p.leaf(k); p.write(": ") }, v, indent, allowance, i == d.Len())
	}
	p.leave("}")
}

func (p *printer) fields(s *starlarkstruct.Struct, indent, allowance int) {
	open := structOpening(s)
	if !p.enter(open, ")", s) {
		return
	}
	indent += utf8.RuneCountInString(open)
	for i := 0; i < s.Len() && p.err == nil; i++ {
		if p.fold(i, s.Len(), indent) {
			break
		}
		if i > 0 {
			p.newline(indent)
		}
		name, v := s.AttrAt(i)
		p.entry(func() { p.write(name + " = ") }, v, indent, allowance, i == s.Len()-1)
	}
	p.leave(")")
}

// entry writes a value after its name.
func (p *printer) entry(name func(), v starlark.Value, indent, allowance int, last bool) {
	before := p.b.Len()
	name()
	indent += utf8.RuneCountInString(p.b.String()[before:])
	after := 1
	if last {
		after = allowance + 1
	}
	p.value(v, indent, after)
}

func (p *printer) newline(indent int) { p.write(",\n" + strings.Repeat(" ", indent)) }
