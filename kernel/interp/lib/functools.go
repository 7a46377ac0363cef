package lib

import (
	"fmt"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

var functoolsSpec = spec{name: "functools", text: "Functions that work on functions, as in Python.", example: `functools.reduce(lambda a, b: a * b, [2, 3, 4]) # 24`, members: []member{
	{name: "cache", params: "(function)", text: "The function with a memory: a call with arguments seen before gives the earlier result. Arguments must be hashable.",
		example: "square = functools.cache(lambda x: x * x)\nsquare(4) # 16", call: ftCache},
	{name: "cmp_to_key", params: "(compare)", text: "A key function for sorted from one that gives a negative, zero or positive number for a pair.",
		example: "sorted([1, 3, 2], key=functools.cmp_to_key(lambda a, b: b - a)) # [3, 2, 1]", call: ftCmpToKey},
	{name: "lru_cache", params: "(maxsize=128)", text: "cache that keeps the maxsize results used last; None is no limit. Called with a function it gives the function with such a memory, else it gives what makes one.",
		example: "double = functools.lru_cache(maxsize=2)(lambda x: 2 * x)\ndouble(4) # 8", call: ftLRUCache},
	{name: "partial", params: "(function, /, *args, **kwargs)", text: "A function that calls the given one with these arguments before its own.",
		example: "hex = functools.partial(int, base=16)\nhex(\"ff\") # 255", call: ftPartial},
	{name: "reduce", params: "(function, iterable, initial=None, /)", text: "Applies a function of two to a running result and each element. The first element starts it, or initial if it is given.",
		example: "functools.reduce(lambda a, b: a * b, [2, 3, 4]) # 24", call: ftReduce},
}}

func ftReduce(c call) (starlark.Value, error) {
	var function, total starlark.Value
	var iterable starlark.Iterable
	if err := c.positional(2, &function, &iterable, &total); err != nil {
		return nil, err
	}
	f, err := c.function("function", function)
	if err != nil {
		return nil, err
	}
	err = c.each(iterable, func(_ int, v starlark.Value) (err error) {
		if total == nil {
			total = v
			return nil
		}
		total, err = starlark.Call(c.thread, f, starlark.Tuple{total, v}, nil)
		return err
	})
	if err == nil && total == nil {
		return nil, c.errorf("TypeError", "of empty iterable with no initial value")
	}
	return total, err
}

// partial is a function with some arguments given.
type partial struct {
	f      starlark.Callable
	args   starlark.Tuple
	kwargs []starlark.Tuple
}

var _ starlark.Callable = (*partial)(nil)

func ftPartial(c call) (starlark.Value, error) {
	if len(c.args) == 0 {
		return nil, c.errorf("TypeError", "missing argument for function")
	}
	f, err := c.function("function", c.args[0])
	if err != nil {
		return nil, err
	}
	p := &partial{f, c.args[1:], c.kwargs}
	if inner, ok := f.(*partial); ok { // as in Python, which also bounds the depth
		p = &partial{inner.f, append(inner.args[:len(inner.args):len(inner.args)], p.args...), mergeKeywords(inner.kwargs, p.kwargs)}
	}
	return p, nil
}

// mergeKeywords gives the keyword arguments of a and b; those of b win.
func mergeKeywords(a, b []starlark.Tuple) []starlark.Tuple {
	if len(a) == 0 {
		return b
	}
	merged := make([]starlark.Tuple, 0, len(a)+len(b))
	given := make(map[starlark.Value]bool, len(b))
	for _, kv := range b {
		given[kv[0]] = true
	}
	for _, kv := range a {
		if !given[kv[0]] {
			merged = append(merged, kv)
		}
	}
	return append(merged, b...)
}

func (p *partial) Name() string          { return p.f.Name() }
func (p *partial) String() string        { return fmt.Sprintf("<functools.partial of %s>", p.f.Name()) }
func (p *partial) Type() string          { return "functools.partial" }
func (p *partial) Truth() starlark.Bool  { return true }
func (p *partial) Hash() (uint32, error) { return starlark.String(p.f.Name()).Hash() }
func (p *partial) Freeze() {
	p.f.Freeze()
	p.args.Freeze()
	for _, kv := range p.kwargs {
		kv.Freeze()
	}
}

func (p *partial) CallInternal(thread *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	all := append(p.args[:len(p.args):len(p.args)], args...)
	return starlark.Call(thread, p.f, all, mergeKeywords(p.kwargs, kwargs))
}

func (p *partial) AttrNames() []string { return []string{"args", "func", "keywords"} }
func (p *partial) Attr(name string) (starlark.Value, error) {
	switch name {
	case "args":
		return p.args, nil
	case "func":
		return p.f, nil
	case "keywords":
		d := starlark.NewDict(len(p.kwargs))
		for _, kv := range p.kwargs {
			if err := d.SetKey(kv[0], kv[1]); err != nil {
				return nil, err
			}
		}
		return d, nil
	}
	return nil, nil
}

// cmpKey is a value ordered by a function of two. CompareSameType is given no
// thread, so it uses the one that made the key function.
type cmpKey struct {
	starlark.Value
	compare starlark.Callable
	h       *Host
	maker   *starlark.Thread
}

var _ starlark.Comparable = (*cmpKey)(nil)

func ftCmpToKey(c call) (starlark.Value, error) {
	var compare starlark.Value
	if err := c.unpack("compare", &compare); err != nil {
		return nil, err
	}
	f, err := c.function("compare", compare)
	if err != nil {
		return nil, err
	}
	return &keyMaker{f, c.h}, nil
}

// keyMaker is what cmp_to_key gives.
type keyMaker struct {
	compare starlark.Callable
	h       *Host
}

var _ starlark.Callable = (*keyMaker)(nil)

func (k *keyMaker) Name() string          { return "functools.KeyWrapper" }
func (k *keyMaker) String() string        { return "<functools.KeyWrapper object>" }
func (k *keyMaker) Type() string          { return "functools.KeyWrapper" }
func (k *keyMaker) Truth() starlark.Bool  { return true }
func (k *keyMaker) Hash() (uint32, error) { return starlark.String(k.Name()).Hash() }
func (k *keyMaker) Freeze()               { k.compare.Freeze() }

func (k *keyMaker) CallInternal(thread *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var object starlark.Value
	if err := (call{name: k.Name(), args: args, kwargs: kwargs}).unpack("obj", &object); err != nil {
		return nil, err
	}
	return &cmpKey{object, k.compare, k.h, thread}, nil
}

func (*cmpKey) Type() string          { return "functools.KeyWrapper" }
func (*cmpKey) String() string        { return "<functools.KeyWrapper object>" }
func (*cmpKey) Hash() (uint32, error) { return 0, fmt.Errorf("unhashable: functools.KeyWrapper") }
func (k *cmpKey) CompareSameType(op syntax.Token, other starlark.Value, depth int) (bool, error) {
	v, err := starlark.Call(k.h.thread(k.maker), k.compare, starlark.Tuple{k.Value, other.(*cmpKey).Value}, nil)
	if err != nil {
		return false, err
	}
	return starlark.CompareDepth(op, v, starlark.MakeInt(0), depth)
}
