package syntax

import (
	"reflect"

	"go.starlark.net/starlark"
)

// regionRun is one run of a [region]: while it lasts, the values of the globals
// that the region binds are in the frame of the cell's function.
type regionRun struct {
	internal
	*region
	globals *globals
	depth   int // of the call stack, with the cell's frame on top
	outer   *regionRun
	begun   bool
	// overruled are names that others have changed since the region began, with
	// the value that their local had: it is stored no more.
	overruled map[string]starlark.Value
}

// Get gives the region with a number, as what its outer loop goes over.
func (g *globals) Get(number starlark.Value) (starlark.Value, bool, error) {
	i, _ := starlark.AsInt32(number)
	r := g.regions[i]
	for _, n := range r.names {
		if n.bound && g.session.frozen {
			return nil, false, errFrozen(n.marked)
		}
	}
	return &regionRun{internal: internal{"region"}, region: r, globals: g, depth: g.thread.CallStackDepth()}, true, nil
}

// Iterate begins the region.
func (r *regionRun) Iterate() starlark.Iterator {
	s := r.globals.session
	r.outer, s.running = s.running, r
	return r
}

// Next gives the one item.
func (r *regionRun) Next(p *starlark.Value) bool {
	if r.begun {
		return false
	}
	r.begun = true
	*p = (*regionEntry)(r)
	return true
}

// Done ends the region. The interpreter calls it also when an error leaves the
// loop, with the cell's frame still there.
func (r *regionRun) Done() {
	r.store()
	r.globals.session.running = r.outer
}

// each calls f with the names that the region binds and the values that the frame
// has. The mark is the local that is set last: before, the values may be those of
// an earlier run.
func (r *regionRun) each(f func(marked string, v starlark.Value)) {
	thread := r.globals.thread
	frame := thread.DebugFrame(thread.CallStackDepth() - r.depth)
	if r.mark == 0 { // the number of %s
		r.find(frame)
	}
	if _, mark := frame.Local(r.mark); mark != r {
		return
	}
	for _, n := range r.names {
		if !n.bound {
			continue
		}
		if _, v := frame.Local(n.local); v != nil {
			f(n.marked, v)
		}
	}
}

// store gives the session the values of the region.
func (r *regionRun) store() {
	r.each(func(marked string, v starlark.Value) {
		if old, ok := r.overruled[marked]; ok {
			if same(old, v) {
				return
			}
			delete(r.overruled, marked)
		}
		r.globals.session.store(marked, v)
	})
}

// overrule is called before a name is changed by others than the loops that run.
func (s *Session) overrule(name string) {
	s.Flush()
	for r := s.running; r != nil; r = r.outer {
		r.each(func(marked string, v starlark.Value) {
			if marked != name {
				return
			}
			if r.overruled == nil {
				r.overruled = map[string]starlark.Value{}
			}
			r.overruled[marked] = v
		})
	}
}

// same reports whether two values are one, as far as Go can tell.
func same(a, b starlark.Value) bool {
	if x, ok := a.(starlark.Tuple); ok {
		y, ok := b.(starlark.Tuple)
		return ok && len(x) == len(y) && (len(x) == 0 || &x[0] == &y[0])
	}
	return reflect.ValueOf(a).Comparable() && reflect.ValueOf(b).Comparable() && a == b
}

// find numbers the locals of the region.
func (g *region) find(frame starlark.DebugFrame) {
	for i := range frame.NumLocals() {
		b, _ := frame.Local(i)
		if b.Name == regionMark {
			g.mark = i
		} else if b.Name[:1] == localMark {
			if j, ok := g.index[b.Name[len(localMark):]]; ok {
				g.names[j].local = i
			}
		}
	}
}

// Get gives f itself, when the session is ready for a call of f: in a region
// f(x) has become %region[f](x).
func (r *regionRun) Get(f starlark.Value) (starlark.Value, bool, error) {
	if s := r.globals.session; !s.quiet(f) {
		s.Flush()
	}
	return f, true, nil
}

// regionEntry is a regionRun as the item of its outer loop. It comes apart to
// the values of the names that the region reads, and the run. A name that is
// unbound, or only stored, gets no value: its local is then unbound, too.
type regionEntry regionRun

func (e *regionEntry) Iterate() starlark.Iterator { return &entryIterator{run: (*regionRun)(e)} }

type entryIterator struct {
	run  *regionRun
	next int
}

func (it *entryIterator) Next(p *starlark.Value) bool {
	names := it.run.names
	switch i := it.next; {
	case i < len(names) && names[i].read:
		*p = it.run.globals.session.env[names[i].marked]
	case i < len(names):
		*p = nil
	case i == len(names):
		*p = it.run
	default:
		return false
	}
	it.next++
	return true
}

func (*entryIterator) Done() {}

// quiet reports whether a call of v neither runs Starlark code nor looks at the
// session's names. The methods of Starlark's own types are so.
func (s *Session) quiet(v starlark.Value) bool {
	b, ok := v.(*starlark.Builtin)
	if !ok {
		return false
	}
	switch b.Receiver().(type) {
	case *starlark.List, *starlark.Dict, *starlark.Set, starlark.String, starlark.Bytes:
		return true
	}
	return s.hooks.Quiet != nil && s.hooks.Quiet(b)
}

// Flush stores the globals that a running loop of a cell keeps in locals. All
// methods of Session that read names do so themselves. A Go value must call it
// before it calls a Starlark function where the interpreter expects no call: in
// an operator, or in the iterator of a loop.
func (s *Session) Flush() {
	for r := s.running; r != nil; r = r.outer {
		r.store()
	}
}
