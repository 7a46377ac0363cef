package starlarkasync

import (
	"fmt"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
	"starkernel/starlarkasync/exception"
)

// handleValue is asyncio.Handle or TimerHandle.
type handleValue struct {
	loop  *Loop
	h     *handle
	fn    starlark.Callable
	in    *context
	timer bool
}

// schedule has add schedule a call of fn.
func (v *loopValue) schedule(c *call, fn starlark.Value, args starlark.Tuple, in starlark.Value, timer bool, add func(func()) *handle) (starlark.Value, error) {
	switch fn.(type) {
	case *Coroutine, *AsyncFunction:
		return nil, exception.Newf("TypeError", "coroutines cannot be used with %s()", c.name)
	}
	f, ok := fn.(starlark.Callable)
	if !ok {
		return nil, exception.Newf("TypeError", "a callable object was expected by %s(), got %s", c.name, fn)
	}
	x, err := v.loop.contextOf(in)
	if err != nil {
		return nil, err
	}
	value := &handleValue{loop: v.loop, fn: f, in: x, timer: timer}
	value.h = add(func() { v.loop.callBack(f, args, x, "handle", value) })
	return value, nil
}

func callSoon(v *loopValue, c *call) (starlark.Value, error) {
	var fn, in starlark.Value
	var args starlark.Tuple
	if err := c.unpack("callback", &fn, "*", &args, "context?", &in); err != nil {
		return nil, err
	}
	return v.schedule(c, fn, args, in, false, v.loop.callSoon)
}

func callLater(v *loopValue, c *call) (starlark.Value, error) {
	return v.callTimer(c, "delay", "delay must not be None", v.loop.callLater)
}

func callAt(v *loopValue, c *call) (starlark.Value, error) {
	return v.callTimer(c, "when", "when cannot be None", v.loop.callAt)
}

func (v *loopValue) callTimer(c *call, param, none string, add func(int64, func()) *handle) (starlark.Value, error) {
	var when, fn, in starlark.Value
	var args starlark.Tuple
	if err := c.unpack(param, &when, "callback", &fn, "*", &args, "context?", &in); err != nil {
		return nil, err
	}
	if when == starlark.None {
		return nil, exception.New("TypeError", none)
	}
	s, err := seconds(c.name, param, when)
	if err != nil {
		return nil, err
	}
	return v.schedule(c, fn, args, in, true, func(fn func()) *handle { return add(nanoseconds(s), fn) })
}

func (v *handleValue) Type() string {
	if v.timer {
		return "TimerHandle"
	}
	return "Handle"
}

func (v *handleValue) String() string {
	s := "<" + v.Type()
	if v.h.cancelled {
		s += " cancelled"
	}
	if v.timer {
		s += " when=" + starlark.Float(float64(v.h.when)/1e9).String()
	}
	if v.h.cancelled {
		return s + ">"
	}
	s += " " + v.fn.Name() + "()"
	if f, ok := v.fn.(interface{ Position() syntax.Position }); ok {
		s += fmt.Sprintf(" at %s:%d", f.Position().Filename(), f.Position().Line)
	}
	return s + ">"
}
func (v *handleValue) Freeze()               {}
func (v *handleValue) Truth() starlark.Bool  { return true }
func (v *handleValue) Hash() (uint32, error) { return pointerHash(v.h), nil }

func (v *handleValue) AttrNames() []string {
	if v.timer {
		return append(handleMethods.names(), timerMethods.names()...)
	}
	return handleMethods.names()
}

func (v *handleValue) Attr(name string) (starlark.Value, error) {
	if m, err := timerMethods.attr(v, name); v.timer && m != nil {
		return m, err
	}
	return handleMethods.attr(v, name)
}

var handleMethods = methods[*handleValue]{
	"cancel": func(v *handleValue, c *call) (starlark.Value, error) {
		if err := c.none(); err != nil {
			return nil, err
		}
		v.loop.timers.cancel(v.h)
		return starlark.None, nil
	},
	"cancelled": func(v *handleValue, c *call) (starlark.Value, error) {
		return starlark.Bool(v.h.cancelled), c.none()
	},
	"get_context": func(v *handleValue, c *call) (starlark.Value, error) { return v.in, c.none() },
}

var timerMethods = methods[*handleValue]{
	"when": func(v *handleValue, c *call) (starlark.Value, error) {
		return starlark.Float(float64(v.h.when) / 1e9), c.none()
	},
}
