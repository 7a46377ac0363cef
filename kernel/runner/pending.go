package runner

import (
	"context"
	"fmt"

	"starkernel/kernel/local"
)

// cancelPending ends the tasks that are left and names them on stderr.
func (r *run) cancelPending(ctx context.Context) {
	if r.options.Pending == nil || r.result.Stuck {
		return
	}
	r.screen.LeaveLog(r.options.Stdout) // what tasks print now does not come through the screen
	tasks, interrupted := local.CancelPending(ctx, r.interp, r.options.Interrupts, r.options.Pending)
	if interrupted {
		r.result.Interrupted = true
	}
	if tasks != "" {
		r.screen.Note(fmt.Sprintf("%s: pending at the end, and cancelled: %s", r.options.Notebook, tasks))
	}
}
