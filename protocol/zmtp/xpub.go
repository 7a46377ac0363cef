package zmtp

import (
	"bytes"
	"net"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
)

const (
	maxTopics = 1024 // subscriptions of one peer
	maxTopic  = 4096 // bytes of one topic
	// maxSubscription is the largest message a subscriber may send.
	maxSubscription = 64 << 10
)

// XPub is an XPUB socket: it publishes to the peers that subscribed to a
// prefix of a message's first frame, and may greet each subscription.
//
// Subscribers get everything that matches, in the order it was published, from
// the moment of their subscription on. One that reads slowly holds publishing
// up; one that stands still is dropped (see [Config]) and has to come back.
type XPub struct {
	endpoint
	onSubscribe func(topic string) [][]byte
	// publishing gives all subscribers the same order.
	publishing sync.Mutex
	peers      []*peer // guarded by endpoint.mu, never changed in place
}

// ListenXPub binds an XPUB socket; network and addr are as for
// [ListenRouter].
//
// onSubscribe, if not nil, is called for every subscription, repeated ones
// included. The frames it returns, if any, are sent to that subscriber alone,
// before anything that is published to it because of this subscription. The
// first of them should begin with the topic, because a SUB socket passes on
// nothing else. It is called from many goroutines and must not call the socket.
func ListenXPub(network, addr string, cfg Config, onSubscribe func(topic string) (welcome [][]byte)) (*XPub, error) {
	if onSubscribe == nil {
		onSubscribe = func(string) [][]byte { return nil }
	}
	x := &XPub{onSubscribe: onSubscribe}
	if err := x.start(network, addr, zmq4.XPub, cfg, maxSubscription, x); err != nil {
		return nil, err
	}
	return x, nil
}

// Addr is the address the socket is bound to.
func (x *XPub) Addr() net.Addr { return x.listener.Addr() }

// Publish queues one message for all its subscribers. It waits while a
// subscriber's queue is full; see [Config]. It may be called concurrently.
// After Close has begun it returns [ErrClosed]; a message that was waiting
// then may have reached some subscribers only.
func (x *XPub) Publish(frames [][]byte) error { return x.PublishAll(frames) }

// PublishAll publishes messages that follow each other at every subscriber,
// with none of another call between them.
func (x *XPub) PublishAll(msgs ...[][]byte) error {
	items := make([]item, len(msgs))
	for i, frames := range msgs {
		if len(frames) == 0 {
			return errNoFrames
		}
		items[i] = newItem(frames)
	}
	x.publishing.Lock()
	defer x.publishing.Unlock()
	x.mu.Lock()
	peers := x.peers
	x.mu.Unlock()
	for i, p := range peers {
		if x.isClosing() {
			break
		}
		if p.holdsUp(items) {
			// The time counts for all that are behind, not for one after the other.
			for _, other := range peers[i+1:] {
				other.holdsUp(items)
			}
		}
		p.publish(items)
	}
	if x.isClosing() {
		return ErrClosed
	}
	return nil
}

// Close delivers what is queued, for at most linger, and closes the socket. It
// returns as soon as all subscribers have everything. It may be called at any
// time and more than once.
func (x *XPub) Close(linger time.Duration) error { return x.close(linger) }

func (x *XPub) attach(p *peer) {
	x.peers = append(x.peers[:len(x.peers):len(x.peers)], p)
}

func (x *XPub) detach(p *peer) {
	var rest []*peer
	for _, other := range x.peers {
		if other != p {
			rest = append(rest, other)
		}
	}
	x.peers = rest
}

// receive takes a subscription: a frame that begins with 1, or with 0 to
// cancel, followed by the topic.
func (x *XPub) receive(p *peer, frames [][]byte, claim int64) {
	x.allowance.give(claim)
	if len(frames) != 1 || len(frames[0]) == 0 {
		return
	}
	verb, topic := frames[0][0], frames[0][1:]
	switch verb {
	case 0:
		p.mu.Lock()
		p.topics.remove(topic)
		p.mu.Unlock()
	case 1:
		p.subscribe(topic, x.onSubscribe(string(topic)))
	}
}

// subscribe adds a topic and queues the welcome in one step, so that nothing
// published because of it comes first. It runs on the subscriber's own reader
// and may wait.
func (p *peer) subscribe(topic []byte, welcome [][]byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(welcome) > 0 {
		p.waitForRoom()
	}
	switch {
	case p.dropped || p.finishing:
	case !p.topics.add(topic):
		p.dropLocked("it made too many or too long subscriptions")
	case len(welcome) > 0:
		p.enqueue(newItem(welcome))
	}
}

// holdsUp reports whether publish will wait for the peer, and begins to count
// the time if so.
func (p *peer) holdsUp(items []item) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.full() || !p.topics.wantAny(items) {
		return false
	}
	p.holdUp()
	return true
}

// publish queues those of items that the peer wants, all at once.
func (p *peer) publish(items []item) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.topics) == 0 {
		return
	}
	if p.topics.wantAny(items) {
		p.waitForRoom()
	}
	if p.dropped || p.finishing {
		return
	}
	for _, it := range items {
		if p.topics.want(it) {
			p.enqueue(it)
		}
	}
}

// subscriptions are the topics of one peer; there are few.
type subscriptions []subscription

type subscription struct {
	topic []byte
	count int // a topic subscribed to twice must be cancelled twice
}

// add reports whether the peer may have that subscription.
func (s *subscriptions) add(topic []byte) bool {
	if i := s.find(topic); i >= 0 {
		(*s)[i].count++
		return true
	}
	if len(*s) >= maxTopics || len(topic) > maxTopic {
		return false
	}
	*s = append(*s, subscription{topic, 1})
	return true
}

func (s *subscriptions) remove(topic []byte) {
	i := s.find(topic)
	if i < 0 {
		return
	}
	if (*s)[i].count--; (*s)[i].count == 0 {
		*s = append((*s)[:i], (*s)[i+1:]...)
	}
}

func (s *subscriptions) find(topic []byte) int {
	for i := range *s {
		if bytes.Equal((*s)[i].topic, topic) {
			return i
		}
	}
	return -1
}

// want reports whether a topic is a prefix of the message's first frame.
func (s subscriptions) want(it item) bool {
	for i := range s {
		if bytes.HasPrefix(it.frames[0], s[i].topic) {
			return true
		}
	}
	return false
}

func (s subscriptions) wantAny(items []item) bool {
	for _, it := range items {
		if s.want(it) {
			return true
		}
	}
	return false
}
