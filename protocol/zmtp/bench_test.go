package zmtp

import (
	"testing"
)

// BenchmarkRoundTrip is a 1 KB request and its reply.
func BenchmarkRoundTrip(b *testing.B) {
	r := startRouter(b, Config{})
	d := dialDealer(b, r.Addr(), "client")
	ctx := b.Context()
	m := [][]byte{make([]byte, 1024)}
	b.ReportAllocs()
	for b.Loop() {
		check(b, d.Send(m))
		if _, err := d.Recv(ctx); err != nil {
			b.Fatal(err)
		}
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
