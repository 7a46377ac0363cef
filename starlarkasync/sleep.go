package starlarkasync

import (
	"math"

	"go.starlark.net/starlark"
	"starkernel/starlarkasync/exception"
)

// sleepArguments gives the arguments of sleep. Most calls have the delay alone;
// they cost half of one that is unpacked.
func sleepArguments(c *call) (delay, result starlark.Value, err error) {
	if len(c.args) == 1 && len(c.kwargs) == 0 {
		return c.args[0], starlark.None, nil
	}
	var d, r starlark.Value = nil, starlark.None
	err = c.unpack("delay", &d, "result?", &r)
	return d, r, err
}

func sleep(c *call) (starlark.Value, error) {
	delay, result, err := sleepArguments(c)
	if err != nil {
		return nil, err
	}
	d, err := seconds(c.name, "delay", delay)
	if err != nil {
		return nil, err
	}
	l := c.loop
	return native("sleep", func(thread *starlark.Thread) (starlark.Value, error) {
		if math.IsNaN(d) {
			return nil, exception.New("ValueError", "Invalid delay: NaN (not a number)")
		}
		t := l.taskOf(thread)
		if t == nil {
			return nil, notOnTask("asyncio.sleep")
		}
		if d <= 0 {
			return result, t.suspend(nil)
		}
		f := l.NewFuture()
		h := l.callLater(max(nanoseconds(d)-t.takeLateness(), 0), func() { f.SetResult(starlark.None) })
		f.on = sleeping{h}
		_, err := l.awaitFuture(thread, f)
		l.timers.cancel(h)
		if err == nil {
			l.woken, l.wokenSteps = h.when, thread.Steps
		}
		return result, err
	}), nil
}

// seconds converts an int or float argument.
func seconds(fn, param string, v starlark.Value) (float64, error) {
	switch v.(type) {
	case starlark.Int, starlark.Float:
		if f, ok := starlark.AsFloat(v); ok {
			return f, nil
		}
	}
	return 0, exception.Newf("TypeError", "%s: for parameter %s: got %s, want float or int", fn, param, v.Type())
}

func optionalFloat(fn string, v starlark.Value) (*float64, error) {
	if v == nil || v == starlark.None {
		return nil, nil
	}
	s, err := seconds(fn, "timeout", v)
	return &s, err
}

// optionalSeconds converts a number of seconds to nanoseconds, None to nil.
func optionalSeconds(fn, param string, v starlark.Value) (*int64, error) {
	if v == nil || v == starlark.None {
		return nil, nil
	}
	s, ok := starlark.AsFloat(v)
	if !ok {
		return nil, exception.Newf("TypeError", "%s: for parameter %s: got %s, want float, int or None", fn, param, v.Type())
	}
	ns := nanoseconds(s)
	return &ns, nil
}
