package interp

import (
	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"

	"starkernel/kernel/interp/lib"
)

// module copies a user's module, and finds the counterpart of a predeclared one.
func (c *copier) module(key any, v *starlarkstruct.Module) (starlark.Value, error) {
	if v.Name == "asyncio" || v.Name == "contextvars" {
		if m := c.to.builtin(v.Name); m != nil {
			return m, nil
		}
	}
	out := &starlarkstruct.Module{Name: v.Name, Members: make(starlark.StringDict, len(v.Members))}
	c.remember(key, out)
	for _, name := range v.Members.Keys() {
		x, err := c.at(step{kind: stepField, name: name}, v.Members[name])
		if err != nil {
			return nil, err
		}
		out.Members[name] = x
	}
	return out, nil
}

// other copies values whose types their packages keep to themselves.
func (c *copier) other(key any, v starlark.Value) (starlark.Value, error) {
	if out, ok := lib.Rebind(v, c.to.libHost()); ok {
		return out, nil
	}
	if inner, out, set, ok := lib.Rewrap(v, c.to.libHost()); ok {
		c.remember(key, out)
		inner, err := c.at(step{kind: stepPart, name: "function"}, inner)
		if err != nil {
			return nil, err
		}
		set(inner.(starlark.Callable))
		return out, nil
	}
	if r, ok := v.(*rich); ok { // immutable
		return r, nil
	}
	switch v.Type() {
	case "string.elems", "string.codepoints", "bytes.elems": // views of an immutable value
		return v, nil
	case "functools.partial":
		return c.partial(v.(starlark.HasAttrs))
	}
	return nil, c.cannot("%s", v.Type())
}
