package runner

import (
	"context"
	"fmt"

	"starkernel/kernel"
	"starkernel/kernel/local"
	"starkernel/protocol"
)

// drain waits for the tasks that are left, if all cells went well.
func (r *run) drain(ctx context.Context) {
	res := &r.result
	if r.options.Drain == nil || r.lastRun == nil || res.Failure != nil || res.Interrupted || res.Stuck || r.interp.exit.Load() {
		return
	}
	req, err := r.session.New(protocol.MsgExecuteRequest, nil, protocol.ExecuteRequest{UserExpressions: map[string]string{}})
	if err != nil {
		return
	}
	req.RawHeader = req.ParentHeader()
	r.draining, r.interp.drain = true, r.options.Drain
	r.screen.Progress("waiting for background tasks")
	done := r.out.resume(r.lastRun, req)
	r.kernel.Handle(&kernel.Request{Channel: protocol.Shell, Msg: req})
	own := newLimit(r.options.DrainLimit, "")
	problem := r.wait(ctx, done, own)
	res.TimedOut = problem != own.problem && problem != nil
	switch {
	case res.Stuck:
		res.Failure = &kernel.CellError{EName: "RuntimeError", EValue: "a task does not react to interrupts"}
	case res.TimedOut:
		res.Failure = problem
	}
}

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
