package server_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"starkernel/kernel"
	"starkernel/kernel/kerneltest"
	"starkernel/kernel/server"
	"starkernel/protocol"
	"starkernel/protocol/client"
	"starkernel/protocol/connection"
	"starkernel/protocol/curve"
	"starkernel/protocol/zmtp"
)

// TestMain fails if goroutines or file descriptors are left behind.
func TestMain(m *testing.M) {
	// The first use of the network opens descriptors that stay.
	if l, err := net.Listen("tcp", "127.0.0.1:0"); err == nil {
		l.Close()
	}
	before := openFiles()
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if now := openFiles(); code == 0 && now > before {
			fmt.Fprintf(os.Stderr, "%d file descriptors are open, %d were before\n", now, before)
			code = 1
		}
		os.Exit(code)
	}))
}

func openFiles() int {
	entries, _ := os.ReadDir("/proc/self/fd")
	return len(entries)
}

// patience bounds every wait in these tests. It is long: the machine may be slow.
const patience = 30 * time.Second

// running is a kernel behind sockets.
type running struct {
	info   connection.Info
	interp *kerneltest.Interpreter
	server *server.Server
	served chan error
}

// onTCP is a connection on free ports.
var onTCP = connection.Info{Transport: connection.TCP, IP: "127.0.0.1", Key: "secret", SignatureScheme: connection.Scheme}

// start starts a kernel, on free ports if info is empty; the test's end stops it.
func start(t testing.TB, info connection.Info) *running {
	t.Helper()
	if info.Transport == "" {
		info = onTCP
	}
	interp := kerneltest.NewInterpreter()
	r := serve(t, info, interp, server.Config{})
	r.interp = interp
	return r
}

// serve starts a kernel with any interpreter and limits.
func serve(t testing.TB, info connection.Info, interp kernel.Interpreter, cfg server.Config) *running {
	t.Helper()
	srv, err := server.Listen(info, cfg)
	if err != nil {
		t.Fatal(err)
	}
	r := &running{info: srv.Info(), server: srv, served: make(chan error, 1)}
	k := kernel.New(interp, srv, srv.KernelOptions())
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		err := srv.Serve(ctx, k)
		k.Close()
		srv.Close()
		r.served <- err
	}()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-r.served:
			r.served <- err
		case <-time.After(patience):
			t.Error("the kernel does not end")
		}
	})
	return r
}

func (r *running) connect(t testing.TB) *client.Client {
	t.Helper()
	c, err := client.Connect(r.info)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func timeout(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

func execute(t testing.TB, c *client.Client, code string) *client.Answer {
	t.Helper()
	a, err := c.Execute(timeout(t), code)
	if err != nil {
		t.Fatalf("%s: %v", code, err)
	}
	return a
}

func TestExecuteOverSockets(t *testing.T) {
	c := start(t, connection.Info{}).connect(t)
	a := execute(t, c, "print hello\nresult 2")
	if got := a.Types(); !slices.Equal(got, []string{"busy", "execute_input", "stream", "execute_result", "idle"}) {
		t.Errorf("iopub has %v", got)
	}
	if a.Text("stdout") != "hello\n" || a.Result() != "2" || a.Status() != "ok" {
		t.Errorf("stdout %q, result %q, status %q", a.Text("stdout"), a.Result(), a.Status())
	}
}

func TestExecuteOverIPC(t *testing.T) {
	t.Chdir(t.TempDir())
	info := connection.Info{
		Transport: connection.IPC, IP: "kernel-ipc", SignatureScheme: connection.Scheme,
		ShellPort: 1, IOPubPort: 2, StdinPort: 3, ControlPort: 4, HBPort: 5,
	}
	c := start(t, info).connect(t)
	if a := execute(t, c, "result 2"); a.Result() != "2" {
		t.Errorf("result %q", a.Result())
	}
}

// encrypted is a connection with a new pair of CURVE keys.
func encrypted() connection.Info {
	public, secret := curve.NewKeyPair().Z85()
	return connection.Info{
		Transport: connection.TCP, IP: "127.0.0.1", Key: "secret", SignatureScheme: connection.Scheme,
		CurvePublicKey: public, CurveSecretKey: secret,
	}
}

func TestAllChannelsAreEncrypted(t *testing.T) {
	r := start(t, encrypted())
	c := r.connect(t)
	if a := execute(t, c, "print hello\nresult 2"); a.Text("stdout") != "hello\n" || a.Result() != "2" {
		t.Errorf("stdout %q, result %q", a.Text("stdout"), a.Result())
	}
	if err := c.Heartbeat(timeout(t), []byte("ping")); err != nil {
		t.Error(err)
	}
	for _, port := range []int{r.info.ShellPort, r.info.ControlPort, r.info.StdinPort, r.info.IOPubPort, r.info.HBPort} {
		network, addr := r.info.Address(port)
		if _, err := zmtp.DialDealer(network, addr, "", zmtp.Config{}); err == nil || !strings.Contains(err.Error(), "CURVE") {
			t.Errorf("port %d without encryption: %v", port, err)
		}
	}
}

func TestEncryptedOverIPC(t *testing.T) {
	t.Chdir(t.TempDir())
	info := encrypted()
	info.Transport, info.IP = connection.IPC, "kernel-ipc"
	info.ShellPort, info.IOPubPort, info.StdinPort, info.ControlPort, info.HBPort = 1, 2, 3, 4, 5
	if a := execute(t, start(t, info).connect(t), "result 2"); a.Result() != "2" {
		t.Errorf("result %q", a.Result())
	}
}

func TestCurveKeysThatAreNoPairAreRefused(t *testing.T) {
	half, mismatch := encrypted(), encrypted()
	half.CurveSecretKey = ""
	mismatch.CurvePublicKey = encrypted().CurvePublicKey
	for _, info := range []connection.Info{half, mismatch} {
		if _, err := server.Listen(info, server.Config{}); err == nil || !strings.Contains(err.Error(), "curve_publickey and curve_secretkey") {
			t.Errorf("Listen: %v", err)
		}
		if _, err := client.Connect(info); err == nil || !strings.Contains(err.Error(), "curve_publickey and curve_secretkey") {
			t.Errorf("Connect: %v", err)
		}
	}
}

func TestControlAndHeartbeatAnswerWhileCellRuns(t *testing.T) {
	r := start(t, connection.Info{})
	c := r.connect(t)
	cell, err := c.Send(protocol.Shell, protocol.MsgExecuteRequest, protocol.ExecuteRequest{Code: "block"})
	if err != nil {
		t.Fatal(err)
	}
	ctx := timeout(t)
	if _, err := c.Expect(ctx, protocol.MsgExecuteInput, cell); err != nil {
		t.Fatal(err)
	}
	for _, channel := range []protocol.Channel{protocol.Control, protocol.Shell} {
		if _, err := c.Request(ctx, channel, protocol.MsgKernelInfoRequest, struct{}{}); err != nil {
			t.Errorf("%s: %v", channel, err)
		}
	}
	if err := c.Heartbeat(ctx, []byte("ping")); err != nil {
		t.Error(err)
	}
	r.interp.Release()
	if a, err := c.Collect(ctx, protocol.Shell, cell); err != nil || a.Status() != "ok" {
		t.Errorf("%v, %v", a.Status(), err)
	}
}

func TestErrorAbortsCellsSentInOneBurst(t *testing.T) {
	r := start(t, connection.Info{})
	c := r.connect(t)
	var sent []*protocol.Message
	for _, code := range []string{"block\nerror ValueError bad", "result 1", "result 2", "result 3"} {
		m, err := c.Send(protocol.Shell, protocol.MsgExecuteRequest, map[string]any{"code": code})
		if err != nil {
			t.Fatal(err)
		}
		sent = append(sent, m)
	}
	// What was sent before it has arrived when this is answered.
	if _, err := c.Request(timeout(t), protocol.Shell, protocol.MsgKernelInfoRequest, struct{}{}); err != nil {
		t.Fatal(err)
	}
	r.interp.Release()
	var got []string
	for _, m := range sent {
		a, err := c.Collect(timeout(t), protocol.Shell, m)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, a.Status())
	}
	if want := []string{"error", "aborted", "aborted", "aborted"}; !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestCellSentAfterAnErrorReplyRuns(t *testing.T) {
	c := start(t, connection.Info{}).connect(t)
	for range 30 {
		if a := execute(t, c, "error ValueError bad"); a.Status() != "error" {
			t.Fatalf("got %s", a.Status())
		}
		if a := execute(t, c, "result 1"); a.Status() != "ok" {
			t.Fatalf("afterwards: %s", a.Status())
		}
	}
}

func TestInputGoesToTheClientThatAsked(t *testing.T) {
	r := start(t, connection.Info{})
	a, b := r.connect(t), r.connect(t)
	ctx := timeout(t)
	cell, err := a.Send(protocol.Shell, protocol.MsgExecuteRequest, protocol.ExecuteRequest{Code: "input name?", AllowStdin: true})
	if err != nil {
		t.Fatal(err)
	}
	q, err := a.Expect(ctx, protocol.MsgInputRequest, cell)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.AnswerInput(q, "me"); err != nil {
		t.Fatal(err)
	}
	answer, err := a.Collect(ctx, protocol.Shell, cell)
	if err != nil || answer.Text("stdout") != "got:me\n" {
		t.Errorf("%q, %v", answer.Text("stdout"), err)
	}
	seen, err := b.Await(ctx, func(r client.Received) bool { return r.Channel == protocol.Stdin || r.Is(protocol.MsgStream, cell) })
	if err != nil || seen.Channel != protocol.IOPub {
		t.Errorf("the other client got %v on %s, %v", seen.Msg.Header.MsgType, seen.Channel, err)
	}
}

func TestEverySubscriberIsWelcomed(t *testing.T) {
	r := start(t, connection.Info{})
	r.connect(t)
	for _, topic := range []string{"", "stream"} {
		welcome(t, r, topic)
	}
}

func TestShutdownReplyAndIdleArriveBeforeTheEnd(t *testing.T) {
	r := start(t, connection.Info{})
	c := r.connect(t)
	a, err := c.Request(timeout(t), protocol.Control, protocol.MsgShutdownRequest, protocol.ShutdownRequest{Restart: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := a.Types(); !slices.Equal(got, []string{"busy", "shutdown_reply", "idle"}) {
		t.Errorf("iopub has %v", got)
	}
	select {
	case <-r.interp.Closed():
	case <-time.After(patience):
		t.Error("the interpreter was not closed")
	}
}

func TestLongOutputArrivesWhole(t *testing.T) {
	c := start(t, connection.Info{}).connect(t)
	var code strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&code, "print line %d\n", i)
	}
	a := execute(t, c, code.String())
	want := strings.ReplaceAll(code.String(), "print ", "")
	if got := a.Text("stdout"); got != want {
		t.Errorf("got %d bytes, want %d", len(got), len(want))
	}
	if n := len(a.IOPub); n > 100 {
		t.Errorf("%d messages for 20,000 lines", n)
	}
}

func TestPortInUseIsExplained(t *testing.T) {
	r := start(t, connection.Info{})
	_, err := server.Listen(r.info, server.Config{})
	if err == nil || !strings.Contains(err.Error(), "is another kernel running") {
		t.Errorf("got %v", err)
	}
}
