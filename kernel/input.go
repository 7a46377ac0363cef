package kernel

import (
	"encoding/json"
	"slices"
	"sync"

	"starkernel/protocol"
)

// stdin holds the questions that the running cell has for its client. A client
// shows one question at a time, so the first of them was sent and the others
// wait.
type stdin struct {
	k *Kernel

	mu      sync.Mutex
	waiting []*question
}

type question struct {
	req     *Request // the execute_request whose client is asked
	msg     *protocol.Message
	deliver func(text string)

	// mu is held while deliver is called, so that cancel can wait for it.
	mu   sync.Mutex
	over bool
}

// ask sends a question as soon as those before it are answered or withdrawn.
func (s *stdin) ask(req *Request, content protocol.InputRequest, deliver func(string)) (cancel func()) {
	q := &question{req: req, deliver: deliver, msg: s.k.message(protocol.MsgInputRequest, req.Msg, content)}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting = append(s.waiting, q)
	if len(s.waiting) == 1 {
		s.k.out.Input(q.req, q.msg)
	}
	return func() {
		s.remove(q)
		q.mu.Lock()
		defer q.mu.Unlock()
		q.over = true
	}
}

// remove takes a question off the list and sends the next one if it was first.
func (s *stdin) remove(q *question) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := slices.Index(s.waiting, q)
	if at < 0 {
		return
	}
	s.waiting = slices.Delete(s.waiting, at, at+1)
	if at == 0 && len(s.waiting) > 0 {
		s.k.out.Input(s.waiting[0].req, s.waiting[0].msg)
	}
}

// clear forgets all questions: their cell has ended.
func (s *stdin) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting = nil
}

// answer delivers an input_reply. One that nobody waits for, or that names
// another request as its parent, is dropped.
func (s *stdin) answer(reply *protocol.Message) {
	var content struct {
		Value *string `json:"value"`
	}
	if err := json.Unmarshal(reply.Content, &content); err != nil || content.Value == nil {
		s.k.log.Warn("input_reply without a value")
		return
	}
	var parent protocol.Header
	// Some clients send no parent, or something else; then the id stays empty.
	_ = json.Unmarshal(reply.Parent, &parent)

	s.mu.Lock()
	var q *question
	if len(s.waiting) > 0 {
		q = s.waiting[0]
	}
	s.mu.Unlock()
	if q == nil {
		return
	}
	switch parent.MsgID {
	case "", q.msg.Header.MsgID, q.req.Msg.Header.MsgID:
	default:
		return // the answer to an earlier question
	}
	q.mu.Lock()
	if !q.over {
		q.over = true
		q.deliver(*content.Value)
	}
	q.mu.Unlock()
	s.remove(q)
}
