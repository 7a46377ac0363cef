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
func (s *Starlark) stream(name, text string) {
	if name == kernel.Stdout && s.printHome(text) {
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
	if t := s.loop.Current(); t != nil {
		return t.Thread()
	}
	return nil
}
