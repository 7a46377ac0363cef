package server_test

import (
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"starkernel/kernel"
	"starkernel/kernel/kerneltest"
	"starkernel/kernel/server"
	"starkernel/protocol"
	"starkernel/protocol/client"
	"starkernel/protocol/connection"
	"starkernel/protocol/wire"
	"starkernel/protocol/zmtp"
)

// subscribeAndStall connects to iopub, subscribes to everything and never reads.
func subscribeAndStall(t *testing.T, info connection.Info) {
	t.Helper()
	network, addr := info.Address(info.IOPubPort)
	conn, err := net.Dial(network, addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	ready := "\x05READY\x0bSocket-Type\x00\x00\x00\x03SUB"
	greeting := "\xff\x00\x00\x00\x00\x00\x00\x00\x01\x7f\x03\x00NULL" + strings.Repeat("\x00", 48)
	if _, err := conn.Write([]byte(greeting + "\x04" + string(rune(len(ready))) + ready + "\x00\x01\x01")); err != nil {
		t.Fatal(err)
	}
}

// flood is an interpreter whose cells show more than sockets hold.
type flood struct {
	*kerneltest.Interpreter
	shown atomic.Int32
	ended chan struct{}
}

const floodSize = 32

func (f *flood) Execute(_ kernel.Cell, out kernel.Output) kernel.Outcome {
	defer close(f.ended)
	text := strings.Repeat("x", 1<<20)
	for range floodSize {
		out.Display(kernel.Display{Data: protocol.MIMEBundle{"text/plain": text}})
		f.shown.Add(1)
	}
	return kernel.Outcome{}
}

// startFlood runs a cell that a stalled client holds up. Another client is there, too: it
// connects before, since one that does so meanwhile waits for iopub.
func startFlood(t *testing.T) (f *flood, r *running, c, other *client.Client) {
	t.Helper()
	f = &flood{Interpreter: kerneltest.NewInterpreter(), ended: make(chan struct{})}
	t.Cleanup(func() {
		select {
		case <-f.ended: // the kernel does not wait for it
		case <-time.After(patience):
			t.Error("the cell does not end")
		}
	})
	r = serve(t, onTCP, f, server.Config{Sockets: zmtp.Config{MaxQueue: 1 << 20, Stall: 4 * patience}})
	subscribeAndStall(t, r.info)
	c, other = r.connect(t), r.connect(t)
	cell, err := c.Send(protocol.Shell, protocol.MsgExecuteRequest, protocol.ExecuteRequest{Code: "x"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Expect(timeout(t), protocol.MsgExecuteInput, cell); err != nil {
		t.Fatal(err)
	}
	return f, r, c, other
}

func TestShutdownEndsAKernelThatAStalledClientHoldsUp(t *testing.T) {
	_, r, c, _ := startFlood(t)
	if _, err := c.Send(protocol.Control, protocol.MsgShutdownRequest, protocol.ShutdownRequest{}); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-r.served:
		if err != nil {
			t.Error(err)
		}
		r.served <- err
	case <-time.After(patience): // two seconds are for slow clients
		t.Error("the kernel does not end")
	}
}

func TestHeartbeatAnswersWhileAStalledClientHoldsUpOutput(t *testing.T) {
	f, _, c, other := startFlood(t)
	// Output stands still when it has not moved for many heartbeats.
	for last, beats := int32(-1), 0; beats < 30; beats++ {
		if now := f.shown.Load(); now != last {
			last, beats = now, 0
		}
		for _, c := range []*client.Client{c, other} {
			if err := c.Heartbeat(timeout(t), []byte("ping")); err != nil {
				t.Fatal(err)
			}
		}
	}
	if f.shown.Load() == floodSize {
		t.Error("nothing held up the cell")
	}
}

// talkative is an interpreter whose help is long.
type talkative struct{ *kerneltest.Interpreter }

func (talkative) Inspect(string, int, int) protocol.InspectReply {
	return protocol.InspectReply{Status: protocol.StatusOK, Found: true, Data: protocol.MIMEBundle{"text/plain": strings.Repeat("x", 1<<20)}}
}

// lines is a writer of a log.
type lines chan string

func (l lines) Write(p []byte) (int, error) {
	select {
	case l <- string(p):
	default:
	}
	return len(p), nil
}

func TestClientThatTakesNoRepliesDelaysNobody(t *testing.T) {
	log := make(lines, 100)
	r := serve(t, onTCP, talkative{kerneltest.NewInterpreter()}, server.Config{
		Log: slog.New(slog.NewTextHandler(log, nil)), Sockets: zmtp.Config{MaxQueue: 8 << 20, Stall: 4 * patience},
	})
	network, addr := r.info.Address(r.info.ShellPort)
	slow, err := zmtp.DialDealer(network, addr, "slow", zmtp.Config{}) // never reads
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	codec, session := wire.NewCodec([]byte(r.info.Key)), protocol.NewSession("slow")
	c := r.connect(t)
	for range 40 {
		m, err := session.New(protocol.MsgInspectRequest, nil, protocol.InspectRequest{Code: "x"})
		if err != nil {
			t.Fatal(err)
		}
		frames, err := codec.Encode(m)
		if err != nil {
			t.Fatal(err)
		}
		slow.Send(frames) // fails once it was dropped
		for _, channel := range []protocol.Channel{protocol.Shell, protocol.Control} {
			if _, err := c.Request(timeout(t), channel, protocol.MsgKernelInfoRequest, struct{}{}); err != nil {
				t.Fatalf("%s: %v", channel, err)
			}
		}
	}
	select {
	case line := <-log:
		if !strings.Contains(line, "does not read") {
			t.Errorf("the log has %s", line)
		}
	case <-time.After(patience):
		t.Error("the client that does not read was not dropped")
	}
}
