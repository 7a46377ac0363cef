package starlarkasync

import (
	"fmt"

	"go.starlark.net/starlark"
	"starkernel/starlarkasync/exception"
)

// timeoutScope is asyncio.Timeout: what runs between enter and exit is
// cancelled when the time has come, and the cancellation becomes TimeoutError.
type timeoutScope struct {
	loop      *Loop
	task      *Task
	when      *int64
	state     timeoutState
	cancels   int
	scheduled *handle
}

type timeoutState uint8

const (
	timeoutCreated timeoutState = iota
	timeoutEntered
	timeoutExpiring
	timeoutExpired
	timeoutExited
)

func (s timeoutState) String() string {
	return [...]string{"created", "active", "expiring", "expired", "finished"}[s]
}

func timeout(c *call) (starlark.Value, error) {
	var delay starlark.Value
	if err := c.unpack("delay", &delay); err != nil {
		return nil, err
	}
	when, err := optionalSeconds(c.name, "delay", delay)
	if err != nil {
		return nil, err
	}
	if when != nil {
		*when += c.loop.now()
	}
	return &timeoutScope{loop: c.loop, when: when}, nil
}

func timeoutAt(c *call) (starlark.Value, error) {
	var at starlark.Value
	if err := c.unpack("when", &at); err != nil {
		return nil, err
	}
	when, err := optionalSeconds(c.name, "when", at)
	return &timeoutScope{loop: c.loop, when: when}, err
}

func (t *timeoutScope) enter(thread *starlark.Thread) error {
	if t.state != timeoutCreated {
		return exception.New("RuntimeError", "Timeout has already been entered")
	}
	if t.task = t.loop.taskOf(thread); t.task == nil {
		return exception.New("RuntimeError", "Timeout should be used inside a task")
	}
	t.state = timeoutEntered
	t.cancels = t.task.cancels
	return t.reschedule(t.when)
}

// exit gives the error with which the scope ends, for err with which its body
// ended.
func (t *timeoutScope) exit(thread *starlark.Thread, err error) error {
	if t.scheduled != nil {
		t.loop.timers.cancel(t.scheduled)
		t.scheduled = nil
	}
	switch t.state {
	case timeoutExpiring:
		t.state = timeoutExpired
		if t.task.uncancel() <= t.cancels && err != nil {
			if e := t.loop.raised(thread, err); e.Class == "CancelledError" && !e.Fatal {
				return &exception.Error{Class: "TimeoutError", Cause: e}
			}
		}
	case timeoutEntered:
		t.state = timeoutExited
	}
	return err
}

func (t *timeoutScope) reschedule(when *int64) error {
	if t.state != timeoutEntered {
		if t.state == timeoutCreated {
			return exception.New("RuntimeError", "Timeout has not been entered")
		}
		return exception.Newf("RuntimeError", "Cannot change state of %s Timeout", t.state)
	}
	t.when = when
	if t.scheduled != nil {
		t.loop.timers.cancel(t.scheduled)
		t.scheduled = nil
	}
	if when == nil {
		return nil
	}
	if *when <= t.loop.now() {
		t.scheduled = t.loop.callSoon(t.expire)
	} else {
		t.scheduled = t.loop.callAt(*when, t.expire)
	}
	return nil
}

func (t *timeoutScope) expire() {
	t.task.cancel(nil)
	t.state = timeoutExpiring
	t.scheduled = nil
}

func (t *timeoutScope) Type() string          { return "Timeout" }
func (t *timeoutScope) Freeze()               {}
func (t *timeoutScope) Truth() starlark.Bool  { return true }
func (t *timeoutScope) Hash() (uint32, error) { return pointerHash(t), nil }

func (t *timeoutScope) String() string {
	s := "<Timeout [" + t.state.String() + "]"
	if t.state == timeoutEntered && t.when != nil {
		s += fmt.Sprintf(" when=%.3f", float64(*t.when)/1e9)
	}
	return s + ">"
}

func (t *timeoutScope) AttrNames() []string { return timeoutMethods.names() }
func (t *timeoutScope) Attr(name string) (starlark.Value, error) {
	return timeoutMethods.attr(t, name)
}

var timeoutMethods = methods[*timeoutScope]{
	"when": func(t *timeoutScope, c *call) (starlark.Value, error) {
		if t.when == nil {
			return starlark.None, c.none()
		}
		return starlark.Float(float64(*t.when) / 1e9), c.none()
	},
	"expired": func(t *timeoutScope, c *call) (starlark.Value, error) {
		return starlark.Bool(t.state == timeoutExpiring || t.state == timeoutExpired), c.none()
	},
	"reschedule": func(t *timeoutScope, c *call) (starlark.Value, error) {
		var v starlark.Value
		if err := c.unpack("when", &v); err != nil {
			return nil, err
		}
		when, err := optionalSeconds("reschedule", "when", v)
		if err != nil {
			return nil, err
		}
		return starlark.None, t.reschedule(when)
	},
}
