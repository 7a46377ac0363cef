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
	deliver func(text string, ok bool)

	// mu is held while deliver is called, so that withdraw can wait for it.
	mu   sync.Mutex
	over bool
}

// end delivers the answer, or that there is none, unless the question is over.
func (q *question) end(text string, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.over {
		q.over = true
		q.deliver(text, ok)
	}
}

// withdraw sees to it that nothing is delivered from now on.
func (q *question) withdraw() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.over = true
}

// ask sends a question as soon as those before it are answered or withdrawn.
func (s *stdin) ask(req *Request, content protocol.InputRequest, deliver func(string, bool)) (cancel func()) {
	q := &question{req: req, deliver: deliver, msg: s.k.message(protocol.MsgInputRequest, req.Msg, content)}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting = append(s.waiting, q)
	if len(s.waiting) == 1 {
		s.k.out.Input(q.req, q.msg)
	}
	return func() {
		s.remove(q)
		q.withdraw()
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

// clear ends all questions without an answer: their cell has ended. Those who
// asked, background tasks all of them, must not wait for ever.
func (s *stdin) clear() {
	s.mu.Lock()
	left := s.waiting
	s.waiting = nil
	s.mu.Unlock()
	for _, q := range left {
		q.end("", false)
	}
}

// answer delivers an input_reply. One that nobody waits for, or that names
// another request as its parent, is dropped.
func (s *stdin) answer(reply *protocol.Message) {
	var content struct {
		Value *string `json:"value"`
	}
	if err := json.Unmarshal(reply.Content, &content); err != nil || content.Value == nil {
		s.k.warnings.Warn("input_reply without a value")
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
	q.end(*content.Value, true)
	s.remove(q)
}
