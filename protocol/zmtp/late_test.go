package zmtp

import (
	"fmt"
	"testing"
	"time"
)

func TestLateMessagesWaitForTheirPeer(t *testing.T) {
	checkLeaks(t)
	r := must[*Router](t)(ListenRouter("tcp", "127.0.0.1:0", Config{}))
	defer r.Close(0)
	for _, to := range []string{"client", "other", "client"} {
		check(t, r.SendLate(to, [][]byte{[]byte("for " + to)}))
	}
	d := dialDealer(t, r.Addr(), "client")
	ctx := testContext(t)
	for range 2 {
		if got := must[[][]byte](t)(d.Recv(ctx)); !equal(got, [][]byte{[]byte("for client")}) {
			t.Errorf("it got %q", got)
		}
	}
	// Later ones follow, and nothing comes twice.
	check(t, r.SendLate("client", [][]byte{[]byte("now")}))
	if got := must[[][]byte](t)(d.Recv(ctx)); !equal(got, [][]byte{[]byte("now")}) {
		t.Errorf("it got %q", got)
	}
}

func TestLateMessagesAreForgotten(t *testing.T) {
	checkLeaks(t)
	r := must[*Router](t)(ListenRouter("tcp", "127.0.0.1:0", Config{}))
	defer r.Close(0)
	for i := range maxLate + 3 {
		check(t, r.SendLate("client", [][]byte{fmt.Append(nil, i)}))
	}
	r.mu.Lock()
	if len(r.late) != maxLate {
		t.Errorf("%d messages wait", len(r.late))
	}
	for i := range maxLate - 1 { // all but the last have waited too long
		r.late[i].until = time.Now().Add(-time.Second)
	}
	r.mu.Unlock()
	d := dialDealer(t, r.Addr(), "client")
	if got, want := must[[][]byte](t)(d.Recv(testContext(t))), fmt.Append(nil, maxLate+2); !equal(got, [][]byte{want}) {
		t.Errorf("it got %q, want %q", got, want)
	}
}
