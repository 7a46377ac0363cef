package lib

import (
	"fmt"
	"sync"
	"sync/atomic"

	"go.starlark.net/starlark"

	"starkernel/starlarkasync/exception"
)

// member is one entry of the table of builtins: a function, a constant or a
// method. Tables of members are static data, so they cost nothing at start.
type member struct {
	// name is relative to the module or type: "sqrt", "group".
	name string
	// params is the parameter list with its parentheses, "" for a constant.
	params string
	text   string
	// example has lines of the form "expression # repr of its value"; a line
	// without # is run for its effect.
	example string
	// call is the function; nil for a constant.
	call func(c call) (starlark.Value, error)
	// value gives the constant.
	value func(h *Host) starlark.Value
}

// call is one call of a builtin.
type call struct {
	h      *Host
	thread *starlark.Thread
	// name is the full name, such as "math.sqrt"; error texts begin with it.
	name   string
	recv   starlark.Value
	args   starlark.Tuple
	kwargs []starlark.Tuple
}

// unpack is starlark.UnpackArgs with a TypeError.
func (c call) unpack(pairs ...any) error {
	if err := starlark.UnpackArgs(c.name, c.args, c.kwargs, pairs...); err != nil {
		return asTypeError(err)
	}
	return nil
}

// positional is unpack for functions without keyword parameters.
func (c call) positional(min int, vars ...any) error {
	if err := starlark.UnpackPositionalArgs(c.name, c.args, c.kwargs, min, vars...); err != nil {
		return asTypeError(err)
	}
	return nil
}

// asTypeError gives err the class TypeError unless it has one already.
func asTypeError(err error) error {
	if exception.Find(err) != nil {
		return err
	}
	return exception.New("TypeError", err.Error())
}

// errorf makes an error of a class that begins with the function's name.
func (c call) errorf(class, format string, args ...any) error {
	return exception.New(class, c.name+": "+fmt.Sprintf(format, args...))
}

// builtin makes the Starlark function of m, or a method bound to recv if that is
// not nil. A panic in it becomes a SystemError.
func (m *member) builtin(h *Host, name string, recv starlark.Value) *starlark.Builtin {
	run := m.call
	b := starlark.NewBuiltin(name, func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (v starlark.Value, err error) {
		defer func() {
			if r := recover(); r != nil {
				v, err = nil, exception.Newf("SystemError", "%s: internal error: %v", name, r)
			}
		}()
		return run(call{h, thread, name, recv, args, kwargs})
	})
	if recv != nil {
		b = b.BindReceiver(recv)
	}
	return b
}

// spec is the static description of a module or of a type's methods.
type spec struct {
	// name is the module's name, or "module.Type" for methods.
	name    string
	text    string
	example string
	members []member
	once    sync.Once
	byName  map[string]int
}

// find gives the index of a member, or -1.
func (s *spec) find(name string) int {
	s.once.Do(func() {
		s.byName = make(map[string]int, len(s.members))
		for i := range s.members {
			s.byName[s.members[i].name] = i
		}
	})
	if i, ok := s.byName[name]; ok {
		return i
	}
	return -1
}

func (s *spec) names() []string {
	names := make([]string, len(s.members))
	for i := range s.members {
		names[i] = s.members[i].name
	}
	return names
}

// full gives the name of a member with that of its module or type.
func (s *spec) full(name string) string {
	if s.name == "" {
		return name
	}
	return s.name + "." + name
}

// method gives the method of a value, or nil if the type has none of this name.
func (s *spec) method(h *Host, recv starlark.Value, name string) starlark.Value {
	i := s.find(name)
	if i < 0 {
		return nil
	}
	return s.members[i].builtin(h, s.full(name), recv)
}

// module is a predeclared module whose members are made when first used. It is
// immutable as far as a program can see, and may be read from many goroutines.
type module struct {
	spec  *spec
	host  *Host
	built []atomic.Pointer[starlark.Value]
}

var _ starlark.HasAttrs = (*module)(nil)

func newModule(h *Host, s *spec) *module {
	return &module{s, h, make([]atomic.Pointer[starlark.Value], len(s.members))}
}

func (m *module) Attr(name string) (starlark.Value, error) {
	i := m.spec.find(name)
	if i < 0 {
		return nil, nil
	}
	if v := m.built[i].Load(); v != nil {
		return *v, nil
	}
	var v starlark.Value
	if e := &m.spec.members[i]; e.call != nil {
		v = e.builtin(m.host, m.spec.full(name), nil)
	} else {
		v = e.value(m.host)
	}
	m.built[i].CompareAndSwap(nil, &v)
	return *m.built[i].Load(), nil
}

func (m *module) AttrNames() []string   { return m.spec.names() }
func (m *module) Freeze()               {}
func (m *module) Hash() (uint32, error) { return starlark.String(m.spec.name).Hash() }
func (m *module) String() string        { return fmt.Sprintf("<module %q>", m.spec.name) }
func (m *module) Truth() starlark.Bool  { return true }
func (m *module) Type() string          { return "module" }
