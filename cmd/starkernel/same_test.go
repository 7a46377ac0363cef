package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"starkernel/kernel/notebook"
)

var generated = flag.Int("notebooks", 200, "how many generated notebooks TestNotebooksAreTheSameTwice runs")

// apart is how many generated notebooks run in processes of their own.
const apart = 12

// here and there are surroundings that a run must not show.
var (
	here  = []string{"GOMAXPROCS=1", "TZ=America/New_York", "LANG=C", "NO_COLOR=1", "GOGC=400"}
	there = []string{"GOMAXPROCS=4", "TZ=Asia/Tokyo", "LANG=de_DE.UTF-8", "HOME=/", "COLUMNS=40", "GOGC=300"}
)

// TestNotebooksAreTheSameTwice runs the examples and generated notebooks one after
// the other in one process, and several at once in another, and compares what is
// written and shown.
func TestNotebooksAreTheSameTwice(t *testing.T) {
	files := notebooksToRun(t, number(*generated))
	first := runInFolder(t, files, here, "-j=1", "-html=pages/")
	second := runInFolder(t, files, there, "-j=4", "-html=pages/")
	if len(first.files) != 2*len(files) {
		t.Errorf("%d files were written for %d notebooks, want a notebook and a page for each", len(first.files), len(files))
	}
	stdouts := [2]map[string]string{linesByFile(first.stdout), linesByFile(second.stdout)}
	stderrs := [2]map[string]string{linesByFile(first.stderr), linesByFile(second.stderr)}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		written := strings.TrimSuffix(name, filepath.Ext(name))
		compareRuns(t, name, "the notebook", first.files[written+".ipynb"], second.files[written+".ipynb"])
		compareRuns(t, name, "the web page", first.files[written+".html"], second.files[written+".html"])
		if stdouts[0][name] == "" {
			t.Errorf("%s shows nothing", name)
		}
		compareRuns(t, name, "stdout", stdouts[0][name], stdouts[1][name])
		compareRuns(t, name, "stderr", stderrs[0][name], stderrs[1][name])
	}
	checkFeatures(t, first)
}

// TestNotebooksAreTheSameInProcessesOfTheirOwn also checks that -q, the seed 0 and
// writing to stdout change nothing, but other seeds do.
func TestNotebooksAreTheSameInProcessesOfTheirOwn(t *testing.T) {
	changed, n := 0, number(apart)
	for name, text := range notebooksToRun(t, n) {
		file := map[string]string{name: text}
		first := runInFolder(t, file, here, "-html=page.html")
		second := runInFolder(t, file, there, "-html=page.html", "-seed=0")
		quiet := runInFolder(t, file, there, "-q", "-o=-")
		other := runInFolder(t, file, here, "-seed=1")
		written := first.files["out.ipynb"]
		compareRuns(t, name, "the notebook", written, second.files["out.ipynb"])
		compareRuns(t, name, "the notebook on stdout", written, quiet.stdout)
		compareRuns(t, name, "the web page", first.files["page.html"], second.files["page.html"])
		compareRuns(t, name, "stdout", first.stdout, second.stdout)
		compareRuns(t, name, "stderr", first.stderr, second.stderr)
		if written != other.files["out.ipynb"] {
			changed++
		}
	}
	if changed < n/2 {
		t.Errorf("%d notebooks differ with another seed, want %d or more", changed, n/2)
	}
}

// number is n, or less when the tests must be quick.
func number(n int) int {
	if testing.Short() {
		return n / 4
	}
	return n
}

// notebooksToRun gives the examples, and n generated notebooks, by the names of
// their files: programs, notebooks, and notebooks of an older format.
func notebooksToRun(t *testing.T, n int) map[string]string {
	t.Helper()
	examples, err := filepath.Glob("../../examples/*.ipynb")
	if err != nil || len(examples) == 0 {
		t.Fatal("no examples", err)
	}
	files := map[string]string{}
	for _, path := range examples {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(path)] = string(text)
	}
	for seed := range n {
		program := generateNotebook(uint64(seed))
		switch name := fmt.Sprintf("generated-%03d", seed); seed % 3 {
		case 0:
			files[name+".star"] = program
		case 1:
			files[name+".ipynb"] = string(notebook.FromProgram(program).Encode())
		case 2:
			files[name+".ipynb"] = withoutIDs(t, notebook.FromProgram(program).Encode())
		}
	}
	return files
}

// withoutIDs makes a notebook one of nbformat 4.4.
func withoutIDs(t *testing.T, text []byte) string {
	t.Helper()
	var n map[string]any
	if err := json.Unmarshal(text, &n); err != nil {
		t.Fatal(err)
	}
	n["nbformat_minor"] = 4
	for _, c := range n["cells"].([]any) {
		delete(c.(map[string]any), "id")
	}
	text, err := json.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// folderRun is what a run has written to its folder and shown.
type folderRun struct {
	files          map[string]string
	stdout, stderr string
}

// runInFolder runs files in a new folder, in a process of its own, which must end
// well. One file is written to out.ipynb, several to a folder out.
func runInFolder(t *testing.T, files map[string]string, surroundings []string, args ...string) folderRun {
	t.Helper()
	dir := t.TempDir()
	names := slices.Sorted(maps.Keys(files))
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(files[name]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	output := "-o=out.ipynb"
	if len(names) > 1 {
		output = "-o=out/"
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program)
	cmd.Args = slices.Concat([]string{"starkernel", "run", "-clock=virtual", output}, args, names) // TestMain runs that
	cmd.Dir, cmd.Env = dir, append(os.Environ(), surroundings...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			t.Fatal(err)
		}
		t.Errorf("run of %d files, %v: %v\n%s", len(names), args, err, tail(stderr.String()))
	}
	r := folderRun{map[string]string{}, stdout.String(), stderr.String()}
	for _, pattern := range []string{"out/*.ipynb", "pages/*.html", "out.ipynb", "page.html"} {
		written, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range written {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			r.files[filepath.Base(path)] = string(text)
		}
	}
	return r
}

// tail gives the end of a long text.
func tail(text string) string { return text[max(0, len(text)-2000):] }

// linesByFile gives what a run of several files has shown of each.
func linesByFile(shown string) map[string]string {
	lines := map[string][]string{}
	for line := range strings.Lines(shown) {
		name, _, _ := strings.Cut(line, ": ")
		lines[name] = append(lines[name], line)
	}
	files := map[string]string{}
	for name, list := range lines {
		files[name] = strings.Join(list, "")
	}
	return files
}

// compareRuns reports the first line in which two runs differ.
func compareRuns(t *testing.T, name, what, first, second string) {
	t.Helper()
	if first == second {
		return
	}
	a, b := strings.Split(first, "\n"), strings.Split(second, "\n")
	n := 0
	for n < min(len(a), len(b))-1 && a[n] == b[n] {
		n++
	}
	t.Errorf("%s: %s: line %d of the first run is\n%.300s\nof the second\n%.300s", name, what, n+1, a[n], b[n])
}

// shown are texts that only notebooks have that use what the generator offers.
var shown = []string{`"image/svg+xml"`, `"application/vnd.vegalite.v5+json"`, `"text/html"`, `"ename"`, `"name": "stderr"`,
	"exception was never retrieved", "was never awaited", "<Task pending", "runs on another core", "] stopped", "virtual time"}

// checkFeatures checks that the generated notebooks ran well and used each feature,
// some of them.
func checkFeatures(t *testing.T, r folderRun) {
	t.Helper()
	uses, tagged, failed, notebooks := map[string]int{}, 0, 0, 0
	for name, text := range r.files {
		if !strings.HasPrefix(name, "generated") || !strings.HasSuffix(name, ".ipynb") {
			continue
		}
		notebooks++
		for _, f := range slices.Concat(features, failures, endings) {
			if strings.Contains(text, fmt.Sprintf(`used %s\n"`, f.name)) {
				uses[f.name]++
			}
		}
		for _, s := range shown {
			if strings.Contains(text, s) {
				uses[s]++
			}
		}
		n, err := notebook.Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range n.Cells {
			if c.HasTag("raises-exception") {
				tagged++
				if outputs := c.Outputs(); len(outputs) > 0 && outputs[len(outputs)-1]["output_type"] == "error" {
					failed++
				}
			}
		}
	}
	if failed*2 > tagged {
		t.Errorf("%d of %d cells of the random programs failed, want less than half", failed, tagged)
	}
	least := notebooks / 40
	for _, f := range slices.Concat(features, failures, endings) {
		if uses[f.name] < least {
			t.Errorf("%d of %d notebooks use %s, want %d or more", uses[f.name], notebooks, f.name, least)
		}
	}
	for _, s := range shown {
		if uses[s] < least {
			t.Errorf("%d of %d notebooks show %s, want %d or more", uses[s], notebooks, s, least)
		}
	}
	t.Logf("%d notebooks, %d of %d tagged cells failed, %v", notebooks, failed, tagged, uses)
	if !strings.Contains(r.stderr, "pending at the end, and cancelled") {
		t.Error("no notebook left tasks at its end")
	}
}
