// Package peers tests the sockets of package zmtp with peers that use libzmq.
// The sockets are in the process of the test, so that the race detector sees
// them and what they leave behind is counted; the peers are programs in
// peers.py.
package peers

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"starkernel/e2e/internal/env"
	"starkernel/e2e/internal/leak"
	"starkernel/protocol/zmtp"
)

// patience bounds every wait. It is long: the machine may be slow.
const patience = 2 * time.Minute

// peer is a program of peers.py. It says "ready" when the test may go on.
type peer struct {
	cmd *exec.Cmd
	out *bufio.Scanner
}

// start starts a peer that connects to an address.
func start(t *testing.T, j *env.Jupyter, program, network string, addr net.Addr, args ...string) *peer {
	t.Helper()
	url := network + "://" + addr.String()
	cmd := j.Command(t, j.Python, append([]string{"peers.py", program, url}, args...)...)
	cmd.Dir = ""
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return &peer{cmd, bufio.NewScanner(out)}
}

// expect waits for a line.
func (p *peer) expect(t *testing.T, line string) {
	t.Helper()
	timer := time.AfterFunc(patience, func() { p.cmd.Process.Kill() })
	defer timer.Stop()
	if !p.out.Scan() || p.out.Text() != line {
		t.Errorf("the peer says %q, want %q", p.out.Text(), line)
	}
}

// wait waits until the peer has done all that it wants.
func (p *peer) wait(t *testing.T) {
	t.Helper()
	timer := time.AfterFunc(patience, func() { p.cmd.Process.Kill() })
	defer timer.Stop()
	for p.out.Scan() {
		t.Errorf("the peer says %q", p.out.Text())
	}
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("the peer: %v", err)
	}
}

// router binds a Router that sends everything back. The message "hold" is
// answered when another one, "release", comes.
func router(t *testing.T, network, addr string) *zmtp.Router {
	t.Helper()
	r, err := zmtp.ListenRouter(network, addr, zmtp.Config{MaxQueue: 8 << 20})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		held := ""
		for {
			m, err := r.Recv()
			if err != nil {
				return
			}
			switch string(m.Frames[0]) {
			case "hold":
				held = m.Identity
				continue
			case "release":
				r.Send(held, [][]byte{[]byte("held")})
			}
			r.Send(m.Identity, m.Frames)
		}
	}()
	t.Cleanup(func() {
		r.Close(0)
		<-ended
	})
	return r
}

func xpub(t *testing.T, cfg zmtp.Config) *zmtp.XPub {
	t.Helper()
	x, err := zmtp.ListenXPub("tcp", "127.0.0.1:0", cfg, func(topic string) [][]byte {
		return [][]byte{[]byte(topic), []byte("welcome")}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close(0) })
	return x
}

func echo(t *testing.T) *zmtp.Echo {
	t.Helper()
	e, err := zmtp.ListenEcho("tcp", "127.0.0.1:0", zmtp.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

func publish(t *testing.T, x *zmtp.XPub, frames ...string) {
	var m [][]byte
	for _, f := range frames {
		m = append(m, []byte(f))
	}
	if err := x.Publish(m); err != nil {
		t.Error(err)
	}
}

func TestPeersWithLibzmq(t *testing.T) {
	j := env.NewWithoutKernel(t)
	for _, c := range []struct {
		name string
		test func(t *testing.T, j *env.Jupyter)
	}{
		{"each client gets its own replies in order", func(t *testing.T, j *env.Jupyter) {
			r := router(t, "tcp", "127.0.0.1:0")
			a, b := start(t, j, "round_trips", "tcp", r.Addr(), "300"), start(t, j, "round_trips", "tcp", r.Addr(), "300")
			a.wait(t)
			b.wait(t)
		}},
		{"the newest owner of an identity gets the replies", func(t *testing.T, j *env.Jupyter) {
			start(t, j, "takeover", "tcp", router(t, "tcp", "127.0.0.1:0").Addr()).wait(t)
		}},
		{"clients come and go while much is published", churn},
		{"100 MB go both ways", func(t *testing.T, j *env.Jupyter) {
			start(t, j, "large", "tcp", router(t, "tcp", "127.0.0.1:0").Addr()).wait(t)
		}},
		{"IPv6", func(t *testing.T, j *env.Jupyter) {
			if l, err := net.Listen("tcp", "[::1]:0"); err != nil {
				t.Skip(err)
			} else {
				l.Close()
			}
			start(t, j, "round_trips", "tcp", router(t, "tcp", "[::1]:0").Addr(), "10").wait(t)
		}},
		{"ipc", func(t *testing.T, j *env.Jupyter) {
			r := router(t, "ipc", filepath.Join(t.TempDir(), "kernel-1"))
			start(t, j, "round_trips", "ipc", r.Addr(), "10").wait(t)
		}},
		{"a client that never reads delays nobody", func(t *testing.T, j *env.Jupyter) {
			start(t, j, "never_reads", "tcp", router(t, "tcp", "127.0.0.1:0").Addr()).wait(t)
		}},
		{"ZeroMQ's own heartbeats disconnect nobody", func(t *testing.T, j *env.Jupyter) {
			x, err := zmtp.ListenXPub("tcp", "127.0.0.1:0", zmtp.Config{}, func(string) [][]byte {
				return [][]byte{nil, make([]byte, 20<<20)}
			})
			if err != nil {
				t.Fatal(err)
			}
			defer x.Close(0)
			e := echo(t)
			peers := []*peer{
				start(t, j, "pings", "tcp", router(t, "tcp", "127.0.0.1:0").Addr(), "DEALER"),
				start(t, j, "pings", "tcp", x.Addr(), "SUB"),
				start(t, j, "pings", "tcp", e.Addr(), "REQ"),
			}
			for _, p := range peers {
				p.wait(t)
			}
		}},
		{"heartbeats of Jupyter, good and bad", func(t *testing.T, j *env.Jupyter) {
			e := echo(t)
			a, b := start(t, j, "heartbeat", "tcp", e.Addr()), start(t, j, "heartbeat", "tcp", e.Addr())
			a.wait(t)
			b.wait(t)
		}},
		{"the welcome comes first, and topics are prefixes", func(t *testing.T, j *env.Jupyter) {
			x := xpub(t, zmtp.Config{})
			p := start(t, j, "topics", "tcp", x.Addr())
			p.expect(t, "ready")
			for i := range 1000 {
				publish(t, x, "other", "x")
				publish(t, x, "kernel.a", strconv.Itoa(i))
			}
			p.expect(t, "unsubscribed")
			publish(t, x, "kernel.a", "1000")
			publish(t, x, "end")
			p.wait(t)
		}},
		{"a burst loses nothing, without a high-water mark", burst("0")},
		{"a burst loses nothing, with a high-water mark", burst("1000")},
		{"two subscribers see one order", func(t *testing.T, j *env.Jupyter) {
			x := xpub(t, zmtp.Config{})
			a, b := start(t, j, "order", "tcp", x.Addr(), "8000"), start(t, j, "order", "tcp", x.Addr(), "8000")
			a.expect(t, "ready")
			b.expect(t, "ready")
			var publishing sync.WaitGroup
			for p := range 8 {
				publishing.Go(func() {
					for i := range 1000 {
						publish(t, x, fmt.Sprint(p), strconv.Itoa(i))
					}
				})
			}
			publishing.Wait()
			a.out.Scan()
			b.out.Scan()
			if sum := a.out.Text(); sum == "" || sum != b.out.Text() {
				t.Errorf("the subscribers saw %q and %q", sum, b.out.Text())
			}
			a.wait(t)
			b.wait(t)
		}},
		{"a subscriber that is stopped is dropped and comes back", stopped},
	} {
		t.Run(c.name, func(t *testing.T) {
			leak.Check(t)
			c.test(t, j)
		})
	}
}

func churn(t *testing.T, j *env.Jupyter) {
	r, x := router(t, "tcp", "127.0.0.1:0"), xpub(t, zmtp.Config{})
	goroutines, files := runtime.NumGoroutine(), leak.OpenFiles()
	p := start(t, j, "churn", "tcp", r.Addr(), "450", "tcp://"+x.Addr().String())
	stop := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for tick := time.NewTicker(100 * time.Microsecond); ; {
			select {
			case <-tick.C:
				publish(t, x, "tick", string(make([]byte, 1024)))
			case <-stop:
				tick.Stop()
				return
			}
		}
	}()
	p.wait(t)
	close(stop)
	<-ended
	for end := time.Now().Add(patience); runtime.NumGoroutine() > goroutines || leak.OpenFiles() > files; runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatalf("%d goroutines and %d descriptors, %d and %d before", runtime.NumGoroutine(), leak.OpenFiles(), goroutines, files)
		}
	}
}

func burst(mark string) func(t *testing.T, j *env.Jupyter) {
	return func(t *testing.T, j *env.Jupyter) {
		const n = 100_000
		x := xpub(t, zmtp.Config{})
		p := start(t, j, "burst", "tcp", x.Addr(), strconv.Itoa(n), mark)
		p.expect(t, "ready")
		for i := range n {
			publish(t, x, "", strconv.Itoa(i))
		}
		p.wait(t)
	}
}

func stopped(t *testing.T, j *env.Jupyter) {
	x := xpub(t, zmtp.Config{MaxQueue: 4 << 20, Stall: 10 * time.Second})
	p := start(t, j, "comes_back", "tcp", x.Addr())
	p.expect(t, "ready")
	if err := p.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	other, err := zmtp.DialSub("tcp", x.Addr().String(), []string{""}, zmtp.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if _, err := other.Recv(ctx); err != nil { // its welcome
		t.Fatal(err)
	}
	const n = 60
	publishing := make(chan struct{})
	go func() {
		defer close(publishing)
		for i := range n {
			publish(t, x, "", strconv.Itoa(i), string(make([]byte, 1<<20)))
		}
	}()
	for i := range n {
		m, err := other.Recv(ctx)
		if err != nil || string(m[1]) != strconv.Itoa(i) {
			t.Fatalf("message %d: %v", i, err)
		}
	}
	<-publishing
	if err := p.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	p.expect(t, "back")
	p.wait(t)
}
