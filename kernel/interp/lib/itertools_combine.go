package lib

import "go.starlark.net/starlark"

// pick makes the tuple of the pool's elements at the given indices.
func pick(pool []starlark.Value, indices []int) starlark.Tuple {
	t := make(starlark.Tuple, len(indices))
	for i, x := range indices {
		t[i] = pool[x]
	}
	return t
}

// walk makes an iterator that gives pick(pool, indices), first as they are and
// then after each call of advance that returns true.
func (c call) walk(pool []starlark.Value, indices []int, empty bool, advance func() bool) *iterator {
	started := false
	return c.iterator(func(*starlark.Thread) (starlark.Value, error) {
		if empty || started && !advance() {
			return nil, nil
		}
		started = true
		return pick(pool, indices), nil
	})
}

// poolAndSize unpacks (iterable, r); r is len(pool) where it is optional and absent.
func (c call) poolAndSize(optional bool) (pool []starlark.Value, r int, err error) {
	var iterable starlark.Iterable
	var size starlark.Value = starlark.None
	name := "r"
	if optional {
		name = "r?"
	}
	if err := c.unpack("iterable", &iterable, name, &size); err != nil {
		return nil, 0, err
	}
	if pool, err = c.collect(iterable); err != nil {
		return nil, 0, err
	}
	if optional && size == starlark.None {
		return pool, len(pool), nil
	}
	if r, err = starlark.AsInt32(size); err != nil {
		return nil, 0, c.errorf("TypeError", "for parameter r: got %s, want int", size.Type())
	}
	if r < 0 {
		return nil, 0, c.errorf("ValueError", "r must be non-negative")
	}
	return pool, r, c.h.room(c.name, r, 2*valueSize)
}

func ascending(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func itCombinations(c call) (starlark.Value, error) {
	pool, r, err := c.poolAndSize(false)
	if err != nil {
		return nil, err
	}
	n := len(pool)
	if r > n {
		return c.walk(nil, nil, true, nil), nil
	}
	at := ascending(r)
	return c.walk(pool, at, false, func() bool {
		i := r - 1
		for i >= 0 && at[i] == i+n-r {
			i--
		}
		if i < 0 {
			return false
		}
		at[i]++
		for j := i + 1; j < r; j++ {
			at[j] = at[j-1] + 1
		}
		return true
	}), nil
}

func itCombinationsWithReplacement(c call) (starlark.Value, error) {
	pool, r, err := c.poolAndSize(false)
	if err != nil {
		return nil, err
	}
	n := len(pool)
	at := make([]int, r)
	return c.walk(pool, at, n == 0 && r > 0, func() bool {
		i := r - 1
		for i >= 0 && at[i] == n-1 {
			i--
		}
		if i < 0 {
			return false
		}
		x := at[i] + 1
		for ; i < r; i++ {
			at[i] = x
		}
		return true
	}), nil
}

func itPermutations(c call) (starlark.Value, error) {
	pool, r, err := c.poolAndSize(true)
	if err != nil {
		return nil, err
	}
	n := len(pool)
	if r > n {
		return c.walk(nil, nil, true, nil), nil
	}
	// cycles[i] counts how many swaps remain at place i, as in Python's own
	// description of the function.
	at, cycles := ascending(n), make([]int, r)
	for i := range cycles {
		cycles[i] = n - i
	}
	return c.walk(pool, at[:r], false, func() bool {
		for i := r - 1; i >= 0; i-- {
			cycles[i]--
			if cycles[i] > 0 {
				j := n - cycles[i]
				at[i], at[j] = at[j], at[i]
				return true
			}
			moved := at[i]
			copy(at[i:], at[i+1:])
			at[n-1] = moved
			cycles[i] = n - i
		}
		return false
	}), nil
}

func itProduct(c call) (starlark.Value, error) {
	repeat := 1
	if err := (call{name: c.name, kwargs: c.kwargs}).unpack("repeat?", &repeat); err != nil {
		return nil, err
	}
	if repeat < 0 {
		return nil, c.errorf("ValueError", "repeat argument cannot be negative")
	}
	if len(c.args) == 0 {
		repeat = 0
	}
	if err := c.h.room(c.name, repeat, 4*valueSize*max(len(c.args), 1)); err != nil {
		return nil, err
	}
	empty := false
	var pools [][]starlark.Value
	for i, a := range c.args {
		iterable, ok := a.(starlark.Iterable)
		if !ok {
			return nil, c.errorf("TypeError", "for parameter #%d: got %s, want iterable", i+1, a.Type())
		}
		pool, err := c.collect(iterable)
		if err != nil {
			return nil, err
		}
		pools = append(pools, pool)
	}
	once := pools
	pools = make([][]starlark.Value, 0, repeat*len(once))
	for range repeat {
		pools = append(pools, once...)
	}
	for _, p := range pools {
		empty = empty || len(p) == 0
	}
	at := make([]int, len(pools))
	started := false
	return c.iterator(func(*starlark.Thread) (starlark.Value, error) {
		if empty {
			return nil, nil
		}
		if started {
			i := len(at) - 1
			for i >= 0 && at[i] == len(pools[i])-1 {
				at[i] = 0
				i--
			}
			if i < 0 {
				return nil, nil
			}
			at[i]++
		}
		started = true
		t := make(starlark.Tuple, len(at))
		for i, x := range at {
			t[i] = pools[i][x]
		}
		return t, nil
	}), nil
}
