package zmtp

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"

	"starkernel/protocol/curve"
)

// input is a connection whose other end has sent all it will.
type input struct {
	net.Conn
	r io.Reader
}

func (c *input) Read(p []byte) (int, error)       { return c.r.Read(p) }
func (c *input) Write(p []byte) (int, error)      { return len(p), nil }
func (c *input) Close() error                     { return nil }
func (c *input) SetDeadline(time.Time) error      { return nil }
func (c *input) SetReadDeadline(time.Time) error  { return nil }
func (c *input) SetWriteDeadline(time.Time) error { return nil }
func (c *input) RemoteAddr() net.Addr             { return &net.TCPAddr{} }

// connect does a handshake with whatever is in r.
func connect(r io.Reader, limit int64) (*peer, error) {
	cfg := Config{Stall: time.Millisecond}.withDefaults()
	return handshake(&input{r: r}, zmq4.Router, "", true, limit, newAllowance(2*limit), &cfg)
}

// FuzzGreeting sends arbitrary bytes to a fresh connection.
func FuzzGreeting(f *testing.F) {
	for _, opening := range openings {
		f.Add([]byte(opening))
	}
	f.Add(append(greeting("NULL"), ready("DEALER", "client")...))
	f.Fuzz(func(t *testing.T, sent []byte) {
		p, err := connect(bytes.NewReader(sent), 1<<16)
		if err == nil {
			p.read(func([][]byte, int64) {})
			p.end()
		}
	})
}

// FuzzGuard sends arbitrary bytes after a good handshake. No message may
// break the limits, and what is accepted must be what was sent.
func FuzzGuard(f *testing.F) {
	for _, sent := range []string{
		"\x00\x01x", "\x01\x00\x00\x01x", "\x02\x00\x00\x00\x00\x00\x00\x00\x01x",
		"\x02\x40\x00\x00\x00\x00\x00\x00\x00", "\x04\x00", "\x08\x00",
		string(command("PING", "\x00\x00context")) + "\x00\x00", "\x01\x01x" + string(command("PING", "\x00\x00")),
	} {
		f.Add([]byte(sent))
	}
	const limit = 1 << 17
	f.Fuzz(func(t *testing.T, sent []byte) {
		shaken := append(greeting("NULL"), ready("DEALER", "client")...)
		p, err := connect(io.MultiReader(bytes.NewReader(shaken), bytes.NewReader(sent)), limit)
		if err != nil {
			t.Fatal(err)
		}
		rest := sent
		p.read(func(frames [][]byte, claim int64) {
			p.guard.allowance.give(claim)
			total := 0
			for _, frame := range frames {
				total += len(frame)
				i := bytes.Index(rest, frame)
				if i < 0 {
					t.Fatalf("frame %q was not sent", frame)
				}
				rest = rest[i+len(frame):]
			}
			if len(frames) == 0 || len(frames) > maxFrames || total > limit {
				t.Fatalf("%d frames of %d bytes were accepted", len(frames), total)
			}
		})
		p.end()
		if free := p.guard.allowance.free; free != 2*limit {
			t.Fatalf("%d bytes of the allowance are left, want %d", free, 2*limit)
		}
	})
}

// FuzzSealed sends arbitrary bytes after a good CURVE handshake, some of them
// sealed as they should be. No message may break the limits.
func FuzzSealed(f *testing.F) {
	f.Add([]byte("\x00\x01x"), byte(0), []byte("hello"))
	f.Add([]byte("\x00\x21\x07MESSAGE\x00\x00\x00\x00\x00\x00\x00\x04"), byte(curve.More), []byte{})
	f.Add([]byte("\x02\x40\x00\x00\x00\x00\x00\x00\x00"), byte(curve.Command), []byte("\x04PING\x00\x00context"))
	const limit = 1 << 17
	f.Fuzz(func(t *testing.T, sent []byte, flags byte, inside []byte) {
		ours, theirs := sessions(t)
		var in bytes.Buffer
		g := newGuard(&input{r: &in}, "CURVE", limit, time.Millisecond, newAllowance(2*limit))
		g.greeting, g.live, g.onPing = 0, true, func([]byte) {}
		box, _ := theirs.Seal(nil, flags&(curve.More|curve.Command), inside)
		in.Write(binary.BigEndian.AppendUint64([]byte{flagLong}, uint64(len(box))))
		in.Write(box)
		in.Write(sent)
		s := &sealed{g, ours}
		for {
			m, err := s.RecvMsg()
			g.allowance.give(g.endMessage())
			if err != nil {
				break
			}
			total := 0
			for _, frame := range m.Frames {
				total += len(frame)
			}
			if flags&(curve.More|curve.Command) != 0 || len(m.Frames) != 1 || !bytes.Equal(m.Frames[0], inside) || total > limit {
				t.Fatalf("%d frames of %d bytes were accepted", len(m.Frames), total)
			}
		}
		if free := g.allowance.free; free != 2*limit {
			t.Fatalf("%d bytes of the allowance are left, want %d", free, 2*limit)
		}
	})
}

// sessions are the two ends of a connection after its handshake.
func sessions(t testing.TB) (server, client *curve.Session) {
	s, c := curve.NewServer(serverKeys), curve.NewClient(serverKeys, serverKeys.Public)
	welcome := must[[]byte](t)(s.Welcome(must[[]byte](t)(c.Hello())))
	must[[]byte](t)(s.Initiate(must[[]byte](t)(c.Initiate(welcome, nil))))
	ready, server := s.Ready(nil)
	_, client, err := c.Ready(ready)
	check(t, err)
	return server, client
}
