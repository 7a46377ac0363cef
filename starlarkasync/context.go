package starlarkasync

import (
	"cmp"
	"maps"
	"slices"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
	"starkernel/starlarkasync/exception"
)

// context is contextvars.Context: the values of context variables. The session
// has one, which all cells share; each task and each callback runs in a copy.
type context struct {
	loop *Loop
	// vars is shared with copies until one of them changes it.
	vars    map[*ContextVar]starlark.Value
	shared  bool
	entered bool
}

// setToCopy makes x a copy of y. It costs the same for any number of variables.
func (x *context) setToCopy(y *context) {
	x.loop = y.loop
	if len(y.vars) > 0 {
		x.vars, x.shared, y.shared = y.vars, true, true
	}
}

func (x *context) copied() *context {
	y := new(context)
	y.setToCopy(x)
	return y
}

// change makes vars fit to be changed.
func (x *context) change() {
	switch {
	case x.vars == nil:
		x.vars = map[*ContextVar]starlark.Value{}
	case x.shared:
		x.vars = maps.Clone(x.vars)
	}
	x.shared = false
}

func (x *context) set(v *ContextVar, value starlark.Value) {
	x.change()
	x.vars[v] = value
}

func (x *context) unset(v *ContextVar) {
	x.change()
	delete(x.vars, v)
}

// sorted gives the variables that are set, in the order in which they were made.
func (x *context) sorted() []*ContextVar {
	return slices.SortedFunc(maps.Keys(x.vars), func(a, b *ContextVar) int { return cmp.Compare(a.number, b.number) })
}

// context gives the context of the code that runs now.
func (l *Loop) context() *context {
	if t := l.current; t != nil {
		return t.inContext
	}
	return l.inContext
}

// contextOf takes an argument context=: None is a copy of the current one.
func (l *Loop) contextOf(v starlark.Value) (*context, error) {
	if v == nil || v == starlark.None {
		return l.context().copied(), nil
	}
	x, ok := v.(*context)
	if !ok {
		return nil, exception.Newf("TypeError", "a Context or None was expected, got %s", v)
	}
	return x, nil
}

// within calls f with x as the current context.
func (x *context) within(f func() (starlark.Value, error)) (starlark.Value, error) {
	if x.entered {
		return nil, exception.Newf("RuntimeError", "cannot enter context: %s is already entered", x)
	}
	in := &x.loop.inContext
	if t := x.loop.current; t != nil {
		in = &t.inContext
	}
	before := *in
	*in, x.entered = x, true
	defer func() { *in, x.entered = before, false }()
	return f()
}

func (x *context) String() string       { return "<Context>" }
func (x *context) Type() string         { return "Context" }
func (x *context) Freeze()              {}
func (x *context) Truth() starlark.Bool { return len(x.vars) > 0 }
func (x *context) Hash() (uint32, error) {
	return 0, exception.New("TypeError", "unhashable type: 'Context'")
}
func (x *context) Len() int            { return len(x.vars) }
func (x *context) AttrNames() []string { return contextMethods.names() }
func (x *context) Attr(name string) (starlark.Value, error) {
	return contextMethods.attr(x, name)
}

// Iterate gives the variables.
func (x *context) Iterate() starlark.Iterator { return x.keys().Iterate() }

func (x *context) keys() *starlark.List {
	var list []starlark.Value
	for _, v := range x.sorted() {
		list = append(list, v)
	}
	return starlark.NewList(list)
}

// Items gives pairs of a variable and its value.
func (x *context) Items() []starlark.Tuple {
	var items []starlark.Tuple
	for _, v := range x.sorted() {
		items = append(items, starlark.Tuple{v, x.vars[v]})
	}
	return items
}

// Get is x[key]; key in x takes its error for False.
func (x *context) Get(key starlark.Value) (starlark.Value, bool, error) {
	v, err := x.find(key)
	if v == nil && err == nil {
		err = exception.New("KeyError", key.String())
	}
	return v, err == nil, err
}

// find gives the value of a variable, nil if it is not set.
func (x *context) find(key starlark.Value) (starlark.Value, error) {
	v, ok := key.(*ContextVar)
	if !ok {
		return nil, exception.Newf("TypeError", "a ContextVar key was expected, got %s", key)
	}
	return x.vars[v], nil
}

// CompareSameType compares contexts by what they hold, as mappings.
func (x *context) CompareSameType(op syntax.Token, other starlark.Value, depth int) (bool, error) {
	y := other.(*context)
	if op != syntax.EQL && op != syntax.NEQ {
		return false, exception.Newf("TypeError", "Context %s Context not implemented", op)
	}
	same := len(x.vars) == len(y.vars)
	for _, v := range x.sorted() { // the values' comparisons may fail
		b := y.vars[v]
		if !same || b == nil {
			same = false
			break
		}
		var err error
		if same, err = starlark.EqualDepth(x.vars[v], b, depth-1); err != nil {
			return false, err
		}
	}
	return same == (op == syntax.EQL), nil
}

var contextMethods = methods[*context]{
	"run": func(x *context, c *call) (starlark.Value, error) {
		if len(c.args) == 0 {
			return nil, exception.New("TypeError", "run() missing 1 required positional argument")
		}
		if _, ok := c.args[0].(starlark.Callable); !ok {
			return nil, notCallable(c.args[0])
		}
		return x.within(func() (starlark.Value, error) {
			return starlark.Call(c.thread, c.args[0], c.args[1:], c.kwargs)
		})
	},
	"copy": func(x *context, c *call) (starlark.Value, error) { return x.copied(), c.none() },
	"get": func(x *context, c *call) (starlark.Value, error) {
		var key starlark.Value
		var otherwise starlark.Value = starlark.None
		if err := c.unpack("key", &key, "default?", &otherwise); err != nil {
			return nil, err
		}
		v, err := x.find(key)
		if v == nil && err == nil {
			v = otherwise
		}
		return v, err
	},
	"keys": func(x *context, c *call) (starlark.Value, error) { return x.keys(), c.none() },
	"values": func(x *context, c *call) (starlark.Value, error) {
		var list []starlark.Value
		for _, item := range x.Items() {
			list = append(list, item[1])
		}
		return starlark.NewList(list), c.none()
	},
	"items": func(x *context, c *call) (starlark.Value, error) {
		var list []starlark.Value
		for _, item := range x.Items() {
			list = append(list, item)
		}
		return starlark.NewList(list), c.none()
	},
}
