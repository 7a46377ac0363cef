package launch_test

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"starkernel/kernel/launch"
	"starkernel/kernel/launch/launchtest"
	"starkernel/protocol/connection"
)

// patience bounds every wait in these tests.
const patience = 30 * time.Second

// fakeKernel tells what it was asked to do.
type fakeKernel chan string

func (k fakeKernel) Interrupt() { k <- "interrupt" }
func (k fakeKernel) Stop()      { k <- "stop" }

// expect waits for the next act.
func (k fakeKernel) expect(t *testing.T, want string) {
	t.Helper()
	select {
	case got := <-k:
		if got != want {
			t.Errorf("the kernel was told %q, want %q", got, want)
		}
	case <-time.After(patience):
		t.Errorf("the kernel was not told %q", want)
	}
}

// listen opens a communication port for a fake kernel.
func listen(t *testing.T, log io.Writer) (*launch.Listener, fakeKernel) {
	t.Helper()
	k := make(fakeKernel, 10)
	l, err := launch.Listen("127.0.0.1", connection.PortRange{}, k, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l, k
}

func TestTheGatewayControlsTheKernel(t *testing.T) {
	l, k := listen(t, t.Output())
	for _, test := range []struct{ request, want string }{
		{`{"signum": 2}`, "interrupt"},
		{`{"signum": 15}`, "stop"},
		{`{"signum": 9}`, "stop"},
		{`{"shutdown": 1}`, "stop"},
		{`{"shutdown": true}`, "stop"},
		{` {"signum":2,"more":[{}]} trailing`, "interrupt"},
	} {
		launchtest.Send(t, l.Port(), test.request)
		k.expect(t, test.want)
	}
}

// hostile are requests that have no effect, and what is logged of them.
var hostile = []struct{ request, logged string }{
	{``, ""},
	{`{"signum": 0}`, ""},
	{`{"signum": null, "shutdown": null}`, ""},
	{`{"shutdown": 0}`, ""},
	{`{"shutdown": {"now": 1}}`, ""},
	{`{}`, ""},
	{`null`, ""},
	{`{"signum": 12}`, "signal=12"},
	{`{"signum": -1}`, "signal=-1"},
	{`{"signum": 1e300}`, "cannot unmarshal"},
	{`{"signum": "2"}`, "cannot unmarshal"},
	{`[2]`, "cannot unmarshal"},
	{`{"signum": 2`, "unexpected EOF"},
	{"GET / HTTP/1.1\r\n\r\n", "invalid character"},
	{"\x00\xff\xfe", "invalid character"},
	{strings.Repeat("[", 1<<20), "unexpected EOF"},
	{`{"pad": "` + strings.Repeat("x", 1<<20) + `", "shutdown": 1}`, "unexpected EOF"},
}

func TestWhatIsNoRequestHasNoEffect(t *testing.T) {
	for _, test := range hostile {
		var log lockedBuffer
		l, k := listen(t, &log)
		conn := dial(t, l)
		// The peer may be cut off while it writes.
		io.WriteString(conn, test.request)
		conn.(*net.TCPConn).CloseWrite()
		io.Copy(io.Discard, conn) // until the listener is done with it
		conn.Close()
		launchtest.Send(t, l.Port(), `{"signum": 2}`)
		k.expect(t, "interrupt") // and not what came before
		l.Close()
		if got := log.String(); test.logged == "" && got != "" || !strings.Contains(got, test.logged) {
			t.Errorf("%.30q: logged %q, want %q", test.request, got, test.logged)
		}
	}
}

func TestSilentPeersHoldUpNobody(t *testing.T) {
	var log lockedBuffer
	l, k := listen(t, &log)
	for range 20 {
		defer dial(t, l).Close()
	}
	begun := dial(t, l)
	defer begun.Close()
	io.WriteString(begun, `{"signum":`)
	launchtest.Send(t, l.Port(), `{"signum": 2}`)
	k.expect(t, "interrupt")
	l.Close()
	io.Copy(io.Discard, begun) // returns, since Close ends the silent ones
	// On a slow machine the log may say that they took too long.
	if strings.Contains(log.String(), net.ErrClosed.Error()) {
		t.Errorf("logged %q", log.String())
	}
}

func TestARequestThatComesSlowlyIsObeyed(t *testing.T) {
	l, k := listen(t, t.Output())
	conn := dial(t, l)
	defer conn.Close()
	for _, part := range []string{"{", `"signum"`, ":", "2", "}"} {
		io.WriteString(conn, part)
	}
	k.expect(t, "interrupt") // though the connection is still open
}

func TestMorePeersThanPlacesAreServedInTheEnd(t *testing.T) {
	l, k := listen(t, t.Output())
	const many = 100
	var conns []net.Conn
	for range many {
		conn := dial(t, l)
		defer conn.Close()
		conns = append(conns, conn)
	}
	var done sync.WaitGroup
	done.Go(func() {
		for range many {
			k.expect(t, "interrupt")
		}
	})
	for _, conn := range conns {
		io.WriteString(conn, `{"signum": 2}`)
	}
	done.Wait()
}

func TestAfterCloseNobodyListens(t *testing.T) {
	l, _ := listen(t, t.Output())
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(l.Port()))
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if conn, err := net.Dial("tcp", address); err == nil {
		conn.Close()
		t.Error("the port is still open: the gateway takes the kernel for alive")
	}
}

func TestTheCommunicationPortIsInTheRange(t *testing.T) {
	l, k := listen(t, t.Output())
	taken := connection.PortRange{Low: l.Port(), High: l.Port()}
	if _, err := launch.Listen("127.0.0.1", taken, k, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "communication port: all ports") {
		t.Errorf("got %v", err)
	}
}

func dial(t *testing.T, l *launch.Listener) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(l.Port())))
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// lockedBuffer is a buffer that several goroutines write to.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
