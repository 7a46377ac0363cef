package interp

import (
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"starkernel/protocol"
)

// completer collects what can stand at the end of a text.
type completer struct {
	view view
	scan *scan
	// rest is what follows the cursor.
	rest    string
	prefix  string
	base    string // of an attribute: the names and dots before it
	matches []match
}

// match is one completion: Text replaces the code from Start to End.
type match struct {
	Start     int    `json:"start"`
	End       int    `json:"end"`
	Text      string `json:"text"`
	Type      string `json:"type"`
	Signature string `json:"signature"`
	rank      rank
}

// rank orders groups of matches; within a group the order is the alphabet's.
type rank uint8

const (
	argumentRank rank = iota // name= of the call around the cursor, keys of a dict
	plainRank
	privateRank // names that begin with _
)

// complete gives the completions at a cursor, which counts code points. A cursor
// outside the code is taken as its nearest end. For an attribute of a dotted name
// the whole dotted name is replaced, so that a client that shows matches alone
// shows what they belong to.
func complete(v view, code string, cursor int) protocol.CompleteReply {
	at := protocol.ByteOffset(code, cursor)
	left := maxInference
	v.inference = &left
	c := &completer{view: v, scan: scanCode(code[:at]), rest: code[at:]}
	c.scan.bindRest(c.rest)
	c.scan.bindLambdas()
	start := at
	switch {
	case c.scan.comment:
	case c.scan.text != nil:
		start = c.insideText()
	default:
		start = c.outsideText()
	}
	return c.reply(protocol.CodePoints(code, start), protocol.CodePoints(code, at))
}

// reply sorts the matches and puts them into Jupyter's form.
func (c *completer) reply(start, end int) protocol.CompleteReply {
	order := c.sorted()
	texts := make([]string, 0, len(order))
	types := make([]match, 0, len(order))
	for _, i := range order {
		m := c.matches[i]
		if n := len(texts); n > 0 && texts[n-1] == m.Text {
			continue
		}
		m.Start, m.End = start, end
		texts = append(texts, m.Text)
		types = append(types, m)
	}
	return protocol.CompleteReply{
		Status:      protocol.StatusOK,
		Matches:     texts,
		CursorStart: start,
		CursorEnd:   end,
		Metadata:    map[string]any{"_jupyter_types_experimental": types},
	}
}

// sorted gives the order of the matches; of equals the one added first comes
// first. Indexes are moved, not matches, which are large and hold pointers.
func (c *completer) sorted() []int32 {
	order := make([]int32, len(c.matches))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(i, j int32) int {
		a, b := &c.matches[i], &c.matches[j]
		if a.rank != b.rank {
			return int(a.rank) - int(b.rank)
		}
		if n := strings.Compare(a.Text, b.Text); n != 0 {
			return n
		}
		return int(i - j)
	})
	return order
}

// outsideText completes names, attributes, keywords and arguments. It gives the
// offset from which the text is replaced.
func (c *completer) outsideText() (start int) {
	s := c.scan
	start = len(s.code)
	last := len(s.tokens) - 1
	if last >= 0 && s.tokens[last].end == start {
		switch s.tokens[last].kind {
		case nameToken:
			start = s.tokens[last].start
			c.prefix = s.code[start:]
			last--
		case numberToken, textToken:
			return start
		}
	}
	if s.is(last, ".") {
		dotted := s.dottedStart(last)
		c.base = s.code[dotted:start]
		if x, ok := c.view.resolve(s, last-1); ok {
			c.attributes(x)
		}
		return dotted
	}
	if s.atParam(last) {
		return start
	}
	c.arguments(last)
	c.subscript(last)
	place := placeAfter(s, last)
	c.keywords(place)
	if place.names {
		c.names()
	}
	return start
}

// dottedStart is where the dotted name before the dot that is token i begins. It
// is the end of the dot for receivers that are more than names, and where spaces
// are between.
func (s *scan) dottedStart(i int) int {
	start := s.tokens[i].end
	if start != len(s.code) && (i+1 >= len(s.tokens) || s.tokens[i+1].start != start) {
		return s.nameStart()
	}
	base, next := start, start
	for ; s.is(i, ".") && s.tokens[i].end == next; i -= 2 {
		if i == 0 || s.tokens[i-1].kind != nameToken || s.tokens[i-1].end != s.tokens[i].start {
			return start
		}
		base = s.tokens[i-1].start
		next = base
	}
	if i >= 0 && s.is(i, ".") {
		return start
	}
	return base
}

// nameStart is where the name at the end of the code begins.
func (s *scan) nameStart() int {
	if i := len(s.tokens) - 1; i >= 0 && s.tokens[i].kind == nameToken && s.tokens[i].end == len(s.code) {
		return s.tokens[i].start
	}
	return len(s.code)
}

// add adds a match if it begins with what was typed. describe, which may be nil,
// gives type and signature.
func (c *completer) add(name string, r rank, describe func() (kind, signature string)) {
	if !strings.HasPrefix(name, c.prefix) {
		return
	}
	m := match{Text: c.base + name, rank: r}
	if r == plainRank && name[0] == '_' {
		m.rank = privateRank
	}
	if describe != nil {
		m.Type, m.Signature = describe()
	}
	c.matches = append(c.matches, m)
}

func (c *completer) attributes(x subject) {
	for _, name := range attrNames(x.value) {
		if name == "" {
			continue
		}
		c.add(name, plainRank, func() (string, string) {
			if a, ok := x.attr(name); ok {
				return a.describe()
			}
			return "instance", ""
		})
	}
}

// names adds the names that the cell binds before the cursor, and those of the
// session.
func (c *completer) names() {
	scopes := c.scan.scopes
	for i := len(scopes) - 1; i >= 0; i-- {
		for name, how := range scopes[i].names {
			if name == c.prefix || !strings.HasPrefix(name, c.prefix) {
				continue
			}
			if _, live := c.view.get(name); live && i == 0 {
				continue
			}
			c.add(name, plainRank, func() (string, string) {
				return [...]string{byAssignment: "statement", byParam: "param", byDef: "function"}[how], ""
			})
		}
	}
	var names []string
	for _, name := range c.view.names() {
		if name != "" && strings.HasPrefix(name, c.prefix) {
			names = append(names, name)
		}
	}
	slices.Sort(names) // strings sort faster than matches, which then are sorted already
	names = slices.Compact(names)
	c.matches = slices.Grow(c.matches, len(names))
	for _, name := range names {
		c.add(name, plainRank, func() (string, string) {
			v, ok := c.view.get(name)
			if !ok || v == nil {
				return "instance", ""
			}
			return subject{v, name, c.view.frozen}.describe()
		})
	}
}

// describe gives a value's kind in the words of Jupyter's clients, and the
// parameters of a function.
func (x subject) describe() (kind, signature string) {
	if _, ok := x.value.(starlark.Callable); ok {
		return "function", x.parameters()
	}
	if x.value.Type() == "module" {
		return "module", ""
	}
	return "instance", ""
}
