package zmtp

import (
	"bytes"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-zeromq/zmq4"
)

// counter is a connection that counts writes.
type counter struct {
	input
	writes int
}

func (c *counter) Write(p []byte) (int, error) {
	c.writes++
	return len(p), nil
}

func TestWhatIsQueuedGoesOutInOneWrite(t *testing.T) {
	sent := append(greeting("NULL"), ready("DEALER", "client")...)
	c := &counter{input: input{r: io.MultiReader(bytes.NewReader(sent))}}
	cfg := Config{}.withDefaults()
	p := must[*peer](t)(handshake(c, zmq4.Router, "", true, 1<<20, newAllowance(1<<20), &cfg))
	for _, messages := range []int{1, 50} {
		c.writes = 0
		p.mu.Lock()
		for range messages {
			p.enqueue(newItem(frames("delimiter", "", "header", "content")))
		}
		for p.writing {
			p.changed.Wait()
		}
		p.mu.Unlock()
		if c.writes != 1 {
			t.Errorf("%d messages took %d writes", messages, c.writes)
		}
	}
}

func TestEveryNewConnectionEvictsAnother(t *testing.T) {
	cfg := Config{}.withDefaults()
	e := &endpoint{conns: map[net.Conn]*peer{}}
	var parked []*peer
	for i := range 3 {
		p := newPeer(newGuard(&input{}, "NULL", 1, cfg.Stall, newAllowance(1)), nil, &cfg)
		if i < 2 {
			p.park()
			parked = append(parked, p)
		}
		e.conns[p.guard.Conn] = p
	}
	// Those that are dropped are there until their readers have ended.
	for i, p := range parked {
		if !e.evictParked() || !p.dropped {
			t.Errorf("connection %d was not evicted", i)
		}
	}
	if e.evictParked() {
		t.Error("a connection in use was evicted")
	}
}

func TestParkedConnectionIsClosedInTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := Config{}.withDefaults()
		p := newPeer(newGuard(&input{}, "NULL", 1, cfg.Stall, newAllowance(1)), nil, &cfg)
		dropped := func() bool {
			p.mu.Lock()
			defer p.mu.Unlock()
			return p.dropped
		}
		p.park()
		time.Sleep(parkedAge - time.Second)
		p.unpark() // the newer connection has ended
		time.Sleep(2 * parkedAge)
		if dropped() {
			t.Error("closed although it has its identity again")
		}
		p.park()
		time.Sleep(parkedAge - time.Second)
		if dropped() {
			t.Error("closed too early")
		}
		time.Sleep(2 * time.Second)
		if !dropped() {
			t.Error("still open")
		}
	})
}
