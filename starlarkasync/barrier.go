package starlarkasync

import (
	"fmt"

	"go.starlark.net/starlark"
	"starkernel/starlarkasync/exception"
)

// barrier is asyncio.Barrier.
type barrier struct {
	cond    *condition
	parties int
	state   barrierState
	count   int
}

type barrierState uint8

const (
	barrierFilling barrierState = iota
	barrierDraining
	barrierResetting
	barrierBroken
)

func newBarrier(c *call) (starlark.Value, error) {
	var parties int
	if err := c.unpack("parties", &parties); err != nil {
		return nil, err
	}
	if parties < 1 {
		return nil, exception.New("ValueError", "parties must be > 0")
	}
	b := &barrier{parties: parties}
	b.cond = &condition{lock: &lock{loop: c.loop}, barrier: b}
	return b, nil
}

func (b *barrier) waitUntil(thread *starlark.Thread, ready func() bool) error {
	_, err := b.cond.waitFor(thread, func() (starlark.Value, error) { return starlark.Bool(ready()), nil })
	return err
}

// wait returns the index of the task among those that passed together.
func (b *barrier) wait(thread *starlark.Thread) (starlark.Value, error) {
	if _, err := b.cond.enter(thread); err != nil {
		return nil, err
	}
	index, err := b.pass(thread)
	if err = b.cond.exit(thread, err); err != nil {
		return nil, err
	}
	return starlark.MakeInt(index), nil
}

func (b *barrier) pass(thread *starlark.Thread) (int, error) {
	err := b.waitUntil(thread, func() bool { return b.state != barrierDraining && b.state != barrierResetting })
	if err != nil {
		return 0, err
	}
	if b.state == barrierBroken {
		return 0, exception.New("BrokenBarrierError", "Barrier aborted")
	}
	index := b.count
	b.count++
	defer func() {
		b.count--
		if b.count == 0 {
			if b.state == barrierResetting || b.state == barrierDraining {
				b.state = barrierFilling
			}
			b.cond.notify(len(b.cond.waiters))
		}
	}()
	if index+1 == b.parties {
		b.state = barrierDraining
		b.cond.notify(len(b.cond.waiters))
		return index, nil
	}
	if err := b.waitUntil(thread, func() bool { return b.state != barrierFilling }); err != nil {
		return 0, err
	}
	if b.state == barrierBroken || b.state == barrierResetting {
		return 0, exception.New("BrokenBarrierError", "Abort or reset of barrier")
	}
	return index, nil
}

// change sets the state under the lock and wakes everybody.
func (b *barrier) change(thread *starlark.Thread, set func()) (starlark.Value, error) {
	if _, err := b.cond.enter(thread); err != nil {
		return nil, err
	}
	set()
	b.cond.notify(len(b.cond.waiters))
	return starlark.None, b.cond.exit(thread, nil)
}

func (b *barrier) enter(thread *starlark.Thread) (starlark.Value, error) { return b.wait(thread) }
func (b *barrier) exit(_ *starlark.Thread, err error) error              { return err }

func (b *barrier) Type() string          { return "Barrier" }
func (b *barrier) Freeze()               {}
func (b *barrier) Truth() starlark.Bool  { return true }
func (b *barrier) Hash() (uint32, error) { return pointerHash(b), nil }
func (b *barrier) waiting() int {
	if b.state == barrierFilling {
		return b.count
	}
	return 0
}

func (b *barrier) String() string {
	s := [...]string{"filling", "draining", "resetting", "broken"}[b.state]
	if b.state != barrierBroken {
		s += fmt.Sprintf(", waiters:%d/%d", b.waiting(), b.parties)
	}
	return "<Barrier [" + s + "]>"
}

func (b *barrier) AttrNames() []string {
	return append(barrierMethods.names(), "broken", "n_waiting", "parties")
}

func (b *barrier) Attr(name string) (starlark.Value, error) {
	switch name {
	case "parties":
		return starlark.MakeInt(b.parties), nil
	case "n_waiting":
		return starlark.MakeInt(b.waiting()), nil
	case "broken":
		return starlark.Bool(b.state == barrierBroken), nil
	}
	return barrierMethods.attr(b, name)
}

var barrierMethods = methods[*barrier]{
	"wait": func(b *barrier, c *call) (starlark.Value, error) { return native("Barrier.wait", b.wait), c.none() },
	"reset": func(b *barrier, c *call) (starlark.Value, error) {
		return native("Barrier.reset", func(thread *starlark.Thread) (starlark.Value, error) {
			return b.change(thread, func() {
				if b.count > 0 {
					b.state = barrierResetting
				} else {
					b.state = barrierFilling
				}
			})
		}), c.none()
	},
	"abort": func(b *barrier, c *call) (starlark.Value, error) {
		return native("Barrier.abort", func(thread *starlark.Thread) (starlark.Value, error) {
			return b.change(thread, func() { b.state = barrierBroken })
		}), c.none()
	},
}
