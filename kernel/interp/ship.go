package interp

import (
	"fmt"
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
	// printer gives what takes the prints of a job that is made now, when it has
	// ended. stream is "stdout" or "stderr".
	printer func() func(stream, text string)
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
	j, c, err := s.newJob(f)
	if err != nil {
		return nil, err
	}
	args, kwargs, err = c.arguments(j.name, args, kwargs)
	if err != nil {
		return nil, err
	}
	c.finish()
	j.calls = []jobCall{{args, kwargs, s.seed()}}
	return s.job(j), nil
}

// shipMap is [starlarkasync.Options.ShipMap]. Each item has a random stream of
// its own, whichever part it belongs to.
func (s *shipper) shipMap(f starlark.Callable) func(items []starlark.Value, first int) (*starlarkasync.Job, error) {
	seed := s.seed()
	return func(items []starlark.Value, first int) (*starlarkasync.Job, error) {
		j, c, err := s.newJob(f)
		if err != nil {
			return nil, err
		}
		j.mapped, j.first = true, first
		c.path = append(c.path, step{kind: stepFunction, name: j.name})
		for i, item := range items {
			c.memo = nil // an item is not changed by what is done to the others
			item, err := c.at(step{kind: stepItem, index: first + i}, item)
			if err != nil {
				return nil, err
			}
			j.calls = append(j.calls, jobCall{args: starlark.Tuple{item}, seed: streamSeed(seed, uint64(first+i))})
		}
		c.finish()
		return s.job(j), nil
	}
}

func (s *shipper) seed() uint64 {
	if s.home.seed == nil {
		return 0
	}
	return s.home.seed()
}

// newJob makes a job with a copy of f, and the copier for what f is to be called
// with.
func (s *shipper) newJob(f starlark.Callable) (*job, *copier, error) {
	j := &job{shipper: s, env: newJobEnv(&s.home), name: f.Name(), print: s.home.printer()}
	c := newCopier("send to the executor", j.env)
	c.stop = s.home.host.Stop
	var err error
	j.f, err = c.at(step{kind: stepFunction, name: j.name}, f)
	return j, c, err
}

// job gives what the loop needs of a job.
func (s *shipper) job(j *job) *starlarkasync.Job {
	s.track(j.env, true)
	return &starlarkasync.Job{
		Run:    j.run,
		Finish: j.finish,
		Failed: func() bool { return j.err != nil },
		Cancel: func() {
			j.env.cancel()
			s.track(j.env, false) // Finish may not be called
		},
	}
}

// job makes calls of one function on another core.
type job struct {
	shipper *shipper
	env     *jobEnv
	name    string
	print   func(stream, text string)
	f       starlark.Value
	calls   []jobCall
	// mapped: the calls are those of parallel_map with the items from first on.
	mapped bool
	first  int

	// What follows is written by run.
	results []starlark.Value // of the calls that have ended well
	err     *exception.Error // of the one after them
}

type jobCall struct {
	args   starlark.Tuple
	kwargs []starlark.Tuple
	seed   uint64 // of its random stream
}

// run makes the calls, on a worker's goroutine.
func (j *job) run(rest func(wait func())) {
	defer func() {
		if r := recover(); r != nil {
			j.err = exception.Newf("SystemError", "%s: internal error in an executor job: %v", j.name, r)
		}
	}()
	j.env.rest = rest
	for _, c := range j.calls {
		v, err := j.env.call(j.f, c)
		if err != nil {
			j.err = j.env.raised(err)
			return
		}
		j.results = append(j.results, v)
	}
}

// finish brings prints, results and error back to the session.
func (j *job) finish(*starlark.Thread) (starlark.Value, error) {
	j.shipper.track(j.env, false)
	j.env.output.deliver(j.print)
	if j.err != nil {
		return nil, j.failure()
	}
	if len(j.results) < len(j.calls) {
		return nil, exception.New("CancelledError", "")
	}
	results := make(starlark.Tuple, len(j.results))
	for i, v := range j.results {
		var err error
		// A copier for each: the results of two items share nothing.
		if results[i], err = j.copierBack(i).at(step{kind: stepResult}, v); err != nil {
			return nil, j.noteItem(exception.Find(err), i)
		}
	}
	if j.mapped {
		return results, nil
	}
	return results[0], nil
}

// copierBack copies to the session what call i gave.
func (j *job) copierBack(i int) *copier {
	c := newCopier("bring back from the executor", homeEnv{&j.shipper.home})
	c.path = append(c.path, step{kind: stepFunction, name: j.name})
	if j.mapped {
		c.path = append(c.path, step{kind: stepItem, index: j.first + i})
	}
	return c
}

// failure is the error of the job as one of the session.
func (j *job) failure() error {
	i := len(j.results)
	v, err := j.copierBack(i).at(step{kind: stepError}, j.err)
	if err != nil { // what cannot come back is told by its text
		v = &exception.Error{Class: j.err.Class, Message: j.err.Message, Stack: j.err.Stack, Notes: j.err.Notes, Fatal: j.err.Fatal}
	}
	return j.noteItem(v.(*exception.Error), i)
}

// noteItem adds to an error which item it is about.
func (j *job) noteItem(e *exception.Error, i int) error {
	if j.mapped && i < len(j.calls) {
		note := fmt.Sprintf("parallel_map: items[%d]", j.first+i)
		if item := j.calls[i].args[0]; plain(item) { // others may have been changed
			note += " = " + shortRepr(item)
		}
		e.Notes = append(e.Notes, note)
	}
	return e
}

// stopped reports whether a flag is set.
func stopped(flag *atomic.Bool) bool { return flag != nil && flag.Load() }
