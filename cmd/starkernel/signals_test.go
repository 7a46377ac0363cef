package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

func TestSignalsEndRunsAndWhatRanIsSaved(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("has no signals")
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			dir := t.TempDir()
			for _, name := range []string{"a.star", "b.star"} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte("print('ready')\nawait asyncio.sleep(1000)\n"), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			cmd := exec.Command(program, "run", "-o", "out", "a.star", "b.star")
			cmd.Args[0], cmd.Dir = "starkernel", dir // TestMain runs that
			stdout, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(stdout)
			if !lines.Scan() || lines.Text() != "a.star: ready" {
				t.Errorf("stdout begins with %q", lines.Text())
			}
			if err := cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			if lines.Scan() {
				t.Errorf("stdout goes on with %q", lines.Text())
			}
			cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != exitInterrupted {
				t.Errorf("the exit code is %d, want %d", code, exitInterrupted)
			}
			if text, err := os.ReadFile(filepath.Join(dir, "out", "a.ipynb")); !strings.Contains(string(text), `"ready\n"`) {
				t.Errorf("what was printed is not saved: %v\n%s", err, text)
			}
			if _, err := os.Stat(filepath.Join(dir, "out", "b.ipynb")); err == nil {
				t.Errorf("the second program ran")
			}
		})
	}
}
