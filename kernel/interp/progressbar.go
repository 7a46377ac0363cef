package interp

import "starkernel/starlarkasync"

// barState is what has become of a progress bar.
type barState uint8

const (
	barRuns barState = iota
	barDone
	barStopped // it ended before all was done
)

// progressBar is a progress bar. bars.mu guards what changes.
type progressBar struct {
	bars *progressBars
	desc string
	n    int64
	// total is -1 if nobody knows.
	total   int64
	started float64 // by the loop's clock, as the next
	ended   float64
	state   barState

	// owner is the task that made it, nil for a callback.
	owner *starlarkasync.Task
	// looping: a for loop goes over it, which tells when it ends.
	looping bool
	// parent is the bar around it: made by the same task, and looping.
	parent *progressBar
	slot   *barSlot
}

// barSlot is a place of the output that shows a bar. The bars that a line of an
// outer loop makes in turn share one.
type barSlot struct {
	id     string
	opened bool
	shown  float64 // when it was last shown
	dirty  bool
	bar    *progressBar
	// inner are the places of the bars made inside of its bars, by where they were
	// made.
	inner map[string]*barSlot
}

// newBar makes a bar, which add shows.
func (o *progressBars) newBar(owner *starlarkasync.Task, desc string, total int64) *progressBar {
	return &progressBar{bars: o, desc: oneLine(desc), total: total, owner: owner, started: o.now()}
}

// add shows a bar. site is where the program makes it.
func (o *progressBars) add(b *progressBar, site string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.start(b, site)
}

// addEnded shows a bar that was not shown before in its last state.
func (o *progressBars) addEnded(b *progressBar, n int64, state barState) {
	o.mu.Lock()
	defer o.mu.Unlock()
	b.n, b.state, b.ended = n, state, o.now()
	b.slot = &barSlot{id: o.newID(), bar: b}
	o.show(b.slot)
}

// advance adds to what is done. The loop of a bar closes it when all is done:
// until then that is held back.
func (b *progressBar) advance(n int64) {
	b.bars.mu.Lock()
	defer b.bars.mu.Unlock()
	b.n += n
	if b.looping && b.n == b.total {
		b.bars.mark(b.slot, barDelay)
		return
	}
	b.bars.changed(b)
}

// set replaces what is done.
func (b *progressBar) set(n int64) {
	b.bars.mu.Lock()
	defer b.bars.mu.Unlock()
	b.n = n
	b.bars.changed(b)
}

// describe replaces the text before the bar.
func (b *progressBar) describe(desc string) {
	b.bars.mu.Lock()
	defer b.bars.mu.Unlock()
	b.desc = oneLine(desc)
	b.bars.changed(b)
}

// loop says that a for loop goes over the bar from now on: over a bar that has
// ended, from the beginning.
func (b *progressBar) loop(site string) {
	b.bars.mu.Lock()
	defer b.bars.mu.Unlock()
	if b.state != barRuns {
		b.n, b.state, b.started = 0, barRuns, b.bars.now()
		b.bars.start(b, site)
	}
	b.looping = true
}

// close ends the bar, as done or stopped.
func (b *progressBar) close(state barState) {
	b.bars.mu.Lock()
	defer b.bars.mu.Unlock()
	b.bars.finish(b, state)
}

// early is how a bar ends after n: before all was done, it is stopped.
func (b *progressBar) early(n int64) barState {
	if n < b.total {
		return barStopped
	}
	return barDone
}

// values gives what the bar counts, and its text.
func (b *progressBar) values() (n, total int64, desc string) {
	b.bars.mu.Lock()
	defer b.bars.mu.Unlock()
	return b.n, b.total, b.desc
}
