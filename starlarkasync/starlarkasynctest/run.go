package starlarkasynctest

import (
	"fmt"
	"strings"
	"time"

	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"

	"starkernel/starlarkasync"
	"starkernel/starlarkasync/exception"
	"starkernel/starlarkasync/syntax"
)

// Run executes a program on a new loop and gives the outcome of each cell.
func Run(p *Program) ([]Outcome, error) {
	r := newRunner()
	defer r.loop.Close()
	var got []Outcome
	for i, c := range p.Cells {
		o, err := r.cell(i+1, c)
		if err != nil {
			return got, fmt.Errorf("cell %d: %w", i+1, err)
		}
		got = append(got, o)
	}
	return got, nil
}

type runner struct {
	loop    *starlarkasync.Loop
	session *syntax.Session
	cells   int // that have started
	out     []string
}

func newRunner() *runner {
	r := &runner{}
	r.loop = starlarkasync.New(starlarkasync.Options{
		Virtual: true,
		Print:   func(_ *starlark.Thread, text string) { r.out = append(r.out, text) },
		Ship:    shipNothing,
	})
	l := r.loop
	predeclared := starlark.StringDict{}
	for name, v := range starlark.Universe {
		predeclared[name] = v
	}
	for name, v := range l.Predeclared() {
		predeclared[name] = v
	}
	predeclared["finally_"] = predeclared["run_finally"]
	predeclared["with_"] = predeclared["run_with"]
	predeclared["errstr"] = starlark.NewBuiltin("errstr", errstr)
	predeclared["error"] = starlark.NewBuiltin("error", failure)
	predeclared["itertools"] = &starlarkstruct.Module{Name: "itertools", Members: starlark.StringDict{
		"count": starlark.NewBuiltin("count", count),
	}}
	r.session = syntax.NewSession(predeclared, l.Hooks())
	for _, name := range []string{"catch", "catch_call"} {
		r.session.Set(name, r.textual(predeclared[name].(*starlark.Builtin)))
	}
	return r
}

// shipNothing is an executor without isolation: the call is made on the loop's
// goroutine when the loop is idle, as the oracle does it.
func shipNothing(_ *starlark.Thread, f starlark.Callable, args starlark.Tuple, kwargs []starlark.Tuple) (*starlarkasync.Job, error) {
	return &starlarkasync.Job{
		Run:    func(func(wait func())) {},
		Cancel: func() {},
		Finish: func(thread *starlark.Thread) (starlark.Value, error) {
			return starlark.Call(thread, f, args, kwargs)
		},
	}, nil
}

// textual gives catch or catch_call with the error as text.
func (r *runner) textual(b *starlark.Builtin) *starlark.Builtin {
	convert := func(v starlark.Value) starlark.Value {
		if t, ok := v.(starlark.Tuple); ok && len(t) == 2 {
			if e, ok := t[1].(*exception.Error); ok {
				return starlark.Tuple{t[0], starlark.String(errorText(e))}
			}
		}
		return v
	}
	return starlark.NewBuiltin(b.Name(), func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		v, err := starlark.Call(thread, b, args, kwargs)
		if err != nil {
			return nil, err
		}
		if c, ok := v.(*starlarkasync.Coroutine); ok && b.Name() == "catch" {
			return c.Map(convert), nil
		}
		return convert(v), nil
	})
}

// errorText is "ClassName: message", also when the message is empty.
func errorText(e *exception.Error) string { return e.Class + ": " + e.Message }

func errstr(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	if e, ok := args[0].(*exception.Error); ok {
		return starlark.String(errorText(e)), nil
	}
	return args[0], nil
}

// failure is the corpus's error(message): a value of class "fail".
func failure(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	text, _ := starlark.AsString(args[0])
	return exception.New("fail", text), nil
}

// count is itertools.count for the corpus.
func count(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	c := &counter{step: 1}
	if len(args) > 0 {
		if err := starlark.AsInt(args[0], &c.next); err != nil {
			return nil, err
		}
	}
	return c, nil
}

type counter struct{ next, step int }

func (c *counter) String() string             { return "count" }
func (c *counter) Type() string               { return "count" }
func (c *counter) Freeze()                    {}
func (c *counter) Truth() starlark.Bool       { return true }
func (c *counter) Hash() (uint32, error)      { return 0, fmt.Errorf("unhashable: count") }
func (c *counter) Iterate() starlark.Iterator { return c }
func (c *counter) Done()                      {}
func (c *counter) Next(p *starlark.Value) bool {
	*p = starlark.MakeInt(c.next)
	c.next += c.step
	return true
}

func seconds(s float64) time.Duration { return time.Duration(s * 1e9) }

func (r *runner) cell(n int, c Cell) (Outcome, error) {
	r.out, r.cells = nil, n
	if c.Advance > 0 {
		r.loop.BlockingSleep(nil, seconds(c.Advance))
	}
	label := fmt.Sprintf("In [%d]", n)
	code, err := r.session.Compile(label, c.Source)
	if err != nil {
		return Outcome{}, err
	}
	if c.Interrupt > 0 {
		r.loop.CallLater(seconds(c.Interrupt), func() {
			if r.cells == n { // a cell that has ended is not interrupted
				r.loop.Interrupt()
			}
		})
	}
	var o Outcome
	v, failure := r.loop.RunForeground(label, code.Call, nil)
	switch {
	case failure != nil:
		o.Error = strings.TrimRight(errorText(failure), " ")
	case v != nil && v != starlark.None:
		o.Result = v.String()
	}
	if len(r.out) > 0 {
		for _, line := range strings.Split(strings.Join(r.out, "\n"), "\n") {
			o.Out = append(o.Out, strings.TrimRight(line, " "))
		}
	}
	o.Time = pythonFloat(r.loop.Time())
	return o, nil
}

// pythonFloat writes f as repr does in Python for small decimals.
func pythonFloat(f float64) string {
	s := fmt.Sprint(f)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return s
}
