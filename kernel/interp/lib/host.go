package lib

import (
	"sync/atomic"
	"time"

	"go.starlark.net/starlark"

	"starkernel/starlarkasync/exception"
)

// Host is what the builtins of one session may ask of their surroundings. The
// zero Host is usable: it never stops, reads the real clock, does not sleep,
// seeds with 0 and discards what is printed. A Host must not change after it
// was passed to Universe or Modules, except for the value of Stop.
type Host struct {
	// Stop ends long builtins and iterators at once when it is set. An iterator
	// that stops looks exhausted, so whoever sets Stop must also cancel the
	// running thread: then no program sees the truncated result. A builtin that
	// stops returns a KeyboardInterrupt; the one who set Stop knows the real
	// reason and should report that.
	Stop *atomic.Bool
	// Now is the session's clock, real or virtual.
	Now func() time.Time
	// Sleep blocks the calling thread for d.
	Sleep func(thread *starlark.Thread, d time.Duration) error
	// Seed seeds the random module. It is called on first use, and when a program
	// asks for a new seed.
	Seed func() uint64
	// Print writes text to the stream "stdout" or "stderr".
	Print func(thread *starlark.Thread, stream, text string) error
	// Current gives the thread that runs now. Lazy iterators call functions on
	// it; without it, they use the thread that made the iterator.
	Current func() *starlark.Thread
	// Memory is how many bytes one builtin may set out to allocate; 0 means
	// 1 GiB. It bounds single steps, not the session.
	Memory int64

	// reading counts the lazy iterators that are being read.
	reading atomic.Int32
	// random is the generator of the random module, made on first use.
	random *Random
	// patterns holds regular expressions compiled lately.
	patterns map[string]*pattern
	// started is when the modules were made, the zero of time.monotonic.
	started time.Time
}

const (
	// MaxText is the most bytes of text that str, repr and print make.
	MaxText = 64 << 20
	// MaxDepth is how deep nested values may be in a text.
	MaxDepth = 1000
	// MaxDigits is how many decimal digits an int may have to be converted to
	// or from text, as in CPython.
	MaxDigits = 4300

	defaultMemory = 1 << 30
	// valueSize is the size of one element of a list.
	valueSize = 16
)

func (h *Host) stopped() bool { return h.Stop != nil && h.Stop.Load() }

func (h *Host) memory() int64 {
	if h.Memory > 0 {
		return h.Memory
	}
	return defaultMemory
}

func (h *Host) now() time.Time {
	if h.Now == nil {
		return time.Now()
	}
	return h.Now()
}

// thread is the thread on which a lazy iterator made by maker calls functions.
func (h *Host) thread(maker *starlark.Thread) *starlark.Thread {
	if h.Current != nil {
		if t := h.Current(); t != nil {
			return t
		}
	}
	return maker
}

// room fails if n elements of size bytes each are more than one step may take.
func (h *Host) room(name string, n, size int) error {
	if n > 0 && int64(n) > h.memory()/int64(size) {
		return exception.Newf("MemoryError", "%s: %d elements do not fit in memory", name, n)
	}
	return nil
}

// errStopped is what a builtin returns that ends because of Stop.
func errStopped() error { return exception.New("KeyboardInterrupt", "") }
