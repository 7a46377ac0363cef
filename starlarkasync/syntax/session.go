package syntax

import (
	"maps"
	"slices"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starkernel/starlarkasync/exception"
)

// Session is a set of global names that cells share, and the compiler of those
// cells. Functions look globals up by name whenever they read them, so they see
// what later cells define.
//
// A Session and the cells and functions made with it may be used by one
// goroutine at a time only.
type Session struct {
	hooks Hooks
	// env has all names that cells can read: "$"+name for user names and
	// predeclared ones, %-names for what rewriting uses. The interpreter keeps
	// this very map.
	env         starlark.StringDict
	predeclared starlark.StringDict // by plain name
	shadowed    map[string]bool     // predeclared names that the user has bound
	version     uint64
	frozen      bool
	running     *regionRun // of a cell that runs; nil: none
	sources     sources
	original    *Session // of which this is a twin; nil for none
	definitions map[definitionKey]*Definition
	init        *starlark.Thread // binds the functions of compiled cells
}

// NewSession makes a session without user names. predeclared are the names that
// its cells can read without a definition; to have Starlark's own, include
// starlark.Universe. The map is not kept.
func NewSession(predeclared starlark.StringDict, hooks Hooks) *Session {
	s := &Session{
		hooks:       hooks,
		env:         make(starlark.StringDict, len(predeclared)+32),
		predeclared: maps.Clone(predeclared),
		shadowed:    map[string]bool{},
		init:        new(starlark.Thread),
	}
	for name, v := range predeclared {
		s.env[globalMark+name] = v
	}
	s.install()
	return s
}

// Get gives the value that code sees under name: the user's, else the
// predeclared one.
func (s *Session) Get(name string) (starlark.Value, bool) {
	s.Flush()
	v, ok := s.env[globalMark+name]
	return v, ok
}

// Set binds a user name. [Hooks.Stored] is not called. A loop of the running cell
// may have the name's old value in a local. It goes on with that, and does not
// store it again: the loop has to assign another value.
func (s *Session) Set(name string, v starlark.Value) {
	s.overrule(globalMark + name)
	s.set(globalMark+name, v)
}

func (s *Session) set(marked string, v starlark.Value) {
	s.env[marked] = v
	s.version++
	if _, ok := s.predeclared[marked[len(globalMark):]]; ok {
		s.shadowed[marked[len(globalMark):]] = true
	}
}

// store is set for a store by code.
func (s *Session) store(marked string, v starlark.Value) {
	s.set(marked, v)
	if s.hooks.Stored != nil {
		s.hooks.Stored(marked[len(globalMark):])
	}
}

// Delete removes a user name and reports whether there was one. A predeclared
// value that it shadowed can be seen again. For a loop that runs see Set.
func (s *Session) Delete(name string) bool {
	s.overrule(globalMark + name)
	if !s.user(name) {
		return false
	}
	s.version++
	if v, ok := s.predeclared[name]; ok {
		delete(s.shadowed, name)
		s.env[globalMark+name] = v
	} else {
		delete(s.env, globalMark+name)
	}
	return true
}

// user reports whether name is bound by the user.
func (s *Session) user(name string) bool {
	if _, ok := s.predeclared[name]; ok {
		return s.shadowed[name]
	}
	_, ok := s.env[globalMark+name]
	return ok
}

// Names gives the user's names in alphabetical order.
func (s *Session) Names() []string {
	s.Flush()
	var names []string
	for marked := range s.env {
		if name := marked[1:]; marked[:1] == globalMark && s.user(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Visible gives all names that code can read, user names and predeclared ones,
// each once and in no order.
func (s *Session) Visible() []string {
	s.Flush()
	names := make([]string, 0, len(s.env))
	for marked := range s.env {
		if marked[:1] == globalMark {
			names = append(names, marked[1:])
		}
	}
	return names
}

// Predeclared gives the predeclared names in alphabetical order, also those
// that the user shadows.
func (s *Session) Predeclared() []string { return slices.Sorted(maps.Keys(s.predeclared)) }

// Version is a number that grows with every change of a name's value.
func (s *Session) Version() uint64 { return s.version }

// Snapshot gives a copy of the user's names and their values.
func (s *Session) Snapshot() starlark.StringDict {
	s.Flush()
	out := make(starlark.StringDict, len(s.env)-len(s.predeclared))
	for marked, v := range s.env {
		if name := marked[1:]; marked[:1] == globalMark && s.user(name) {
			out[name] = v
		}
	}
	return out
}

// Reset removes all user names, see Delete.
func (s *Session) Reset() {
	for _, name := range s.Names() {
		s.Delete(name)
	}
}

// Freeze makes the user's values immutable and refuses further stores by code,
// as for the globals of a module that was loaded.
func (s *Session) Freeze() {
	if s.frozen {
		return
	}
	s.frozen = true
	for _, v := range s.Snapshot() {
		v.Freeze()
	}
}

// iterator gives the name of an [iterator] for loops of a shape, and makes it
// at the first use.
func (s *Session) iterator(kind string, sh shape) string {
	name := kind + sh.String()
	if _, ok := s.env[name]; !ok {
		s.env[name] = &iterator{internal{"iterator"}, sh, kind == itemsName}
	}
	return name
}

// unpacker is like iterator, for an [unpacker].
func (s *Session) unpacker(sh shape) string {
	name := unpackName + sh.String()
	if _, ok := s.env[name]; !ok {
		s.env[name] = &unpacker{internal{"unpacker"}, sh}
	}
	return name
}

// globals is the argument of a cell's function: stores to globals are stores to
// its fields, whose names have the globalMark.
type globals struct {
	internal
	session *Session
	thread  *starlark.Thread // of the cell
	regions []*region        // of the cell
}

// Attr is the read in an augmented assignment such as x += 1.
func (g *globals) Attr(marked string) (starlark.Value, error) {
	if v, ok := g.session.env[marked]; ok {
		return v, nil
	}
	return nil, exception.NameError(marked[len(globalMark):])
}

func (g *globals) AttrNames() []string { return nil }

func (g *globals) SetField(marked string, v starlark.Value) error {
	if g.session.frozen {
		return errFrozen(marked)
	}
	g.session.store(marked, v)
	return nil
}

func errFrozen(marked string) error {
	return exception.Newf("ValueError", "cannot assign to %s of a frozen module", marked[len(globalMark):])
}

// options are the dialect: all of Starlark that the library offers.
var options = &syntax.FileOptions{Set: true, While: true, TopLevelControl: true, GlobalReassign: true, Recursion: true}
