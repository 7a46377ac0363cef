package lib

import (
	"fmt"

	"go.starlark.net/starlark"
)

func itPairwise(c call) (starlark.Value, error) {
	src, err := c.oneSource()
	if err != nil {
		return nil, err
	}
	var last starlark.Value
	return c.iterator(func(t *starlark.Thread) (v starlark.Value, err error) {
		if last == nil {
			if last, err = src.next(t); last == nil || err != nil {
				return nil, err
			}
		}
		if v, err = src.next(t); v == nil || err != nil {
			return nil, err
		}
		pair := starlark.Tuple{last, v}
		last = v
		return pair, nil
	}), nil
}

func itBatched(c call) (starlark.Value, error) {
	var iterable starlark.Value
	var n int
	strict := false
	if err := c.unpack("iterable", &iterable, "n", &n, "strict?", &strict); err != nil {
		return nil, err
	}
	if n < 1 {
		return nil, c.errorf("ValueError", "n must be at least one")
	}
	src, err := c.source("iterable", iterable)
	if err != nil {
		return nil, err
	}
	return c.iterator(func(t *starlark.Thread) (starlark.Value, error) {
		var batch starlark.Tuple
		for len(batch) < n && !c.h.stopped() {
			v, err := src.next(t)
			if err != nil {
				return nil, err
			}
			if v == nil {
				break
			}
			batch = append(batch, v)
			if err := c.h.room(c.name, len(batch), valueSize); err != nil {
				return nil, err
			}
		}
		if len(batch) == 0 {
			return nil, nil
		}
		if strict && len(batch) < n {
			return nil, c.errorf("ValueError", "incomplete batch")
		}
		return batch, nil
	}), nil
}

// itGroupby gives each group as a list. Python's groups are iterators that die
// when the next one is asked for, which surprises and helps nobody here.
func itGroupby(c call) (starlark.Value, error) {
	var iterable starlark.Value
	var key starlark.Value = starlark.None
	if err := c.unpack("iterable", &iterable, "key?", &key); err != nil {
		return nil, err
	}
	f, err := c.optionalFunction("key", key)
	if err != nil {
		return nil, err
	}
	src, err := c.source("iterable", iterable)
	if err != nil {
		return nil, err
	}
	read := func(t *starlark.Thread) (k, v starlark.Value, err error) {
		if v, err = src.next(t); v == nil || err != nil {
			return nil, nil, err
		}
		if f == nil {
			return v, v, nil
		}
		k, err = starlark.Call(t, f, starlark.Tuple{v}, nil)
		return k, v, err
	}
	var k, v starlark.Value
	started := false
	return c.iterator(func(t *starlark.Thread) (_ starlark.Value, err error) {
		if !started {
			started = true
			if k, v, err = read(t); err != nil {
				return nil, err
			}
		}
		if v == nil {
			return nil, nil
		}
		groupKey := k
		var group []starlark.Value
		for v != nil && !c.h.stopped() {
			same, err := starlark.Equal(groupKey, k)
			if err != nil {
				return nil, err
			}
			if !same {
				break
			}
			group = append(group, v)
			if err := c.h.room(c.name, len(group), valueSize); err != nil {
				return nil, err
			}
			if k, v, err = read(t); err != nil {
				return nil, err
			}
		}
		return starlark.Tuple{groupKey, starlark.NewList(group)}, nil
	}), nil
}

func itZipLongest(c call) (starlark.Value, error) {
	var fill starlark.Value = starlark.None
	if err := (call{name: c.name, kwargs: c.kwargs}).unpack("fillvalue?", &fill); err != nil {
		return nil, err
	}
	live := len(c.args)
	sources := make([]source, len(c.args))
	for i, a := range c.args {
		src, err := c.source(fmt.Sprintf("#%d", i+1), a)
		if err != nil {
			return nil, err
		}
		sources[i] = src
	}
	return c.iterator(func(t *starlark.Thread) (starlark.Value, error) {
		row := make(starlark.Tuple, len(sources))
		for i := range sources {
			row[i] = fill
			if sources[i].next == nil {
				continue
			}
			v, err := sources[i].next(t)
			if err != nil {
				return nil, err
			}
			if v != nil {
				row[i] = v
				continue
			}
			sources[i].next = nil
			live--
		}
		if live == 0 {
			return nil, nil
		}
		return row, nil
	}), nil
}

func itTee(c call) (starlark.Value, error) {
	var iterable starlark.Value
	n := 2
	if err := c.positional(1, &iterable, &n); err != nil {
		return nil, err
	}
	if n < 0 {
		return nil, c.errorf("ValueError", "n must be >= 0")
	}
	if err := c.h.room(c.name, n, 64*valueSize); err != nil {
		return nil, err
	}
	src, err := c.source("iterable", iterable)
	if err != nil {
		return nil, err
	}
	// Each copy holds a place in a linked list; what all have passed is freed.
	type link struct {
		v    starlark.Value
		next *link
	}
	head := new(link)
	copies := make(starlark.Tuple, n)
	for i := range copies {
		at := head
		copies[i] = c.iterator(func(t *starlark.Thread) (starlark.Value, error) {
			if at.next == nil {
				v, err := src.next(t)
				if v == nil || err != nil {
					return nil, err
				}
				at.next = &link{v: v}
			}
			at = at.next
			return at.v, nil
		})
	}
	return copies, nil
}
