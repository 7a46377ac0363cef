package lib

import (
	"fmt"

	"go.starlark.net/starlark"
)

// match is one match of a pattern.
type match struct {
	region
	loc []int
}

var (
	_ starlark.HasAttrs = (*match)(nil)
	_ starlark.Mapping  = (*match)(nil)
)

func (m *match) Freeze()               {}
func (m *match) Truth() starlark.Bool  { return true }
func (m *match) Type() string          { return "re.Match" }
func (m *match) Hash() (uint32, error) { return 0, fmt.Errorf("unhashable: re.Match") }
func (m *match) String() string {
	return fmt.Sprintf("<re.Match object; span=(%d, %d), match=%s>", m.loc[0], m.loc[1], clipQuoted(m.s[m.loc[0]:m.loc[1]]))
}

// text gives a group, or other if it took no part in the match.
func (m *match) text(group int, other starlark.Value) starlark.Value {
	if m.loc[2*group] < 0 {
		return other
	}
	return starlark.String(m.s[m.loc[2*group]:m.loc[2*group+1]])
}

// index gives the number of a group from its number or name.
func (m *match) index(v starlark.Value) (int, error) {
	switch v := v.(type) {
	case starlark.Int:
		if i, ok := v.Int64(); ok && 0 <= i && i < int64(len(m.loc)/2) {
			return int(i), nil
		}
	case starlark.String:
		if i := m.p.plain.SubexpIndex(string(v)); i >= 0 {
			return i, nil
		}
	}
	return 0, errNoGroup()
}

// Get makes m[group] the same as m.group(group).
func (m *match) Get(v starlark.Value) (starlark.Value, bool, error) {
	i, err := m.index(v)
	if err != nil {
		return nil, false, err
	}
	return m.text(i, starlark.None), true, nil
}

func (m *match) AttrNames() []string {
	return append(matchSpec.names(), "endpos", "lastgroup", "lastindex", "pos", "re", "string")
}

func (m *match) Attr(name string) (starlark.Value, error) {
	switch name {
	case "string":
		return starlark.String(m.s), nil
	case "re":
		return m.p, nil
	case "pos":
		return starlark.MakeInt(m.pos), nil
	case "endpos":
		return starlark.MakeInt(m.region.end), nil
	case "lastindex", "lastgroup":
		last := m.last()
		if last == 0 {
			return starlark.None, nil
		}
		if name == "lastindex" {
			return starlark.MakeInt(last), nil
		}
		if n := m.p.plain.SubexpNames()[last]; n != "" {
			return starlark.String(n), nil
		}
		return starlark.None, nil
	}
	return matchSpec.method(m.p.h, m, name), nil
}

// last is the group that was closed last: the one that ends last, the outer one
// of those that end together.
func (m *match) last() int {
	last := 0
	for g := 1; g < len(m.loc)/2; g++ {
		if m.loc[2*g] >= 0 && (last == 0 || m.loc[2*g+1] > m.loc[2*last+1]) {
			last = g
		}
	}
	return last
}

func matchGroup(c call) (starlark.Value, error) {
	m := c.recv.(*match)
	if len(c.kwargs) > 0 {
		return nil, c.errorf("TypeError", "unexpected keyword arguments")
	}
	if len(c.args) == 0 {
		return m.text(0, starlark.None), nil
	}
	groups := make(starlark.Tuple, len(c.args))
	for i, a := range c.args {
		g, err := m.index(a)
		if err != nil {
			return nil, err
		}
		groups[i] = m.text(g, starlark.None)
	}
	if len(groups) == 1 {
		return groups[0], nil
	}
	return groups, nil
}

func matchGroups(c call) (starlark.Value, error) {
	m := c.recv.(*match)
	var other starlark.Value = starlark.None
	if err := c.unpack("default?", &other); err != nil {
		return nil, err
	}
	groups := make(starlark.Tuple, len(m.loc)/2-1)
	for i := range groups {
		groups[i] = m.text(i+1, other)
	}
	return groups, nil
}

func matchGroupdict(c call) (starlark.Value, error) {
	m := c.recv.(*match)
	var other starlark.Value = starlark.None
	if err := c.unpack("default?", &other); err != nil {
		return nil, err
	}
	d := new(starlark.Dict)
	for i, n := range m.p.plain.SubexpNames() {
		if n != "" {
			if err := d.SetKey(starlark.String(n), m.text(i, other)); err != nil {
				return nil, err
			}
		}
	}
	return d, nil
}

// span gives the places of the group that is asked for; -1 if it has none.
func (c call) span() (start, end int, err error) {
	m := c.recv.(*match)
	var group starlark.Value = starlark.MakeInt(0)
	if err := c.positional(0, &group); err != nil {
		return 0, 0, err
	}
	g, err := m.index(group)
	if err != nil {
		return 0, 0, err
	}
	return m.loc[2*g], m.loc[2*g+1], nil
}

func matchStart(c call) (starlark.Value, error) {
	start, _, err := c.span()
	return starlark.MakeInt(start), err
}

func matchEnd(c call) (starlark.Value, error) {
	_, end, err := c.span()
	return starlark.MakeInt(end), err
}

func matchSpan(c call) (starlark.Value, error) {
	start, end, err := c.span()
	return starlark.Tuple{starlark.MakeInt(start), starlark.MakeInt(end)}, err
}

func matchExpand(c call) (starlark.Value, error) {
	m := c.recv.(*match)
	var template string
	if err := c.positional(1, &template); err != nil {
		return nil, err
	}
	parts, err := c.template(m.p, template)
	if err != nil {
		return nil, err
	}
	b := &textWriter{max: MaxText, stop: c.h.Stop}
	parts.write(b, m)
	return starlark.String(b.b.String()), b.err
}
