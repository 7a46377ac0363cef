package zmtp

import (
	"fmt"
	"strings"
	"testing"
)

func TestHeartbeatsAreEchoed(t *testing.T) {
	checkLeaks(t)
	e := must[*Echo](t)(ListenEcho("tcp", "127.0.0.1:0", Config{}))
	defer e.Close()
	inParallel(2, func(int) {
		d := dialDealer(t, e.Addr(), "")
		for range 100 {
			roundTrip(t, d, "", "ping")
		}
		roundTrip(t, d, "id", "", "ping")
	})
}

func TestHeartbeatOverTheLimitClosesTheConnection(t *testing.T) {
	checkLeaks(t)
	e := must[*Echo](t)(ListenEcho("tcp", "127.0.0.1:0", Config{}))
	defer e.Close()
	d := dialDealer(t, e.Addr(), "")
	check(t, d.Send(frames("", strings.Repeat("x", maxEcho+1))))
	if _, err := d.Recv(testContext(t)); err != ErrClosed {
		t.Errorf("after a message over the limit: %v", err)
	}
	roundTrip(t, dialDealer(t, e.Addr(), ""), "", "ping")
}

func TestBadHeartbeatEnvelopesAreSkipped(t *testing.T) {
	checkLeaks(t)
	e := must[*Echo](t)(ListenEcho("tcp", "127.0.0.1:0", Config{}))
	defer e.Close()
	good, bad := dialDealer(t, e.Addr(), ""), dialDealer(t, e.Addr(), "")
	for i, m := range [][][]byte{
		frames("no delimiter"), frames("none", "here"), {make([]byte, 1<<20)},
		frames(""), frames("", "", ""), {nil, make([]byte, 1<<20)},
	} {
		check(t, bad.Send(m))
		if i >= 3 { // it has an empty frame
			if got := must[[][]byte](t)(bad.Recv(testContext(t))); !equal(got, m) {
				t.Fatalf("message %d came back changed", i)
			}
		}
		for _, d := range []*Dealer{good, bad} {
			roundTrip(t, d, "", fmt.Sprint("ping ", i))
		}
	}
}
