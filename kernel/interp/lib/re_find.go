package lib

import (
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"
)

// anchor says where a match must lie.
type anchor int

const (
	anywhere anchor = iota
	atStart         // begins at the place where the search begins
	whole           // and ends at the end of the text
)

// longSearch is the product of text and program size from which on a search is
// made interruptible, at some cost.
const longSearch = 1 << 22

// find gives the places of the first match in s at or after pos and of its
// groups, as regexp does, or nil.
func (p *pattern) find(s string, pos int, where anchor) ([]int, error) {
	re, base, extra := p.plain, pos, 0
	context := p.looksBack && pos > 0
	switch {
	case context:
		// Begin one character early, and make it no part of the match, which is
		// group 1 of the variant.
		_, size := utf8.DecodeLastRuneInString(s[:pos])
		base, extra = pos-size, 2
		before, after := `\A(?s:.)(?s:.*?)(`, `)`
		if where >= atStart {
			before = `\A(?s:.)(`
		}
		if where == whole {
			after = `)\z`
		}
		re = p.variant(before, after)
	case where == atStart:
		re = p.variant(`\A`, ``)
	case where == whole:
		re = p.variant(`\A`, `\z`)
	}
	loc := p.run(re, s[base:], p.literal && !context)
	if p.h.stopped() {
		return nil, errStopped()
	}
	if loc == nil {
		return nil, nil
	}
	loc = loc[extra:]
	for i := range loc {
		if loc[i] >= 0 {
			loc[i] += base
		}
	}
	return loc, nil
}

func (p *pattern) run(re *regexp.Regexp, s string, fast bool) []int {
	if fast || len(s) < longSearch/p.steps {
		return re.FindStringSubmatchIndex(s)
	}
	// A search of a string cannot be stopped, that of a reader can: the text
	// ends early.
	return re.FindReaderSubmatchIndex(&stoppable{h: p.h, r: strings.NewReader(s)})
}

// stoppable is a reader of a text that ends when the host stops.
type stoppable struct {
	h *Host
	r *strings.Reader
	n int
}

func (s *stoppable) ReadRune() (rune, int, error) {
	if s.n++; s.n%256 == 0 && s.h.stopped() {
		return 0, 0, io.EOF
	}
	return s.r.ReadRune()
}

// scanner finds the matches of a pattern one after the other. As in Python, an
// empty match may follow a match that is not empty; unlike there, the search
// after an empty match goes on at the next character.
type scanner struct {
	p   *pattern
	s   string
	pos int
}

func (sc *scanner) next() ([]int, error) {
	if sc.pos > len(sc.s) {
		return nil, nil
	}
	loc, err := sc.p.find(sc.s, sc.pos, anywhere)
	if loc == nil || err != nil {
		sc.pos = len(sc.s) + 1
		return nil, err
	}
	sc.pos = loc[1]
	if loc[0] == loc[1] {
		_, size := utf8.DecodeRuneInString(sc.s[sc.pos:])
		sc.pos += max(size, 1)
	}
	return loc, nil
}

// region is the part of a text that a search looks at, as the parameters string,
// pos and endpos of Python say.
type region struct {
	p        *pattern
	s        string
	pos, end int
}

// region unpacks the arguments of a search, of the module or of a pattern.
func (c call) region() (region, error) {
	var text string
	if p, ok := c.recv.(*pattern); ok {
		pos, end := 0, int(^uint(0)>>1)
		if err := c.unpack("string", &text, "pos?", &pos, "endpos?", &end); err != nil {
			return region{}, err
		}
		pos = min(max(pos, 0), len(text))
		end = min(max(end, pos), len(text))
		return region{p, text, pos, end}, nil
	}
	var v starlark.Value
	flags := 0
	if err := c.unpack("pattern", &v, "string", &text, "flags?", &flags); err != nil {
		return region{}, err
	}
	p, err := c.patternAndFlags(v, flags)
	return region{p, text, 0, len(text)}, err
}

func (c call) findOne(where anchor) (starlark.Value, error) {
	r, err := c.region()
	if err != nil {
		return nil, err
	}
	loc, err := r.p.find(r.s[:r.end], r.pos, where)
	if err != nil {
		return nil, err
	}
	if loc == nil {
		return starlark.None, nil
	}
	return &match{r, loc}, nil
}

func reSearch(c call) (starlark.Value, error)    { return c.findOne(anywhere) }
func reMatch(c call) (starlark.Value, error)     { return c.findOne(atStart) }
func reFullmatch(c call) (starlark.Value, error) { return c.findOne(whole) }

func reFinditer(c call) (starlark.Value, error) {
	r, err := c.region()
	if err != nil {
		return nil, err
	}
	sc := &scanner{r.p, r.s[:r.end], r.pos}
	return c.iterator(func(*starlark.Thread) (starlark.Value, error) {
		loc, err := sc.next()
		if loc == nil || err != nil {
			return nil, err
		}
		return &match{r, loc}, nil
	}), nil
}

func reFindall(c call) (starlark.Value, error) {
	r, err := c.region()
	if err != nil {
		return nil, err
	}
	sc := &scanner{r.p, r.s[:r.end], r.pos}
	found := []starlark.Value{}
	for {
		loc, err := sc.next()
		if err != nil {
			return nil, err
		}
		if loc == nil {
			return starlark.NewList(found), nil
		}
		m := &match{r, loc}
		var v starlark.Value
		switch len(loc) / 2 {
		case 1:
			v = m.text(0, starlark.String(""))
		case 2:
			v = m.text(1, starlark.String(""))
		default:
			groups := make(starlark.Tuple, len(loc)/2-1)
			for i := range groups {
				groups[i] = m.text(i+1, starlark.String(""))
			}
			v = groups
		}
		found = append(found, v)
		if err := c.h.room(c.name, len(found), valueSize*(1+len(loc)/2)); err != nil {
			return nil, err
		}
	}
}

func reSplit(c call) (starlark.Value, error) {
	var v starlark.Value
	var text string
	limit, flags := 0, 0
	var err error
	p, ok := c.recv.(*pattern)
	if ok {
		err = c.unpack("string", &text, "maxsplit?", &limit)
	} else if err = c.unpack("pattern", &v, "string", &text, "maxsplit?", &limit, "flags?", &flags); err == nil {
		p, err = c.patternAndFlags(v, flags)
	}
	if err != nil {
		return nil, err
	}
	sc := &scanner{p, text, 0}
	parts := []starlark.Value{}
	last := 0
	for n := 0; limit >= 0 && (limit == 0 || n < limit); n++ {
		loc, err := sc.next()
		if err != nil {
			return nil, err
		}
		if loc == nil {
			break
		}
		parts = append(parts, starlark.String(text[last:loc[0]]))
		m := &match{region{p, text, 0, len(text)}, loc}
		for g := 1; g < len(loc)/2; g++ {
			parts = append(parts, m.text(g, starlark.None))
		}
		last = loc[1]
		if err := c.h.room(c.name, len(parts), 2*valueSize); err != nil {
			return nil, err
		}
	}
	return starlark.NewList(append(parts, starlark.String(text[last:]))), nil
}
