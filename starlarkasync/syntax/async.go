package syntax

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starkernel/starlarkasync/exception"
)

// Hooks say what a session's cells do beyond plain Starlark. A nil hook makes
// the construct an error when it is reached.
type Hooks struct {
	// Await is the value of await v. It may suspend the task that runs on the
	// thread.
	Await func(thread *starlark.Thread, v starlark.Value) (starlark.Value, error)
	// AwaitCall is the value of await fn(...). nil: that of Await for the value of
	// the call.
	AwaitCall func(thread *starlark.Thread, fn starlark.Value, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error)
	// AIter gives the iterator of an async for loop over v, or the TypeError.
	AIter func(thread *starlark.Thread, v starlark.Value) (AsyncIterator, error)
	// Async gives the value that an async def binds. A call of fn runs the body
	// at once; the value's own call should make a coroutine.
	Async func(fn *starlark.Function) starlark.Value
	// Load gives the globals of the module that a load statement names.
	Load func(thread *starlark.Thread, path string) (starlark.StringDict, error)
	// Stored, if set, is called after code of a cell has stored a global.
	Stored func(name string)
	// Quiet, if set, reports that a call of a builtin runs no Starlark code and
	// does not look at the session's names. Loops at the top level of a cell that
	// call nothing else keep their globals in locals, and are faster.
	Quiet func(b *starlark.Builtin) bool
	// Dropped, if set, is called for the value of a call that is a statement and
	// whose value is thus dropped; not for None and other plain data. pos is the
	// start of the statement.
	Dropped func(v starlark.Value, pos syntax.Position)
}

// AsyncIterator is what an async for loop goes over. Next gives the next item,
// or ok false at the end. It may suspend the task that runs on the thread. Its
// error becomes that of the loop, with the loop's position in the traceback.
type AsyncIterator interface {
	Next(thread *starlark.Thread) (v starlark.Value, ok bool, err error)
}

// Names of the builtins and values that rewritten cells use.
const (
	awaitName   = "%await"
	awaitCall   = "%await_call"
	asyncName   = "%async"
	aiterName   = "%aiter"
	anextName   = "%anext"
	loadName    = "%load"
	dropName    = "%drop"
	droppedName = "%dropped"
	checkName   = "%check"
	unpackName  = "%unpack"
	iterName    = "%iter"
	itemsName   = "%items"
	loopName    = "%loop"
)

// install puts what rewritten cells use into the environment.
func (s *Session) install() {
	builtin := func(name string, f func(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error)) {
		s.env[name] = starlark.NewBuiltin(name, f)
	}
	builtin(awaitName, func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		if s.hooks.Await == nil {
			return nil, exception.New("RuntimeError", "no running event loop")
		}
		return s.hooks.Await(thread, args[0])
	})
	builtin(awaitCall, func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		if s.hooks.AwaitCall != nil {
			return s.hooks.AwaitCall(thread, args[0], args[1:], kwargs)
		}
		v, err := starlark.Call(thread, args[0], args[1:], kwargs)
		if err != nil {
			return nil, err
		}
		if s.hooks.Await == nil {
			return nil, exception.New("RuntimeError", "no running event loop")
		}
		return s.hooks.Await(thread, v)
	})
	builtin(asyncName, func(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		fn, ok := args[0].(*starlark.Function)
		if s.hooks.Async == nil || !ok {
			return nil, exception.New("RuntimeError", "async def is not available here")
		}
		return s.hooks.Async(fn), nil
	})
	builtin(aiterName, func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		if s.hooks.AIter == nil {
			return nil, exception.New("RuntimeError", "no running event loop")
		}
		it, err := s.hooks.AIter(thread, args[0])
		if err != nil {
			return nil, err
		}
		return &asyncLoop{internal: internal{"async_iterator"}, iter: it}, nil
	})
	builtin(anextName, func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		loop := args[0].(*asyncLoop)
		v, ok, err := loop.iter.Next(thread)
		if err != nil {
			return nil, err
		}
		loop.value = v
		return starlark.Bool(!ok), nil
	})
	builtin(loadName, s.loadBuiltin)
	s.env[sessionName] = &globals{internal: internal{"globals"}, session: s}
	dropped := &droppedTest{internal: internal{droppedName}}
	s.env[droppedName] = dropped
	builtin(dropName, func(thread *starlark.Thread, _ *starlark.Builtin, _ starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		if s.hooks.Dropped != nil { // nil in a twin, of a session that has it
			s.hooks.Dropped(dropped.value, thread.CallFrame(1).Pos)
		}
		dropped.value = nil
		return starlark.None, nil
	})
	s.env[checkName] = checker{internal{checkName}}
	s.env[loopName] = starlark.True
}

// asyncLoop is the state of one async for loop. As an iterable it gives itself
// for ever: the loop's first statement asks %anext whether to go on.
type asyncLoop struct {
	internal
	iter  AsyncIterator
	value starlark.Value
}

func (l *asyncLoop) Iterate() starlark.Iterator { return l }

func (l *asyncLoop) Next(p *starlark.Value) bool {
	*p = l
	return true
}

func (l *asyncLoop) Done() {}

// Attr gives the current item, the only attribute.
func (l *asyncLoop) Attr(string) (starlark.Value, error) { return l.value, nil }
func (l *asyncLoop) AttrNames() []string                 { return nil }

// droppedTest is %dropped: v in %dropped tells whether the hook must see v, and
// keeps it for the %drop that comes next.
type droppedTest struct {
	internal
	value starlark.Value
}

func (d *droppedTest) Has(v starlark.Value) (bool, error) {
	switch v.(type) {
	case starlark.NoneType, starlark.Bool, starlark.Int, starlark.Float, starlark.String, starlark.Bytes,
		starlark.Tuple, *starlark.List, *starlark.Dict, *starlark.Set, *starlark.Function, *starlark.Builtin:
		return false, nil
	}
	d.value = v
	return true, nil
}
