package zmtp

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"
)

// runChild is the test binary as another process, which exits right after
// Close as a kernel does.
func runChild(name string) {
	fail := func(err error) {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	switch name {
	case "publisher":
		x, err := ListenXPub("tcp", "127.0.0.1:0", Config{}, greet)
		fail(err)
		fmt.Println(x.Addr())
		for subscribed(x) == 0 {
			<-time.After(time.Millisecond)
		}
		for i := range childMessages {
			// 1 KB each: more than the system's buffers hold.
			fail(x.Publish([][]byte{make([]byte, 1024), []byte(strconv.Itoa(i))}))
		}
		fail(x.Close(patience))
	case "replier":
		r, err := ListenRouter("tcp", "127.0.0.1:0", Config{})
		fail(err)
		fmt.Println(r.Addr())
		m, err := r.Recv()
		fail(err)
		fail(r.Send(m.Identity, [][]byte{make([]byte, childReply)}))
		fail(r.Close(patience))
	}
	os.Exit(0)
}

const (
	childMessages = 2001
	childReply    = 3 << 20
)

// startChild starts this test binary as the named child and returns the
// address it prints.
func startChild(t *testing.T, name string) string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "ZMTP_TEST_CHILD="+name, "GORACE=atexit_sleep_ms=0")
	cmd.Stderr = os.Stderr
	out := must[*os.File](t)(pipeOf(cmd))
	check(t, cmd.Start())
	t.Cleanup(func() {
		timer := time.AfterFunc(patience, func() { cmd.Process.Kill() })
		defer timer.Stop()
		if err := cmd.Wait(); err != nil {
			t.Errorf("child %s: %v", name, err)
		}
	})
	var line []byte
	for b := make([]byte, 64); !bytes.HasSuffix(line, []byte("\n")); {
		n, err := out.Read(b)
		check(t, err)
		line = append(line, b[:n]...)
	}
	return string(bytes.TrimSpace(line))
}

func pipeOf(cmd *exec.Cmd) (*os.File, error) {
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return out.(*os.File), nil
}
