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

var (
	kills      = flag.Int("kills", 20, "how many runs of one file, and of several, the tests kill")
	killOutput = flag.Int("kill-output", 0, "how many bytes more each cell prints in these runs")
)

// killedCells is how many cells that print end in each file.
const killedCells = 30

var (
	savedLine = regexp.MustCompile(`(?:^|: )Saved (.*): (\d+) of`)
	beginLine = regexp.MustCompile(`(?:^|: )Executing Cell \d`)
)

// TestKilledRunsLeaveWhatWasSaved kills runs at any moment. What they leave is a
// notebook with all the cells that were saved, and none that had not ended looks as
// if it had. Every other run goes on with what the one before has left.
func TestKilledRunsLeaveWhatWasSaved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "n.ipynb")
	least, saving := 0, 0 // cells that must have ended in the file; kills during a save
	for i := range *kills {
		args := []string{"run", "-v", "-resume", path}
		if i%2 == 0 {
			if err := notebook.FromProgram(killedProgram(true)).Write(path); err != nil {
				t.Fatal(err)
			}
			args, least = []string{"run", "-v", "-inplace", path}, 0
		}
		least = max(least, runAndKill(t, args, killedCells+2)[path])
		n := endedCells(t, path, killedCells+2)
		if n < least {
			t.Errorf("run %d: %d cells have ended in the file, %d were saved", i, n, least)
		}
		least = n
		saving += removeTemporary(t, filepath.Dir(path))
	}
	t.Logf("%d of %d were killed while they saved", saving, *kills)
}

// TestKilledRunsOfSeveralFiles is the same for files of which two run at once.
func TestKilledRunsOfSeveralFiles(t *testing.T) {
	const files = 4
	dir := t.TempDir()
	saving := 0
	for i := range *kills {
		cells := map[string]int{}
		for file := range files {
			path := filepath.Join(dir, fmt.Sprintf("n%d.ipynb", file))
			last := file == files-1
			nb := notebook.FromProgram(killedProgram(last))
			if err := nb.Write(path); err != nil {
				t.Fatal(err)
			}
			cells[path] = len(nb.Cells)
		}
		saved := runAndKill(t, []string{"run", "-v", "-j", "2", "-inplace", dir}, files*(killedCells+1)+1)
		for path, all := range cells {
			if n := endedCells(t, path, all); n < saved[path] {
				t.Errorf("run %d: %d cells of %s have ended in the file, %d were saved", i, n, path, saved[path])
			}
		}
		saving += removeTemporary(t, dir)
	}
	t.Logf("%d of %d were killed while they saved", saving, *kills)
}

// killedProgram has cells that end, and one that does not if it is endless.
func killedProgram(endless bool) string {
	var b strings.Builder
	b.WriteString("n = 0\n")
	for range killedCells {
		fmt.Fprintf(&b, "# %%%%\nn += 1\nprint('cell', n, 'x' * %d)\nawait asyncio.sleep(0.001)\nprint('end', n)\n", *killOutput)
	}
	if endless {
		b.WriteString("# %%\nwhile True:\n    print('x')\n    await asyncio.sleep(0.001)\n")
	}
	return b.String()
}

// runAndKill kills a run in or after one of so many cells by chance, and gives how
// many cells it had saved in each file.
func runAndKill(t *testing.T, args []string, cells int) map[string]int {
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
	saved := map[string]int{}
	left := 1 + rand.IntN(cells)
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		if m := savedLine.FindStringSubmatch(lines.Text()); m != nil {
			saved[m[1]], _ = strconv.Atoi(m[2])
		}
		if !beginLine.MatchString(lines.Text()) {
			continue
		}
		if left--; left == 0 {
			// Any moment will do: nobody waits for this one.
			time.AfterFunc(rand.N(5*time.Millisecond), func() { cmd.Process.Kill() })
		}
	}
	cmd.Wait()
	if left > 0 {
		t.Fatalf("%d cells more should have begun", left)
	}
	return saved
}

// removeTemporary removes what is left of a file that was written when its process was
// killed, and gives how many there are.
func removeTemporary(t *testing.T, dir string) int {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, ".*.tmp"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	return len(paths)
}

// endedCells checks a notebook of so many cells, and gives how many of them have ended.
func endedCells(t *testing.T, path string, cells int) (n int) {
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
		want := fmt.Sprintf("cell %d %s\nend %d\n", i, strings.Repeat("x", *killOutput), i)
		if i > 0 && text.String() != want {
			t.Errorf("cell %d has %.100q, want %.100q", i+1, text.String(), want)
		}
		n++
	}
	for _, c := range nb.Cells[n:] {
		if c.ExecutionCount() != 0 {
			t.Errorf("a cell has ended after one that has not")
		}
	}
	if len(nb.Cells) != cells || n > killedCells+1 {
		t.Errorf("%d of %d cells have ended", n, len(nb.Cells))
	}
	return n
}
