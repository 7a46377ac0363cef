package zmtp

import (
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

func TestBadHeartbeatEnvelopesAreSkipped(t *testing.T) {
	checkLeaks(t)
	e := must[*Echo](t)(ListenEcho("tcp", "127.0.0.1:0", Config{}))
	defer e.Close()
	d := dialDealer(t, e.Addr(), "")
	check(t, d.Send(frames("no delimiter")))
	check(t, d.Send(frames("none", "here", "either")))
	roundTrip(t, d, "", "", "")
	roundTrip(t, d, "", strings.Repeat("x", 1<<20))
	check(t, d.Send(frames("", strings.Repeat("x", maxEcho+1))))
	if _, err := d.Recv(testContext(t)); err != ErrClosed {
		t.Errorf("after a message over the limit: %v", err)
	}
	roundTrip(t, dialDealer(t, e.Addr(), ""), "", "ping")
}
