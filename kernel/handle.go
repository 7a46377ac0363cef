package kernel

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"starkernel/protocol"
)

// handler answers one type of message. What answer returns is the content of the
// reply; reply is its type, "" for messages that have none.
type handler struct {
	reply  string
	answer func(k *Kernel, req *Request) (any, error)
	// then is called after the final idle.
	then func(k *Kernel)
}

// handlers has every message type but execute_request, which waits in the queue,
// and input_reply, which belongs to a request.
var handlers = map[string]handler{
	protocol.MsgKernelInfoRequest: {reply: protocol.MsgKernelInfoReply, answer: (*Kernel).kernelInfo},
	protocol.MsgCompleteRequest:   {reply: protocol.MsgCompleteReply, answer: (*Kernel).complete},
	protocol.MsgInspectRequest:    {reply: protocol.MsgInspectReply, answer: (*Kernel).inspect},
	protocol.MsgIsCompleteRequest: {reply: protocol.MsgIsCompleteReply, answer: (*Kernel).isComplete},
	protocol.MsgHistoryRequest:    {reply: protocol.MsgHistoryReply, answer: (*Kernel).answerHistory},
	protocol.MsgCommInfoRequest:   {reply: protocol.MsgCommInfoReply, answer: (*Kernel).commInfo},
	protocol.MsgCommOpen:          {answer: (*Kernel).commOpen},
	protocol.MsgCommMsg:           {answer: (*Kernel).commMsg},
	protocol.MsgCommClose:         {answer: (*Kernel).commMsg},
	protocol.MsgConnectRequest:    {reply: protocol.MsgConnectReply, answer: (*Kernel).connect},
	protocol.MsgInterruptRequest:  {reply: protocol.MsgInterruptReply, answer: (*Kernel).interruptReply},
	protocol.MsgShutdownRequest:   {reply: protocol.MsgShutdownReply, answer: (*Kernel).shutdown, then: (*Kernel).finish},
	protocol.MsgDebugRequest:      {reply: protocol.MsgDebugReply, answer: (*Kernel).refuseDebug},
	protocol.MsgUsageRequest:      {reply: protocol.MsgUsageReply, answer: (*Kernel).answerUsage},
}

// Handle answers a request. It never waits for a running cell, except that a
// shutdown_request gives it a moment to end. Requests of one channel must be
// passed in the order in which they came; each channel may have its own
// goroutine.
func (k *Kernel) Handle(req *Request) {
	switch req.Msg.Header.MsgType {
	case protocol.MsgExecuteRequest:
		k.queue.add(req)
		return
	case protocol.MsgInputReply:
		k.stdin.answer(req.Msg)
		return
	case protocol.MsgInterruptRequest:
		// Before anything that slow clients could hold up.
		k.Interrupt()
	case protocol.MsgShutdownRequest:
		k.beginStop()
		time.AfterFunc(answerGrace, k.finish)
	}
	h, known := handlers[req.Msg.Header.MsgType]
	k.publishBusy(req.Msg)
	if known {
		content, err := k.call(h, req)
		if err != nil {
			k.warnings.Warn("request failed", "type", req.Msg.Header.MsgType, "error", err)
		}
		if h.reply != "" {
			k.out.Reply(req, k.message(h.reply, req.Msg, content))
		}
	} else {
		k.warnings.Warn("unknown message type", "type", req.Msg.Header.MsgType, "channel", req.Channel)
	}
	k.publishIdle(req.Msg)
	if h.then != nil {
		h.then(k)
	}
}

// call calls a handler. An error, or a panic, becomes the content of an error
// reply.
func (k *Kernel) call(h handler, req *Request) (content any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
			content = protocol.NewErrorReply("InternalError", err.Error())
			k.log.Error("panic in a handler", "type", req.Msg.Header.MsgType, "stack", string(debug.Stack()))
		}
	}()
	content, err = h.answer(k, req)
	if err != nil {
		content = protocol.NewErrorReply("ValueError", err.Error())
	}
	return content, err
}

// content decodes the content of a request.
func content[T any](req *Request) (v T, err error) {
	raw := req.Msg.Content
	if raw == nil {
		raw = json.RawMessage("{}")
	}
	err = json.Unmarshal(raw, &v)
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		field := strings.TrimPrefix(e.Field, "fields.")
		return v, fmt.Errorf("%s: %s is of type %s, want %s", req.Msg.Header.MsgType, field, e.Value, e.Type)
	}
	if err != nil {
		return v, fmt.Errorf("%s: %v", req.Msg.Header.MsgType, err)
	}
	return v, nil
}

func (k *Kernel) status(state string, parent *protocol.Message) *protocol.Message {
	return k.message(protocol.MsgStatus, parent, protocol.Status{ExecutionState: state})
}

// publishBusy begins the answer to a request that runs no user code.
func (k *Kernel) publishBusy(parent *protocol.Message) {
	k.out.Publish(k.status(protocol.StateBusy, parent))
}

// publishIdle ends it. While a cell runs, its busy follows at once: clients take
// the last status, whosever it is, for that of the kernel.
func (k *Kernel) publishIdle(parent *protocol.Message) {
	k.statusMu.Lock()
	defer k.statusMu.Unlock()
	idle := k.status(protocol.StateIdle, parent)
	if k.foreground == nil {
		k.out.Publish(idle)
		return
	}
	k.out.Publish(idle, k.status(protocol.StateBusy, k.foreground))
}

// beginForeground publishes the busy of an execute_request.
func (k *Kernel) beginForeground(parent *protocol.Message) {
	k.statusMu.Lock()
	defer k.statusMu.Unlock()
	k.foreground = parent
	k.out.Publish(k.status(protocol.StateBusy, parent))
}

// endForeground publishes its idle, after which publishIdle repeats no busy.
func (k *Kernel) endForeground(parent *protocol.Message) {
	k.statusMu.Lock()
	defer k.statusMu.Unlock()
	k.foreground = nil
	k.out.Publish(k.status(protocol.StateIdle, parent))
}
