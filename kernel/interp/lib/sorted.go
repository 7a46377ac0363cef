package lib

import (
	"cmp"
	"errors"
	"slices"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

func callSorted(c call) (starlark.Value, error) {
	var iterable starlark.Iterable
	var key starlark.Value = starlark.None
	reverse := false
	if err := c.unpack("iterable", &iterable, "key?", &key, "reverse?", &reverse); err != nil {
		return nil, err
	}
	values, err := c.collect(iterable)
	if err != nil {
		return nil, err
	}
	keys := values
	if key != starlark.None {
		f, ok := key.(starlark.Callable)
		if !ok {
			return nil, c.errorf("TypeError", "for parameter key: got %s, want callable", key.Type())
		}
		keys = make([]starlark.Value, len(values))
		for i, v := range values {
			if c.h.stopped() {
				return nil, errStopped()
			}
			// The error is kept as it is, for the sake of its backtrace.
			if keys[i], err = starlark.Call(c.thread, f, starlark.Tuple{v}, nil); err != nil {
				return nil, err
			}
		}
	}
	if err := c.h.sort(keys, values, reverse); err != nil {
		return nil, err
	}
	return starlark.NewList(values), nil
}

// sort orders values by keys, keeping the order of equals also in reverse. Keys
// that are all ints, all floats or all strings are compared without dispatch.
func (h *Host) sort(keys, values []starlark.Value, reverse bool) error {
	if len(values) <= fewValues {
		return insertionSort(keys, values, reverse)
	}
	switch keys[0].(type) {
	case starlark.Int:
		if ints, ok := smallInts(keys); ok {
			return sortBy(h, ints, values, reverse, cmp.Compare[int64])
		}
	case starlark.Float:
		if floats, ok := unwrap[starlark.Float](keys); ok {
			return sortBy(h, floats, values, reverse, compareFloats)
		}
	case starlark.String:
		if strs, ok := unwrap[starlark.String](keys); ok {
			return sortBy(h, strs, values, reverse, cmp.Compare[starlark.String])
		}
	}
	return h.mergeSort(keys, values, reverse)
}

// fewValues is up to how many values no other way of sorting is faster.
const fewValues = 8

func insertionSort(keys, values []starlark.Value, reverse bool) error {
	for i := range keys {
		key, value, j := keys[i], values[i], i
		for ; j > 0; j-- {
			a, b := key, keys[j-1]
			if reverse {
				a, b = b, a
			}
			before, err := starlark.Compare(syntax.LT, a, b)
			if err != nil {
				return err
			}
			if !before {
				break
			}
			keys[j], values[j] = keys[j-1], values[j-1]
		}
		keys[j], values[j] = key, value
	}
	return nil
}

func smallInts(keys []starlark.Value) ([]int64, bool) {
	ints := make([]int64, len(keys))
	for i, k := range keys {
		x, ok := k.(starlark.Int)
		if !ok {
			return nil, false
		}
		if ints[i], ok = x.Int64(); !ok {
			return nil, false
		}
	}
	return ints, true
}

func unwrap[T starlark.Value](keys []starlark.Value) ([]T, bool) {
	out := make([]T, len(keys))
	for i, k := range keys {
		x, ok := k.(T)
		if !ok {
			return nil, false
		}
		out[i] = x
	}
	return out, true
}

// compareFloats has Starlark's total order: NaN is greater than all else.
func compareFloats(a, b starlark.Float) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	case a == b:
		return 0
	case a == a:
		return -1
	case b == b:
		return 1
	}
	return 0
}

// errSortStopped leaves a sort from inside a comparison.
var errSortStopped = errors.New("stopped")

// sortBy sorts values by keys of one Go type. The index breaks ties, which makes
// the fast unstable sort stable.
func sortBy[K any](h *Host, keys []K, values []starlark.Value, reverse bool, compare func(a, b K) int) (err error) {
	type pair struct {
		key   K
		index int
	}
	pairs := make([]pair, len(keys))
	for i, k := range keys {
		pairs[i] = pair{k, i}
	}
	sign := 1
	if reverse {
		sign = -1
	}
	// slices.SortFunc can only be left by a panic.
	defer func() {
		if r := recover(); r == errSortStopped {
			err = errStopped()
		} else if r != nil {
			panic(r)
		}
	}()
	compared := 0
	slices.SortFunc(pairs, func(a, b pair) int {
		if compared++; compared&0xffff == 0 && h.stopped() {
			panic(errSortStopped)
		}
		if c := compare(a.key, b.key); c != 0 {
			return sign * c
		}
		return a.index - b.index
	})
	old := slices.Clone(values)
	for i, p := range pairs {
		values[i] = old[p.index]
	}
	return nil
}

// mergeSort sorts by Starlark's <, which may fail or take long.
func (h *Host) mergeSort(keys, values []starlark.Value, reverse bool) error {
	order := make([]int, len(keys))
	for i := range order {
		order[i] = i
	}
	var failure error
	// before tells whether i must come before j, which stands after it.
	before := func(j, i int) bool {
		if failure != nil {
			return false
		}
		if h.stopped() {
			failure = errStopped()
			return false
		}
		a, b := keys[j], keys[i]
		if reverse {
			a, b = b, a
		}
		less, err := starlark.Compare(syntax.LT, a, b)
		if err != nil {
			failure = err
		}
		return less
	}
	const run = 8
	n := len(order)
	for lo := 0; lo < n; lo += run {
		for i := lo + 1; i < min(lo+run, n); i++ {
			for j := i; j > lo && before(order[j], order[j-1]); j-- {
				order[j], order[j-1] = order[j-1], order[j]
			}
		}
	}
	spare := make([]int, n)
	for width := run; width < n && failure == nil; width *= 2 {
		for lo := 0; lo < n; lo += 2 * width {
			mid, hi := min(lo+width, n), min(lo+2*width, n)
			merge(spare[lo:hi], order[lo:mid], order[mid:hi], before)
		}
		order, spare = spare, order
	}
	if failure != nil {
		return failure
	}
	old := slices.Clone(values)
	for i, k := range order {
		values[i] = old[k]
	}
	return nil
}

// merge writes the union of the sorted a and b to out; before(j, i) tells
// whether an element j of b must precede an element i of a.
func merge(out, a, b []int, before func(j, i int) bool) {
	if len(b) == 0 || !before(b[0], a[len(a)-1]) { // already in order
		copy(out[copy(out, a):], b)
		return
	}
	for k := range out {
		if len(a) == 0 || len(b) > 0 && before(b[0], a[0]) {
			out[k], b = b[0], b[1:]
		} else {
			out[k], a = a[0], a[1:]
		}
	}
}
