package main

import (
	"bufio"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"starkernel/kernel/notebook"
)

var kills = flag.Int("kills", 20, "how many runs TestKilledRunsLeaveWhatWasSaved kills")

// killedCells is how many cells end before one that does not.
const killedCells = 30

var savedLine = regexp.MustCompile(`^Saved .*: (\d+) of`)

// TestKilledRunsLeaveWhatWasSaved kills runs at any moment. What they leave is a
// notebook with all the cells that were saved, and none that had not ended looks as
// if it had. Every other run goes on with what the one before has left.
func TestKilledRunsLeaveWhatWasSaved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "n.ipynb")
	least := 0 // cells that must have ended in the file
	for i := range *kills {
		args := []string{"run", "-v", "-resume", path}
		if i%2 == 0 {
			if err := notebook.FromProgram(killedProgram()).Write(path); err != nil {
				t.Fatal(err)
			}
			args, least = []string{"run", "-v", "-inplace", path}, 0
		}
		least = max(least, runAndKill(t, args))
		n := endedCells(t, path)
		if n < least {
			t.Errorf("run %d: %d cells have ended in the file, %d were saved", i, n, least)
		}
		least = n
	}
}

func killedProgram() string {
	var b strings.Builder
	b.WriteString("n = 0\n")
	for range killedCells {
		b.WriteString("# %%\nn += 1\nprint('cell', n)\nawait asyncio.sleep(0.001)\nprint('end', n)\n")
	}
	b.WriteString("# %%\nwhile True:\n    print('x')\n    await asyncio.sleep(0.001)\n")
	return b.String()
}

// runAndKill kills a run in or after a cell by chance, and gives how many cells it
// had saved.
func runAndKill(t *testing.T, args []string) (saved int) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, args...)
	cmd.Args[0] = "starkernel" // TestMain runs that
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	begins := fmt.Sprintf("Executing Cell %d-", 1+rand.IntN(killedCells+2))
	killed := false
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		if m := savedLine.FindStringSubmatch(lines.Text()); m != nil {
			saved, _ = strconv.Atoi(m[1])
		}
		if strings.HasPrefix(lines.Text(), begins) {
			killed = true
			// Any moment will do: nobody waits for this one.
			time.AfterFunc(rand.N(5*time.Millisecond), func() { cmd.Process.Kill() })
		}
	}
	cmd.Wait()
	if !killed {
		t.Fatalf("%s was never logged", begins)
	}
	return saved
}

// endedCells checks the notebook, and gives how many of its cells have ended.
func endedCells(t *testing.T, path string) (n int) {
	t.Helper()
	nb, err := notebook.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range nb.Cells {
		if c.ExecutionCount() == 0 {
			break
		}
		var text strings.Builder
		for _, output := range c.Outputs() {
			fmt.Fprint(&text, output["text"])
		}
		if want := fmt.Sprintf("cell %d\nend %d\n", i, i); i > 0 && text.String() != want {
			t.Errorf("cell %d has %q, want %q", i+1, text.String(), want)
		}
		n++
	}
	for _, c := range nb.Cells[n:] {
		if c.ExecutionCount() != 0 {
			t.Errorf("a cell has ended after one that has not")
		}
	}
	if len(nb.Cells) != killedCells+2 || n > killedCells+1 {
		t.Errorf("%d of %d cells have ended", n, len(nb.Cells))
	}
	return n
}
