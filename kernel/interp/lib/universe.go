package lib

import (
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starkernel/starlarkasync/exception"
)

// Universe gives the builtins that need no module: every name of
// starlark.Universe, guarded, and eprint and sum.
func Universe(h *Host) starlark.StringDict {
	d := make(starlark.StringDict, len(universeSpec.members))
	for i := range universeSpec.members {
		m := &universeSpec.members[i]
		if m.call != nil {
			d[m.name] = m.builtin(h, m.name, nil)
		} else {
			d[m.name] = m.value(h)
		}
	}
	return d
}

// callOriginal calls Starlark's own builtin of the same name, after a check that
// no argument is so long that the builtin would set aside too much memory.
func callOriginal(c call) (starlark.Value, error) {
	for _, a := range c.args {
		if err := c.h.room(c.name, starlark.Len(a), valueSize); err != nil {
			switch a.(type) {
			case starlark.String, starlark.Bytes: // no element of these is a value
			default:
				return nil, err
			}
		}
	}
	return callIterating(c)
}

// callIterating calls Starlark's own builtin, which reads an iterable but keeps
// none of it.
func callIterating(c call) (starlark.Value, error) {
	v, err := callPlain(c)
	if pending := c.h.Pending(c.thread); pending != nil {
		return nil, pending
	}
	if c.h.stopped() {
		return nil, errStopped()
	}
	return v, err
}

// callPlain calls Starlark's own builtin.
func callPlain(c call) (starlark.Value, error) {
	return starlark.Universe[c.name].(*starlark.Builtin).CallInternal(c.thread, c.args, c.kwargs)
}

// original gives Starlark's own builtin, which needs no guard.
func original(name string) func(*Host) starlark.Value {
	return func(*Host) starlark.Value { return starlark.Universe[name] }
}

func callLen(c call) (starlark.Value, error) {
	if len(c.args) == 1 && len(c.kwargs) == 0 {
		if n := starlark.Len(c.args[0]); n >= 0 {
			return starlark.MakeInt(n), nil
		}
		if _, ok := c.args[0].(*iterator); ok {
			return nil, c.errorf("TypeError", "value of type %s has no len", c.args[0].Type())
		}
	}
	return callPlain(c)
}

func first(args starlark.Tuple) starlark.Value {
	if len(args) == 0 {
		return nil
	}
	return args[0]
}

func callStr(c call) (starlark.Value, error) {
	x, err := c.one()
	if err != nil {
		return nil, err
	}
	if s, ok := x.(starlark.String); ok {
		return s, nil
	}
	s, err := Str(x, MaxText, c.h.Stop)
	return starlark.String(s), err
}

// one gives the only argument, without the allocation that unpacking takes.
func (c call) one() (x starlark.Value, err error) {
	if len(c.args) == 1 && len(c.kwargs) == 0 {
		return c.args[0], nil
	}
	var v starlark.Value
	return v, c.positional(1, &v)
}

func callRepr(c call) (starlark.Value, error) {
	x, err := c.one()
	if err != nil {
		return nil, err
	}
	s, err := Repr(x, MaxText, c.h.Stop)
	return starlark.String(s), err
}

func callPrint(c call) (starlark.Value, error)  { return c.print("stdout") }
func callEprint(c call) (starlark.Value, error) { return c.print("stderr") }

func (c call) print(stream string) (starlark.Value, error) {
	sep, end, flush := " ", "\n", false
	named := call{name: c.name, kwargs: c.kwargs}
	if err := named.unpack("sep?", &sep, "end?", &end, "flush?", &flush); err != nil {
		return nil, err
	}
	var b strings.Builder
	for i, v := range c.args {
		if i > 0 {
			b.WriteString(sep)
		}
		s, err := Str(v, MaxText-min(b.Len(), MaxText), c.h.Stop)
		if err != nil {
			return nil, err
		}
		b.WriteString(s)
	}
	b.WriteString(end)
	if c.h.Print != nil {
		if err := c.h.Print(c.thread, stream, b.String()); err != nil {
			return nil, err
		}
	}
	return starlark.None, nil
}

// callInt is Starlark's int with CPython's cap on digits, since the conversion
// takes quadratic time. Bases that are powers of two take linear time.
func callInt(c call) (starlark.Value, error) {
	if s, ok := first(c.args).(starlark.String); ok && len(s) > MaxDigits {
		base := 10
		if len(c.args) > 1 {
			base, _ = starlark.AsInt32(c.args[1])
		}
		for _, kv := range c.kwargs {
			base, _ = starlark.AsInt32(kv[1])
		}
		switch base {
		case 2, 4, 8, 16, 32:
		default:
			return nil, digitsError()
		}
	}
	return callPlain(c)
}

func callList(c call) (starlark.Value, error) {
	elems, err := c.optional()
	if err != nil {
		return nil, err
	}
	return starlark.NewList(elems), nil
}

func callTuple(c call) (starlark.Value, error) {
	if t, ok := first(c.args).(starlark.Tuple); ok && len(c.args) == 1 && len(c.kwargs) == 0 {
		return t, nil
	}
	elems, err := c.optional()
	return starlark.Tuple(elems), err
}

func callReversed(c call) (starlark.Value, error) {
	var iterable starlark.Iterable
	if err := c.positional(1, &iterable); err != nil {
		return nil, err
	}
	elems, err := c.collect(iterable)
	if err != nil {
		return nil, err
	}
	for i, j := 0, len(elems)-1; i < j; i, j = i+1, j-1 {
		elems[i], elems[j] = elems[j], elems[i]
	}
	return starlark.NewList(elems), nil
}

func callSet(c call) (starlark.Value, error) {
	var iterable starlark.Iterable
	if err := c.positional(0, &iterable); err != nil {
		return nil, err
	}
	set := new(starlark.Set)
	if iterable == nil {
		return set, nil
	}
	if err := c.h.room(c.name, starlark.Len(iterable), valueSize); err != nil {
		return nil, err
	}
	err := c.each(iterable, func(_ int, v starlark.Value) error {
		if err := set.Insert(v); err != nil {
			return c.errorf("TypeError", "%v", err)
		}
		return c.h.room(c.name, set.Len(), 4*valueSize)
	})
	return set, err
}

// optional collects the one optional iterable of list and tuple.
func (c call) optional() ([]starlark.Value, error) {
	var iterable starlark.Iterable
	if err := c.positional(0, &iterable); err != nil || iterable == nil {
		return nil, err
	}
	return c.collect(iterable)
}

func callEnumerate(c call) (starlark.Value, error) {
	var iterable starlark.Iterable
	start := 0
	if err := c.unpack("iterable", &iterable, "start?", &start); err != nil {
		return nil, err
	}
	// A pair takes two values beside its place in the list.
	if err := c.h.room(c.name, starlark.Len(iterable), 5*valueSize); err != nil {
		return nil, err
	}
	n := max(starlark.Len(iterable), 0)
	pairs := make([]starlark.Value, 0, n)
	rows := rows{width: 2, free: make(starlark.Tuple, 2*n)}
	err := c.each(iterable, func(i int, v starlark.Value) error {
		pair := rows.next()
		pair[0], pair[1] = starlark.MakeInt(start+i), v
		pairs = append(pairs, pair)
		return c.h.room(c.name, i, 5*valueSize)
	})
	if err != nil {
		return nil, err
	}
	return starlark.NewList(pairs), nil
}

func callZip(c call) (starlark.Value, error) {
	if len(c.kwargs) > 0 {
		return nil, c.errorf("TypeError", "unexpected keyword arguments")
	}
	iters := make([]starlark.Iterator, 0, len(c.args))
	defer func() {
		for _, it := range iters {
			it.Done()
		}
	}()
	shortest := -1
	for i, seq := range c.args {
		it := starlark.Iterate(seq)
		if it == nil {
			return nil, c.errorf("TypeError", "argument #%d is not iterable: %s", i+1, seq.Type())
		}
		iters = append(iters, it)
		if n := starlark.Len(seq); n >= 0 && (shortest < 0 || n < shortest) {
			shortest = n
		}
	}
	size := valueSize * (len(iters) + 3)
	if err := c.h.room(c.name, shortest, size); err != nil {
		return nil, err
	}
	list := make([]starlark.Value, 0, max(shortest, 0))
	rows := rows{width: len(iters), free: make(starlark.Tuple, len(iters)*max(shortest, 0))}
	for len(iters) > 0 {
		row := rows.next()
		for i, it := range iters {
			if !it.Next(&row[i]) {
				if c.h.stopped() {
					return nil, errStopped()
				}
				if err := c.h.Pending(c.thread); err != nil {
					return nil, err
				}
				return starlark.NewList(list), nil
			}
		}
		list = append(list, row)
		if err := c.h.room(c.name, len(list), size); err != nil {
			return nil, err
		}
		if c.h.stopped() {
			return nil, errStopped()
		}
	}
	return starlark.NewList(list), nil
}

// rows makes tuples of one width, the first ones out of one allocation.
type rows struct {
	width int
	free  starlark.Tuple
}

func (r *rows) next() starlark.Tuple {
	if len(r.free) < r.width {
		return make(starlark.Tuple, r.width)
	}
	row := r.free[:r.width:r.width]
	r.free = r.free[r.width:]
	return row
}

func callSum(c call) (starlark.Value, error) {
	var iterable starlark.Iterable
	var total starlark.Value = starlark.MakeInt(0)
	if err := c.unpack("iterable", &iterable, "start?", &total); err != nil {
		return nil, err
	}
	switch total.(type) {
	case starlark.String, starlark.Bytes:
		return nil, exception.New("TypeError", `sum() can't sum strings [use "".join(seq) instead]`)
	}
	err := c.each(iterable, func(_ int, v starlark.Value) error {
		if x, ok := total.(starlark.Float); ok {
			if y, ok := v.(starlark.Float); ok {
				total = x + y
				return nil
			}
		}
		if n := starlark.Len(total); n > 0 {
			if err := c.h.room(c.name, n, valueSize); err != nil {
				return err
			}
		}
		var err error
		total, err = starlark.Binary(syntax.PLUS, total, v)
		if err != nil {
			return c.errorf("TypeError", "%v", err)
		}
		return nil
	})
	return total, err
}

// callFail is Starlark's fail with a bounded text.
func callFail(c call) (starlark.Value, error) {
	sep := " "
	if err := (call{name: c.name, kwargs: c.kwargs}).unpack("sep?", &sep); err != nil {
		return nil, err
	}
	texts := make([]string, len(c.args))
	for i, v := range c.args {
		s, err := Str(v, MaxText, c.h.Stop)
		if err != nil {
			return nil, err
		}
		texts[i] = s
	}
	return nil, exception.New("fail", strings.Join(texts, sep))
}
