package zmtp

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-zeromq/zmq4"

	"starkernel/protocol/curve"
)

// serverKeys are the keys of all CURVE servers in these tests.
var serverKeys = curve.NewKeyPair()

// serving is the configuration of a CURVE server.
func serving() Config { return Config{Curve: &Curve{Keys: serverKeys}} }

// knowing is the configuration of a client with a new key of its own.
func knowing(server curve.Key) Config {
	return Config{Curve: &Curve{Keys: curve.NewKeyPair(), Server: server}}
}

func dialSealed(t testing.TB, addr net.Addr) *Dealer {
	t.Helper()
	d := must[*Dealer](t)(DialDealer(addr.Network(), addr.String(), "", knowing(serverKeys.Public)))
	t.Cleanup(func() { d.Close() })
	return d
}

func TestCurveCarriesMessagesOfAllSizes(t *testing.T) {
	checkLeaks(t)
	r := startRouter(t, serving())
	d := dialSealed(t, r.Addr())
	for _, size := range []int{0, 1, 200, 222, 223, 255, 256, 1 << 12, 1<<16 - 1, 1<<16 + 1, 1 << 20, 20 << 20} {
		roundTrip(t, d, strings.Repeat("x", size))
		roundTrip(t, d, "", strings.Repeat("x", size), "", "last")
	}
}

func TestCurveSubscribersAreWelcomed(t *testing.T) {
	checkLeaks(t)
	x := must[*XPub](t)(ListenXPub("tcp", "127.0.0.1:0", serving(), greet))
	defer x.Close(0)
	s := must[*Sub](t)(DialSub("tcp", x.Addr().String(), []string{"a"}, knowing(serverKeys.Public)))
	defer s.Close()
	for _, want := range []string{"welcome a", "a1", "a2"} {
		got := must[[][]byte](t)(s.Recv(testContext(t)))
		if string(got[0]) != want {
			t.Fatalf("got %q, want %q", got, want)
		}
		if want == "welcome a" {
			for _, m := range []string{"a1", "b", "a2"} {
				check(t, x.Publish(frames(m)))
			}
		}
	}
}

func TestCurveHeartbeatsAreEchoed(t *testing.T) {
	checkLeaks(t)
	e := must[*Echo](t)(ListenEcho("tcp", "127.0.0.1:0", serving()))
	defer e.Close()
	roundTrip(t, dialSealed(t, e.Addr()), "", "ping")
}

func TestCurveOverIPC(t *testing.T) {
	checkLeaks(t)
	r := must[*Router](t)(ListenRouter("ipc", t.TempDir()+"/socket", serving()))
	defer r.Close(0)
	d := must[*Dealer](t)(DialDealer("ipc", r.Addr().String(), "me", knowing(serverKeys.Public)))
	defer d.Close()
	check(t, d.Send(frames("hello")))
	if m := must[Message](t)(r.Recv()); m.Identity != "me" || !equal(m.Frames, frames("hello")) {
		t.Errorf("got %q from %q", m.Frames, m.Identity)
	}
}

func TestCurveAndItsOppositeRefuseEachOther(t *testing.T) {
	checkLeaks(t)
	encrypted, plain := startRouter(t, serving()), startRouter(t, Config{})
	for _, c := range []struct {
		name   string
		server *Router
		client Config
		want   string
	}{
		{"NULL client", encrypted, Config{}, `peer asks for the mechanism "CURVE", want NULL`},
		{"NULL server", plain, knowing(serverKeys.Public), `peer asks for the mechanism "NULL", want CURVE`},
		{"wrong key", encrypted, knowing(curve.NewKeyPair().Public), `ERROR "\x03400"`},
		{"no key", encrypted, Config{Curve: &Curve{Keys: serverKeys}}, "the server's public key"},
	} {
		d, err := DialDealer("tcp", c.server.Addr().String(), "", c.client)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
		if err == nil {
			d.Close()
		}
	}
	roundTrip(t, dialSealed(t, encrypted.Addr()), "hello")
	roundTrip(t, dialDealer(t, plain.Addr(), ""), "hello")
}

// cut is a connection that ends after so many bytes have been written to it.
type cut struct {
	net.Conn
	left int
}

func (c *cut) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p[:min(len(p), c.left)])
	c.left -= n
	if err == nil && c.left == 0 {
		c.Close()
		err = io.ErrClosedPipe
	}
	return n, err
}

func TestCurveHandshakeMayEndAnywhere(t *testing.T) {
	checkLeaks(t)
	r := startRouter(t, serving())
	cfg := knowing(serverKeys.Public).withDefaults()
	for n := 1; ; n++ {
		c := &cut{rawConn(t, r.Addr()), n}
		p, err := handshake(c, zmq4.Dealer, "identity", false, cfg.MaxMessage, newAllowance(cfg.MaxMessage), &cfg)
		c.Close()
		if err == nil {
			p.end()
			// Greeting, HELLO, and the shortest INITIATE with its header.
			if n < 64+202+257+9 {
				t.Errorf("the handshake is over after %d bytes", n)
			}
			break
		}
	}
	roundTrip(t, dialSealed(t, r.Addr()), "hello")
}

// sealedConn is a raw connection after the handshake, with what it takes to
// make messages by hand.
func sealedConn(t *testing.T, addr net.Addr) (net.Conn, *sealed) {
	t.Helper()
	cfg := knowing(serverKeys.Public).withDefaults()
	conn := rawConn(t, addr)
	p := must[*peer](t)(handshake(conn, zmq4.Dealer, "", false, cfg.MaxMessage, newAllowance(cfg.MaxMessage), &cfg))
	conn.SetDeadline(time.Now().Add(patience))
	return conn, p.conn.(*sealed)
}

// message is a MESSAGE in its frame.
func (s *sealed) message(flags byte, frame string) []byte {
	m, _ := s.session.Seal(nil, flags, []byte(frame))
	return append([]byte{0, byte(len(m))}, m...)
}

func TestCurveAttacksCloseTheConnection(t *testing.T) {
	checkLeaks(t)
	cfg := serving()
	cfg.MaxMessage = 1 << 20
	r := startRouter(t, cfg)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for name, attack := range map[string]func(s *sealed) []byte{
		"plain message": func(*sealed) []byte { return []byte("\x00\x05hello") },
		"plain ping":    func(*sealed) []byte { return command("PING", "\x00\x00") },
		"long enough, plain": func(*sealed) []byte {
			return append([]byte{0, 50}, bytes.Repeat([]byte("x"), 50)...)
		},
		"empty":  func(*sealed) []byte { return []byte{0, 0} },
		"no box": func(s *sealed) []byte { return []byte("\x00\x10\x07MESSAGE\x00\x00\x00\x00\x00\x00\x00\x03") },
		"tampered": func(s *sealed) []byte {
			m := s.message(0, "hello")
			m[len(m)-1] ^= 1
			return m
		},
		"replayed": func(s *sealed) []byte {
			m := s.message(0, "hello")
			return append(m, m...)
		},
		"left out": func(s *sealed) []byte {
			s.message(0, "hello")
			return s.message(0, "hello")
		},
		"more outside": func(s *sealed) []byte {
			m := s.message(0, "hello")
			m[0] |= flagMore
			return m
		},
		"2^62 bytes": func(*sealed) []byte {
			return []byte("\x02\x40\x00\x00\x00\x00\x00\x00\x00\x07MESSAGE\x00\x00\x00\x00\x00\x00\x00\x03")
		},
		"one byte over": func(*sealed) []byte {
			return []byte("\x02\x00\x00\x00\x00\x00\x10\x00\x22\x07MESSAGE\x00\x00\x00\x00\x00\x00\x00\x03")
		},
		"command in middle": func(s *sealed) []byte {
			return append(s.message(curve.More, "x"), s.message(curve.Command, "\x04PING\x00\x00")...)
		},
		"command with more": func(s *sealed) []byte { return s.message(curve.Command|curve.More, "\x04PING\x00\x00") },
		"empty command":     func(s *sealed) []byte { return s.message(curve.Command, "") },
	} {
		conn, s := sealedConn(t, r.Addr())
		conn.Write(attack(s))
		expectClosed(t, conn)
		if t.Failed() {
			t.Fatalf("after %q", name)
		}
	}
	roundTrip(t, dialSealed(t, r.Addr()), strings.Repeat("x", 1<<20))
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 64<<20 {
		t.Errorf("%d bytes were allocated", grown)
	}
	eventually(t, "the allowance is whole again", func() bool {
		r.allowance.mu.Lock()
		defer r.allowance.mu.Unlock()
		return r.allowance.free == fullAllowance(1<<20)
	})
}

func TestCurveStrangersAreRefused(t *testing.T) {
	checkLeaks(t)
	cfg := serving()
	cfg.Handshake = 2 * patience
	r := startRouter(t, cfg)
	hello := must[[]byte](t)(curve.NewClient(curve.NewKeyPair(), serverKeys.Public).Hello())
	old := bytes.Clone(hello)
	old[1] = 1
	for name, opening := range map[string]string{
		"NULL":           string(greeting("NULL")) + string(ready("DEALER", "")),
		"PLAIN":          string(greeting("PLAIN")),
		"READY":          string(greeting("CURVE")) + string(ready("DEALER", "")),
		"INITIATE first": string(greeting("CURVE")) + string(command("INITIATE", strings.Repeat("x", 240))),
		"short HELLO":    string(greeting("CURVE")) + string(command("HELLO", string(hello[:193]))),
		"other version":  string(greeting("CURVE")) + string(command("HELLO", string(old))),
		"HELLO twice":    string(greeting("CURVE")) + strings.Repeat(string(command("HELLO", string(hello))), 2),
		"message":        string(greeting("CURVE")) + "\x00\x01x",
		"huge command":   string(greeting("CURVE")) + "\x06\x40\x00\x00\x00\x00\x00\x00\x00",
	} {
		c := rawConn(t, r.Addr())
		c.Write([]byte(opening))
		expectClosed(t, c)
		if t.Failed() {
			t.Fatalf("after %q", name)
		}
	}
	roundTrip(t, dialSealed(t, r.Addr()), "hello")
}

func TestCurveSilentConnectionsAreClosedAndDelayNobody(t *testing.T) {
	checkLeaks(t)
	cfg := serving()
	cfg.Handshake = 5 * time.Second
	r := startRouter(t, cfg)
	var silent []net.Conn
	for range 10 {
		c := rawConn(t, r.Addr())
		c.Write(greeting("CURVE"))
		silent = append(silent, c)
	}
	d := dialSealed(t, r.Addr())
	roundTrip(t, d, "hello")
	for _, c := range silent {
		expectClosed(t, c)
	}
	roundTrip(t, d, "hello")
}

func TestCurvePingIsAnsweredSealed(t *testing.T) {
	checkLeaks(t)
	r := must[*Router](t)(ListenRouter("tcp", "127.0.0.1:0", serving()))
	defer r.Close(0)
	conn, s := sealedConn(t, r.Addr())
	conn.Write(s.message(curve.Command, "\x04PING\x00\x0acontext"))
	conn.Write(s.message(curve.Command, "\x07UNHEARDOF"))
	// Some peers mark all that is sealed as a command.
	marked := s.message(0, "x")
	marked[0] |= flagCommand
	conn.Write(marked)
	flags, pong, err := s.recv()
	if err != nil || flags != curve.Command || string(pong) != "\x04PONGcontext" {
		t.Errorf("got %q, flags %d, %v", pong, flags, err)
	}
	if m := must[Message](t)(r.Recv()); !equal(m.Frames, frames("x")) {
		t.Errorf("the application got %q", m.Frames)
	}
}

func TestCurvePingsHoldNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const limit, pings = 1 << 20, 5000
		near, far := net.Pipe()
		defer near.Close()
		defer far.Close()
		g := newGuard(near, "CURVE", limit, time.Second, newAllowance(fullAllowance(limit)))
		got := 0
		g.greeting, g.live, g.onPing = 0, true, func([]byte) { got++ }
		ours, theirs := sessions(t)
		client := &sealed{session: theirs}
		go func() {
			for range pings {
				far.Write(client.message(curve.Command, "\x04PING\x00\x00"))
			}
			time.Sleep(time.Hour) // much longer than it may stand still in a message
			far.Write(client.message(0, "hello"))
		}()
		m, err := (&sealed{g, ours}).RecvMsg()
		if err != nil || !equal(m.Frames, frames("hello")) || got != pings {
			t.Errorf("got %q after %d pings, %v", m.Frames, got, err)
		}
		if claim, free := g.endMessage(), g.allowance.free; claim != 0 || free != fullAllowance(limit) {
			t.Errorf("%d bytes are claimed, %d of %d are free", claim, free, fullAllowance(limit))
		}
	})
}

func TestCurveClaimsOfManyPeersShareOneAllowance(t *testing.T) {
	checkLeaks(t)
	cfg := serving()
	cfg.MaxMessage, cfg.Stall = 1<<20, 4*time.Second
	r := startRouter(t, cfg)
	var claims []net.Conn
	for range 5 {
		conn, _ := sealedConn(t, r.Addr())
		conn.Write([]byte("\x02\x00\x00\x00\x00\x00\x10\x00\x21\x07MESSAGE\x00\x00\x00\x00\x00\x00\x00\x03"))
		claims = append(claims, conn)
	}
	d := dialSealed(t, r.Addr())
	roundTrip(t, d, "small messages need no allowance")
	for _, c := range claims {
		expectClosed(t, c)
	}
	roundTrip(t, d, strings.Repeat("x", 1<<20))
}

func TestCurveRefusalsAreLogged(t *testing.T) {
	checkLeaks(t)
	logged := make(chan string, 8)
	cfg := serving()
	cfg.Logf = func(format string, args ...any) {
		for _, a := range args {
			if err, ok := a.(error); ok && errors.Is(err, curve.ErrKey) {
				logged <- err.Error()
			}
		}
	}
	r := startRouter(t, cfg)
	DialDealer("tcp", r.Addr().String(), "", knowing(curve.NewKeyPair().Public))
	select {
	case <-logged:
	case <-time.After(patience):
		t.Error("the refusal of a client with the wrong key was not logged")
	}
}

func TestSealedFramesAreMadeInTheWriteBuffer(t *testing.T) {
	_, client := sessions(t)
	s := &sealed{&guard{out: bufio.NewWriterSize(io.Discard, writeBuffer)}, client}
	frame := make([]byte, 1024)
	if n := testing.AllocsPerRun(1000, func() { s.send(0, frame) }); n > 0 {
		t.Errorf("a frame of 1 KB takes %v allocations", n)
	}
}
