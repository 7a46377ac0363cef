package interp

import (
	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"

	"starkernel/starlarkasync"
)

// result is what the call that ends with the parenthesis token i gives, if the
// type of that is always the same: an empty value of the type, or one whose
// elements are like those of the real one. f is what is called.
func (v view) result(f subject, s *scan, i, depth int) (subject, bool) {
	if _, async := f.value.(*starlarkasync.AsyncFunction); async {
		return subject{value: new(starlarkasync.Coroutine)}, true
	}
	b, ok := f.value.(*starlark.Builtin)
	if !ok {
		return subject{}, false
	}
	if d, ok := b.Receiver().(*starlark.Dict); ok {
		if f.frozen {
			return subject{}, false
		}
		return v.dictResult(d, b.Name(), s, i, depth)
	}
	switch b.Name() {
	case "struct":
		return subject{value: v.structCall(s, i, depth), frozen: v.frozen}, true // its fields may be live values
	case "list", "sorted", "reversed", "enumerate":
		return subject{value: v.listOf(b.Name(), s, i, depth)}, true
	}
	x := resultOf(b)
	if _, list := x.(*starlark.List); list && v.inference == nil {
		x = starlark.NewList(nil)
	}
	return subject{value: x}, x != nil
}

// resultOf is an empty value of the type that a builtin always returns, or nil.
func resultOf(b *starlark.Builtin) starlark.Value {
	name := b.Name()
	if _, ok := b.Receiver().(starlark.String); ok {
		name = "string." + name
	}
	switch name {
	case "str", "repr", "chr", "format", "type", "string.capitalize", "string.format", "string.join", "string.lower",
		"string.lstrip", "string.removeprefix", "string.removesuffix", "string.replace", "string.rstrip",
		"string.strip", "string.title", "string.upper", "input", "json.encode", "json.dumps":
		return starlark.String("")
	case "string.split", "string.rsplit", "string.splitlines", "dir":
		return starlark.NewList([]starlark.Value{starlark.String("")})
	case "zip":
		return starlark.NewList(nil)
	case "dict":
		return starlark.NewDict(0)
	case "set":
		return starlark.NewSet(0)
	case "bytes":
		return starlark.Bytes("")
	case "create_task", "run_in_background":
		return new(starlarkasync.Task)
	case "Queue", "PriorityQueue", "LifoQueue", "Event", "Lock", "Condition", "Semaphore", "BoundedSemaphore", "TaskGroup":
		x, _ := b.CallInternal(new(starlark.Thread), nil, nil) // makes the object and nothing else
		return x
	}
	return nil
}

// dictResult is the result of a method of a dict; lists have its first element.
func (v view) dictResult(d *starlark.Dict, method string, s *scan, i, depth int) (subject, bool) {
	if method == "get" || method == "pop" || method == "setdefault" {
		args := s.parts(i)
		if len(args) == 0 {
			return subject{}, false
		}
		key, ok := v.key(s, args[0].from, args[0].to, depth)
		if !ok {
			return subject{}, false
		}
		x, ok := elementOf(d, key)
		return subject{value: x, frozen: v.frozen}, ok
	}
	key, some := firstOf(d)
	if !some {
		return subject{value: starlark.NewList(nil)}, true
	}
	value, _ := elementOf(d, key)
	switch method {
	case "keys":
		return subject{value: starlark.NewList([]starlark.Value{key})}, true
	case "values":
		return subject{value: starlark.NewList([]starlark.Value{value})}, true
	case "items":
		return subject{value: starlark.NewList([]starlark.Value{starlark.Tuple{key, value}})}, true
	}
	return subject{}, false
}

// firstOf is the first element of a value that is iterated without running
// anything.
func firstOf(x starlark.Value) (starlark.Value, bool) {
	switch x := x.(type) {
	case *starlark.List, starlark.Tuple, *starlark.Dict, *starlark.Set:
		it := x.(starlark.Iterable).Iterate()
		defer it.Done()
		var first starlark.Value
		return first, it.Next(&first)
	}
	return nil, false
}

// listOf is what a builtin makes of its first argument, with one element of that.
func (v view) listOf(builtin string, s *scan, i, depth int) starlark.Value {
	args := s.parts(i)
	if len(args) == 0 || v.inference == nil {
		return starlark.NewList(nil)
	}
	x, ok := v.expression(s, args[0].from, args[0].to, depth)
	if !ok {
		return starlark.NewList(nil)
	}
	first, ok := v.element(x, firstOf)
	switch {
	case !ok:
		return starlark.NewList(nil)
	case builtin == "enumerate":
		return starlark.NewList([]starlark.Value{starlark.Tuple{starlark.MakeInt(0), first.value}})
	}
	return starlark.NewList([]starlark.Value{first.value})
}

// structCall is struct(name=value, …), the call that ends with token i.
func (v view) structCall(s *scan, i, depth int) starlark.Value {
	fields := starlark.StringDict{}
	for _, p := range s.parts(i) {
		if p.to >= p.from+2 && s.is(p.from+1, "=") {
			fields[s.at(p.from)] = v.valueOf(s, p.from+2, p.to, depth)
		}
	}
	return starlarkstruct.FromStringDict(starlarkstruct.Default, fields)
}

// listDisplay is the list that ends with token i, with the elements that the
// code tells.
func (v view) listDisplay(s *scan, i, depth int) starlark.Value {
	if v.inference == nil {
		return starlark.NewList(nil)
	}
	return starlark.NewList(v.elements(s, i, depth))
}

// elements are the values of the expressions in the brackets that end with token i.
func (v view) elements(s *scan, i, depth int) []starlark.Value {
	var list []starlark.Value
	for _, p := range s.parts(i) {
		list = append(list, v.valueOf(s, p.from, p.to, depth))
	}
	return list
}

// dictDisplay is the same of a dict.
func (v view) dictDisplay(s *scan, i, depth int) starlark.Value {
	d := starlark.NewDict(0)
	if v.inference == nil {
		return d
	}
	for _, p := range s.parts(i) {
		colon := s.find(p.from, p.to, ":")
		if colon <= p.from {
			continue
		}
		if key, ok := v.key(s, p.from, colon-1, depth); ok {
			_ = d.SetKey(key, v.valueOf(s, colon+1, p.to, depth))
		}
	}
	return d
}

// valueOf is the value of an expression, None where the code does not tell it.
func (v view) valueOf(s *scan, from, to, depth int) starlark.Value {
	if x, ok := v.expression(s, from, to, depth); ok {
		return x.value
	}
	return starlark.None
}
