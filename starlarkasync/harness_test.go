package starlarkasync_test

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"
	"go.uber.org/goleak"

	"starkernel/starlarkasync"
	"starkernel/starlarkasync/exception"
	"starkernel/starlarkasync/syntax"
)

func TestMain(m *testing.M) {
	runtime.GOMAXPROCS(max(2, runtime.GOMAXPROCS(0))) // some tests have two jobs at the same time
	goleak.VerifyTestMain(m)
}

// soon is how long a test waits for what should take no time.
const soon = 30 * time.Second

// notebook is a session of cells on one loop. However slow the machine, no
// background task counts as a runaway, see findsRunaways.
type notebook struct {
	t       testing.TB
	loop    *starlarkasync.Loop
	session *syntax.Session
	stop    atomic.Bool
	// signals gets a value for each call of the builtin signal.
	signals chan string
	// release ends the builtin block.
	release chan struct{}
	cells   int

	mu      sync.Mutex
	out     []string
	notices []string
}

// ending is how a cell ended.
type ending struct {
	value starlark.Value
	text  string // of the value at the end of the body
	err   *exception.Error
	ended int // calls of the function ended
}

func newNotebook(t testing.TB, o starlarkasync.Options) *notebook {
	n := &notebook{t: t, signals: make(chan string, 1000), release: make(chan struct{})}
	o.Print = func(_ *starlark.Thread, text string) { n.add(&n.out, text) }
	o.Notice = func(text string) { n.add(&n.notices, text) }
	o.Stop = &n.stop
	if o.Ship == nil {
		o.Ship = ship
	}
	o.Report = func(e *exception.Error) string { return strings.Join(exception.Render(e, n.source, false), "\n") }
	o.Source = n.source
	n.loop = starlarkasync.New(o)
	starlarkasync.SetGrace(n.loop, time.Hour)
	predeclared := starlark.StringDict{"struct": starlark.NewBuiltin("struct", starlarkstruct.Make)}
	for _, d := range []starlark.StringDict{starlark.Universe, n.loop.Predeclared()} {
		for name, v := range d {
			predeclared[name] = v
		}
	}
	for name, f := range map[string]func(*starlark.Thread, starlark.Tuple) (starlark.Value, error){
		"signal": n.signalled,
		"block":  n.block,
		"poll":   n.poll,
		"stopped": func(*starlark.Thread, starlark.Tuple) (starlark.Value, error) {
			return starlark.Bool(n.stop.Load()), nil
		},
		"interrupt": func(*starlark.Thread, starlark.Tuple) (starlark.Value, error) {
			n.loop.Interrupt()
			return starlark.None, nil
		},
		"show_background": func(*starlark.Thread, starlark.Tuple) (starlark.Value, error) {
			n.add(&n.out, n.background())
			return starlark.None, nil
		},
		"aside": func(_ *starlark.Thread, args starlark.Tuple) (starlark.Value, error) {
			v, e := n.loop.Aside(args[0].(starlark.Callable), args[1:], nil, 100_000)
			if e != nil {
				return nil, e
			}
			return v, nil
		},
		"explode": func(*starlark.Thread, starlark.Tuple) (starlark.Value, error) { panic("kaboom") },
		"pause": func(thread *starlark.Thread, args starlark.Tuple) (starlark.Value, error) {
			s, _ := starlark.AsFloat(args[0])
			return starlark.None, n.loop.BlockingSleep(thread, time.Duration(s*1e9))
		},
	} {
		predeclared[name] = starlark.NewBuiltin(name, func(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
			v, err := f(thread, args)
			if v == nil {
				v = starlark.None
			}
			return v, err
		})
	}
	n.session = syntax.NewSession(predeclared, n.loop.Hooks())
	t.Cleanup(n.loop.Close)
	return n
}

// findsRunaways has an interrupt end background tasks that compute.
func (n *notebook) findsRunaways() { starlarkasync.SetGrace(n.loop, 50*time.Millisecond) }

// eventually waits until something is so that takes no time.
func (n *notebook) eventually(what string, is func() bool) {
	n.t.Helper()
	for deadline := time.Now().Add(soon); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			n.t.Fatalf("in vain: %s", what)
		}
	}
}

func (n *notebook) add(list *[]string, text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	*list = append(*list, text)
}

func (n *notebook) source(file string) (string, bool) { return n.session.Source(file) }

// signalled is the builtin signal(name): it tells the test that a place was
// reached.
func (n *notebook) signalled(_ *starlark.Thread, args starlark.Tuple) (starlark.Value, error) {
	text := ""
	if len(args) > 0 {
		text, _ = starlark.AsString(args[0])
	}
	n.signals <- text
	return starlark.None, nil
}

// block is a builtin that cannot be interrupted.
func (n *notebook) block(*starlark.Thread, starlark.Tuple) (starlark.Value, error) {
	n.signals <- "blocked"
	<-n.release
	return starlark.None, nil
}

// poll is a builtin that computes until Options.Stop is set.
func (n *notebook) poll(*starlark.Thread, starlark.Tuple) (starlark.Value, error) {
	n.signals <- "polls"
	for !n.stop.Load() {
		time.Sleep(time.Millisecond)
	}
	return nil, exception.New("KeyboardInterrupt", "")
}

// ship is an executor without isolation; the function's own thread ends when
// the job is cancelled.
func ship(_ *starlark.Thread, f starlark.Callable, args starlark.Tuple, kwargs []starlark.Tuple) (*starlarkasync.Job, error) {
	var thread starlark.Thread
	var v starlark.Value
	var err error
	return &starlarkasync.Job{
		Run:    func(func(wait func())) { v, err = starlark.Call(&thread, f, args, kwargs) },
		Finish: func(*starlark.Thread) (starlark.Value, error) { return v, err },
		Cancel: func() { thread.Cancel("cancelled") },
	}, nil
}

// run executes a cell on this goroutine.
func (n *notebook) run(source string) ending {
	n.cells++
	label := fmt.Sprintf("In [%d]", n.cells)
	n.loop.Own()
	defer n.loop.Disown()
	code, err := n.session.Compile(label, dedent(source))
	if err != nil {
		n.t.Fatalf("%s: %v\n%s", label, err, source)
	}
	var e ending
	v, failure := n.loop.RunForeground(label, code.Call, func(v starlark.Value, err *exception.Error) {
		e.value, e.err = v, err
		e.ended++
		if v != nil {
			e.text = v.String()
		}
	})
	if e.ended != 1 || (v == nil) != (e.value == nil) || failure != e.err {
		n.t.Errorf("ended was called %d times, with %v, %v; the run gave %v, %v", e.ended, e.value, e.err, v, failure)
	}
	return e
}

// start executes a cell on another goroutine.
func (n *notebook) start(source string) <-chan ending {
	ended := make(chan ending, 1)
	go func() { ended <- n.run(source) }()
	return ended
}

// wait waits for a place of the program.
func (n *notebook) wait(name string) {
	n.t.Helper()
	select {
	case got := <-n.signals:
		if got != name {
			n.t.Fatalf("got signal %q, want %q", got, name)
		}
	case <-time.After(soon):
		n.t.Fatalf("the program did not come to signal(%q)", name)
	}
}

// finish waits for the end of a cell that was started.
func (n *notebook) finish(ended <-chan ending) ending {
	n.t.Helper()
	select {
	case e := <-ended:
		return e
	case <-time.After(soon):
		panic("the cell did not end") // the cell's goroutine cannot be ended
	}
}

// ok executes a cell that must succeed and gives the text of its value.
func (n *notebook) ok(source string) string {
	n.t.Helper()
	e := n.run(source)
	if e.err != nil {
		n.t.Fatalf("%s\n%s", source, strings.Join(exception.Render(e.err, n.source, false), "\n"))
	}
	return e.text
}

// fails executes a cell that must fail and gives its error.
func (n *notebook) fails(source string) string {
	n.t.Helper()
	e := n.run(source)
	if e.err == nil {
		n.t.Fatalf("%s\ngave %v, want an error", source, e.value)
	}
	return e.err.Error()
}

// take gives and forgets a list of lines.
func (n *notebook) take(list *[]string) []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	defer func() { *list = nil }()
	return slices.Clone(*list)
}

func (n *notebook) wantNotices(want ...string) {
	n.t.Helper()
	if got := n.take(&n.notices); !slices.Equal(got, want) {
		n.t.Errorf("notices:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// discard is a testing.TB for examples.
type discard struct{ testing.TB }

func (discard) Cleanup(func())                    {}
func (discard) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (discard) Errorf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

// dedent removes the indentation of the first line from all lines.
func dedent(s string) string {
	s = strings.TrimLeft(s, "\n")
	indent := s[:len(s)-len(strings.TrimLeft(s, "\t"))]
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.ReplaceAll(strings.TrimPrefix(lines[i], indent), "\t", "    ")
	}
	return strings.Join(lines, "\n")
}

func equal(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

var errTest = errors.New("the test's error")
