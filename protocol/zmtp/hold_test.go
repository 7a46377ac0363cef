package zmtp

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestSubscribersThatReadTooSlowlyAreWaitedForTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := Config{}.withDefaults()
		x := &XPub{}
		x.cfg, x.done = cfg, make(chan struct{})
		for range 5 {
			p := newPeer(newGuard(&input{}, "NULL", 1, cfg.Stall, newAllowance(1)), nil, &cfg)
			p.topics.add(nil)
			p.queued = cfg.MaxQueue + 1
			x.peers = append(x.peers, p)
		}
		begin := time.Now()
		check(t, x.Publish(frames("x")))
		if d := time.Since(begin); d != 3*cfg.Stall {
			t.Errorf("Publish waited %v", d)
		}
		for i, p := range x.peers {
			if !p.dropped {
				t.Errorf("subscriber %d was not dropped", i)
			}
		}
	})
}

func TestWaitEndsWithTheRoomAndIsAddedUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := Config{}.withDefaults()
		p := newPeer(newGuard(&input{}, "NULL", 1, cfg.Stall, newAllowance(1)), nil, &cfg)
		for range 3 {
			p.queued = cfg.MaxQueue + 1
			p.mu.Lock()
			p.holdUp()
			p.mu.Unlock()
			time.Sleep(cfg.Stall * 9 / 10)
			p.mu.Lock()
			p.written(1)
			p.mu.Unlock()
			time.Sleep(time.Hour) // nobody waits
		}
		if want := cfg.Stall * 27 / 10; p.waited != want || p.dropped {
			t.Errorf("waited %v, want %v; dropped: %v", p.waited, want, p.dropped)
		}
	})
}

func TestEachOfTwoThatWaitForRoomCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := Config{}.withDefaults()
		p := newPeer(newGuard(&input{}, "NULL", 1, cfg.Stall, newAllowance(1)), nil, &cfg)
		p.queued = cfg.MaxQueue + 1
		begin := time.Now()
		var waiting sync.WaitGroup
		for range 2 {
			waiting.Go(func() {
				p.mu.Lock()
				defer p.mu.Unlock()
				p.waitForRoom()
				p.queued = cfg.MaxQueue + 1 // no room for the other one
			})
		}
		time.Sleep(cfg.Stall)
		p.mu.Lock()
		p.written(1)
		p.mu.Unlock()
		waiting.Wait()
		if d := time.Since(begin); d != 3*cfg.Stall || !p.dropped {
			t.Errorf("they waited %v, want %v; dropped: %v", d, 3*cfg.Stall, p.dropped)
		}
	})
}

func TestEmptyFramesTakeFromTheAllowance(t *testing.T) {
	const n = 10_000
	sent := string(greeting("NULL")) + string(ready("DEALER", "")) + strings.Repeat("\x01\x00", n-1) + "\x00\x00"
	p, err := connect(io.MultiReader(bytes.NewReader([]byte(sent))), 1<<20)
	check(t, err)
	got := 0
	p.read(func(frames [][]byte, claim int64) {
		got += len(frames)
		if claim < n*frameCost-smallMessage {
			t.Errorf("%d frames claimed %d bytes", len(frames), claim)
		}
	})
	if got != n {
		t.Errorf("%d frames came", got)
	}
}

func TestHeartbeatsThatNobodyReadsBackAreNotCollected(t *testing.T) {
	checkLeaks(t)
	e := must[*Echo](t)(ListenEcho("tcp", "127.0.0.1:0", Config{Stall: time.Second}))
	defer e.Close()
	c := rawConn(t, e.Addr())
	shake(t, c, "REQ", "")
	request := append([]byte("\x01\x00\x02\x00\x00\x00\x00\x00\x10\x00\x00"), make([]byte, 1<<20)...)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for range 100 {
			if _, err := c.Write(request); err != nil {
				return // it was dropped, which is as well
			}
		}
	}()
	for {
		if n := queued(&e.endpoint); n > 2<<20 {
			t.Fatalf("%d bytes are queued", n)
		}
		select {
		case <-ended:
			return
		case <-time.After(time.Millisecond):
		}
	}
}
