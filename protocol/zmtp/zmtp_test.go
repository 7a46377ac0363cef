package zmtp

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// patience bounds every wait in these tests. It is long: the machine may be slow,
// and stand still now and then.
const patience = 2 * time.Minute

func TestMain(m *testing.M) {
	if child := os.Getenv("ZMTP_TEST_CHILD"); child != "" {
		runChild(child)
		return
	}
	// The first use of the network opens descriptors that stay.
	if ln, err := net.Listen("tcp", "127.0.0.1:0"); err == nil {
		ln.Close()
	}
	os.Exit(m.Run())
}

// checkLeaks fails the test if goroutines or file descriptors are left when it
// and its later cleanups are done.
func checkLeaks(t testing.TB) {
	t.Helper()
	runtime.GC()
	before := openFiles()
	t.Cleanup(func() {
		for end := time.Now().Add(patience); goleak.Find() != nil && time.Now().Before(end); {
		}
		goleak.VerifyNone(t)
		for end := time.Now().Add(patience); openFiles() > before; runtime.Gosched() {
			if time.Now().After(end) {
				t.Errorf("%d file descriptors are open, %d were before the test", openFiles(), before)
				return
			}
		}
	})
}

func openFiles() int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(entries)
}

func testContext(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// eventually waits until the condition holds.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !holds(); <-time.After(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("in vain: %s", what)
		}
	}
}

// startRouter binds a Router that returns every message to its sender.
func startRouter(t testing.TB, cfg Config) *Router {
	t.Helper()
	r := must[*Router](t)(ListenRouter("tcp", "127.0.0.1:0", cfg))
	go func() {
		for {
			m, err := r.Recv()
			if err != nil {
				return
			}
			r.Send(m.Identity, m.Frames)
		}
	}()
	t.Cleanup(func() { r.Close(0) })
	return r
}

func startXPub(t testing.TB, cfg Config, welcome func(string) [][]byte) *XPub {
	t.Helper()
	x := must[*XPub](t)(ListenXPub("tcp", "127.0.0.1:0", cfg, welcome))
	t.Cleanup(func() { x.Close(0) })
	return x
}

func dialDealer(t testing.TB, addr net.Addr, identity string) *Dealer {
	t.Helper()
	d := must[*Dealer](t)(DialDealer("tcp", addr.String(), identity, Config{}))
	t.Cleanup(func() { d.Close() })
	return d
}

// dialSub subscribes to topics at a socket whose welcome is greet, and waits
// for each welcome, so that the subscription is known to be in force.
func dialSub(t testing.TB, addr net.Addr, topics ...string) *Sub {
	t.Helper()
	s := must[*Sub](t)(DialSub("tcp", addr.String(), topics, Config{}))
	t.Cleanup(func() { s.Close() })
	ctx := testContext(t)
	for _, topic := range topics {
		got := must[[][]byte](t)(s.Recv(ctx))
		if string(got[0]) != "welcome "+topic {
			t.Fatalf("first message is %q, want the welcome to %q", got, topic)
		}
	}
	return s
}

func greet(topic string) [][]byte { return frames("welcome " + topic) }

func frames(parts ...string) [][]byte {
	out := make([][]byte, len(parts))
	for i, p := range parts {
		out[i] = []byte(p)
	}
	return out
}

func equal(a, b [][]byte) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !bytes.Equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

// roundTrip sends a message and expects it back.
func roundTrip(t testing.TB, d *Dealer, parts ...string) {
	t.Helper()
	check(t, d.Send(frames(parts...)))
	got, err := d.Recv(testContext(t))
	if err != nil || !equal(got, frames(parts...)) {
		t.Fatalf("got %q (%v), want %q", got, err, parts)
	}
}

// expectNumbers receives messages whose last frame counts from first to last.
func expectNumbers(t testing.TB, recv func(context.Context) ([][]byte, error), first, last int) {
	t.Helper()
	ctx := testContext(t)
	for i := first; i <= last; i++ {
		m, err := recv(ctx)
		if err != nil {
			t.Fatalf("message %d: %v", i, err)
		}
		if got := string(m[len(m)-1]); got != strconv.Itoa(i) {
			t.Fatalf("got message %s, want %d", got, i)
		}
	}
}

// rawConn is a connection that keeps to no protocol.
func rawConn(t testing.TB, addr net.Addr) net.Conn {
	t.Helper()
	network := addr.Network()
	c := must[net.Conn](t)(net.Dial(network, addr.String()))
	c.SetDeadline(time.Now().Add(patience))
	t.Cleanup(func() { c.Close() })
	return c
}

// shake does the handshake of a raw client by hand.
func shake(t testing.TB, c net.Conn, socketType, identity string) {
	t.Helper()
	c.Write(greeting("NULL"))
	c.Write(ready(socketType, identity))
	b := make([]byte, greetingSize+2)
	if _, err := readFull(c, b); err != nil {
		t.Fatalf("greeting: %v", err)
	}
	if _, err := readFull(c, make([]byte, b[greetingSize+1])); err != nil {
		t.Fatalf("READY: %v", err)
	}
}

func readFull(c net.Conn, b []byte) (int, error) {
	n := 0
	for n < len(b) {
		k, err := c.Read(b[n:])
		n += k
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

func greeting(mechanism string) []byte {
	b := make([]byte, greetingSize)
	b[0], b[9], b[10] = 0xff, 0x7f, 3
	copy(b[12:], mechanism)
	return b
}

func ready(socketType, identity string) []byte {
	return command("READY", property("Socket-Type", socketType)+property("Identity", identity))
}

func property(name, value string) string {
	return fmt.Sprintf("%c%s\x00\x00\x00%c%s", len(name), name, len(value), value)
}

// command is a short command frame.
func command(name, body string) []byte {
	b := string(rune(len(name))) + name + body
	return append([]byte{flagCommand, byte(len(b))}, b...)
}

// expectClosed fails unless the other end closes the connection.
func expectClosed(t testing.TB, c net.Conn) {
	t.Helper()
	b := make([]byte, 4096)
	for {
		if _, err := c.Read(b); err != nil {
			if e, ok := err.(net.Error); ok && e.Timeout() {
				t.Fatal("the connection is still open")
			}
			return
		}
	}
}

// inParallel runs f(0) to f(n-1) and waits for all.
func inParallel(n int, f func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { f(i) })
	}
	wg.Wait()
}
