package interp

import (
	"errors"
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"
	gosyntax "go.starlark.net/syntax"

	"starkernel/kernel/interp/lib"
	"starkernel/starlarkasync"
	"starkernel/starlarkasync/exception"
	"starkernel/starlarkasync/syntax"
)

// jobEnv is the world of one job: predeclared values, globals, a clock and a
// thread of its own. It is made on the goroutine of the loop and then belongs
// to the one that runs the job, but for cancel.
type jobEnv struct {
	home   *jobHome
	host   *lib.Host
	loop   *starlarkasync.Loop // runs nothing: coroutines run inline
	thread *starlark.Thread
	output jobOutput
	stop   atomic.Bool
	rest   func(wait func()) // another job has the core while this one waits

	once      sync.Once
	cancelled chan struct{}

	predeclared starlark.StringDict
	sessions    map[*syntax.Session]*syntax.Session
	vars        map[*starlarkasync.ContextVar]*starlarkasync.ContextVar // copies by what they stand for
	dropped     []droppedCall
	seeds       uint64
	start       time.Time // under the virtual clock, as the next
	clock       time.Time
}

type droppedCall struct {
	coroutine *starlarkasync.Coroutine
	pos       gosyntax.Position
}

func newJobEnv(home *jobHome) *jobEnv {
	e := &jobEnv{home: home, cancelled: make(chan struct{}), sessions: map[*syntax.Session]*syntax.Session{},
		vars: map[*starlarkasync.ContextVar]*starlarkasync.ContextVar{}}
	e.thread = &starlark.Thread{Name: "executor job"}
	e.host = &lib.Host{
		Stop:    &e.stop,
		Now:     time.Now,
		Sleep:   e.sleep,
		Seed:    e.seed,
		Print:   func(_ *starlark.Thread, stream, text string) error { e.output.write(stream, text); return nil },
		Current: func() *starlark.Thread { return e.thread },
		Memory:  home.host.Memory,
	}
	if home.virtual {
		e.start = home.now()
		e.clock = e.start
		e.host.Now = func() time.Time { return e.clock }
	}
	e.loop = starlarkasync.New(starlarkasync.Options{
		Resolve: func(*starlark.Thread, error) error { return e.host.Pending(e.thread) },
		Stop:    &e.stop,
	})
	e.predeclare()
	return e
}

// call makes one call of the job. Its clock and its random numbers are its own.
func (e *jobEnv) call(f starlark.Value, c jobCall) (starlark.Value, error) {
	e.seeds, e.clock = c.seed, e.start
	e.host.Reseed()
	v, err := starlark.Call(e.thread, f, c.args, c.kwargs)
	if pending := e.host.Pending(e.thread); pending != nil {
		err = pending
	}
	if err != nil {
		return nil, err
	}
	e.warnDropped(v)
	return v, nil
}

// predeclare makes the names that functions of the job find.
func (e *jobEnv) predeclare() {
	d := lib.Universe(e.host)
	for name, v := range lib.Modules(e.host) {
		d[name] = v
	}
	for _, name := range []string{"catch", "catch_call", "run_finally", "run_with", "error", "fail"} {
		d[name] = nil
	}
	for name, v := range e.loop.Predeclared() {
		if _, ok := d[name]; ok || name == "contextvars" {
			d[name] = v
		}
	}
	d["asyncio"] = e.asyncio()
	for name, v := range stubs {
		d[name] = v
	}
	if e.home.extra != nil {
		for name, v := range e.home.extra(e.host) {
			d[name] = v
		}
	}
	e.predeclared = d
}

// asyncio is the module in a job.
func (e *jobEnv) asyncio() *starlarkstruct.Module {
	members := maps.Clone(jobAsyncio())
	members["run"] = starlark.NewBuiltin("run", e.runInline)
	return &starlarkstruct.Module{Name: "asyncio", Members: members}
}

// jobAsyncio are the members of asyncio in all jobs, but run: there is no event
// loop, so what would need one says what to do.
var jobAsyncio = sync.OnceValue(func() starlark.StringDict {
	members := starlark.StringDict{}
	for name, v := range starlarkasync.New(starlarkasync.Options{}).Predeclared()["asyncio"].(*starlarkstruct.Module).Members {
		_, function := v.(*starlark.Builtin)
		switch name {
		case "iscoroutine", "iscoroutinefunction", "isfuture": // they look at the value alone
			function = false
		}
		if function {
			v = refusal("asyncio."+name, name)
		}
		members[name] = v
	}
	return members
})

// runInline is asyncio.run in a job. The coroutine must not have to wait.
func (e *jobEnv) runInline(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var main starlark.Value
	if err := starlark.UnpackArgs("asyncio.run", args, kwargs, "main", &main); err != nil {
		return nil, err
	}
	if _, ok := main.(*starlarkasync.Coroutine); !ok {
		return nil, exception.Newf("TypeError", "asyncio.run: for parameter main: got %s, want a coroutine", main.Type())
	}
	return e.loop.Await(thread, main)
}

// stubs are the names that a job has only to say why it has not.
var stubs = func() starlark.StringDict {
	d := starlark.StringDict{}
	for _, name := range []string{"run_in_background", "run_in_foreground", "parallel_map", "display", "clear_output", "input", "getpass", "page", "reset", "help", "jobs", "timeit", "progress"} {
		d[name] = refusal(name, name)
	}
	return d
}()

// refusal makes the stub of a builtin; shown is its full name.
func refusal(shown, name string) *starlark.Builtin {
	advice := "return the value, and do it in the cell"
	switch name {
	case "run_in_background":
		advice = "call the function, or start it from the cell"
	case "parallel_map":
		advice = "go over the items in a loop, or call parallel_map in the cell"
	case "run_in_foreground":
		advice = "a job cannot wait: await in the cell, and give the job the value"
	case "display":
		advice = "return the value, and display it in the cell"
	case "progress":
		advice = "go over futures of jobs in the cell, or use parallel_map with progress=True"
	case "input", "getpass":
		advice = "ask in the cell, and give the job the answer"
	}
	if shown != name { // of asyncio
		advice = "a job has no event loop: use time.sleep to wait, and asyncio in the cell"
	}
	text := shown + " cannot be used in an executor job; " + advice
	return starlark.NewBuiltin(name, func(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
		return nil, exception.New("RuntimeError", text)
	})
}

func (e *jobEnv) hooks() syntax.Hooks {
	h := e.loop.Hooks()
	h.Dropped = func(v starlark.Value, pos gosyntax.Position) {
		if c, ok := v.(*starlarkasync.Coroutine); ok && len(e.dropped) < 100 {
			e.dropped = append(e.dropped, droppedCall{c, pos})
		}
	}
	return h
}

// warnDropped warns of coroutines that the job dropped and never ran.
func (e *jobEnv) warnDropped(result starlark.Value) {
	for _, d := range e.dropped {
		if !d.coroutine.Started() && result != starlark.Value(d.coroutine) {
			e.output.write("stderr", fmt.Sprintf("RuntimeWarning: %s was never awaited (%s:%d)\n", d.coroutine, d.pos.Filename(), d.pos.Line))
		}
	}
	e.dropped = nil
}

// session is that of the job for functions of a session at home.
func (e *jobEnv) session(of *syntax.Session) (*syntax.Session, bool) {
	s, ok := e.sessions[of]
	if !ok {
		s = of.NewTwin(e.predeclared, e.hooks())
		e.sessions[of] = s
	}
	return s, true
}

func (e *jobEnv) builtin(name string) starlark.Value { return e.predeclared[name] }
func (e *jobEnv) libHost() *lib.Host                 { return e.host }

// sleep is time.sleep: it waits, or moves the virtual clock of the job.
func (e *jobEnv) sleep(_ *starlark.Thread, d time.Duration) error {
	if d < 0 {
		d = 0
	}
	if e.home.virtual {
		e.clock = e.clock.Add(d)
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	var err error
	e.rest(func() {
		select {
		case <-timer.C:
		case <-e.cancelled:
			err = &exception.Error{Class: "KeyboardInterrupt", Fatal: true}
		}
	})
	return err
}

// seed gives the seed of the call, and others derived from it when it asks again.
func (e *jobEnv) seed() uint64 {
	e.seeds = streamSeed(e.seeds, 0)
	return e.seeds
}

// cancel ends the job soon. Any goroutine may call it. The thread comes first:
// what a stopped iterator cuts off is then seen by nobody. It comes once more, as
// [lib.Host.Pending] may have made it usable before stop was set.
func (e *jobEnv) cancel() {
	e.once.Do(func() {
		e.thread.Cancel("KeyboardInterrupt")
		e.stop.Store(true)
		e.thread.Cancel("KeyboardInterrupt")
		close(e.cancelled)
	})
}

// raised gives the error value of what unwound the job's thread.
func (e *jobEnv) raised(err error) *exception.Error {
	x := exception.Find(err)
	if x == nil {
		x = exception.Classify(err)
		x.Fatal = x.Class == "KeyboardInterrupt"
	}
	var eval *starlark.EvalError
	if x.Stack == nil && errors.As(err, &eval) {
		x.Stack = eval.CallStack
	}
	return x
}

// homeEnv is the session as the destination of results.
type homeEnv struct{ home *jobHome }

// session gives the session itself: a function that comes back looks its
// globals up there, as if it had been defined in a cell.
func (h homeEnv) session(of *syntax.Session) (*syntax.Session, bool) { return of.Original(), false }

func (h homeEnv) builtin(name string) starlark.Value { return h.home.predeclared(name) }
func (h homeEnv) libHost() *lib.Host                 { return h.home.host }
