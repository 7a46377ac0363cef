package starlarkasync

import "go.starlark.net/starlark"

// event is asyncio.Event.
type event struct {
	loop    *Loop
	set     bool
	waiters waiters
}

func newEvent(c *call) (starlark.Value, error) { return &event{loop: c.loop}, c.none() }

func (e *event) signal() {
	if !e.set {
		e.set = true
		for _, f := range e.waiters {
			f.SetResult(starlark.True)
		}
	}
}

func (e *event) wait(thread *starlark.Thread) (starlark.Value, error) {
	if !e.set {
		if _, err := e.waiters.wait(e.loop, thread, e); err != nil {
			return nil, err
		}
	}
	return starlark.True, nil
}

func (e *event) Type() string          { return "Event" }
func (e *event) Freeze()               {}
func (e *event) Truth() starlark.Bool  { return true }
func (e *event) Hash() (uint32, error) { return pointerHash(e), nil }
func (e *event) AttrNames() []string   { return eventMethods.names() }
func (e *event) String() string {
	s := "unset"
	if e.set {
		s = "set"
	}
	return "<Event [" + s + e.waiters.describe() + "]>"
}

func (e *event) Attr(name string) (starlark.Value, error) { return eventMethods.attr(e, name) }

var eventMethods = methods[*event]{
	"is_set": func(e *event, c *call) (starlark.Value, error) { return starlark.Bool(e.set), c.none() },
	"set": func(e *event, c *call) (starlark.Value, error) {
		if err := c.none(); err != nil {
			return nil, err
		}
		e.signal()
		return starlark.None, nil
	},
	"clear": func(e *event, c *call) (starlark.Value, error) {
		if err := c.none(); err != nil {
			return nil, err
		}
		e.set = false
		return starlark.None, nil
	},
	"wait": func(e *event, c *call) (starlark.Value, error) { return native("Event.wait", e.wait), c.none() },
}
