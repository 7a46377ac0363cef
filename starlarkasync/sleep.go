package starlarkasync

import (
	"math"

	"go.starlark.net/starlark"
	"starkernel/starlarkasync/exception"
)

func sleep(c *call) (starlark.Value, error) {
	var delay starlark.Value
	var result starlark.Value = starlark.None
	if err := c.unpack("delay", &delay, "result?", &result); err != nil {
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
			t.woken, t.wokenSteps = h.when, thread.Steps
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
