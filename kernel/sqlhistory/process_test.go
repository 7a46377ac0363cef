package sqlhistory

import (
	"bufio"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// These tests start the test binary again, as one of several kernels.
const (
	childPath  = "SQLHISTORY_TEST_PATH"  // the file
	childTimes = "SQLHISTORY_TEST_TIMES" // "endless", or nothing for childInputs
)

const childInputs = 100

// TestChild is the kernel of the other tests: it adds inputs, says so, and closes
// the history.
func TestChild(t *testing.T) {
	path := os.Getenv(childPath)
	if path == "" {
		t.Skip("started by the other tests")
	}
	h := Open(path, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	h.answerLimit, h.closeLimit = time.Minute, time.Minute
	for i := 1; i <= childInputs || os.Getenv(childTimes) == "endless"; i++ {
		h.Add(i, fmt.Sprintf("%d of %d", i, os.Getpid()))
		h.SetOutput(i, strings.Repeat("output ", 100))
		if got := h.Tail(1); len(got) != 1 || got[0].Line != i {
			t.Fatalf("tail has %v after input %d", got, i)
		}
		fmt.Println("added", i)
	}
	h.Close()
}

// child prepares a kernel that uses the file at path.
func child(t *testing.T, path string, env ...string) *exec.Cmd {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe, "-test.run=^TestChild$")
	cmd.Env = append(append(os.Environ(), childPath+"="+path), env...)
	return cmd
}

func TestSeveralKernelsShareAFile(t *testing.T) {
	path := testPath(t)
	const kernels = 4
	outputs := make(chan string, kernels)
	for range kernels {
		go func() {
			out, err := child(t, path).CombinedOutput()
			outputs <- fmt.Sprintf("%s%v", out, err)
		}()
	}
	for range kernels {
		if out := <-outputs; !strings.HasSuffix(out, "PASS\n<nil>") || strings.Contains(out, "WARN") {
			t.Errorf("a kernel: %s", out)
		}
	}
	all := open(t, path).Tail(-1)
	if len(all) != kernels*childInputs {
		t.Errorf("%d inputs, want %d", len(all), kernels*childInputs)
	}
	for i, e := range all {
		session, line := i/childInputs+1, i%childInputs+1
		_, process, _ := strings.Cut(e.Source, " ")
		_, first, _ := strings.Cut(all[i-i%childInputs].Source, " ")
		if e.Session != session || e.Line != line || process != first {
			t.Fatalf("entry %d is %d/%d of process %q; its session began with %q", i, e.Session, e.Line, process, first)
		}
	}
}

func TestKilledKernelLeavesAWholeFile(t *testing.T) {
	path := testPath(t)
	for attempt := 1; attempt <= 3; attempt++ {
		cmd := child(t, path, childTimes+"=endless")
		stdout, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		added := 0
		for lines := bufio.NewScanner(stdout); added < 20*attempt && lines.Scan(); {
			fmt.Sscanf(lines.Text(), "added %d", &added)
		}
		cmd.Process.Kill()
		cmd.Wait()

		h := open(t, path)
		got := h.Range(-1, 0, -1)
		if len(got) < added || added == 0 || got[0].Session != attempt {
			t.Errorf("attempt %d: %d inputs of the killed kernel, it had added %d", attempt, len(got), added)
		}
		h.Close()
		var verdict string
		if err := rawDB(t, path).QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
			t.Errorf("attempt %d: %s, %v", attempt, verdict, err)
		}
	}
}
