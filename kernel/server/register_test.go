package server_test

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"starkernel/kernel/server"
	"starkernel/protocol/client"
	"starkernel/protocol/connection"
	"starkernel/protocol/wire"
	"starkernel/protocol/zmtp"
)

// registrar is the socket of one who waits for kernels to tell their ports.
func registrar(t *testing.T) (*zmtp.Router, connection.Registration) {
	t.Helper()
	router, err := zmtp.ListenRouter("tcp", "127.0.0.1:0", zmtp.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { router.Close(0) })
	// A kernel that never comes must not hold up the tests.
	giveUp := time.AfterFunc(time.Minute, func() { router.Close(0) })
	t.Cleanup(func() { giveUp.Stop() })
	return router, connection.Registration{KernelID: "k-1", IP: "127.0.0.1", Port: router.Addr().(*net.TCPAddr).Port}
}

func TestAKernelTellsThePortsItChose(t *testing.T) {
	router, to := registrar(t)
	r := start(t, connection.Info{})
	codec := wire.NewCodec([]byte(r.info.Key))
	registered := make(chan error, 1)
	go func() { registered <- r.server.Register(timeout(t), to) }()
	in, err := router.Recv()
	if err != nil {
		t.Fatal(err)
	}
	content, err := codec.DecodeRegistration(in.Frames)
	if err != nil {
		t.Fatalf("%q: %v", in.Frames, err)
	}
	if err := router.Send(in.Identity, codec.EncodeRegistration([]byte("ACK"))); err != nil {
		t.Fatal(err)
	}
	if err := <-registered; err != nil {
		t.Fatal(err)
	}

	var told map[string]string
	if err := json.Unmarshal(content, &told); err != nil || len(told) != 6 || told["kernel_id"] != "k-1" {
		t.Fatalf("%s: %v", content, err)
	}
	port := func(name string) int {
		n, err := strconv.Atoi(told[name])
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return n
	}
	c, err := client.Connect(connection.Info{
		Transport: connection.TCP, IP: "127.0.0.1", Key: r.info.Key, SignatureScheme: connection.Scheme,
		ShellPort: port("shell_port"), IOPubPort: port("iopub_port"), StdinPort: port("stdin_port"),
		ControlPort: port("control_port"), HBPort: port("hb_port"),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if a := execute(t, c, "result 1"); a.Status() != "ok" {
		t.Errorf("the cell is %s", a.Status())
	}
}

func TestARegistrationThatIsNotAcknowledgedFails(t *testing.T) {
	r := start(t, connection.Info{})
	for name, test := range map[string]struct {
		answer func(told [][]byte) [][]byte
		want   string
	}{
		"unsigned": {func([][]byte) [][]byte {
			return [][]byte{[]byte("<IDS|MSG>"), nil, []byte("ACK")}
		}, "invalid signature"},
		"malformed": {func([][]byte) [][]byte { return [][]byte{[]byte("ACK")} }, "malformed message"},
		"our own":   {func(told [][]byte) [][]byte { return told }, "our own message came back"},
	} {
		router, to := registrar(t)
		go func() {
			if in, err := router.Recv(); err == nil {
				router.Send(in.Identity, test.answer(in.Frames))
			}
		}()
		if err := r.server.Register(timeout(t), to); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q", name, err, test.want)
		}
	}

	router, to := registrar(t)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		router.Recv() // never answered
		cancel()
	}()
	if err := r.server.Register(ctx, to); !errors.Is(err, context.Canceled) {
		t.Errorf("never answered: got %v", err)
	}
	router.Close(0)
	if err := r.server.Register(timeout(t), to); err == nil || !strings.Contains(err.Error(), to.Address()) {
		t.Errorf("nobody there: got %v", err)
	}
}

func TestPortsComeFromTheRange(t *testing.T) {
	info := connection.Info{Transport: connection.TCP, IP: "127.0.0.1", Key: "secret", SignatureScheme: connection.Scheme}
	ports := connection.PortRange{Low: 20000, High: 30000}
	srv, err := server.Listen(info, server.Config{Ports: ports})
	if err != nil {
		t.Fatal(err)
	}
	defer srv.Close()
	got := srv.Info()
	for _, p := range []int{got.ShellPort, got.IOPubPort, got.StdinPort, got.ControlPort, got.HBPort} {
		if p < ports.Low || p > ports.High {
			t.Errorf("port %d is not in %v", p, ports)
		}
	}
	taken := connection.PortRange{Low: got.ShellPort, High: got.ShellPort}
	if _, err := server.Listen(info, server.Config{Ports: taken}); err == nil || !strings.Contains(err.Error(), "shell channel: all ports") {
		t.Errorf("all ports are taken: got %v", err)
	}
}
