package syntax

import (
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// A shape says how a target takes a value apart: (a, (b, c)) has two parts, a
// name (nil) and a shape of two names.
type shape []shape

// shapeOf gives the shape of a target, nil if it takes nothing apart.
func shapeOf(e syntax.Expr) shape {
	var list []syntax.Expr
	switch e := unparen(e).(type) {
	case *syntax.TupleExpr:
		list = e.List
	case *syntax.ListExpr:
		list = e.List
	default:
		return nil
	}
	s := make(shape, len(list))
	for i, x := range list {
		s[i] = shapeOf(x)
	}
	return s
}

func (s shape) nested() bool {
	for _, part := range s {
		if part != nil {
			return true
		}
	}
	return false
}

// String writes names as _ and the rest in parentheses.
func (s shape) String() string {
	if s == nil {
		return "_"
	}
	var b strings.Builder
	b.WriteByte('(')
	for _, part := range s {
		b.WriteString(part.String())
	}
	b.WriteByte(')')
	return b.String()
}

// copy gives v with everything that the shape takes apart and that iteration
// would lock replaced by tuples. The values at names are left as they are.
func (s shape) copy(v starlark.Value) starlark.Value {
	if s == nil {
		return v
	}
	var items starlark.Tuple
	switch x := v.(type) {
	case starlark.Tuple:
		items = x
	case *starlark.List:
		items = make(starlark.Tuple, x.Len())
		for i := range items {
			items[i] = x.Index(i)
		}
	case *starlark.Dict:
		items = starlark.Tuple(x.Keys())
	case *starlark.Set:
		for item := range x.Elements() {
			items = append(items, item)
		}
	default:
		return v
	}
	if len(items) != len(s) || !s.nested() {
		return items
	}
	out := make(starlark.Tuple, len(items))
	for i, item := range items {
		out[i] = s[i].copy(item)
	}
	return out
}

// fill gives a value that comes apart by the shape with v at every name.
func (s shape) fill(v starlark.Value) starlark.Value {
	if s == nil {
		return v
	}
	out := make(starlark.Tuple, len(s))
	for i, part := range s {
		out[i] = part.fill(v)
	}
	return out
}
