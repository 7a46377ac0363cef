package zmtp

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestEverythingPublishedArrivesThoughTheProcessExits(t *testing.T) {
	for i := range 10 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			addr := startChild(t, "publisher")
			s := must[*Sub](t)(DialSub("tcp", addr, []string{""}, Config{}))
			defer s.Close()
			must[[][]byte](t)(s.Recv(testContext(t)))
			expectNumbers(t, s.Recv, 0, childMessages-1)
		})
	}
}

func TestReplyArrivesThoughTheProcessExitsWithUnreadInput(t *testing.T) {
	for i := range 10 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			addr := startChild(t, "replier")
			d := must[*Dealer](t)(DialDealer("tcp", addr, "", Config{}))
			defer d.Close()
			for range 12 {
				// Only the first is waited for; the others may come too late.
				if d.Send([][]byte{make([]byte, 1<<20)}) != nil {
					break
				}
			}
			got, err := d.Recv(testContext(t))
			if err != nil || len(got[0]) != childReply {
				t.Fatalf("got %d frames, %v", len(got), err)
			}
		})
	}
}

func TestCloseIsQuickWhenEverythingHasBeenRead(t *testing.T) {
	checkLeaks(t)
	x := startXPub(t, Config{}, greet)
	s := dialSub(t, x.Addr(), "")
	check(t, x.Publish(frames("last")))
	must[[][]byte](t)(s.Recv(testContext(t)))
	start := time.Now()
	check(t, x.Close(patience))
	if d := time.Since(start); d > patience/2 {
		t.Errorf("Close took %v", d)
	}
}

func TestCloseDoesNotWaitForAnIdlePeerThatNeverCloses(t *testing.T) {
	checkLeaks(t)
	r := startRouter(t, Config{})
	c := rawConn(t, r.Addr())
	shake(t, c, "DEALER", "idle")
	eventually(t, "the peer is known", func() bool { return r.Send("idle", frames("unread")) == nil })
	start := time.Now()
	check(t, r.Close(patience))
	if d := time.Since(start); d > patience/2 {
		t.Errorf("Close took %v", d)
	}
}

func TestCloseGivesUpOnAPeerThatDoesNotRead(t *testing.T) {
	checkLeaks(t)
	r := startRouter(t, Config{})
	c := rawConn(t, r.Addr())
	shake(t, c, "DEALER", "stuck")
	eventually(t, "the peer is known", func() bool { return r.Send("stuck", [][]byte{make([]byte, 30<<20)}) == nil })
	const linger = 200 * time.Millisecond
	start := time.Now()
	check(t, r.Close(linger))
	if d := time.Since(start); d < linger || d > patience/2 {
		t.Errorf("Close took %v", d)
	}
}

func TestCloseEndsWhateverIsUnderWay(t *testing.T) {
	for name, test := range map[string]func(t *testing.T){
		"during Recv": func(t *testing.T) {
			r := must[*Router](t)(ListenRouter("tcp", "127.0.0.1:0", Config{}))
			got := make(chan error, 1)
			go func() {
				_, err := r.Recv()
				got <- err
			}()
			check(t, r.Close(patience))
			if err := <-got; err != ErrClosed {
				t.Errorf("Recv: %v", err)
			}
			if err := r.Send("x", frames("x")); err != ErrClosed {
				t.Errorf("Send: %v", err)
			}
		},
		"during a blocked Publish": func(t *testing.T) {
			x := startXPub(t, Config{MaxQueue: 1 << 20, Stall: 2 * patience}, nil)
			c := rawConn(t, x.Addr())
			shake(t, c, "SUB", "")
			c.Write([]byte("\x00\x01\x01"))
			got := make(chan error, 1)
			go func() {
				for {
					if err := x.Publish([][]byte{[]byte("\x01"), make([]byte, 1<<20)}); err != nil {
						got <- err
						return
					}
				}
			}()
			eventually(t, "the queue is full", func() bool { return queued(&x.endpoint) > 1<<20 })
			check(t, x.Close(10*time.Millisecond))
			if err := <-got; err != ErrClosed {
				t.Errorf("Publish: %v", err)
			}
		},
		"during a blocked Send of a client": func(t *testing.T) {
			r := must[*Router](t)(ListenRouter("tcp", "127.0.0.1:0", Config{})) // nobody calls Recv
			defer r.Close(0)
			d := must[*Dealer](t)(DialDealer("tcp", r.Addr().String(), "", Config{MaxQueue: 1 << 20, Stall: 2 * patience}))
			got := make(chan error, 1)
			go func() {
				for {
					if err := d.Send([][]byte{make([]byte, 1<<20)}); err != nil {
						got <- err
						return
					}
				}
			}()
			eventually(t, "the queue is full", func() bool {
				d.peer.mu.Lock()
				defer d.peer.mu.Unlock()
				return d.peer.queued > 1<<20
			})
			check(t, d.Close())
			if err := <-got; err != ErrClosed {
				t.Errorf("Send: %v", err)
			}
		},
		"while nobody reads the heartbeats back": func(t *testing.T) {
			e := must[*Echo](t)(ListenEcho("tcp", "127.0.0.1:0", Config{Stall: 2 * patience}))
			c := rawConn(t, e.Addr())
			shake(t, c, "REQ", "")
			request := append([]byte("\x01\x00\x02\x00\x00\x00\x00\x00\x10\x00\x00"), make([]byte, 1<<20)...)
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				for {
					if _, err := c.Write(request); err != nil {
						return
					}
				}
			}()
			eventually(t, "an answer is waiting", func() bool { return queued(&e.endpoint) > 0 })
			check(t, e.Close())
			<-ended
		},
		"with unread input": func(t *testing.T) {
			r := must[*Router](t)(ListenRouter("tcp", "127.0.0.1:0", Config{}))
			d := dialDealer(t, r.Addr(), "")
			for range 100 {
				check(t, d.Send(frames("x")))
			}
			check(t, r.Close(patience))
		},
		"of the client": func(t *testing.T) {
			r := startRouter(t, Config{})
			d := dialDealer(t, r.Addr(), "")
			got := make(chan error, 1)
			go func() {
				_, err := d.Recv(testContext(t))
				got <- err
			}()
			check(t, d.Close())
			if err := <-got; !errors.Is(err, ErrClosed) {
				t.Errorf("Recv: %v", err)
			}
			if err := d.Send(frames("x")); err != ErrClosed {
				t.Errorf("Send: %v", err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			checkLeaks(t)
			test(t)
		})
	}
}

// queued is what the peers' queues hold together.
func queued(e *endpoint) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	n := 0
	for _, p := range e.conns {
		if p != nil {
			p.mu.Lock()
			n += p.queued
			p.mu.Unlock()
		}
	}
	return n
}
