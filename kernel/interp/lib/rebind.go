package lib

import (
	"strings"

	"go.starlark.net/starlark"
)

// Rebind gives the counterpart of one of this package's values for another host,
// for code that runs in a session of its own: a module or one of its functions,
// a range, a pattern, a match, a generator of random numbers (a copy). ok is
// false for all other values; iterators and caches belong to their host.
// The values of the new host may be used while the old ones are.
func Rebind(v starlark.Value, h *Host) (rebound starlark.Value, ok bool) {
	switch v := v.(type) {
	case rangeValue:
		v.h = h
		return v, true
	case *module:
		return newModule(h, v.spec), true
	case *Random:
		return v.Copy(h), true
	case *pattern:
		return v.rebind(h), true
	case *match:
		m := *v
		m.p = v.p.rebind(h)
		return &m, true
	case *starlark.Builtin:
		recv := v.Receiver()
		if recv != nil {
			return nil, false // a method that starlark-go bound
		}
		s, m := locate(v.Name())
		if m == nil || m.call == nil || strings.HasPrefix(s.name, "re.") {
			return nil, false
		}
		return m.builtin(h, v.Name(), nil), true
	}
	return nil, false
}

func (p *pattern) rebind(h *Host) *pattern {
	q := *p
	q.h = h
	q.variants = nil // compiled again when needed: the map has no lock
	return &q
}
