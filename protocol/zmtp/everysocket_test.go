package zmtp

import (
	"math/rand/v2"
	"net"
	"testing"
	"time"

	"starkernel/protocol/curve"
)

// target is a listening socket, with what it takes to test that something holds
// for every kind of socket.
type target struct {
	*endpoint
	name      string
	mechanism string
	// connect gives a raw connection after the handshake, with the identity
	// "same", and what wraps bytes as its messages are.
	connect func(t *testing.T) (net.Conn, func([]byte) []byte)
	// works fails the test unless a new client, of the identity "same", is served.
	works func(t *testing.T)
	// peers is how many peers it knows, parked ones included.
	peers func() int
	close func() error
}

// targets binds one socket of each kind.
func targets(t *testing.T) []target {
	t.Helper()
	r, x, encrypted := startRouter(t, Config{}), startXPub(t, Config{}, greet), startRouter(t, serving())
	e := must[*Echo](t)(ListenEcho("tcp", "127.0.0.1:0", Config{}))
	t.Cleanup(func() { e.Close() })
	plain := func(addr net.Addr, socketType string) func(t *testing.T) (net.Conn, func([]byte) []byte) {
		return func(t *testing.T) (net.Conn, func([]byte) []byte) {
			c := rawConn(t, addr)
			shake(t, c, socketType, "same")
			return c, func(b []byte) []byte { return b }
		}
	}
	return []target{
		{
			&r.endpoint, "router", "NULL", plain(r.Addr(), "DEALER"),
			func(t *testing.T) { exchange(t, r.Addr(), Config{}, "hello") },
			func() int { return len(r.peers) },
			func() error { return r.Close(patience) },
		},
		{
			&x.endpoint, "xpub", "NULL", plain(x.Addr(), "SUB"),
			func(t *testing.T) { dialSub(t, x.Addr(), "").Close() },
			func() int { return len(x.peers) },
			func() error { return x.Close(patience) },
		},
		{
			&e.endpoint, "echo", "NULL", plain(e.Addr(), "REQ"),
			func(t *testing.T) { exchange(t, e.Addr(), Config{}, "", "hello") },
			func() int { return 0 },
			e.Close,
		},
		{
			&encrypted.endpoint, "encrypted router", "CURVE",
			func(t *testing.T) (net.Conn, func([]byte) []byte) {
				c, s := sealedConn(t, encrypted.Addr())
				return c, func(b []byte) []byte {
					var out []byte
					for len(b) > 1 {
						n := min(len(b), 100)
						out = append(out, s.message(b[0]&(curve.More|curve.Command), string(b[1:n]))...)
						b = b[n:]
					}
					return out
				}
			},
			func(t *testing.T) { exchange(t, encrypted.Addr(), knowing(serverKeys.Public), "hello") },
			func() int { return len(encrypted.peers) },
			func() error { return encrypted.Close(patience) },
		},
	}
}

// exchange is a round trip of a new client. What it gets before are replies to the
// former owner of its identity.
func exchange(t *testing.T, addr net.Addr, cfg Config, parts ...string) {
	t.Helper()
	d := must[*Dealer](t)(DialDealer("tcp", addr.String(), "same", cfg))
	defer d.Close()
	check(t, d.Send(frames(parts...)))
	ctx := testContext(t)
	for {
		got, err := d.Recv(ctx)
		if err != nil {
			t.Fatalf("no answer to %q: %v", parts, err)
		}
		if equal(got, frames(parts...)) {
			return
		}
	}
}

// forgets waits until a socket knows nothing of former peers.
func (s *target) forgets(t *testing.T) {
	t.Helper()
	eventually(t, "no connection and no peer is left", func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return len(s.conns) == 0 && s.peers() == 0
	})
}

func TestRandomBytesDoNoHarm(t *testing.T) {
	checkLeaks(t)
	for _, s := range targets(t) {
		random := rand.New(rand.NewPCG(1, 2))
		for i := range 100 {
			b := make([]byte, random.IntN(300))
			for j := range b {
				// Small values make plausible flags and sizes.
				b[j] = byte(random.Uint32() >> (24 + random.IntN(8)))
			}
			var c net.Conn
			switch i % 4 {
			case 0:
				c = rawConn(t, s.listener.Addr())
			case 1:
				c = rawConn(t, s.listener.Addr())
				c.Write(greeting(s.mechanism))
			case 2:
				c, _ = s.connect(t)
			case 3:
				var wrap func([]byte) []byte
				c, wrap = s.connect(t)
				b = wrap(b)
			}
			c.Write(b)
			// Whatever it was, there is no more, and it has been read.
			closeWrite(c)
			expectClosed(t, c)
			c.Close()
			if t.Failed() {
				t.Fatalf("%s: after %q", s.name, b)
			}
		}
		s.works(t)
		s.forgets(t)
	}
}

func TestClientKilledInsideAFrameLeavesNothing(t *testing.T) {
	checkLeaks(t)
	for _, s := range targets(t) {
		for i := range 20 {
			c, wrap := s.connect(t)
			c.Write(append(wrap([]byte("\x00\x02\x00x")), flagLong, 0, 0, 0, 0, 0, 0, 2, 0, 'x', 'y'))
			if i%2 == 0 {
				c.(*net.TCPConn).SetLinger(0) // the other end gets a reset
			}
			c.Close()
			s.works(t)
		}
		s.forgets(t)
		s.works(t)
	}
}

func TestCloseEndsWhateverAPeerIsDoing(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(t *testing.T, s *target)
	}{
		{"nothing, there is none", func(*testing.T, *target) {}},
		{"nothing", func(t *testing.T, s *target) { s.connect(t) }},
		{"no handshake", func(t *testing.T, s *target) { rawConn(t, s.listener.Addr()) }},
		{"a handshake", func(t *testing.T, s *target) { rawConn(t, s.listener.Addr()).Write(greeting(s.mechanism)) }},
		{"sending a header", func(t *testing.T, s *target) {
			c, _ := s.connect(t)
			c.Write([]byte{flagLong})
		}},
		{"sending a frame", func(t *testing.T, s *target) {
			c, _ := s.connect(t)
			c.Write([]byte{0, 100, 'x'})
		}},
		{"sending a large frame", func(t *testing.T, s *target) {
			c, _ := s.connect(t)
			c.Write([]byte{flagLong, 0, 0, 0, 0, 0, 1, 0, 0, 'x'})
		}},
		{"leaving", func(t *testing.T, s *target) {
			c, _ := s.connect(t)
			c.Close()
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			checkLeaks(t)
			for _, s := range targets(t) {
				c.do(t, &s)
				begin := time.Now()
				inParallel(2, func(int) { s.close() })
				if d := time.Since(begin); d > patience/2 {
					t.Errorf("%s: Close took %v", s.name, d)
				}
				s.forgets(t)
				if _, err := net.Dial("tcp", s.listener.Addr().String()); err == nil {
					t.Errorf("%s: the port still accepts connections", s.name)
				}
			}
		})
	}
}
