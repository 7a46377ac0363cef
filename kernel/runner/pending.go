package runner

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// maxPendingNamed is how many of the tasks that are left are named.
const maxPendingNamed = 20

// cancelPending ends the tasks that are left and names them on stderr. An
// interrupt, or the end of ctx, ends the wait for tasks that go on.
func (r *run) cancelPending(ctx context.Context) {
	if r.options.Pending == nil || r.result.Stuck {
		return
	}
	r.screen.leaveLog(r.options.Stdout) // what tasks print now does not come through the screen
	finished, told := make(chan struct{}), make(chan bool)
	go func() { told <- r.passOn(ctx, finished) }()
	tasks := r.options.Pending()
	close(finished)
	if <-told {
		r.result.Interrupted = true
	}
	if more := len(tasks) - maxPendingNamed; more > 1 {
		tasks = append(tasks[:maxPendingNamed:maxPendingNamed], fmt.Sprintf("and %d more", more))
	}
	if len(tasks) > 0 {
		r.screen.note(fmt.Sprintf("%s: pending at the end, and cancelled: %s",
			r.options.Notebook, strings.Join(tasks, ", ")))
	}
}

// passOn passes interrupts and the end of ctx on to the interpreter, until
// finished is closed. It reports if there were any.
//
// The kernel cannot do it: no cell runs. The interpreter drops an interrupt that
// comes before it is ready for one, so they are repeated.
func (r *run) passOn(ctx context.Context, finished <-chan struct{}) bool {
	cancelled := ctx.Done()
	var giveUp <-chan time.Time
	if ctx.Err() != nil {
		// That is why the run ended. Tasks may still clean up.
		cancelled, giveUp = nil, time.After(patience)
	}
	select {
	case <-finished:
		return false
	case <-r.options.Interrupts:
	case <-cancelled:
	case <-giveUp:
	}
	again := time.NewTicker(patience / maxTries)
	defer again.Stop()
	for {
		r.interp.Interrupt()
		select {
		case <-finished:
			return true
		case <-r.options.Interrupts:
		case <-again.C:
		}
	}
}
