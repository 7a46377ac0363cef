package lib

import (
	"go.starlark.net/starlark"
)

// Rebind gives the counterpart of one of this package's values for another host,
// for code that runs in a session of its own: a module or one of its functions,
// a range, a pattern, a match, a table, a chart, a generator of random numbers (a copy). ok is
// false for all other values: iterators belong to their host, and [Rewrap] is for
// functions around functions.
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
		if v.Receiver() != nil {
			return nil, false // the method of the copied receiver is its counterpart
		}
		_, m := locate(v.Name())
		if m == nil {
			return nil, false
		}
		if m.call == nil { // Starlark's own, which has no host
			return v, true
		}
		return m.builtin(h, v.Name(), nil), true
	case cacheMaker, tableValue:
		return v, true
	case *plotValue:
		return &plotValue{h, v.chart, v.spec, v.what}, true
	}
	return nil, false
}

func (p *pattern) rebind(h *Host) *pattern {
	q := *p
	q.h = h
	q.variants = nil // compiled again when needed: the map has no lock
	return &q
}

// Rewrap gives the counterpart, for another host, of a function that
// functools.cache, lru_cache or cmp_to_key made around another one, inner. It
// remembers no results, and can be called once set has been given the
// counterpart of inner. ok is false for all other values.
func Rewrap(v starlark.Value, h *Host) (inner starlark.Callable, out starlark.Value, set func(inner starlark.Callable), ok bool) {
	switch v := v.(type) {
	case *cached:
		m := newCached(v.f, v.size)
		return v.f, m, func(f starlark.Callable) { m.f = f }, true
	case *keyMaker:
		k := &keyMaker{v.compare, h}
		return v.compare, k, func(f starlark.Callable) { k.compare = f }, true
	}
	return nil, nil, nil, false
}
