package interp

import (
	"fmt"
	"math"
	"strings"
	"time"

	"go.starlark.net/starlark"

	"starkernel/kernel"
	"starkernel/kernel/interp/table"
	"starkernel/starlarkasync"
	"starkernel/starlarkasync/exception"
)

const (
	// timeitRuns is how many runs timeit makes, as IPython's does.
	timeitRuns = 7
	// timeitRun is how long one takes if the number of calls is not given.
	timeitRun = 50 * time.Millisecond
)

// timing is what timeit has measured. Times are in seconds.
type timing struct {
	virtual bool
	loops   int
	runs    []float64 // of all loops
}

// timeit calls a function in runs of many loops and tells how long a call takes.
// It measures real time, but under the virtual clock virtual time, so that the same
// program shows the same: there a call that does not wait takes none.
func (s *Starlark) timeit(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if len(args) == 0 {
		return nil, exception.New("TypeError", "timeit: got no function, want timeit(f, *args)")
	}
	f, ok := args[0].(starlark.Callable)
	if !ok {
		return nil, exception.Newf("TypeError", "timeit: got %s, want a function: timeit(lambda: ...)", args[0].Type())
	}
	args = args[1:]
	number, repeat := 0, timeitRuns
	if err := starlark.UnpackArgs(b.Name(), nil, kwargs, "number?", &number, "repeat?", &repeat); err != nil {
		return nil, err
	}
	if number < 0 || repeat < 1 {
		return nil, exception.New("ValueError", "timeit: number must be 0 (as many as fit in 50 ms) or more, and repeat 1 or more")
	}
	run := func(loops int) (float64, error) { return s.timeRun(thread, f, args, loops) }
	var err error
	switch {
	case number > 0:
	case s.options.Virtual:
		number = 1
	default:
		if number, err = enoughLoops(run); err != nil {
			return nil, err
		}
	}
	t := &timing{virtual: s.options.Virtual, loops: number}
	for range repeat {
		seconds, err := run(number)
		if err != nil {
			return nil, err
		}
		t.runs = append(t.runs, seconds)
	}
	s.stream(kernel.Stdout, t.String()+"\n")
	return t, nil
}

// timeRun measures a number of calls.
func (s *Starlark) timeRun(thread *starlark.Thread, f starlark.Callable, args starlark.Tuple, loops int) (float64, error) {
	start := s.loop.Time()
	for range loops {
		if s.stop.Load() { // builtins do not look at it
			return 0, exception.New("KeyboardInterrupt", "")
		}
		v, err := starlark.Call(thread, f, args, nil)
		if err != nil {
			return 0, err
		}
		if c, ok := v.(*starlarkasync.Coroutine); ok && !c.Started() {
			return 0, exception.Newf("TypeError", "timeit: %s gives a coroutine, which has not run; put the call into run_in_foreground: timeit(lambda: run_in_foreground(...))", f.Name())
		}
	}
	return s.loop.Time() - start, nil
}

// enoughLoops finds a number of loops, 1, 2, 5, 10, 20 and so on, that takes long
// enough to be measured.
func enoughLoops(run func(loops int) (float64, error)) (int, error) {
	for unit := 1; ; unit *= 10 {
		for _, n := range []int{unit, 2 * unit, 5 * unit} {
			seconds, err := run(n)
			if err != nil || seconds >= timeitRun.Seconds() || unit >= 1e9 {
				return n, err
			}
		}
	}
}

// perLoop gives the mean, the standard deviation, the best and the worst time of a
// call.
func (t *timing) perLoop() (mean, deviation, best, worst float64) {
	best = math.Inf(1)
	for _, seconds := range t.runs {
		x := seconds / float64(t.loops)
		mean += x
		best, worst = min(best, x), max(worst, x)
	}
	mean /= float64(len(t.runs))
	for _, seconds := range t.runs {
		d := seconds/float64(t.loops) - mean
		deviation += d * d / float64(len(t.runs))
	}
	return mean, math.Sqrt(deviation), best, worst
}

func (t *timing) String() string {
	mean, deviation, best, worst := t.perLoop()
	clock := ""
	if t.virtual {
		clock = " of virtual time"
	}
	text := fmt.Sprintf("%s ± %s per loop%s (mean ± std. dev. of %s, %s each), best %s",
		durationText(mean), durationText(deviation), clock, table.Plural(len(t.runs), "run"), table.Plural(t.loops, "loop"), durationText(best))
	if best > 0 && worst > 4*best && worst > 1e-6 {
		text += fmt.Sprintf("\nThe slowest run took %.1f times as long as the fastest: a result may be cached, or the machine was busy.", worst/best)
	}
	return text
}

// durationText writes a time with three digits and a unit, as IPython does.
func durationText(s float64) string {
	if s >= 60 {
		return time.Duration(s * 1e9).Round(time.Second).String()
	}
	for _, unit := range []struct {
		size float64
		name string
	}{{1, "s"}, {1e-3, "ms"}, {1e-6, "µs"}} {
		if s >= 0.9995*unit.size { // 999.6 would be written 1e+03
			return fmt.Sprintf("%.3g %s", s/unit.size, unit.name)
		}
	}
	return fmt.Sprintf("%.3g ns", math.Round(s*1e12)/1e3)
}

// told says that the value was shown when it was made.
func (t *timing) told() {}

func (t *timing) Type() string          { return "TimeitResult" }
func (t *timing) Freeze()               {}
func (t *timing) Truth() starlark.Bool  { return true }
func (t *timing) Hash() (uint32, error) { return 0, fmt.Errorf("unhashable type: TimeitResult") }

func (t *timing) AttrNames() []string {
	return strings.Fields("all_runs average best loops repeat stdev timings worst")
}

// Attr gives what IPython's result has.
func (t *timing) Attr(name string) (starlark.Value, error) {
	mean, deviation, best, worst := t.perLoop()
	switch name {
	case "average":
		return starlark.Float(mean), nil
	case "stdev":
		return starlark.Float(deviation), nil
	case "best":
		return starlark.Float(best), nil
	case "worst":
		return starlark.Float(worst), nil
	case "loops":
		return starlark.MakeInt(t.loops), nil
	case "repeat":
		return starlark.MakeInt(len(t.runs)), nil
	case "all_runs", "timings":
		list := make(starlark.Tuple, len(t.runs))
		for i, x := range t.runs {
			if name == "timings" {
				x /= float64(t.loops)
			}
			list[i] = starlark.Float(x)
		}
		return list, nil
	}
	return nil, nil
}
