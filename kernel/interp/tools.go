package interp

import (
	"fmt"
	"strings"
	"time"

	"go.starlark.net/starlark"

	"starkernel/kernel"
	"starkernel/starlarkasync/exception"
)

const helpText = `starkernel runs Starlark, a small deterministic dialect of Python, with asyncio's tasks.

    help(name)               documentation; also Shift-Tab in a notebook
    run_in_background(x)     start a coroutine as a task, or a function on another core
    run_in_foreground(x)     wait for x; background tasks advance meanwhile
    await x                  the same, as a keyword
    parallel_map(f, items)   call a function with each item on all cores
    jobs()                   all tasks and what they wait for; jobs()[0].cancel() ends one
    catch(x), catch_call(f)  observe an error: (value, None) or (None, error)
    reset()                  remove the names of this session
`

// help prints the documentation of a value.
func (s *Starlark) help(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var v starlark.Value
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "object?", &v); err != nil {
		return nil, err
	}
	if v == nil {
		s.stream(kernel.Stdout, helpText)
		return starlark.None, nil
	}
	s.stream(kernel.Stdout, strings.TrimRight(describe(s.view(), v), "\n")+"\n")
	return starlark.None, nil
}

// timeit calls a function until 0.2 s have passed and prints the best time of
// a call.
func (s *Starlark) timeit(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var f starlark.Callable
	number := 0
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "f", &f, "number?", &number); err != nil {
		return nil, err
	}
	if number < 0 {
		return nil, exception.New("ValueError", "timeit: number must not be negative")
	}
	best, calls := time.Duration(1<<63-1), 0
	for begin := time.Now(); ; {
		start := time.Now()
		if _, err := starlark.Call(thread, f, nil, nil); err != nil {
			return nil, err
		}
		best = min(best, time.Since(start))
		calls++
		if number > 0 && calls >= number || number == 0 && time.Since(begin) > 200*time.Millisecond {
			break
		}
	}
	s.stream(kernel.Stdout, fmt.Sprintf("%v per call (best of %d)\n", best.Round(best/1000+1), calls))
	return starlark.None, nil
}
