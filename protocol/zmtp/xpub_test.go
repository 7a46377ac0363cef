package zmtp

import (
	"context"
	"fmt"
	"net"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestWelcomeComesFirstAndEverythingAfterItArrives(t *testing.T) {
	checkLeaks(t)
	x := startXPub(t, Config{}, greet)
	stop := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				x.Publish(frames("n", strconv.Itoa(i)))
			}
		}
	}()
	inParallel(5, func(int) {
		s := dialSub(t, x.Addr(), "") // fails unless the welcome is first
		ctx := testContext(t)
		m, err := s.Recv(ctx)
		if err != nil {
			t.Error(err)
			return
		}
		first, _ := strconv.Atoi(string(m[1]))
		for i := first + 1; i < first+1000; i++ {
			m, err := s.Recv(ctx)
			if err != nil || string(m[1]) != strconv.Itoa(i) {
				t.Errorf("got %q (%v), want message %d", m, err, i)
				return
			}
		}
	})
	close(stop)
	<-ended
}

func TestWelcomeGoesToTheNewSubscriberAlone(t *testing.T) {
	checkLeaks(t)
	x := startXPub(t, Config{}, greet)
	first := dialSub(t, x.Addr(), "")
	dialSub(t, x.Addr(), "")
	check(t, x.Publish(frames("published")))
	if got := must[[][]byte](t)(first.Recv(testContext(t))); string(got[0]) != "published" {
		t.Errorf("the first subscriber got %q", got)
	}
	// A repeated subscription is greeted again.
	check(t, first.Subscribe(""))
	if got := must[[][]byte](t)(first.Recv(testContext(t))); string(got[0]) != "welcome " {
		t.Errorf("after subscribing again: %q", got)
	}
}

func TestTopicsArePrefixesAndCanBeCancelled(t *testing.T) {
	checkLeaks(t)
	x := startXPub(t, Config{}, greet)
	s := dialSub(t, x.Addr(), "kernel.a", "status")
	ctx := testContext(t)
	check(t, x.PublishAll(frames("kernel.b"), frames("kernel.abc"), frames("stat"), frames(""), frames("status", "")))
	for _, want := range []string{"kernel.abc", "status"} {
		if got := must[[][]byte](t)(s.Recv(ctx)); string(got[0]) != want {
			t.Errorf("got %q, want %s", got, want)
		}
	}
	check(t, s.Subscribe("status"))
	must[[][]byte](t)(s.Recv(ctx)) // its welcome
	check(t, s.Unsubscribe("kernel.a"))
	check(t, s.Unsubscribe("status")) // one of two
	check(t, s.Unsubscribe("never subscribed"))
	check(t, s.Subscribe("end"))
	must[[][]byte](t)(s.Recv(ctx)) // its welcome: the others are in force
	check(t, x.PublishAll(frames("kernel.abc"), frames("status"), frames("end")))
	for _, want := range []string{"status", "end"} {
		if got := must[[][]byte](t)(s.Recv(ctx)); string(got[0]) != want {
			t.Errorf("got %q, want %s", got, want)
		}
	}
}

func TestAllSubscribersSeeOneOrder(t *testing.T) {
	checkLeaks(t)
	x := startXPub(t, Config{}, greet)
	subs := []*Sub{dialSub(t, x.Addr(), ""), dialSub(t, x.Addr(), "")}
	const publishers, pairs = 8, 100
	go inParallel(publishers, func(p int) {
		for i := range pairs {
			name := fmt.Sprint(p, "/", i)
			x.PublishAll(frames(name, "head"), frames(name, "tail"))
		}
	})
	var seen [2][]string
	inParallel(2, func(n int) {
		ctx := testContext(t)
		for range publishers * pairs * 2 {
			m, err := subs[n].Recv(ctx)
			if err != nil || len(m) != 2 {
				t.Errorf("got %q, %v", m, err)
				return
			}
			seen[n] = append(seen[n], string(m[0])+string(m[1]))
		}
	})
	for i, name := range seen[0] {
		if seen[1][i] != name {
			t.Fatalf("message %d is %s for one and %s for the other", i, name, seen[1][i])
		}
		if i%2 == 1 && strings.TrimSuffix(name, "tail") != strings.TrimSuffix(seen[0][i-1], "head") {
			t.Fatalf("%s came between the two messages of one call", name)
		}
	}
}

// stuckSub is a subscriber that never reads.
func stuckSub(t *testing.T, addr net.Addr) net.Conn {
	c := rawConn(t, addr)
	c.(*net.TCPConn).SetReadBuffer(64 << 10)
	shake(t, c, "SUB", "")
	c.Write([]byte("\x00\x01\x01"))
	return c
}

func TestSubscriberThatNeverReadsIsDroppedAndOthersGetEverything(t *testing.T) {
	checkLeaks(t)
	const n, queue, margin = 40, 1 << 20, 16 << 20
	before := heap()
	reasons := make(chan string, 10)
	logf := func(format string, args ...any) { reasons <- fmt.Sprintf(format, args...) }
	x := startXPub(t, Config{MaxQueue: queue, Stall: 5 * time.Second, Logf: logf}, greet)
	stuck := stuckSub(t, x.Addr())
	good := dialSub(t, x.Addr(), "")
	eventually(t, "both have subscribed", func() bool { return subscribed(x) == 2 })
	go func() {
		for i := range n {
			x.Publish([][]byte{make([]byte, 1<<20), []byte(strconv.Itoa(i))})
		}
	}()
	third := dialSub(t, x.Addr(), "later") // joins while publishing is held up
	for i := range n {
		expectNumbers(t, good.Recv, i, i)
		if grown := heap() - before; grown > queue+margin {
			t.Fatalf("the heap has grown by %d bytes at message %d", grown, i)
		}
	}
	if reason := <-reasons; !strings.Contains(reason, "does not read") {
		t.Errorf("logged %q", reason)
	}
	check(t, x.Publish(frames("later")))
	must[[][]byte](t)(third.Recv(testContext(t)))
	check(t, x.Close(patience)) // though the stuck one is still there
	stuck.Close()
}

// heap is how many bytes are in use.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestSubscriberThatReadsSlowlyForeverIsDropped(t *testing.T) {
	checkLeaks(t)
	x := startXPub(t, Config{MaxQueue: 1 << 20, Stall: 300 * time.Millisecond}, greet)
	drip := stuckSub(t, x.Addr())
	eventually(t, "it has subscribed", func() bool { return subscribed(x) == 1 })
	stop := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		// Enough to finish each chunk in time, and far too slow.
		defer close(ended)
		b := make([]byte, 256<<10)
		for tick := time.NewTicker(60 * time.Millisecond); ; {
			select {
			case <-tick.C:
				drip.Read(b)
			case <-stop:
				tick.Stop()
				return
			}
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for ctx.Err() == nil && subscribed(x) > 0 {
		x.Publish([][]byte{make([]byte, 1<<20)})
	}
	if ctx.Err() != nil {
		t.Error("it still holds up publishing")
	}
	close(stop)
	<-ended
}

func TestProducerIsHeldBackAtTheQueueLimit(t *testing.T) {
	checkLeaks(t)
	x := startXPub(t, Config{MaxQueue: 1 << 20, Stall: 2 * patience}, greet)
	c := stuckSub(t, x.Addr())
	eventually(t, "it has subscribed", func() bool { return subscribed(x) == 1 })
	published := make(chan int, 1000)
	go func() {
		for i := 0; x.Publish([][]byte{[]byte("\x01"), make([]byte, 100<<10)}) == nil; i++ {
			select {
			case published <- i:
			default:
			}
		}
	}()
	eventually(t, "the queue is full", func() bool { return queued(&x.endpoint) > 1<<20 })
	if n := queued(&x.endpoint); n > 1<<20+300<<10 {
		t.Errorf("%d bytes are queued", n)
	}
	_ = c
}

func subscribed(x *XPub) int {
	x.mu.Lock()
	defer x.mu.Unlock()
	n := 0
	for _, p := range x.peers {
		p.mu.Lock()
		if len(p.topics) > 0 {
			n++
		}
		p.mu.Unlock()
	}
	return n
}

func TestBurstLosesNothing(t *testing.T) {
	checkLeaks(t)
	x := startXPub(t, Config{MaxQueue: 1 << 20}, greet)
	s := dialSub(t, x.Addr(), "")
	const n = 50000
	go func() {
		body := make([]byte, 1024)
		for i := range n {
			x.Publish([][]byte{body, []byte(strconv.Itoa(i))})
		}
	}()
	expectNumbers(t, s.Recv, 0, n-1)
}

func TestSubscribersComeAndGoWhilePublishing(t *testing.T) {
	checkLeaks(t)
	x := startXPub(t, Config{}, greet)
	r := startRouter(t, Config{})
	stop := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for tick := time.NewTicker(100 * time.Microsecond); ; {
			select {
			case <-tick.C:
				x.Publish(frames("tick"))
			case <-stop:
				tick.Stop()
				return
			}
		}
	}()
	inParallel(3, func(int) {
		for range 150 {
			s, err := DialSub("tcp", x.Addr().String(), []string{""}, Config{})
			if err != nil {
				t.Error(err)
				return
			}
			d, err := DialDealer("tcp", r.Addr().String(), "", Config{})
			if err != nil {
				t.Error(err)
				return
			}
			s.Close()
			d.Close()
		}
	})
	dialSub(t, x.Addr(), "")
	roundTrip(t, dialDealer(t, r.Addr(), ""), "hello")
	close(stop)
	<-ended
}

func TestTooManySubscriptionsDropThePeer(t *testing.T) {
	checkLeaks(t)
	x := startXPub(t, Config{}, nil)
	s := must[*Sub](t)(DialSub("tcp", x.Addr().String(), nil, Config{}))
	defer s.Close()
	for i := 0; i <= maxTopics; i++ {
		if s.Subscribe(strconv.Itoa(i)) != nil {
			break
		}
	}
	if _, err := s.Recv(testContext(t)); err != ErrClosed {
		t.Errorf("Recv: %v", err)
	}
}
