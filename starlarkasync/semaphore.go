package starlarkasync

import (
	"fmt"

	"go.starlark.net/starlark"
	"starkernel/starlarkasync/exception"
)

// semaphore is asyncio.Semaphore and, with a bound, BoundedSemaphore.
type semaphore struct {
	loop    *Loop
	value   int
	bound   int
	bounded bool
	waiters waiters
}

func newSemaphore(c *call) (starlark.Value, error) {
	value := 1
	if err := c.unpack("value?", &value); err != nil {
		return nil, err
	}
	if value < 0 {
		return nil, exception.New("ValueError", "Semaphore initial value must be >= 0")
	}
	return &semaphore{loop: c.loop, value: value, bound: value, bounded: c.name == "BoundedSemaphore"}, nil
}

func (s *semaphore) locked() bool { return s.value == 0 || !s.waiters.allCancelled() }

func (s *semaphore) acquire(thread *starlark.Thread) (starlark.Value, error) {
	if !s.locked() {
		s.value--
		return starlark.True, nil
	}
	f, err := s.waiters.wait(s.loop, thread, s)
	if err != nil && f.state == finished {
		s.value++ // our turn had come: pass it on
	}
	for s.value > 0 && s.wakeNext() {
	}
	if err != nil {
		return nil, err
	}
	return starlark.True, nil
}

func (s *semaphore) release() error {
	if s.bounded && s.value >= s.bound {
		return exception.New("ValueError", "BoundedSemaphore released too many times")
	}
	s.value++
	s.wakeNext()
	return nil
}

func (s *semaphore) wakeNext() bool {
	for _, f := range s.waiters {
		if f.state == pending {
			s.value--
			f.SetResult(starlark.True)
			return true
		}
	}
	return false
}

func (s *semaphore) enter(thread *starlark.Thread) (starlark.Value, error) {
	_, err := s.acquire(thread)
	return starlark.None, err
}

func (s *semaphore) exit(_ *starlark.Thread, err error) error {
	if e := s.release(); e != nil {
		return e
	}
	return err
}

func (s *semaphore) Type() string {
	if s.bounded {
		return "BoundedSemaphore"
	}
	return "Semaphore"
}
func (s *semaphore) Freeze()               {}
func (s *semaphore) Truth() starlark.Bool  { return true }
func (s *semaphore) Hash() (uint32, error) { return pointerHash(s), nil }
func (s *semaphore) AttrNames() []string   { return semaphoreMethods.names() }
func (s *semaphore) String() string {
	t := fmt.Sprintf("unlocked, value:%d", s.value)
	if s.locked() {
		t = "locked"
	}
	return "<" + s.Type() + " [" + t + s.waiters.describe() + "]>"
}

func (s *semaphore) Attr(name string) (starlark.Value, error) { return semaphoreMethods.attr(s, name) }

var semaphoreMethods = methods[*semaphore]{
	"locked": func(s *semaphore, c *call) (starlark.Value, error) { return starlark.Bool(s.locked()), c.none() },
	"acquire": func(s *semaphore, c *call) (starlark.Value, error) {
		return native("Semaphore.acquire", s.acquire), c.none()
	},
	"release": func(s *semaphore, c *call) (starlark.Value, error) {
		if err := c.none(); err != nil {
			return nil, err
		}
		return starlark.None, s.release()
	},
}
