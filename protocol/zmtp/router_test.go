package zmtp

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestMessagesOfAllSizesComeBackUnchanged(t *testing.T) {
	checkLeaks(t)
	r := startRouter(t, Config{})
	d := dialDealer(t, r.Addr(), "client")
	ctx := testContext(t)
	for _, sizes := range [][]int{{0}, {1}, {255, 0, 256}, {0, 0, 0}, {65535, 65536}, {1 << 20, 5}, {20 << 20}} {
		var m [][]byte
		for i, n := range sizes {
			m = append(m, bytes.Repeat([]byte{byte('a' + i)}, n))
		}
		check(t, d.Send(m))
		if got := must[[][]byte](t)(d.Recv(ctx)); !equal(got, m) {
			t.Errorf("frames of %v bytes came back changed", sizes)
		}
	}
}

func TestHundredMegabytesGoBothWays(t *testing.T) {
	if testing.Short() {
		t.Skip("takes 400 MB of memory")
	}
	checkLeaks(t)
	r := startRouter(t, Config{})
	d := dialDealer(t, r.Addr(), "client")
	m := [][]byte{bytes.Repeat([]byte("0123456789"), 10<<20)}
	check(t, d.Send(m))
	if got := must[[][]byte](t)(d.Recv(testContext(t))); !equal(got, m) {
		t.Error("the message came back changed")
	}
}

func TestEachClientGetsItsOwnRepliesInOrder(t *testing.T) {
	checkLeaks(t)
	r := startRouter(t, Config{})
	inParallel(4, func(i int) {
		// No identity: the router makes up one for each.
		d := dialDealer(t, r.Addr(), "")
		for j := range 300 {
			roundTrip(t, d, strconv.Itoa(i), strconv.Itoa(j))
		}
	})
}

func TestRepliesFromManyGoroutinesAreNotInterleaved(t *testing.T) {
	checkLeaks(t)
	r := must[*Router](t)(ListenRouter("tcp", "127.0.0.1:0", Config{}))
	defer r.Close(0)
	var clients []*Dealer
	for i := range 4 {
		d := dialDealer(t, r.Addr(), strconv.Itoa(i))
		check(t, d.Send(frames("hello")))
		must[Message](t)(r.Recv())
		clients = append(clients, d)
	}
	const senders, rounds = 8, 100
	go inParallel(senders, func(s int) {
		for j := range rounds {
			for c := range clients {
				r.Send(strconv.Itoa(c), frames(strconv.Itoa(s), strings.Repeat("x", 700), strconv.Itoa(j)))
			}
		}
	})
	inParallel(len(clients), func(c int) {
		var next [senders]int
		for range senders * rounds {
			m, err := clients[c].Recv(testContext(t))
			if err != nil || len(m) != 3 {
				t.Errorf("got %q, %v", m, err)
				return
			}
			s, _ := strconv.Atoi(string(m[0]))
			if string(m[2]) != strconv.Itoa(next[s]) {
				t.Errorf("sender %d: got message %s, want %d", s, m[2], next[s])
				return
			}
			next[s]++
		}
	})
}

func TestIdentityCanBeUsedAgainAfterEachDisconnect(t *testing.T) {
	checkLeaks(t)
	r := startRouter(t, Config{})
	for range 30 {
		d := must[*Dealer](t)(DialDealer("tcp", r.Addr().String(), "same", Config{}))
		roundTrip(t, d, "hello")
		d.Close()
	}
}

func TestNewestOwnerOfAnIdentityGetsTheReplies(t *testing.T) {
	checkLeaks(t)
	r := must[*Router](t)(ListenRouter("tcp", "127.0.0.1:0", Config{}))
	defer r.Close(0)
	ctx := testContext(t)
	older := dialDealer(t, r.Addr(), "same")
	check(t, older.Send(frames("request of the older")))
	request := must[Message](t)(r.Recv())
	newer := dialDealer(t, r.Addr(), "same")
	check(t, newer.Send(frames("hello")))
	must[Message](t)(r.Recv())

	check(t, r.Send(request.Identity, frames("reply")))
	if got := must[[][]byte](t)(newer.Recv(ctx)); !equal(got, frames("reply")) {
		t.Errorf("the newer got %q", got)
	}
	// What the older sends is ignored; it stays connected and hears nothing.
	check(t, older.Send(frames("again")))
	check(t, newer.Send(frames("last")))
	if m := must[Message](t)(r.Recv()); string(m.Frames[0]) != "last" {
		t.Errorf("got %q of the older", m.Frames)
	}
	soon, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	if got, err := older.Recv(soon); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the older got %q, %v", got, err)
	}
}

func TestSendToAnUnknownIdentityFails(t *testing.T) {
	r := startRouter(t, Config{})
	if err := r.Send("nobody", frames("x")); err == nil {
		t.Error("no error")
	}
	if err := r.Send("nobody", nil); err == nil {
		t.Error("no error without frames")
	}
}

func TestClientThatNeverReadsDoesNotDelayOthers(t *testing.T) {
	checkLeaks(t)
	r := startRouter(t, Config{MaxQueue: 8 << 20, Stall: 2 * patience})
	slowConn := rawConn(t, r.Addr())
	shake(t, slowConn, "DEALER", "slow")
	other := dialDealer(t, r.Addr(), "other")
	reply := [][]byte{make([]byte, 1<<20)}
	dropped := false
	for range 40 {
		dropped = r.Send("slow", reply) != nil || dropped
		roundTrip(t, other, "x")
	}
	if !dropped {
		t.Error("the client that does not read was not dropped")
	}
}

func TestOlderConnectionHasTheIdentityAgainWhenTheNewerEnds(t *testing.T) {
	checkLeaks(t)
	r := startRouter(t, Config{})
	older := dialDealer(t, r.Addr(), "same")
	roundTrip(t, older, "hello")
	newer := dialDealer(t, r.Addr(), "same")
	roundTrip(t, newer, "hello")
	newer.Close()
	eventually(t, "one connection is left", func() bool { return connections(&r.endpoint) == 1 })
	roundTrip(t, older, "hello again")
}

func connections(e *endpoint) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.conns)
}
