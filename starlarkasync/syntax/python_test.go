package syntax

import (
	"flag"
	"os"
	"os/exec"
	"strings"
	"testing"
)

var python = flag.String("python", "", "Python 3.12+ with which to write testdata/python.golden anew")

// program is a notebook with what CPython makes of it.
type program struct {
	cells, want []string
}

// programs reads testdata/python.golden: programs between lines of ===, cells
// between lines of ---, each followed by the lines of its output after ">>>".
func programs(t testing.TB) (list []program) {
	data, err := os.ReadFile("testdata/python.golden")
	if err != nil {
		t.Fatal(err)
	}
	for text := range strings.SplitSeq(string(data), "===\n") {
		var p program
		for chunk := range strings.SplitSeq(text, "---\n") {
			code, want, _ := strings.Cut(chunk, ">>>\n")
			p.cells = append(p.cells, strings.TrimSuffix(code, "\n"))
			p.want = append(p.want, strings.TrimSuffix(want, "\n"))
		}
		list = append(list, p)
	}
	return list
}

// TestCellsGiveWhatPythonGives runs programs that are Python and Starlark at
// once. Results and prints are compared, of errors the class.
func TestCellsGiveWhatPythonGives(t *testing.T) {
	if *python != "" {
		cmd := exec.Command(*python, "testdata/python.py", "testdata/python.golden")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	for _, p := range programs(t) {
		b := newTestbed()
		for i, cell := range p.cells {
			got := b.run(cell)
			if got = classOnly(got); got != p.want[i] {
				t.Errorf("cell:\n%s\nStarlark:\n%s\nPython:\n%s", cell, got, p.want[i])
			}
		}
	}
}

// classOnly takes the message from an error in the last line.
func classOnly(out string) string {
	i := strings.LastIndexByte(out, '\n') + 1
	class, _, found := strings.Cut(out[i:], ": ")
	if found && strings.HasSuffix(class, "Error") && !strings.Contains(class, " ") {
		return out[:i] + class
	}
	return out
}
