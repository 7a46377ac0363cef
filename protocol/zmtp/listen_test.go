package zmtp

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

func TestTransportsCarryMessages(t *testing.T) {
	for _, c := range []struct{ network, addr string }{
		{"tcp", "127.0.0.1:0"}, {"tcp", "[::1]:0"}, {"tcp", "*:0"},
		{"ipc", filepath.Join(t.TempDir(), "kernel-1")},
	} {
		t.Run(c.network+" "+c.addr, func(t *testing.T) {
			checkLeaks(t)
			r, err := ListenRouter(c.network, c.addr, Config{})
			if errors.Is(err, syscall.EADDRNOTAVAIL) || errors.Is(err, syscall.EAFNOSUPPORT) {
				t.Skip("no such interface: ", err)
			}
			check(t, err)
			addr := r.Addr().String()
			if strings.HasPrefix(c.addr, "*") {
				addr = strings.Replace(addr, "[::]", "127.0.0.1", 1)
			}
			d := must[*Dealer](t)(DialDealer(c.network, addr, "client", Config{}))
			defer d.Close()
			check(t, d.Send(frames("hello")))
			m := must[Message](t)(r.Recv())
			check(t, r.Send(m.Identity, [][]byte{make([]byte, 1<<20)}))
			// The tail must arrive here as well.
			closed := make(chan error, 1)
			go func() { closed <- r.Close(patience) }()
			got := must[[][]byte](t)(d.Recv(testContext(t)))
			if len(got[0]) != 1<<20 {
				t.Errorf("got %d bytes", len(got[0]))
			}
			check(t, <-closed)
		})
	}
}

func TestUnknownTransportIsAnError(t *testing.T) {
	if _, err := ListenRouter("udp", "127.0.0.1:0", Config{}); err == nil {
		t.Error("udp can be bound")
	}
	if _, err := DialDealer("udp", "127.0.0.1:1", "", Config{}); err == nil {
		t.Error("udp can be dialled")
	}
}

func TestIPCSocketIsPrivateAndRemovedOnClose(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kernel-1")
	r := must[*Router](t)(ListenRouter("ipc", path, Config{}))
	info := must[os.FileInfo](t)(os.Lstat(path))
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	check(t, r.Close(0))
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file is left: %v", err)
	}
}

func TestStaleIPCSocketIsReplacedAndALiveOneRefused(t *testing.T) {
	checkLeaks(t)
	path := filepath.Join(t.TempDir(), "kernel-1")
	stale := must[net.Listener](t)(net.Listen("unix", path))
	stale.(*net.UnixListener).SetUnlinkOnClose(false)
	stale.Close()
	r := must[*Router](t)(ListenRouter("ipc", path, Config{}))
	defer r.Close(0)
	if _, err := ListenRouter("ipc", path, Config{}); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("a second socket on the path: %v", err)
	}
	d := must[*Dealer](t)(DialDealer("ipc", path, "", Config{}))
	d.Close()
}

func TestIPCPathThatIsAFileIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notes")
	check(t, os.WriteFile(path, []byte("precious"), 0o600))
	if _, err := ListenRouter("ipc", path, Config{}); err == nil {
		t.Error("no error")
	}
	if b, _ := os.ReadFile(path); string(b) != "precious" {
		t.Error("the file was changed")
	}
	if _, err := ListenRouter("ipc", filepath.Join(t.TempDir(), strings.Repeat("x", 120)), Config{}); err == nil || !strings.Contains(err.Error(), "too long") {
		t.Errorf("a long path: %v", err)
	}
}

// failingListener fails as accept does when the process has no descriptors.
type failingListener struct {
	calls chan struct{}
	quit  chan struct{}
}

func (l *failingListener) Accept() (net.Conn, error) {
	select {
	case <-l.quit:
		return nil, net.ErrClosed
	case l.calls <- struct{}{}:
		return nil, syscall.EMFILE
	}
}

func (l *failingListener) Addr() net.Addr { return &net.TCPAddr{} }
func (l *failingListener) Close() error   { close(l.quit); return nil }

func TestAcceptPausesWhenDescriptorsRunOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		failing := &failingListener{make(chan struct{}), make(chan struct{})}
		e := &endpoint{cfg: Config{}.withDefaults(), listener: failing, allowance: newAllowance(1), done: make(chan struct{})}
		e.running.Add(1)
		go e.accept()
		start := time.Now()
		for range 4 {
			<-failing.calls
		}
		if d := time.Since(start); d != 70*time.Millisecond {
			t.Errorf("four attempts in %v", d)
		}
		start = time.Now()
		check(t, e.close(patience))
		if d := time.Since(start); d != 0 {
			t.Errorf("Close waited %v for the pause", d)
		}
	})
}
