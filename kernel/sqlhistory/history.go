// Package sqlhistory keeps the history of inputs in a file, an SQLite database
// that all kernels of a user share.
//
// [Open] gives a [History] that touches the file only when it is first used. One
// goroutine works on the file, so that no cell waits for a disk.
//
// Invariant: no file costs a cell or an answer. The inputs of the current
// session are kept in memory as well. If the file is locked, broken or slow,
// that is what answers are made of; the log says why, once.
package sqlhistory

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"starkernel/kernel"
)

const (
	// queued is how many writes may wait for a slow disk.
	queued = 1024
	// answerLimit is how long an answer waits for the file. Until it is given,
	// its client has no other answer, and no cell of it starts.
	answerLimit = time.Second
	// closeLimit is how long Close waits for the file: clients kill a kernel
	// that takes 2.5 seconds to end.
	closeLimit = 500 * time.Millisecond
)

// History is a kernel.History that survives the process. The current session
// gets its number, one more than the last, with its first input; until then it
// is not in the file.
//
// The current session counts as the last one, also if others began after it. Of
// a very long session answers have what kernel.MemoryHistory keeps.
type History struct {
	path string
	log  *slog.Logger
	own  *kernel.MemoryHistory // the current session

	found os.FileInfo // the file as the goroutine found it

	bounds                  bounds
	answerLimit, closeLimit time.Duration

	mu      sync.Mutex
	ops     chan op       // to the goroutine; nil before the first use
	ended   chan struct{} // closed at its end
	closed  bool
	lost    bool // an input found no place in the queue
	session int  // the number of the current session, 0 for none yet
}

// op is work on the file, for the goroutine. It is not done if the file cannot
// be used.
type op struct {
	do   func(*file) error
	done chan<- struct{} // closed afterwards, unless it is nil
}

var _ kernel.History = (*History)(nil)

// Open returns the history in the file at path, which is made when it is first
// needed, as is its folder. Only the user may read them. Problems with it go to
// the log. The caller closes the history.
func Open(path string, log *slog.Logger) *History {
	return &History{
		path: path, log: log, own: kernel.NewMemoryHistory(),
		bounds: bounds{inputs: maxInputs, bytes: maxBytes}, answerLimit: answerLimit, closeLimit: closeLimit,
	}
}

// Close writes what is not yet written, as far as half a second allows. Later
// inputs are kept in memory only.
func (h *History) Close() {
	h.mu.Lock()
	if h.ops != nil && !h.closed {
		close(h.ops)
	}
	h.closed = true
	ended := h.ended
	h.mu.Unlock()
	if ended == nil {
		return
	}
	select {
	case <-ended:
	case <-time.After(h.closeLimit):
		h.log.Warn("the last inputs may be missing in the history: its file is too slow", "file", h.path)
	}
}

// Add implements kernel.History.
func (h *History) Add(line int, source string) {
	h.own.Add(line, source)
	h.write(func(f *file) error { return f.add(line, source) })
}

// SetOutput implements kernel.History.
func (h *History) SetOutput(line int, output string) {
	h.own.SetOutput(line, output)
	h.write(func(f *file) error { return f.setOutput(line, kernel.CutHistoryOutput(output)) })
}

// Tail implements kernel.History.
func (h *History) Tail(n int) []kernel.HistoryEntry {
	return h.answer(func(ctx context.Context, f *file) ([]kernel.HistoryEntry, error) {
		own := numbered(h.own.Tail(n), f.session)
		left := -1
		if n >= 0 {
			left = n - len(own)
		}
		earlier, err := f.tail(ctx, left)
		return append(earlier, own...), err
	}, func() []kernel.HistoryEntry { return h.own.Tail(n) })
}

// Range implements kernel.History.
func (h *History) Range(session, start, stop int) []kernel.HistoryEntry {
	own := func() []kernel.HistoryEntry { return h.own.Range(0, start, stop) }
	return h.answer(func(ctx context.Context, f *file) ([]kernel.HistoryEntry, error) {
		if session == 0 || session == f.session {
			return numbered(own(), f.session), nil
		}
		return f.lines(ctx, session, start, stop)
	}, func() []kernel.HistoryEntry {
		if session == 0 || session == h.number() {
			return own()
		}
		return nil
	})
}

// Search implements kernel.History.
func (h *History) Search(pattern string, n int, unique bool) []kernel.HistoryEntry {
	return h.answer(func(ctx context.Context, f *file) ([]kernel.HistoryEntry, error) {
		own := numbered(h.own.Tail(-1), f.session)
		var err error
		found := kernel.SearchHistory(func(yield func(kernel.HistoryEntry) bool) {
			for _, e := range slices.Backward(own) {
				if !yield(e) {
					return
				}
			}
			err = f.earlier(ctx, pattern, yield)
		}, pattern, n, unique)
		return found, err
	}, func() []kernel.HistoryEntry { return h.own.Search(pattern, n, unique) })
}

// numbered gives entries of the current session its number.
func numbered(entries []kernel.HistoryEntry, session int) []kernel.HistoryEntry {
	for i := range entries {
		entries[i].Session = session
	}
	return entries
}

// number is the number of the current session. Without a file it is the first.
func (h *History) number() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return max(h.session, 1)
}

// write has the goroutine change the file, some time. If too much is waiting
// already, it is left out.
func (h *History) write(do func(*file) error) {
	if h.enqueue(op{do: do}) {
		return
	}
	h.mu.Lock()
	first := !h.lost && !h.closed
	h.lost = true
	h.mu.Unlock()
	if first {
		h.log.Warn("inputs will be missing in the history: its file is too slow", "file", h.path)
	}
}

// answer gives what the goroutine reads after all that was written before, or
// what there is instead, if that fails or takes too long.
func (h *History) answer(read func(context.Context, *file) ([]kernel.HistoryEntry, error), instead func() []kernel.HistoryEntry) []kernel.HistoryEntry {
	ctx, cancel := context.WithTimeout(context.Background(), h.answerLimit)
	defer cancel()
	var found []kernel.HistoryEntry
	ok := false
	done := make(chan struct{})
	if h.enqueue(op{done: done, do: func(f *file) (err error) {
		found, err = read(ctx, f)
		ok = err == nil
		if ctx.Err() != nil {
			return nil // too late: the file is slow, not broken
		}
		return err
	}}) {
		select {
		case <-done:
			if ok {
				return found
			}
		case <-ctx.Done():
		}
	}
	return numbered(instead(), h.number())
}

// enqueue passes work to the goroutine, which it starts for the first. It
// reports false if there is no place for it, or the history is closed.
func (h *History) enqueue(o op) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return false
	}
	if h.ops == nil {
		h.ops, h.ended = make(chan op, queued), make(chan struct{})
		go h.work(h.ops) // ends with Close
	}
	select {
	case h.ops <- o:
		return true
	default:
		return false
	}
}

// work is the goroutine. It opens the file, does what is in the queue until
// Close closes it, and closes the file. After the first failure it does nothing
// more.
func (h *History) work(ops <-chan op) {
	defer close(h.ended)
	f, err := h.open()
	if err != nil {
		h.notKept(err)
	}
	for o := range ops {
		if f != nil {
			if err := o.do(f); err != nil {
				f.close()
				f = nil
				h.notKept(err)
			} else {
				h.mu.Lock()
				h.session = f.session
				h.mu.Unlock()
			}
		}
		if o.done != nil {
			close(o.done)
		}
	}
	if f != nil {
		f.close()
	}
}

// open opens the file. A damaged one is moved aside for a new one.
func (h *History) open() (*file, error) {
	if err := create(h.path); err != nil {
		return nil, err
	}
	var err error
	if h.found, err = os.Stat(h.path); err != nil {
		return nil, err
	}
	if !h.found.Mode().IsRegular() { // SQLite would try, and leave files beside it
		return nil, errors.New("it is not a regular file")
	}
	f, err := openFile(h.path, h.bounds)
	switch {
	case foreign(err):
		return nil, errors.New("it is no SQLite database; name another file, or remove it")
	case !corrupt(err):
		return f, err
	}
	aside, moveErr := moveAside(h.path, h.found)
	switch {
	case moveErr == nil:
		h.log.Warn("the file of the history was damaged; it was moved aside", "file", h.path, "moved to", aside, "error", err)
	case !errors.Is(moveErr, errReplaced):
		return nil, fmt.Errorf("%v, and it cannot be moved aside: %v", err, moveErr)
	}
	if err := create(h.path); err != nil {
		return nil, err
	}
	return openFile(h.path, h.bounds)
}

// notKept tells that the file is not used any more. If it is damaged, it is moved
// aside, for the sake of sessions to come.
func (h *History) notKept(err error) {
	args := []any{"file", h.path, "error", err}
	if corrupt(err) {
		if aside, err := moveAside(h.path, h.found); err == nil {
			args = append(args, "moved to", aside)
		}
	}
	h.log.Warn("the history of this session is not kept; --history=FILE chooses another file, --history=off none", args...)
}
