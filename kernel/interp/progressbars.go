package interp

import (
	"slices"
	"sync"
	"time"

	"starkernel/kernel"
	"starkernel/protocol"
)

const (
	// barDelay is the least time in seconds between two updates of a bar.
	barDelay = 0.1
	// maxBars is how many bars may be open. Beyond, the oldest is stopped.
	maxBars = 100
)

// progressBars are the bars of a session that have not ended. The goroutine that
// runs cells changes them, and a timer shows what was held back.
type progressBars struct {
	now   func() float64
	newID func() string // of a display
	// virtual: nothing is shown by a timer, so that two runs are the same.
	virtual bool

	mu    sync.Mutex
	out   kernel.Output // of the cell that runs; nil for none
	line  *barLine      // shows the bars for a client that cannot update; nil else
	open  []*progressBar
	dirty []*barSlot
	timer *time.Timer
}

// begin says where bars are shown.
func (o *progressBars) begin(out kernel.Output, line *barLine) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.out, o.line = out, line
}

// end shows what was held back. The bars of tasks that have failed, and of loops
// that were left by an error, are stopped.
func (o *progressBars) end() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, b := range slices.Clone(o.open) {
		if b.owner != nil && b.owner.Done() && (b.looping || b.owner.Failed()) {
			o.finish(b, barStopped)
		}
	}
	o.showDirty()
	if o.line != nil {
		o.line.leave(o.open, o.now())
	}
	o.out, o.line = nil, nil
	if o.timer != nil {
		o.timer.Stop()
		o.timer = nil
	}
}

// start shows a new bar. The caller holds mu, as for all that follow.
func (o *progressBars) start(b *progressBar, site string) {
	b.parent = o.innermost(b)
	b.slot = nil
	if b.parent != nil {
		b.slot = b.parent.slot.inner[site]
	}
	if b.slot == nil || b.slot.bar.state == barRuns {
		b.slot = &barSlot{id: o.newID(), shown: -barDelay}
		if b.parent != nil {
			if b.parent.slot.inner == nil {
				b.parent.slot.inner = map[string]*barSlot{}
			}
			b.parent.slot.inner[site] = b.slot
		}
	}
	b.slot.bar = b
	o.open = append(o.open, b)
	if len(o.open) > maxBars {
		o.finish(o.open[0], barStopped)
	}
	if b.slot.opened {
		o.changed(b)
	} else {
		o.show(b.slot)
	}
}

// innermost gives the bar in whose loop the owner of b makes b.
func (o *progressBars) innermost(b *progressBar) *progressBar {
	for _, x := range slices.Backward(o.open) {
		if x.looping && x.owner == b.owner && x != b {
			return x
		}
	}
	return nil
}

// changed shows a bar now or soon.
func (o *progressBars) changed(b *progressBar) {
	if b.state != barRuns {
		return
	}
	wait := b.slot.shown + barDelay - o.now()
	if wait <= 0 {
		o.show(b.slot)
		return
	}
	o.mark(b.slot, wait)
}

// mark has a slot shown after a time in seconds, or at the end of the cell.
func (o *progressBars) mark(slot *barSlot, wait float64) {
	if slot.dirty {
		return
	}
	slot.dirty = true
	o.dirty = append(o.dirty, slot)
	if o.timer == nil && o.out != nil && !o.virtual {
		o.timer = time.AfterFunc(time.Duration(wait*float64(time.Second)), o.tick)
	}
}

// finish ends a bar. The last state of an outer one is shown at once, and with it
// those of the inner ones.
func (o *progressBars) finish(b *progressBar, state barState) {
	if b.state != barRuns {
		return
	}
	b.state, b.ended, b.looping = state, o.now(), false
	o.open = slices.DeleteFunc(o.open, func(x *progressBar) bool { return x == b })
	if b.parent != nil && b.parent.state == barRuns {
		o.mark(b.slot, barDelay)
		return
	}
	for _, slot := range slices.Clone(o.dirty) {
		if slot.bar.parent == b {
			o.show(slot)
		}
	}
	o.show(b.slot)
}

func (o *progressBars) tick() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.timer = nil
	o.showDirty()
}

func (o *progressBars) showDirty() {
	for len(o.dirty) > 0 && o.out != nil {
		o.show(o.dirty[0])
	}
}

// show publishes the bar of a slot. Without a cell it stays to be shown.
func (o *progressBars) show(slot *barSlot) {
	now := o.now()
	switch {
	case o.out == nil:
		o.mark(slot, 0)
		return
	case o.line != nil:
		o.line.show(o.open, slot.bar, now)
	default:
		o.out.Display(kernel.Display{
			Data:      protocol.MIMEBundle{"text/plain": slot.bar.text(now), "text/html": slot.bar.html(now)},
			DisplayID: slot.id,
			Update:    slot.opened,
		})
	}
	slot.opened, slot.shown, slot.dirty = true, now, false
	o.dirty = slices.DeleteFunc(o.dirty, func(x *barSlot) bool { return x == slot })
}
