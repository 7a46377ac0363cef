package interp

import (
	"go.starlark.net/starlark"

	"starkernel/kernel"
)

// print is where the print function of cells writes.
func (s *Starlark) print(_ *starlark.Thread, stream, text string) error {
	s.stream(stream, text)
	return nil
}

// stream writes to the cell that is in the foreground, but prints of a task with
// output="home" to its home cell. What a background task or a callback writes
// carries its origin.
func (s *Starlark) stream(name, text string) { s.streamTo(s.currentHome(), name, text) }

// jobPrinter gives what takes the prints of an executor job: they go where those
// of the task that makes it go.
func (s *Starlark) jobPrinter() func(name, text string) {
	home := s.currentHome()
	return func(name, text string) { s.streamTo(home, name, text) }
}

func (s *Starlark) streamTo(home *homeOutput, name, text string) {
	if home != nil && name == kernel.Stdout && s.homes.write(home, text) {
		return
	}
	if s.out != nil {
		s.out.Stream(name, text, s.origin())
	}
}

func (s *Starlark) origin() kernel.Origin {
	t := s.loop.Current()
	switch {
	case t == nil:
		return kernel.Origin{Task: "callback"}
	case t == s.loop.Foreground():
		return kernel.Origin{}
	}
	return kernel.Origin{Task: t.Name(), Home: t.Home()}
}

// currentThread is the thread that runs, on which a lazy iterator or a
// comparison is about to call functions. They see the current globals.
func (s *Starlark) currentThread() *starlark.Thread {
	s.inner.Flush()
	return s.loop.Running()
}
