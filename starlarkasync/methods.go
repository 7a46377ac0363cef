package starlarkasync

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"go.starlark.net/starlark"
	"starkernel/starlarkasync/exception"
)

// call is one call of a builtin or a method from Starlark.
type call struct {
	loop   *Loop
	thread *starlark.Thread
	// class is the type of a method's receiver, else "".
	class  string
	name   string
	args   starlark.Tuple
	kwargs []starlark.Tuple
}

// unpack binds the arguments as [starlark.UnpackArgs] does, but with CPython's
// errors for calls that do not fit. What follows a pair "*", nil can be given by
// keyword alone; "*", &rest collects the other positional arguments in rest, a
// [starlark.Tuple].
func (c *call) unpack(pairs ...any) error {
	args, positional := c.args, len(pairs)/2
	var rest *starlark.Tuple
	if star := slices.Index(pairs, any("*")); star >= 0 {
		positional = star / 2
		rest, _ = pairs[star+1].(*starlark.Tuple)
		pairs = slices.Delete(pairs, star, star+2)
		if rest != nil && len(args) > positional {
			args, *rest = args[:positional], args[positional:]
		}
	}
	var err error
	if len(args) <= positional {
		if err = starlark.UnpackArgs(c.name, args, c.kwargs, pairs...); err == nil {
			return nil
		}
	}
	p := c.parameters(pairs)
	p.positional, p.varargs = positional, rest != nil
	if unfit := p.check(c.args, c.kwargs); unfit != nil {
		return unfit
	}
	return err
}

// none checks that there are no arguments.
func (c *call) none() error { return c.unpack() }

// parameters describes what unpack takes, for its errors.
func (c *call) parameters(pairs []any) *parameters {
	p := &parameters{name: c.name}
	switch {
	case c.class != "":
		p.name, p.self = classInErrors(c.class)+"."+c.name, 1
	case unicode.IsUpper(rune(c.name[0])):
		p.name, p.self = constructorInErrors(c.name), 1
	}
	for i := 0; i < len(pairs); i += 2 {
		name := pairs[i].(string)
		bare := strings.TrimRight(name, "?")
		p.names = append(p.names, bare)
		p.required = append(p.required, bare == name)
	}
	return p
}

// constructorInErrors is how CPython's errors name what makes a value of class.
func constructorInErrors(class string) string {
	if class == "PriorityQueue" || class == "LifoQueue" {
		class = "Queue"
	}
	return class + ".__init__"
}

// classInErrors is the class to which CPython's errors say a method of type
// belongs.
func classInErrors(class string) string {
	switch class {
	case "PriorityQueue", "LifoQueue":
		return "Queue"
	case "BoundedSemaphore":
		return "Semaphore"
	case "EventLoop":
		return "BaseEventLoop"
	}
	return class
}

// notCallable is the error of a call of x.
func notCallable(x starlark.Value) error {
	return exception.Newf("TypeError", "'%s' object is not callable", x.Type())
}

// methods are the attributes of a type that can be called.
type methods[T starlark.Value] map[string]func(x T, c *call) (starlark.Value, error)

func (m methods[T]) attr(x T, name string) (starlark.Value, error) {
	f, ok := m[name]
	if !ok {
		return nil, nil
	}
	return starlark.NewBuiltin(name, func(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		return f(x, &call{thread: thread, class: x.Type(), name: name, args: args, kwargs: kwargs})
	}).BindReceiver(x), nil
}

func (m methods[T]) names() []string { return slices.Sorted(maps.Keys(m)) }
