package lib

import (
	"fmt"
	"math"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// rangeValue is Starlark's range, whose iteration ends when the host stops.
type rangeValue struct {
	h                      *Host
	start, stop, step, len int
}

var (
	_ starlark.Sliceable  = rangeValue{}
	_ starlark.Sequence   = rangeValue{}
	_ starlark.Comparable = rangeValue{}
	_ starlark.Container  = rangeValue{}
)

func callRange(c call) (starlark.Value, error) {
	start, stop, step, ok := smallRange(c.args, c.kwargs)
	if !ok {
		step = 1
		if err := c.positional(1, &start, &stop, &step); err != nil {
			return nil, err
		}
		if len(c.args) == 1 {
			start, stop = 0, start
		}
	}
	if step == 0 {
		return nil, c.errorf("ValueError", "step argument must not be zero")
	}
	n, ok := rangeLen(start, stop, step)
	if !ok {
		return nil, c.errorf("OverflowError", "range has too many elements")
	}
	return rangeValue{c.h, start, stop, step, n}, nil
}

// smallRange reads arguments that are as usual, without the allocations that
// unpacking takes; ok is false for others.
func smallRange(args starlark.Tuple, kwargs []starlark.Tuple) (start, stop, step int, ok bool) {
	ints := [3]int{2: 1}
	if len(args) < 1 || len(args) > 3 || len(kwargs) > 0 {
		return 0, 0, 0, false
	}
	for i, a := range args {
		x, ok := a.(starlark.Int)
		if !ok {
			return 0, 0, 0, false
		}
		n, ok := x.Int64()
		if !ok || int64(int(n)) != n {
			return 0, 0, 0, false
		}
		ints[i] = int(n)
	}
	if len(args) == 1 {
		return 0, ints[0], 1, true
	}
	return ints[0], ints[1], ints[2], true
}

// rangeLen counts the elements; ok is false if they are more than an int holds.
func rangeLen(start, stop, step int) (n int, ok bool) {
	var u uint
	switch {
	case step > 0 && stop > start:
		u = (uint(stop)-uint(start)-1)/uint(step) + 1
	case step < 0 && start > stop:
		u = (uint(start)-uint(stop)-1)/-uint(step) + 1
	}
	return int(u), u <= math.MaxInt
}

func (r rangeValue) Len() int                   { return r.len }
func (r rangeValue) Index(i int) starlark.Value { return starlark.MakeInt(r.start + i*r.step) }
func (r rangeValue) Iterate() starlark.Iterator { return &rangeIterator{r, 0} }
func (r rangeValue) Freeze()                    {}
func (r rangeValue) Type() string               { return "range" }
func (r rangeValue) Truth() starlark.Bool       { return r.len > 0 }
func (r rangeValue) Hash() (uint32, error)      { return 0, fmt.Errorf("unhashable: range") }
func (r rangeValue) Slice(start, end, step int) starlark.Value {
	first, last, step := r.start+r.step*start, r.start+r.step*end, r.step*step
	n, _ := rangeLen(first, last, step)
	return rangeValue{r.h, first, last, step, n}
}

func (r rangeValue) String() string {
	switch {
	case r.step != 1:
		return fmt.Sprintf("range(%d, %d, %d)", r.start, r.stop, r.step)
	case r.start != 0:
		return fmt.Sprintf("range(%d, %d)", r.start, r.stop)
	}
	return fmt.Sprintf("range(%d)", r.stop)
}

// CompareSameType: ranges are equal if they denote the same sequence.
func (r rangeValue) CompareSameType(op syntax.Token, other starlark.Value, _ int) (bool, error) {
	y := other.(rangeValue)
	equal := r.len == y.len && (r.len == 0 || r.start == y.start && (r.len == 1 || r.step == y.step))
	switch op {
	case syntax.EQL:
		return equal, nil
	case syntax.NEQ:
		return !equal, nil
	}
	return false, fmt.Errorf("range %s range not implemented", op)
}

func (r rangeValue) Has(v starlark.Value) (bool, error) {
	i, err := starlark.NumberToInt(v)
	if err != nil {
		return false, fmt.Errorf("'in <range>' requires integer as left operand, not %s", v.Type())
	}
	x, ok := i.Int64()
	if !ok || r.len == 0 {
		return false, nil
	}
	// Unsigned differences cannot overflow.
	if r.step > 0 {
		d := uint64(x) - uint64(r.start)
		return x >= int64(r.start) && d%uint64(r.step) == 0 && d/uint64(r.step) < uint64(r.len), nil
	}
	d := uint64(r.start) - uint64(x)
	step := -uint64(r.step)
	return x <= int64(r.start) && d%step == 0 && d/step < uint64(r.len), nil
}

type rangeIterator struct {
	r rangeValue
	i int
}

func (it *rangeIterator) Next(p *starlark.Value) bool {
	if it.i >= it.r.len || it.r.h.stopped() {
		return false
	}
	*p = it.r.Index(it.i)
	it.i++
	return true
}

func (*rangeIterator) Done() {}
