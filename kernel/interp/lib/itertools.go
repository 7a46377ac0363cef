package lib

import (
	"fmt"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

func itCount(c call) (starlark.Value, error) {
	var start, step starlark.Value = starlark.MakeInt(0), starlark.MakeInt(1)
	if err := c.unpack("start?", &start, "step?", &step); err != nil {
		return nil, err
	}
	for _, v := range []starlark.Value{start, step} {
		if _, ok := starlark.AsFloat(v); !ok {
			return nil, c.errorf("TypeError", "a number is required, not %s", v.Type())
		}
	}
	n := start
	it := c.iterator(func(*starlark.Thread) (v starlark.Value, err error) {
		v = n
		n, err = starlark.Binary(syntax.PLUS, n, step)
		return v, err
	})
	it.text = func() string {
		if step == starlark.MakeInt(1) {
			return fmt.Sprintf("count(%v)", n)
		}
		return fmt.Sprintf("count(%v, %v)", n, step)
	}
	return it, nil
}

func itRepeat(c call) (starlark.Value, error) {
	var object starlark.Value
	var times starlark.Value = starlark.None
	if err := c.unpack("object", &object, "times?", &times); err != nil {
		return nil, err
	}
	left := -1
	if times != starlark.None {
		n, err := starlark.AsInt32(times)
		if err != nil {
			return nil, c.errorf("TypeError", "for parameter times: %v", err)
		}
		left = max(n, 0)
	}
	return c.iterator(func(*starlark.Thread) (starlark.Value, error) {
		if left == 0 {
			return nil, nil
		}
		left = max(left-1, -1)
		return object, nil
	}), nil
}

func itCycle(c call) (starlark.Value, error) {
	src, err := c.oneSource()
	if err != nil {
		return nil, err
	}
	var seen []starlark.Value
	i, live := 0, true
	return c.iterator(func(t *starlark.Thread) (starlark.Value, error) {
		if live {
			v, err := src.next(t)
			if v != nil || err != nil {
				seen = append(seen, v)
				return v, firstError(err, c.h.room(c.name, len(seen), valueSize))
			}
			live = false
		}
		if len(seen) == 0 {
			return nil, nil
		}
		i++
		return seen[(i-1)%len(seen)], nil
	}), nil
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// oneSource unpacks the single parameter iterable.
func (c call) oneSource() (source, error) {
	var iterable starlark.Value
	if err := c.unpack("iterable", &iterable); err != nil {
		return source{}, err
	}
	return c.source("iterable", iterable)
}

func itChain(c call) (starlark.Value, error) {
	if len(c.kwargs) > 0 {
		return nil, c.errorf("TypeError", "unexpected keyword arguments")
	}
	sources := make([]source, len(c.args))
	for i, a := range c.args {
		src, err := c.source(fmt.Sprintf("#%d", i+1), a)
		if err != nil {
			return nil, err
		}
		sources[i] = src
	}
	return c.iterator(func(t *starlark.Thread) (starlark.Value, error) {
		for len(sources) > 0 {
			if v, err := sources[0].next(t); v != nil || err != nil {
				return v, err
			}
			sources = sources[1:]
		}
		return nil, nil
	}), nil
}

func itChainFromIterable(c call) (starlark.Value, error) {
	outer, err := c.oneSource()
	if err != nil {
		return nil, err
	}
	var inner source
	return c.iterator(func(t *starlark.Thread) (starlark.Value, error) {
		for {
			if c.h.stopped() {
				return nil, nil
			}
			if inner.next != nil {
				if v, err := inner.next(t); v != nil || err != nil {
					return v, err
				}
			}
			v, err := outer.next(t)
			if v == nil || err != nil {
				return nil, err
			}
			if inner, err = c.source("iterable", v); err != nil {
				return nil, err
			}
		}
	}), nil
}

func itIslice(c call) (starlark.Value, error) {
	var iterable starlark.Value
	var bounds [3]starlark.Value
	if err := c.positional(2, &iterable, &bounds[0], &bounds[1], &bounds[2]); err != nil {
		return nil, err
	}
	src, err := c.source("iterable", iterable)
	if err != nil {
		return nil, err
	}
	if len(c.args) == 2 {
		bounds[0], bounds[1] = nil, bounds[0]
	}
	limits := [3]int{0, -1, 1} // start, stop, step; stop -1 is none
	for i, v := range bounds {
		if v == nil || v == starlark.None {
			continue
		}
		n, err := starlark.AsInt32(v)
		if err != nil || n < 0 || i == 2 && n == 0 {
			return nil, c.errorf("ValueError", "start and stop must be None or an int from 0 on, step an int from 1 on")
		}
		limits[i] = n
	}
	at, want := 0, limits[0]
	return c.iterator(func(t *starlark.Thread) (starlark.Value, error) {
		// Python's islice reads up to stop even when step skips past it.
		for limits[1] < 0 || at < limits[1] {
			if c.h.stopped() {
				return nil, nil
			}
			v, err := src.next(t)
			if v == nil || err != nil {
				return nil, err
			}
			at++
			if at-1 == want {
				want += limits[2]
				return v, nil
			}
		}
		return nil, nil
	}), nil
}

// filtered makes an iterator over those elements of the second argument for
// which keep, given the truth of the first argument's answer, is true.
func (c call) filtered(none bool, keep func(truth bool) (take, end bool)) (starlark.Value, error) {
	var predicate, iterable starlark.Value
	if err := c.positional(2, &predicate, &iterable); err != nil {
		return nil, err
	}
	var f starlark.Callable
	var err error
	if !none || predicate != starlark.None {
		if f, err = c.function("predicate", predicate); err != nil {
			return nil, err
		}
	}
	src, err := c.source("iterable", iterable)
	if err != nil {
		return nil, err
	}
	return c.iterator(func(t *starlark.Thread) (starlark.Value, error) {
		for !c.h.stopped() {
			v, err := src.next(t)
			if v == nil || err != nil {
				return nil, err
			}
			answer := v
			if f != nil {
				if answer, err = starlark.Call(t, f, starlark.Tuple{v}, nil); err != nil {
					return nil, err
				}
			}
			take, end := keep(bool(answer.Truth()))
			if end {
				return nil, nil
			}
			if take {
				return v, nil
			}
		}
		return nil, nil
	}), nil
}

func itFilterfalse(c call) (starlark.Value, error) {
	return c.filtered(true, func(truth bool) (bool, bool) { return !truth, false })
}

func itTakewhile(c call) (starlark.Value, error) {
	return c.filtered(false, func(truth bool) (bool, bool) { return true, !truth })
}

func itDropwhile(c call) (starlark.Value, error) {
	var predicate, iterable starlark.Value
	if err := c.positional(2, &predicate, &iterable); err != nil {
		return nil, err
	}
	f, err := c.function("predicate", predicate)
	if err != nil {
		return nil, err
	}
	src, err := c.source("iterable", iterable)
	if err != nil {
		return nil, err
	}
	dropping := true
	return c.iterator(func(t *starlark.Thread) (starlark.Value, error) {
		for dropping && !c.h.stopped() {
			v, err := src.next(t)
			if v == nil || err != nil {
				return nil, err
			}
			drop, err := starlark.Call(t, f, starlark.Tuple{v}, nil)
			if err != nil {
				return nil, err
			}
			if !drop.Truth() {
				dropping = false
				return v, nil
			}
		}
		return src.next(t)
	}), nil
}

func itStarmap(c call) (starlark.Value, error) {
	var function, iterable starlark.Value
	if err := c.positional(2, &function, &iterable); err != nil {
		return nil, err
	}
	f, err := c.function("function", function)
	if err != nil {
		return nil, err
	}
	src, err := c.source("iterable", iterable)
	if err != nil {
		return nil, err
	}
	return c.iterator(func(t *starlark.Thread) (starlark.Value, error) {
		v, err := src.next(t)
		if v == nil || err != nil {
			return nil, err
		}
		row, ok := v.(starlark.Iterable)
		if !ok {
			return nil, c.errorf("TypeError", "got %s as arguments of a call, want iterable", v.Type())
		}
		args, err := (call{h: c.h, thread: t, name: c.name}).collect(row)
		if err != nil {
			return nil, err
		}
		return starlark.Call(t, f, args, nil)
	}), nil
}

func itAccumulate(c call) (starlark.Value, error) {
	var iterable starlark.Value
	var function, initial starlark.Value = starlark.None, starlark.None
	if err := c.unpack("iterable", &iterable, "function?", &function, "initial?", &initial); err != nil {
		return nil, err
	}
	f, err := c.optionalFunction("function", function)
	if err != nil {
		return nil, err
	}
	src, err := c.source("iterable", iterable)
	if err != nil {
		return nil, err
	}
	var total starlark.Value
	return c.iterator(func(t *starlark.Thread) (starlark.Value, error) {
		if total == nil && initial != starlark.None {
			total = initial
			return total, nil
		}
		v, err := src.next(t)
		switch {
		case v == nil || err != nil:
			return nil, err
		case total == nil:
			total = v
		case f != nil:
			total, err = starlark.Call(t, f, starlark.Tuple{total, v}, nil)
		default:
			total, err = starlark.Binary(syntax.PLUS, total, v)
		}
		return total, err
	}), nil
}

func itCompress(c call) (starlark.Value, error) {
	var data, selectors starlark.Value
	if err := c.unpack("data", &data, "selectors", &selectors); err != nil {
		return nil, err
	}
	src, err := c.source("data", data)
	if err != nil {
		return nil, err
	}
	sel, err := c.source("selectors", selectors)
	if err != nil {
		return nil, err
	}
	return c.iterator(func(t *starlark.Thread) (starlark.Value, error) {
		for !c.h.stopped() {
			v, err := src.next(t)
			if v == nil || err != nil {
				return nil, err
			}
			s, err := sel.next(t)
			if s == nil || err != nil {
				return nil, err
			}
			if s.Truth() {
				return v, nil
			}
		}
		return nil, nil
	}), nil
}
