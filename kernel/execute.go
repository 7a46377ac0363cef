package kernel

import (
	"encoding/json"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"starkernel/protocol"
)

// executeAll runs the queued cells in order until the queue is closed.
func (k *Kernel) executeAll() {
	defer close(k.executed)
	for {
		req, aborted := k.queue.next()
		switch {
		case req == nil:
			return
		case aborted:
			k.abort(req)
		case k.execute(req):
			k.queue.close()
			defer k.finish()
		}
	}
}

// abort answers an execute_request that is not run.
func (k *Kernel) abort(req *Request) {
	k.beginForeground(req.Msg)
	k.replyExecute(req, time.Now(), protocol.StatusAborted, protocol.AbortedReply{Status: protocol.StatusAborted})
	k.endForeground(req.Msg)
}

// execute runs a cell and reports whether it asked the kernel to end.
func (k *Kernel) execute(req *Request) (exit bool) {
	started := time.Now()
	k.beginForeground(req.Msg)
	defer k.endForeground(req.Msg)

	r, err := content[protocol.ExecuteRequest](req)
	if err != nil {
		k.queue.leave()
		k.warnings.Warn("request failed", "type", req.Msg.Header.MsgType, "error", err)
		e := &CellError{EName: "ValueError", EValue: err.Error()}
		k.replyExecute(req, started, protocol.StatusError, executeReply(k.count, Outcome{Err: e}))
		return false
	}
	cell := k.newCell(req, r)
	out := newRun(k, req, cell)
	if !cell.Silent {
		out.publish(protocol.MsgExecuteInput, protocol.ExecuteInput{Code: cell.Code, ExecutionCount: cell.Count})
		k.kept.replay(out)
	}
	if cell.StoreHistory {
		k.history.Add(cell.Count, cell.Code)
	}
	outcome := k.runCell(cell, out)
	out.end(outcome.Err)
	k.stdin.clear()
	if cell.StoreHistory && out.result != "" && !k.secrets.in(out.result) {
		k.history.SetOutput(cell.Count, out.result)
	}
	interrupted := k.queue.leave()
	status := protocol.StatusOK
	if outcome.Err != nil {
		status = protocol.StatusError
		if interrupted || r.StopOnError && !r.Silent {
			// Before the reply: whatever a client sends after it shall run.
			k.drain()
			k.queue.abortReceived()
		}
	}
	k.replyExecute(req, started, status, executeReply(cell.Count, outcome))
	return outcome.Exit
}

// newCell makes the cell of a request and counts it, unless it is not stored. A
// blank cell is run, for the sake of background tasks, but not stored.
func (k *Kernel) newCell(req *Request, r protocol.ExecuteRequest) Cell {
	var meta protocol.CellMetadata
	// Front ends put what they like into metadata: without an id, "" will do.
	_ = json.Unmarshal(req.Msg.Metadata, &meta)
	store := r.StoreHistory && strings.TrimSpace(r.Code) != ""
	if store {
		k.count++
	}
	return Cell{
		Code:            r.Code,
		Count:           k.count,
		Silent:          r.Silent,
		StoreHistory:    store,
		AllowStdin:      r.AllowStdin,
		UserExpressions: r.UserExpressions,
		ID:              meta.CellID,
		Interrupted:     k.queue.wasInterrupted,
	}
}

// runCell has the interpreter execute a cell. A panic is the error of that cell.
func (k *Kernel) runCell(cell Cell, out *run) (outcome Outcome) {
	if !k.queue.enter() {
		return Outcome{Err: &CellError{EName: "KeyboardInterrupt"}}
	}
	defer func() {
		if p := recover(); p != nil {
			k.log.Error("panic in a cell", "panic", p, "stack", string(debug.Stack()))
			outcome = Outcome{Err: &CellError{EName: "InternalError", EValue: fmt.Sprint("panic: ", p)}}
		}
	}()
	return k.interp.Execute(cell, out)
}

func executeReply(count int, o Outcome) protocol.ExecuteReply {
	r := protocol.ExecuteReply{
		Status:          protocol.StatusOK,
		ExecutionCount:  count,
		UserExpressions: map[string]protocol.UserExpression{},
		Payload:         []protocol.Payload{},
	}
	if o.Err != nil {
		e := errorContent(o.Err)
		r.Status, r.ErrorContent = protocol.StatusError, &e
		return r
	}
	if o.UserExpressions != nil {
		r.UserExpressions = o.UserExpressions
	}
	if o.Payload != nil {
		r.Payload = o.Payload
	}
	return r
}

// errorContent makes the content of an error. Without a traceback clients would
// show nothing, so the error itself stands in for one.
func errorContent(e *CellError) protocol.ErrorContent {
	traceback := e.Traceback
	if len(traceback) == 0 {
		traceback = []string{e.Error()}
	}
	return protocol.ErrorContent{EName: e.EName, EValue: e.EValue, Traceback: traceback}
}

func (k *Kernel) replyExecute(req *Request, started time.Time, status string, content any) {
	reply := k.message(protocol.MsgExecuteReply, req.Msg, content)
	meta, err := protocol.Marshal(protocol.ReplyMetadata{Started: protocol.Timestamp(started), Status: status})
	if err == nil {
		reply.Metadata = meta
	}
	k.out.Reply(req, reply)
}
