package interp

import (
	"errors"
	"slices"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"

	"starkernel/kernel/interp/lib"
	"starkernel/starlarkasync"
	"starkernel/starlarkasync/syntax"
)

// function makes a function anew from its text, with copies of its defaults, of
// the variables that it closes over and, if its globals are isolated as well,
// of those that it uses.
func (c *copier) function(key any, fn *starlark.Function) (starlark.Value, error) {
	if len(c.path) == 0 || c.path[len(c.path)-1].name != fn.Name() {
		c.path = append(c.path, step{kind: stepFunction, name: fn.Name()})
		defer func() { c.path = c.path[:len(c.path)-1] }()
	}
	from := syntax.SessionOf(fn)
	if from == nil {
		return nil, c.cannot("function %s, which was defined outside of cells", fn.Name())
	}
	definition, err := from.Definition(fn)
	if err != nil {
		if errors.Is(err, syntax.ErrNoSource) {
			return nil, c.cannot("function whose source is no longer kept; define it again")
		}
		return nil, err
	}
	to, local := c.to.session(from)
	if local && from.Frozen() && !slices.Contains(c.frozen, to) {
		c.frozen = append(c.frozen, to)
	}
	defaults := make([]starlark.Value, len(definition.Defaults))
	for i, n := range definition.Defaults {
		name, _ := fn.Param(n)
		if defaults[i], err = c.at(step{kind: stepDefault, name: name}, fn.ParamDefault(n)); err != nil {
			return nil, err
		}
	}
	out, err := definition.Make(&c.thread, to, defaults, func(out *starlark.Function) ([]starlark.Value, error) {
		c.remember(key, out)
		values := make([]starlark.Value, len(definition.Free))
		for i, name := range definition.Free {
			_, v := fn.FreeVar(i)
			if v == nil {
				continue // unbound; so it is in the copy
			}
			v, err := c.at(step{kind: stepVariable, name: name}, v)
			if err != nil {
				return nil, err
			}
			values[i] = v
		}
		return values, nil
	})
	if err != nil {
		return nil, err
	}
	if local {
		err = c.copyGlobals(from, to, definition.Uses)
	}
	return out, err
}

// copyGlobals copies the globals that a function uses. A name that has no value
// yet is a NameError where it is reached, as at home.
func (c *copier) copyGlobals(from, to *syntax.Session, names []string) error {
	for _, name := range names {
		key := globalName{from, name}
		if c.globals[key] {
			continue
		}
		if c.globals == nil {
			c.globals = map[globalName]bool{}
		}
		c.globals[key] = true
		v, ok := from.Get(name)
		if !ok {
			continue
		}
		if predeclared, shadowed := from.Builtin(name); predeclared != nil && !shadowed {
			if c.to.builtin(name) != nil {
				continue
			}
			if _, ok := v.(*starlark.Builtin); ok { // it belongs to the notebook
				to.Set(name, refusal(name, name))
				continue
			}
		}
		v, err := c.at(globalStep(name, v), v)
		if err != nil {
			return err
		}
		to.Set(name, v)
	}
	return nil
}

// globalStep is the step to a global's value; that of a function bears its own
// name.
func globalStep(name string, v starlark.Value) step {
	switch v.(type) {
	case *starlark.Function, *starlarkasync.AsyncFunction:
		if v.(starlark.Callable).Name() == name {
			return step{kind: stepFunction, name: name}
		}
	}
	return step{kind: stepGlobal, name: name}
}

// coroutine copies a coroutine that has not started. It starts where it arrives.
func (c *copier) coroutine(v *starlarkasync.Coroutine) (starlark.Value, error) {
	fn, args, kwargs, ok := v.Call()
	switch {
	case v.Started():
		return nil, c.cannot("coroutine that has started")
	case !ok:
		return nil, c.cannot("coroutine of a builtin")
	}
	f, err := c.at(step{kind: stepFunction, name: fn.Name()}, fn)
	if err != nil {
		return nil, err
	}
	args, kwargs, err = c.arguments(fn.Name(), args, kwargs)
	if err != nil {
		return nil, err
	}
	return f.(*starlarkasync.AsyncFunction).CallInternal(&c.thread, args, kwargs)
}

// arguments copies those of a call that is kept for later.
func (c *copier) arguments(of string, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Tuple, []starlark.Tuple, error) {
	c.path = append(c.path, step{kind: stepFunction, name: of})
	defer func() { c.path = c.path[:len(c.path)-1] }()
	newArgs := make(starlark.Tuple, len(args))
	for i, v := range args {
		v, err := c.at(step{kind: stepArgument, index: i + 1}, v)
		if err != nil {
			return nil, nil, err
		}
		newArgs[i] = v
	}
	newKwargs := make([]starlark.Tuple, len(kwargs))
	for i, kv := range kwargs {
		name := kv[0].(starlark.String)
		v, err := c.at(step{kind: stepKeyword, name: string(name)}, kv[1])
		if err != nil {
			return nil, nil, err
		}
		newKwargs[i] = starlark.Tuple{name, v}
	}
	return newArgs, newKwargs, nil
}

// builtin gives the counterpart of a builtin function, by its name, or binds a
// method to the copy of its receiver.
func (c *copier) builtin(v *starlark.Builtin) (starlark.Value, error) {
	if recv := v.Receiver(); recv != nil {
		recv, err := c.at(step{kind: stepPart, name: "receiver"}, recv)
		if err != nil {
			return nil, err
		}
		if owner, ok := recv.(starlark.HasAttrs); ok {
			name := v.Name()[strings.LastIndex(v.Name(), ".")+1:] // package lib gives full names
			if method, err := owner.Attr(name); method != nil && err == nil {
				return method, nil
			}
		}
		return nil, c.cannot("method %s", v.Name())
	}
	if b, ok := c.to.builtin(v.Name()).(*starlark.Builtin); ok {
		return b, nil
	}
	if b, ok := lib.Rebind(v, c.to.libHost()); ok {
		return b, nil
	}
	for _, name := range []string{"asyncio", "contextvars"} {
		if m, ok := c.to.builtin(name).(*starlarkstruct.Module); ok {
			if b, ok := m.Members[v.Name()].(*starlark.Builtin); ok {
				return b, nil
			}
		}
	}
	return nil, c.cannot("builtin function %s", v.Name())
}

// partial copies a functools.partial by its attributes.
func (c *copier) partial(v starlark.HasAttrs) (starlark.Value, error) {
	fn, _ := v.Attr("func")
	args, _ := v.Attr("args")
	keywords, _ := v.Attr("keywords")
	f, err := c.at(step{kind: stepPart, name: "function"}, fn)
	if err != nil {
		return nil, err
	}
	newArgs, kwargs, err := c.arguments("partial", args.(starlark.Tuple), keywords.(*starlark.Dict).Items())
	if err != nil {
		return nil, err
	}
	functools, ok := c.to.builtin("functools").(starlark.HasAttrs)
	if !ok {
		return nil, c.cannot("%s", v.Type())
	}
	partial, err := functools.Attr("partial")
	if err != nil || partial == nil {
		return nil, c.cannot("%s", v.Type())
	}
	return starlark.Call(&c.thread, partial, append(starlark.Tuple{f}, newArgs...), kwargs)
}
