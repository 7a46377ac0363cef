package starlarkasync

import (
	"fmt"
	"slices"

	"go.starlark.net/starlark"
	"starkernel/starlarkasync/exception"
)

func runInBackground(c *call) (starlark.Value, error) {
	if len(c.args) == 0 {
		return nil, exception.New("TypeError", "run_in_background: got no target, want a coroutine, a future or a function")
	}
	target := c.args[0]
	if f, ok := target.(starlark.Callable); ok {
		if err := checkOutputParameter(f, c.kwargs); err != nil {
			return nil, err
		}
		return c.loop.execute(c.thread, f, c.args[1:], c.kwargs, "run_in_background(%s)")
	}
	output, err := outputChoice(c)
	if err != nil {
		return nil, err
	}
	if _, started := target.(awaitable); started && output != "" {
		return nil, exception.Newf("TypeError", "run_in_background: output=%q comes too late: the %s is there already", output, target.Type())
	}
	f, err := c.loop.ensureFuture(c.thread, target)
	if err != nil {
		return nil, exception.Newf("TypeError", "run_in_background: got %s, want a coroutine, a future or a function", target.Type())
	}
	if t, ok := f.(*Task); ok && output != "" {
		t.output = nil
		if output == outputHome && c.loop.opts.Collect != nil {
			t.output = c.loop.opts.Collect(t)
		}
	}
	return f, nil
}

// Where a task's prints may go.
const (
	outputForeground = "foreground"
	outputHome       = "home"
)

// outputChoice gives the value of output=, "" if it is not there. Other arguments
// belong to a function.
func outputChoice(c *call) (string, error) {
	if len(c.args) > 1 {
		return "", exception.Newf("TypeError", "run_in_background: a %s takes no arguments; they go into the call that makes it", c.args[0].Type())
	}
	choice := ""
	for _, kv := range c.kwargs {
		if kv[0] != starlark.String("output") {
			return "", exception.Newf("TypeError", "run_in_background: a %s takes output alone, not %s; arguments go into the call that makes it", c.args[0].Type(), text(kv[0]))
		}
		s, ok := starlark.AsString(kv[1])
		if !ok || s != outputForeground && s != outputHome {
			return "", exception.Newf("ValueError", "run_in_background: got output=%s, want %q (the cell that runs, the default) or %q (a display of this cell)", brief(kv[1], briefLevel), outputForeground, outputHome)
		}
		choice = s
	}
	return choice, nil
}

// checkOutputParameter refuses output= for a function of Starlark that does not
// take it: it was meant for a coroutine.
func checkOutputParameter(f starlark.Callable, kwargs []starlark.Tuple) error {
	i := slices.IndexFunc(kwargs, func(kv starlark.Tuple) bool { return kv[0] == starlark.String("output") })
	if i < 0 {
		return nil
	}
	advice := "leave it out"
	var fn *starlark.Function
	switch f := f.(type) {
	case *starlark.Function:
		fn = f
	case *AsyncFunction:
		fn = f.fn
		advice = fmt.Sprintf("write run_in_background(%s(), output=%s)", fn.Name(), brief(kwargs[i][1], briefLevel))
	default:
		return nil
	}
	if p := parametersOf(fn); p.other || p.index("output") >= 0 {
		return nil
	}
	return exception.Newf("TypeError", "run_in_background: output= is for coroutines, and %s() has no parameter of that name; %s", fn.Name(), advice)
}

// runInForeground is await ensure_future(x), as a function that parks whatever
// task calls it.
func runInForeground(c *call) (starlark.Value, error) {
	var x starlark.Value
	if err := c.unpack("awaitable", &x); err != nil {
		return nil, err
	}
	t := c.loop.taskOf(c.thread)
	if t == nil {
		return nil, notOnTask("run_in_foreground")
	}
	if coro, ok := x.(*Coroutine); ok && t.chainDepth() > maxChainFrames {
		coro.state = coroClosed
		return nil, newChainError()
	}
	f, err := c.loop.ensureFuture(c.thread, x)
	if err != nil {
		return nil, err
	}
	return c.loop.awaitFuture(c.thread, f)
}
