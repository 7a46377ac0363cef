//go:build !race

package zmtp

import (
	"bufio"
	"io"
	"math"
	"net"
	"slices"
	"testing"
	"time"
)

// TestSpeedComparedWithTCP is an alarm for what makes the sockets slow. What
// they take is divided by what plain TCP takes for the same bytes in the same
// run, the best of several turns of each, so that neither a slow nor a busy
// machine matters. The stored ratios are those of two quiet cores; three times
// as much fails.
func TestSpeedComparedWithTCP(t *testing.T) {
	const alarm, turns = 3, 20
	for _, c := range []struct {
		name      string
		stored    float64
		ours, tcp func(t *testing.T) time.Duration
	}{
		{"round trip of 1 KB", 1.7, roundTrips(1<<10, 300), tcpRoundTrips(1<<10, 300)},
		{"round trip of 10 MB", 2.7, roundTrips(10<<20, 3), tcpRoundTrips(10<<20, 3)},
		{"10,000 published messages of 1 KB", 6.0, published(1<<10, 10_000), tcpStream(1<<10, 10_000)},
	} {
		t.Run(c.name, func(t *testing.T) {
			ours, tcp := time.Duration(math.MaxInt64), time.Duration(math.MaxInt64)
			ratio := math.Inf(1)
			for turn := 0; turn < 3 || turn < turns && ratio > alarm*c.stored; turn++ {
				ours, tcp = min(ours, c.ours(t)), min(tcp, c.tcp(t))
				ratio = float64(ours) / float64(tcp)
			}
			t.Logf("%v, with TCP %v: ratio %.1f, stored %.1f", ours, tcp, ratio, c.stored)
			if ratio > alarm*c.stored {
				t.Errorf("%v, with TCP %v: %.1f times as long; it should be %.1f", ours, tcp, ratio, c.stored)
			}
		})
	}
}

// median is the time that f takes half the time.
func median(n int, f func()) time.Duration {
	took := make([]time.Duration, n)
	for i := range took {
		begin := time.Now()
		f()
		took[i] = time.Since(begin)
	}
	slices.Sort(took)
	return took[n/2]
}

func roundTrips(size, n int) func(t *testing.T) time.Duration {
	return func(t *testing.T) time.Duration {
		r := must[*Router](t)(ListenRouter("tcp", "127.0.0.1:0", Config{}))
		defer r.Close(0)
		go func() { // ends when the socket closes
			for m, err := r.Recv(); err == nil; m, err = r.Recv() {
				r.Send(m.Identity, m.Frames)
			}
		}()
		d := must[*Dealer](t)(DialDealer("tcp", r.Addr().String(), "", Config{}))
		defer d.Close()
		m := [][]byte{make([]byte, size)}
		ctx := testContext(t)
		return median(n, func() {
			check(t, d.Send(m))
			must[[][]byte](t)(d.Recv(ctx))
		})
	}
}

func tcpRoundTrips(size, n int) func(t *testing.T) time.Duration {
	return func(t *testing.T) time.Duration {
		near, far := tcpPair(t)
		defer near.Close()
		go func() { // ends when the near end closes
			defer far.Close()
			b := make([]byte, size)
			for {
				if _, err := io.ReadFull(far, b); err != nil {
					return
				}
				far.Write(b)
			}
		}()
		b := make([]byte, size)
		return median(n, func() {
			near.Write(b)
			must[int](t)(io.ReadFull(near, b))
		})
	}
}

func published(size, n int) func(t *testing.T) time.Duration {
	return func(t *testing.T) time.Duration {
		x := must[*XPub](t)(ListenXPub("tcp", "127.0.0.1:0", Config{}, greet))
		defer x.Close(0)
		s := must[*Sub](t)(DialSub("tcp", x.Addr().String(), []string{""}, Config{}))
		defer s.Close()
		ctx := testContext(t)
		must[[][]byte](t)(s.Recv(ctx)) // the welcome
		m := [][]byte{make([]byte, size)}
		return median(1, func() {
			go func() {
				for range n {
					x.Publish(m)
				}
			}()
			for range n {
				must[[][]byte](t)(s.Recv(ctx))
			}
		})
	}
}

func tcpStream(size, n int) func(t *testing.T) time.Duration {
	return func(t *testing.T) time.Duration {
		near, far := tcpPair(t)
		defer near.Close()
		defer far.Close()
		b := make([]byte, size)
		return median(1, func() {
			go func() {
				w := bufio.NewWriterSize(far, writeBuffer)
				for range n {
					w.Write(b)
				}
				w.Flush()
			}()
			must[int64](t)(io.CopyN(io.Discard, near, int64(size*n)))
		})
	}
}

// tcpPair is the two ends of a connection.
func tcpPair(t *testing.T) (near, far net.Conn) {
	t.Helper()
	l := must[net.Listener](t)(net.Listen("tcp", "127.0.0.1:0"))
	defer l.Close()
	near = must[net.Conn](t)(net.Dial("tcp", l.Addr().String()))
	return near, must[net.Conn](t)(l.Accept())
}
