package interp

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"starkernel/kernel"
	"starkernel/protocol"
	"starkernel/starlarkasync"
)

const (
	// homeDelay is the time between two updates of a display: ten a second.
	homeDelay = 100 * time.Millisecond
	// maxHomeText is how many bytes of a task's prints are kept, or up to twice
	// as many. Each update sends all of them.
	maxHomeText = 32 << 10
	// maxHomeTextBatch is the same if no client is behind a network.
	maxHomeTextBatch = 1 << 20
	// promptBatch is how long a text may be of which, then, each print is sent at
	// once, in its place between other outputs.
	promptBatch = 8 << 10
	// minUnsent: under the virtual clock text is sent when so large a part of it
	// is new.
	minUnsent = 16

	homeCutNotice = "[earlier output was left out]\n"
)

// homeOutput is the display in which the prints of a task collect that was
// started with output="home", in the cell that started it. The tasks that the
// task makes print there, too.
type homeOutput struct {
	id      string
	text    []byte
	skipped int       // bytes printed before text, and left out
	opened  bool      // the home cell has the display
	unsent  int       // bytes printed since text was last sent
	shown   time.Time // when that was
}

// homeOutputs are those of a session. The goroutine that runs cells writes to
// them, and a timer sends what was held back.
type homeOutputs struct {
	limit   int
	prompt  int // up to this length each print is sent at once
	virtual bool

	mu      sync.Mutex
	out     kernel.Output // of the cell that runs; nil for none
	started []*homeOutput // by the cell that runs
	dirty   []*homeOutput
	timer   *time.Timer
}

// collect makes the display of a task. A silent cell has none, and the task's
// prints go where those of other tasks go.
func (s *Starlark) collect(*starlarkasync.Task) any {
	if s.cell.Silent {
		return nil
	}
	h := &homeOutput{id: s.newDisplayID()}
	s.homes.mu.Lock()
	defer s.homes.mu.Unlock()
	s.homes.started = append(s.homes.started, h)
	return h
}

// currentHome gives the display of the task that runs; nil if it has none.
func (s *Starlark) currentHome() *homeOutput {
	if t := s.loop.Current(); t != nil {
		h, _ := t.Output().(*homeOutput)
		return h
	}
	return nil
}

// begin says which cell sends the updates.
func (o *homeOutputs) begin(out kernel.Output) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.out, o.started = out, nil
}

// end sends what was held back. A display that was not needed yet is made all
// the same: later cells cannot add one to this cell.
func (o *homeOutputs) end() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sendDirty()
	for _, h := range o.started {
		if !h.opened {
			o.send(h)
		}
	}
	o.out, o.started = nil, nil
	if o.timer != nil {
		o.timer.Stop()
	}
}

// write adds text and sends it soon. It reports false if there is nobody to send
// it to.
func (o *homeOutputs) write(h *homeOutput, text string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.out == nil {
		return false
	}
	if h.unsent == 0 {
		o.dirty = append(o.dirty, h)
	}
	text = strings.ToValidUTF8(text, "\uFFFD") // as it is sent, so that bytes can be counted
	h.add(text, o.limit)
	h.unsent += len(text)
	wait := homeDelay - time.Since(h.shown)
	switch {
	case len(h.text) <= o.prompt:
		o.send(h)
	case o.virtual: // the same messages twice, so it must not depend on time
		if h.unsent >= len(h.text)/minUnsent {
			o.send(h)
		}
	case wait <= 0:
		o.send(h)
	case o.timer == nil:
		o.timer = time.AfterFunc(wait, o.tick) // end stops it
	case len(o.dirty) == 1: // else it is running
		o.timer.Reset(wait)
	}
	return true
}

// clear leaves out what a task has printed so far.
func (o *homeOutputs) clear(h *homeOutput) {
	o.mu.Lock()
	defer o.mu.Unlock()
	h.skipped += len(h.text)
	h.text = nil
}

func (o *homeOutputs) tick() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sendDirty()
}

// sendDirty sends what was held back. The caller holds mu.
func (o *homeOutputs) sendDirty() {
	if o.out == nil {
		return
	}
	for len(o.dirty) > 0 {
		o.send(o.dirty[0])
	}
}

// send publishes the text of a display. The caller holds mu.
func (o *homeOutputs) send(h *homeOutput) {
	text, ended := strings.CutSuffix(string(h.text), "\n")
	if h.skipped > 0 {
		text = homeCutNotice + text
	}
	o.out.Display(kernel.Display{
		Data:      protocol.MIMEBundle{"text/plain": text},
		DisplayID: h.id,
		Update:    h.opened,
		Log:       &protocol.Log{Skipped: h.skipped, Open: !ended},
	})
	h.opened, h.unsent, h.shown = true, 0, time.Now()
	o.dirty = slices.DeleteFunc(o.dirty, func(x *homeOutput) bool { return x == h })
}

// add appends text. It keeps at least limit bytes and at most twice as many, from
// the start of a line if one is near.
func (h *homeOutput) add(text string, limit int) {
	h.text = append(h.text, text...)
	if len(h.text) <= 2*limit {
		return
	}
	from := len(h.text) - limit
	if i := bytes.IndexByte(h.text[from:], '\n'); i >= 0 && i < limit/2 {
		from += i + 1
	}
	for from < len(h.text) && !utf8.RuneStart(h.text[from]) {
		from++
	}
	h.skipped += from
	h.text = bytes.Clone(h.text[from:])
}
