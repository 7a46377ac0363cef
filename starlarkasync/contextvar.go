package starlarkasync

import (
	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"
	"starkernel/starlarkasync/exception"
)

// contextvars is the module of that name.
func (l *Loop) contextvars() *starlarkstruct.Module {
	return &starlarkstruct.Module{Name: "contextvars", Members: starlark.StringDict{
		"ContextVar":   l.builtin("ContextVar", newContextVar),
		"Context":      l.builtin("Context", newContext),
		"copy_context": l.builtin("copy_context", copyContext),
		"Token":        tokenClass{},
	}}
}

func newContext(c *call) (starlark.Value, error) { return &context{loop: c.loop}, c.none() }

func copyContext(c *call) (starlark.Value, error) { return c.loop.context().copied(), c.none() }

// ContextVar is contextvars.ContextVar: a name for a value of each context.
type ContextVar struct {
	loop      *Loop
	name      string
	otherwise starlark.Value // nil: there is no default
	number    int
}

func newContextVar(c *call) (starlark.Value, error) {
	var name, otherwise starlark.Value
	if err := c.unpack("name", &name, "*", nil, "default?", &otherwise); err != nil {
		return nil, err
	}
	s, ok := starlark.AsString(name)
	if !ok {
		return nil, exception.New("TypeError", "context variable name must be a str")
	}
	c.loop.nVars++
	return &ContextVar{loop: c.loop, name: s, otherwise: otherwise, number: c.loop.nVars}, nil
}

func (v *ContextVar) String() string {
	s := "<ContextVar name=" + quoteName(v.name)
	if v.otherwise != nil {
		s += " default=" + brief(v.otherwise, briefLevel)
	}
	return s + ">"
}
func (v *ContextVar) Type() string          { return "ContextVar" }
func (v *ContextVar) Freeze()               {}
func (v *ContextVar) Truth() starlark.Bool  { return true }
func (v *ContextVar) Hash() (uint32, error) { return pointerHash(v), nil }
func (v *ContextVar) AttrNames() []string   { return append(contextVarMethods.names(), "name") }
func (v *ContextVar) Attr(name string) (starlark.Value, error) {
	if name == "name" {
		return starlark.String(v.name), nil
	}
	return contextVarMethods.attr(v, name)
}

var contextVarMethods = methods[*ContextVar]{
	"get": func(v *ContextVar, c *call) (starlark.Value, error) {
		var otherwise starlark.Value
		if err := c.unpack("default?", &otherwise); err != nil {
			return nil, err
		}
		for _, x := range []starlark.Value{v.loop.context().vars[v], otherwise, v.otherwise} {
			if x != nil {
				return x, nil
			}
		}
		return nil, exception.New("LookupError", v.String())
	},
	"set": func(v *ContextVar, c *call) (starlark.Value, error) {
		var value starlark.Value
		if err := c.unpack("value", &value); err != nil {
			return nil, err
		}
		x := v.loop.context()
		t := &token{v: v, in: x, old: x.vars[v]}
		x.set(v, value)
		return t, nil
	},
	"reset": func(v *ContextVar, c *call) (starlark.Value, error) {
		var value starlark.Value
		if err := c.unpack("token", &value); err != nil {
			return nil, err
		}
		t, ok := value.(*token)
		if !ok {
			return nil, exception.Newf("TypeError", "expected an instance of Token, got %s", value)
		}
		return starlark.None, v.reset(t)
	},
}

func (v *ContextVar) reset(t *token) error {
	x := v.loop.context()
	switch {
	case t.used:
		return exception.Newf("RuntimeError", "%s has already been used once", t)
	case t.v != v:
		return exception.Newf("ValueError", "%s was created by a different ContextVar", t)
	case t.in != x:
		return exception.Newf("ValueError", "%s was created in a different Context", t)
	}
	t.used = true
	if t.old == nil {
		x.unset(v)
	} else {
		x.set(v, t.old)
	}
	return nil
}

// CopyTo makes a variable of another loop with a copy of the default, and with a
// copy of the current value in that loop's context. made is called before values
// are copied: they may refer to the variable.
func (v *ContextVar) CopyTo(l *Loop, made func(*ContextVar), copy func(starlark.Value) (starlark.Value, error)) error {
	l.nVars++
	w := &ContextVar{loop: l, name: v.name, number: l.nVars}
	made(w)
	var err error
	if v.otherwise != nil {
		if w.otherwise, err = copy(v.otherwise); err != nil {
			return err
		}
	}
	if x := v.loop.context().vars[v]; x != nil {
		if x, err = copy(x); err != nil {
			return err
		}
		l.context().set(w, x)
	}
	return nil
}

// token is contextvars.Token: what a set changed.
type token struct {
	v    *ContextVar
	in   *context
	old  starlark.Value // nil: the variable was not set
	used bool
}

func (t *token) String() string {
	used := ""
	if t.used {
		used = " used"
	}
	return "<Token" + used + " var=" + t.v.String() + ">"
}
func (t *token) Type() string          { return "Token" }
func (t *token) Freeze()               {}
func (t *token) Truth() starlark.Bool  { return true }
func (t *token) Hash() (uint32, error) { return pointerHash(t), nil }
func (t *token) AttrNames() []string   { return []string{"MISSING", "old_value", "var"} }
func (t *token) Attr(name string) (starlark.Value, error) {
	switch {
	case name == "var":
		return t.v, nil
	case name == "MISSING", name == "old_value" && t.old == nil:
		return missing{}, nil
	case name == "old_value":
		return t.old, nil
	}
	return nil, nil
}

// tokenClass is the name Token of the module, for Token.MISSING.
type tokenClass struct{}

func (tokenClass) String() string        { return "<class 'Token'>" }
func (tokenClass) Type() string          { return "type" }
func (tokenClass) Freeze()               {}
func (tokenClass) Truth() starlark.Bool  { return true }
func (tokenClass) Hash() (uint32, error) { return starlark.String("Token").Hash() }
func (tokenClass) Name() string          { return "Token" }
func (tokenClass) AttrNames() []string   { return []string{"MISSING"} }
func (tokenClass) Attr(name string) (starlark.Value, error) {
	if name == "MISSING" {
		return missing{}, nil
	}
	return nil, nil
}

func (tokenClass) CallInternal(*starlark.Thread, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
	return nil, exception.New("RuntimeError", "Tokens can only be created by ContextVars")
}

// missing is Token.MISSING.
type missing struct{}

func (missing) String() string        { return "<Token.MISSING>" }
func (missing) Type() string          { return "Token.MISSING" }
func (missing) Freeze()               {}
func (missing) Truth() starlark.Bool  { return true }
func (missing) Hash() (uint32, error) { return starlark.String("Token.MISSING").Hash() }
