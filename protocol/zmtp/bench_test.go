package zmtp

import (
	"fmt"
	"testing"
)

// BenchmarkRoundTrip is a request and its reply, of 1 KB and of 100 MB.
func BenchmarkRoundTrip(b *testing.B) {
	for _, size := range []int{1 << 10, 100 << 20} {
		b.Run(fmt.Sprintf("NULL/%d", size), func(b *testing.B) {
			r := startRouter(b, Config{})
			benchmarkRoundTrip(b, dialDealer(b, r.Addr(), "client"), size)
		})
		b.Run(fmt.Sprintf("CURVE/%d", size), func(b *testing.B) {
			r := startRouter(b, serving())
			benchmarkRoundTrip(b, dialSealed(b, r.Addr()), size)
		})
	}
}

func benchmarkRoundTrip(b *testing.B, d *Dealer, size int) {
	ctx := b.Context()
	m := [][]byte{make([]byte, size)}
	b.ReportAllocs()
	b.SetBytes(int64(2 * size))
	for b.Loop() {
		check(b, d.Send(m))
		if _, err := d.Recv(ctx); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCurveHandshake is a connection that is made and closed.
func BenchmarkCurveHandshake(b *testing.B) {
	r := startRouter(b, serving())
	for b.Loop() {
		must[*Dealer](b)(DialDealer("tcp", r.Addr().String(), "", knowing(serverKeys.Public))).Close()
	}
}

// BenchmarkPublish is one 1 KB message to one subscriber, who reads it.
func BenchmarkPublish(b *testing.B) {
	x := startXPub(b, Config{}, greet)
	s := dialSub(b, x.Addr(), "")
	m := [][]byte{make([]byte, 1024)}
	ended := make(chan struct{})
	b.ReportAllocs()
	b.SetBytes(1024)
	go func() {
		defer close(ended)
		for m := range messages(b, s) {
			if len(m) == 2 {
				return
			}
		}
	}()
	for b.Loop() {
		check(b, x.Publish(m))
	}
	check(b, x.Publish(frames("", "end")))
	<-ended
}

func messages(b *testing.B, s *Sub) func(yield func([][]byte) bool) {
	return func(yield func([][]byte) bool) {
		for {
			m, err := s.Recv(b.Context())
			if err != nil || !yield(m) {
				return
			}
		}
	}
}

// BenchmarkListen is the cost of binding and closing, which a kernel pays five
// times at its start.
func BenchmarkListen(b *testing.B) {
	for b.Loop() {
		r, err := ListenRouter("tcp", "127.0.0.1:0", Config{})
		if err != nil {
			b.Fatal(err)
		}
		r.Close(0)
	}
}
