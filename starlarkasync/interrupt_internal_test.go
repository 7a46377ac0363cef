package starlarkasync

import (
	"testing"
	"time"

	"go.starlark.net/starlark"
)

// TestMachineThatStandsStillMakesNoRunaway: a timer that is late by the whole
// grace is one look.
func TestMachineThatStandsStillMakesNoRunaway(t *testing.T) {
	l := New(Options{})
	l.interrupt.grace = time.Hour // the test is the timer
	var foreground, background starlark.Thread
	l.beginInterrupts(&foreground)
	l.enter(&background)
	l.Interrupt()
	for i := range looks {
		if l.holder.Load() != &background {
			t.Fatalf("it was ended after %d looks", i)
		}
		l.strikeRunaway()
	}
	if !l.leave(&background) {
		t.Errorf("it was not ended after %d looks", looks)
	}
	l.endInterrupts()
}
