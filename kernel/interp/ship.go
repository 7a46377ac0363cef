package interp

import (
	"sync"
	"sync/atomic"
	"time"

	"go.starlark.net/starlark"

	"starkernel/kernel/interp/lib"
	"starkernel/starlarkasync"
	"starkernel/starlarkasync/exception"
)

// A shipper prepares calls for the executor. Everything that a call needs is
// copied before it is handed over, and its result is copied back when it has
// ended, so that nothing is shared between two goroutines but what is immutable.
//
// All its methods but cancelAll belong to the goroutine of the loop.
type shipper struct {
	home jobHome

	mu     sync.Mutex
	active map[*jobEnv]bool // shipped, and not finished
}

// jobHome is what jobs need of the session that starts them. All functions are
// called on the goroutine of the loop.
type jobHome struct {
	// host is the session's own, for values that come back.
	host *lib.Host
	// predeclared gives the session's predeclared value of a name, or nil.
	predeclared func(name string) starlark.Value
	// print takes what a job printed, when it has ended. stream is "stdout" or
	// "stderr".
	print func(stream, text string)
	// seed gives the seed of the next job's random stream.
	seed func() uint64
	// now is the session's clock. Under the virtual clock a job's clock starts
	// there and is moved by its own time.sleep alone, which takes no time.
	now     func() time.Time
	virtual bool
	// extra, if not nil, gives more predeclared names of a job. What it gives
	// must not be shared with other goroutines, unless it is immutable.
	extra func(host *lib.Host) starlark.StringDict
}

func newShipper(home jobHome) *shipper {
	return &shipper{home: home, active: map[*jobEnv]bool{}}
}

// cancelAll ends all jobs soon; their error is a KeyboardInterrupt. It is for
// the end of the session. Any goroutine may call it.
func (s *shipper) cancelAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for e := range s.active {
		e.cancel()
	}
}

func (s *shipper) track(e *jobEnv, active bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if active {
		s.active[e] = true
	} else {
		delete(s.active, e)
	}
}

// ship is [starlarkasync.Options.Ship].
func (s *shipper) ship(_ *starlark.Thread, f starlark.Callable, args starlark.Tuple, kwargs []starlark.Tuple) (*starlarkasync.Job, error) {
	j := &job{shipper: s, env: newJobEnv(&s.home)}
	c := newCopier("send to the executor", j.env)
	c.stop = s.home.host.Stop
	if err := j.take(c, f, args, kwargs); err != nil {
		return nil, err
	}
	s.track(j.env, true)
	return &starlarkasync.Job{Run: j.run, Finish: j.finish, Cancel: func() {
		j.env.cancel()
		s.track(j.env, false) // Finish is not called
	}}, nil
}

// job is one call for the executor.
type job struct {
	shipper *shipper
	env     *jobEnv
	name    string
	f       starlark.Value
	args    starlark.Tuple
	kwargs  []starlark.Tuple

	// What follows is written by run.
	result starlark.Value
	err    *exception.Error
}

// take copies the call.
func (j *job) take(c *copier, f starlark.Callable, args starlark.Tuple, kwargs []starlark.Tuple) (err error) {
	j.name = f.Name()
	if j.f, err = c.at(step{kind: stepFunction, name: j.name}, f); err != nil {
		return err
	}
	c.path = append(c.path, step{kind: stepFunction, name: j.name})
	j.args = make(starlark.Tuple, len(args))
	for i, v := range args {
		if j.args[i], err = c.at(step{kind: stepArgument, index: i + 1}, v); err != nil {
			return err
		}
	}
	j.kwargs = make([]starlark.Tuple, len(kwargs))
	for i, kv := range kwargs {
		name := kv[0].(starlark.String)
		v, err := c.at(step{kind: stepKeyword, name: string(name)}, kv[1])
		if err != nil {
			return err
		}
		j.kwargs[i] = starlark.Tuple{name, v}
	}
	c.finish()
	return nil
}

// run makes the call, on a worker's goroutine.
func (j *job) run() {
	defer func() {
		if r := recover(); r != nil {
			j.result, j.err = nil, exception.Newf("SystemError", "%s: internal error in an executor job: %v", j.name, r)
		}
	}()
	v, err := starlark.Call(j.env.thread, j.f, j.args, j.kwargs)
	if pending := lib.Pending(j.env.thread); pending != nil {
		err = pending
	}
	if err != nil {
		j.err = j.env.raised(err)
		return
	}
	j.result = v
	j.env.warnDropped(v)
}

// finish brings prints, result and error back to the session.
func (j *job) finish(*starlark.Thread) (starlark.Value, error) {
	j.shipper.track(j.env, false)
	j.env.output.deliver(j.shipper.home.print)
	c := newCopier("bring back from the executor", homeEnv{&j.shipper.home})
	c.path = append(c.path, step{kind: stepFunction, name: j.name})
	switch {
	case j.err != nil:
		e, err := c.at(step{kind: stepError}, j.err)
		if err != nil { // what cannot come back is told by its text
			return nil, &exception.Error{Class: j.err.Class, Message: j.err.Message, Stack: j.err.Stack, Notes: j.err.Notes, Fatal: j.err.Fatal}
		}
		return nil, e.(*exception.Error)
	case j.result == nil:
		return nil, exception.New("CancelledError", "")
	}
	return c.at(step{kind: stepResult}, j.result)
}

// stopped reports whether a flag is set.
func stopped(flag *atomic.Bool) bool { return flag != nil && flag.Load() }
