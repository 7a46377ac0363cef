package zmtp

import (
	"bytes"
	"io"
	"net"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"
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
