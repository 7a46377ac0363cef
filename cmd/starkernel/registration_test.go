package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"starkernel/protocol"
	"starkernel/protocol/client"
	"starkernel/protocol/connection"
	"starkernel/protocol/wire"
	"starkernel/protocol/zmtp"
)

// register starts a kernel with a registration file, and answers it with an
// acknowledgement that is signed with a key. It gives the folder of connection
// files.
func register(t *testing.T, key string, stderr *strings.Builder) (runtime string, code <-chan int) {
	t.Helper()
	router, err := zmtp.ListenRouter("tcp", "127.0.0.1:0", zmtp.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { router.Close(0) })
	runtime = t.TempDir()
	t.Setenv("JUPYTER_RUNTIME_DIR", runtime)
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	file := filepath.Join(t.TempDir(), "registration.json")
	content := fmt.Sprintf(`{"kernel_id": "k-1", "transport": "tcp", "registration_ip": "127.0.0.1", "registration_port": %d,
		"signature_scheme": "hmac-sha256", "key": "secret"}`, router.Addr().(*net.TCPAddr).Port)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	exit := make(chan int, 1)
	go func() { exit <- run([]string{"kernel", "-f", file}, io.Discard, stderr) }()
	giveUp := time.AfterFunc(time.Minute, func() { router.Close(0) })
	in, err := router.Recv()
	giveUp.Stop()
	if err != nil {
		t.Fatalf("no kernel: %v; %s", err, ended(exit, stderr))
	}
	if err := router.Send(in.Identity, wire.NewCodec([]byte(key)).EncodeRegistration([]byte("ACK"))); err != nil {
		t.Fatal(err)
	}
	return runtime, exit
}

func TestAKernelWithARegistrationFileServesWhereItSays(t *testing.T) {
	var stderr strings.Builder
	runtime, code := register(t, "secret", &stderr)
	files, err := filepath.Glob(filepath.Join(runtime, "kernel-*.json"))
	if err != nil || len(files) != 1 {
		t.Fatalf("connection files: %v, %v", files, err)
	}
	info, err := connection.Read(files[0])
	if err != nil || info.Key != "secret" {
		t.Fatalf("got %+v, %v", info, err)
	}
	c, err := client.Connect(info)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Send(protocol.Control, protocol.MsgShutdownRequest, protocol.ShutdownRequest{}); err != nil {
		t.Fatal(err)
	}
	wantExit(t, code, exitOK)
	if _, err := os.Stat(files[0]); err == nil {
		t.Error("the connection file is left behind")
	}
}

func TestAKernelThatIsNotAcknowledgedEnds(t *testing.T) {
	var stderr strings.Builder
	_, code := register(t, "another key", &stderr)
	wantExit(t, code, exitError)
	if !strings.Contains(stderr.String(), "acknowledgement: wire: invalid signature") {
		t.Errorf("stderr is %s", &stderr)
	}
}
