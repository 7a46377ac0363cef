package interp

import (
	"sync"
	"sync/atomic"
	"time"

	"go.starlark.net/starlark"

	"starkernel/kernel"
	"starkernel/kernel/interp/lib"
	"starkernel/protocol"
	"starkernel/starlarkasync"
	"starkernel/starlarkasync/syntax"
)

// Options configure a session. The zero Options are those of an interactive
// kernel on the real clock.
type Options struct {
	// Version is the version of the implementation.
	Version string
	// Virtual: time jumps instead of being waited for.
	Virtual bool
	// Batch: a cell that nothing can end fails instead of waiting for an
	// interrupt.
	Batch bool
	// Seed seeds the random module; nil: from the system, or 0 under the virtual
	// clock.
	Seed *uint64
	// Folder is where load finds modules; "" is the working directory.
	Folder string
}

// Starlark is a session of Starlark cells.
type Starlark struct {
	options Options
	loop    *starlarkasync.Loop
	session *syntax.Session
	inner   *syntax.Session // of the cell or module whose code runs
	host    *lib.Host
	known   starlark.StringDict // what is predeclared; never changes
	stop    atomic.Bool
	json    starlark.HasAttrs // the module, also when its name is shadowed

	// What follows belongs to the goroutine that runs cells.
	out     kernel.Output
	cell    kernel.Cell
	payload []protocol.Payload
	exiting bool // the cell called exit
	history inOut
	modules moduleCache
	unnamed int
	shipper *shipper
	homes   homeOutputs
	bars    progressBars
	aiter   func(*starlark.Thread, starlark.Value) (syntax.AsyncIterator, error)
	live    []liveDisplay
	// jobsMade counts executor jobs that have a random stream, displaysMade the ids
	// that were made.
	jobsMade, displaysMade uint64

	mu              sync.Mutex
	snapshot        starlark.StringDict
	snapshotVersion uint64
	snapshotTime    time.Time
}

var _ kernel.Interpreter = (*Starlark)(nil)

// virtualEpoch is time.now() at virtual time 0.
var virtualEpoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// New makes a session.
func New(o Options) *Starlark {
	s := &Starlark{options: o}
	s.loop = starlarkasync.New(starlarkasync.Options{
		Virtual: o.Virtual,
		Batch:   o.Batch,
		Print:   func(thread *starlark.Thread, text string) { s.stream(kernel.Stdout, text+"\n") },
		Notice:  func(text string) { s.stream(kernel.Stderr, text+"\n") },
		Report:  s.traceback,
		Source:  s.source,
		NameOf:  s.nameOf,
		Collect: s.collect,
		Ship:    s.ship,
		ShipMap: func(f starlark.Callable) func([]starlark.Value, int) (*starlarkasync.Job, error) {
			return s.shipper.shipMap(f)
		},
		Progress: s.mapProgress,
		Resolve:  func(thread *starlark.Thread, _ error) error { return s.host.Pending(thread) },
		Stop:     &s.stop,
	})
	s.host = &lib.Host{
		Stop:    &s.stop,
		Now:     s.now,
		Sleep:   s.loop.BlockingSleep,
		Seed:    s.seed,
		Print:   s.print,
		Current: s.currentThread,
	}
	s.aiter = s.loop.Hooks().AIter
	s.bars.now, s.bars.newID, s.bars.virtual = s.loop.Time, s.newDisplayID, o.Virtual
	s.history.init()
	s.known = s.predeclared()
	s.shipper = newShipper(jobHome{
		host:        s.host,
		predeclared: func(name string) starlark.Value { return s.known[name] },
		printer:     s.jobPrinter,
		seed:        s.jobSeed,
		now:         s.now,
		virtual:     o.Virtual,
		extra:       func(*lib.Host) starlark.StringDict { return richValues() },
	})
	s.session = syntax.NewSession(s.known, s.hooks())
	s.inner = s.session
	s.homes.virtual, s.homes.limit = o.Virtual, maxHomeText
	if o.Batch || o.Virtual {
		s.homes.limit, s.homes.prompt = maxHomeTextBatch, promptBatch
	}
	return s
}

// Predeclared gives the names that cells find, and their values. Do not change it.
func (s *Starlark) Predeclared() starlark.StringDict { return s.known }

// predeclared are the names that cells and modules find.
func (s *Starlark) predeclared() starlark.StringDict {
	d := lib.Universe(s.host)
	for name, v := range lib.Modules(s.host) {
		d[name] = v
	}
	s.json, _ = d["json"].(starlark.HasAttrs)
	for name, v := range s.loop.Predeclared() {
		d[name] = v
	}
	for name, v := range s.builtins() {
		d[name] = v
	}
	return d
}

// ship prepares a call for the executor.
func (s *Starlark) ship(thread *starlark.Thread, f starlark.Callable, args starlark.Tuple, kwargs []starlark.Tuple) (*starlarkasync.Job, error) {
	return s.shipper.ship(thread, f, args, kwargs)
}

func (s *Starlark) hooks() syntax.Hooks {
	h := s.loop.Hooks()
	h.Load = s.load
	h.Stored = s.history.stored
	h.Quiet = func(b *starlark.Builtin) bool { return b.Receiver() == nil && lib.Quiet(b.Name()) }
	return h
}

func (s *Starlark) now() time.Time {
	if s.options.Virtual {
		return virtualEpoch.Add(time.Duration(s.loop.Time() * 1e9))
	}
	return time.Now()
}

// Interrupt asks the running cell to end.
func (s *Starlark) Interrupt() { s.loop.Interrupt() }

// Close stops executor jobs and unwinds the tasks that are left.
func (s *Starlark) Close() {
	s.shipper.cancelAll()
	s.loop.Close()
}

// CancelPending cancels the tasks that are left, as asyncio.run does at its
// end, and gives their names. write takes what they still print.
func (s *Starlark) CancelPending(write func(name, text string)) []string {
	s.loop.Own()
	defer s.loop.Disown()
	s.out = discard{write}
	defer func() { s.out = nil }()
	return s.loop.CancelPending("the end")
}

// discard is an output of streams alone.
type discard struct{ write func(name, text string) }

func (d discard) Stream(name, text string, _ kernel.Origin) { d.write(name, text) }
func (discard) Display(kernel.Display)                      {}
func (discard) Result(kernel.Display)                       {}
func (discard) Error(*kernel.CellError)                     {}
func (discard) ClearOutput(bool)                            {}
func (discard) Flush()                                      {}
func (discard) Input(_ string, _ bool, deliver func(string, bool)) func() {
	go deliver("", false)
	return func() {}
}
