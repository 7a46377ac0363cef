package local

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"starkernel/kernel"
)

const (
	// Patience is how long a cell that was interrupted for good may take to end.
	Patience = 2 * time.Second
	// MaxTries is how often it is interrupted in that time.
	MaxTries = 10
)

// maxPendingNamed is how many of the tasks that are left are named.
const maxPendingNamed = 20

// CancelPending has cancel end the tasks that are left, and names them; "" if there
// were none. An interrupt, or the end of ctx, becomes an interrupt of the
// interpreter meanwhile, which ends the wait for tasks that go on. If ctx had ended
// before, that waits for [Patience]. No cell must run.
func CancelPending(ctx context.Context, interp kernel.Interpreter, interrupts <-chan os.Signal, cancel func() []string) (named string, interrupted bool) {
	finished, told := make(chan struct{}), make(chan bool)
	go func() { told <- passOn(ctx, interp, interrupts, finished) }()
	tasks := cancel()
	close(finished)
	interrupted = <-told
	if more := len(tasks) - maxPendingNamed; more > 1 {
		tasks = append(tasks[:maxPendingNamed:maxPendingNamed], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(tasks, ", "), interrupted
}

// passOn passes interrupts and the end of ctx on to the interpreter, until
// finished is closed. It reports if there were any.
//
// The kernel cannot do it: no cell runs. The interpreter drops an interrupt that
// comes before it is ready for one, so they are repeated.
func passOn(ctx context.Context, interp kernel.Interpreter, interrupts <-chan os.Signal, finished <-chan struct{}) bool {
	cancelled := ctx.Done()
	var giveUp <-chan time.Time
	if ctx.Err() != nil {
		// That is why the session ended. Tasks may still clean up.
		cancelled, giveUp = nil, time.After(Patience)
	}
	select {
	case <-finished:
		return false
	case <-interrupts:
	case <-cancelled:
	case <-giveUp:
	}
	again := time.NewTicker(Patience / MaxTries)
	defer again.Stop()
	for {
		interp.Interrupt()
		select {
		case <-finished:
			return true
		case <-interrupts:
		case <-again.C:
		}
	}
}
