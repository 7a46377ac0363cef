package interp

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.starlark.net/starlark"

	"starkernel/kernel/interp/lib"
	"starkernel/starlarkasync"
	"starkernel/starlarkasync/exception"
	"starkernel/starlarkasync/syntax"
)

// shipTest is a session with an executor and nothing else of a kernel.
type shipTest struct {
	tb      testing.TB
	loop    *starlarkasync.Loop
	session *syntax.Session
	host    *lib.Host
	shipper *shipper
	hooks   syntax.Hooks
	names   starlark.StringDict
	stop    atomic.Bool
	seeds   uint64
	cells   int
	out     strings.Builder
}

func newShipTest(tb testing.TB, virtual bool) *shipTest {
	s := &shipTest{tb: tb}
	s.loop = starlarkasync.New(starlarkasync.Options{
		Virtual: virtual,
		Batch:   true,
		Notice:  func(text string) { s.out.WriteString(text + "\n") },
		Ship: func(thread *starlark.Thread, f starlark.Callable, args starlark.Tuple, kwargs []starlark.Tuple) (*starlarkasync.Job, error) {
			return s.shipper.ship(thread, f, args, kwargs)
		},
		ShipMap: func(f starlark.Callable) func([]starlark.Value, int) (*starlarkasync.Job, error) {
			return s.shipper.shipMap(f)
		},
		Resolve: func(thread *starlark.Thread, _ error) error { return s.host.Pending(thread) },
		Stop:    &s.stop,
	})
	tb.Cleanup(s.loop.Close)
	s.host = &lib.Host{
		Stop:  &s.stop,
		Print: func(_ *starlark.Thread, _, text string) error { s.out.WriteString(text); return nil },
		Now:   func() time.Time { return time.Unix(1000, int64(s.loop.Time()*1e9)).UTC() },
		Seed:  func() uint64 { return 1 },
	}
	s.names = lib.Universe(s.host)
	for name, v := range lib.Modules(s.host) {
		s.names[name] = v
	}
	for name, v := range s.loop.Predeclared() {
		s.names[name] = v
	}
	s.names["HTML"] = starlark.NewBuiltin("HTML", nil)
	s.names["In"] = starlark.NewList([]starlark.Value{starlark.String("1 + 1")})
	s.hooks = s.loop.Hooks()
	s.session = syntax.NewSession(s.names, s.hooks)
	s.shipper = newShipper(jobHome{
		host:        s.host,
		predeclared: func(name string) starlark.Value { return s.names[name] },
		printer:     func() func(stream, text string) { return func(_, text string) { s.out.WriteString(text) } },
		seed:        func() uint64 { s.seeds++; return s.seeds },
		now:         s.host.Now,
		virtual:     virtual,
	})
	return s
}

// run runs a cell and gives what it printed and the repr of its value, or the
// text of its error with its notes.
func (s *shipTest) run(src string) string {
	s.tb.Helper()
	v, e := s.call(src)
	out := s.out.String()
	s.out.Reset()
	switch {
	case e != nil:
		out += e.Error()
	case v != starlark.None:
		text, err := lib.Repr(v, 1<<20, nil)
		if err != nil {
			text = err.Error()
		}
		out += text
	}
	return strings.TrimSuffix(out, "\n")
}

func (s *shipTest) call(src string) (starlark.Value, *exception.Error) {
	s.tb.Helper()
	s.cells++
	label := "In [" + starlark.MakeInt(s.cells).String() + "]"
	code, err := s.session.Compile(label, src)
	if err != nil {
		s.tb.Fatalf("%s\n%v", src, err)
	}
	return s.loop.RunForeground(label, code.Call, nil)
}
