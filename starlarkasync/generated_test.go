package starlarkasync_test

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"starkernel/starlarkasync/starlarkasynctest"
)

var update = flag.Bool("update", false, "write testdata/generated/digests.txt anew, with CPython 3.13.0")

// digests holds, for seeds 1 to generatedSeeds, what CPython made of the
// program that starlarkasynctest.Generate gives for it.
const (
	digests        = "testdata/generated/digests.txt"
	generatedSeeds = 2000
)

// outcomes are classes of errors that generated programs must show.
var outcomes = []string{"CancelledError", "TimeoutError", "ExceptionGroup", "KeyboardInterrupt", "InvalidStateError",
	"BrokenBarrierError", "QueueShutDown", "QueueEmpty", "QueueFull", "RuntimeError", "ValueError", "fail"}

// TestGeneratedProgramsAgreeWithCPython compares with the digests of CPython's
// output; it needs no Python. With -update it writes the digests.
func TestGeneratedProgramsAgreeWithCPython(t *testing.T) {
	if *update {
		writeDigests(t)
	}
	data, err := os.ReadFile(digests)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	if len(lines) != generatedSeeds {
		t.Fatalf("%s has %d lines, want %d", digests, len(lines), generatedSeeds)
	}
	if testing.Short() || raceDetector {
		lines = lines[:200]
	}
	programs := map[string]int{}
	for i, line := range lines {
		seed, want, _ := strings.Cut(strings.TrimSpace(line), " ")
		if seed != strconv.Itoa(i+1) {
			t.Fatalf("%s:%d: seed %q, want %d", digests, i+1, seed, i+1)
		}
		program, got := runGenerated(t, uint64(i+1))
		for _, o := range outcomes {
			if strings.Contains(got, o+":") {
				programs[o]++
			}
		}
		if digest(got) == want {
			continue
		}
		t.Fatalf("seed %s: the output differs from CPython's.\n\n%s\nTo see what CPython 3.13 gives, run: %s\n"+
			"If the generator was changed, write the digests anew: go test ./starlarkasync -run TestGeneratedProgramsAgreeWithCPython -update",
			seed, got, inspect(t, seed, program))
	}
	for _, o := range outcomes {
		t.Logf("%-18s in %4d of %d programs", o, programs[o], len(lines))
		if programs[o]*100 < len(lines) {
			t.Errorf("%s occurs in %d of %d programs, want one in a hundred or more", o, programs[o], len(lines))
		}
	}
}

// TestGeneratedProgramsAgreeWithThisPython compares fresh programs with a
// CPython 3.13 of this machine: the one that $STARKERNEL_PYTHON names, or a
// 3.13.0 that is found. $STARKERNEL_SEEDS is the number of programs; without it the
// test is skipped, so that nobody's change fails by chance. $STARKERNEL_SEED is
// the first seed, to reproduce a failure.
func TestGeneratedProgramsAgreeWithThisPython(t *testing.T) {
	n := number(t, "STARKERNEL_SEEDS", 0)
	if n == 0 {
		t.Skip("to search for differences: STARKERNEL_SEEDS=1000 go test ./starlarkasync -run ThisPython -v")
	}
	python, why := findPython()
	if python == "" {
		t.Skip(why)
	}
	first := number(t, "STARKERNEL_SEED", uint64(time.Now().UnixNano()))
	t.Logf("%s; to repeat: STARKERNEL_SEED=%d STARKERNEL_SEEDS=%d", python, first, n)
	const batch = 500
	for ; n > 0; n -= min(n, batch) {
		last := first + min(n, batch)
		wants := goldens(t, python, first, last)
		for ; first < last; first++ {
			if _, got := runGenerated(t, first); got != wants[first] {
				t.Errorf("seed %d:\n%s\nwant, from CPython:\n%s", first, got, wants[first])
			}
		}
	}
}

// number reads an environment variable.
func number(t *testing.T, name string, otherwise uint64) uint64 {
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// runGenerated gives the program of a seed, and its golden by our loop.
func runGenerated(t *testing.T, seed uint64) (program, golden string) {
	program = starlarkasynctest.Generate(seed)
	p, err := starlarkasynctest.Parse(program)
	if err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	got, err := starlarkasynctest.Run(p)
	if err != nil {
		t.Fatalf("seed %d: %v\n%s", seed, err, program)
	}
	return program, starlarkasynctest.Golden(program, got)
}

func digest(golden string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(golden)))[:12]
}

// inspect writes the program to a file that outlives the test, and gives the
// command that shows what CPython makes of it.
func inspect(t *testing.T, seed, program string) string {
	file := filepath.Join(os.TempDir(), "generated-"+seed+".star")
	if err := os.WriteFile(file, []byte(program), 0o666); err != nil {
		t.Log(err)
	}
	driver, err := filepath.Abs("testdata/generated/generated.py")
	if err != nil {
		t.Log(err)
	}
	return fmt.Sprintf("python3.13 %s run %s", driver, file)
}

func writeDigests(t *testing.T) {
	python, why := findPython()
	if python == "" {
		t.Fatal(why)
	}
	var b strings.Builder
	wants := goldens(t, python, 1, generatedSeeds+1)
	for seed := uint64(1); seed <= generatedSeeds; seed++ {
		fmt.Fprintf(&b, "%d %s\n", seed, digest(wants[seed]))
	}
	if err := os.WriteFile(digests, []byte(b.String()), 0o666); err != nil {
		t.Fatal(err)
	}
}

// goldens gives what CPython makes of the programs of seeds first to last-1.
func goldens(t *testing.T, python string, first, last uint64) map[uint64]string {
	dir := t.TempDir()
	name := func(seed uint64, suffix string) string { return filepath.Join(dir, fmt.Sprint(seed, suffix)) }
	for seed := first; seed < last; seed++ {
		if err := os.WriteFile(name(seed, ".star"), []byte(starlarkasynctest.Generate(seed)), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command(python, "testdata/generated/generated.py", "gen", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	wants := map[uint64]string{}
	for seed := first; seed < last; seed++ {
		data, err := os.ReadFile(name(seed, ".golden"))
		if err != nil {
			t.Fatal(err)
		}
		wants[seed] = string(data)
	}
	return wants
}

// findPython gives the Python of the digests, CPython 3.13.0, or says why there
// is none. A later 3.13 must be named: some of its releases correct rare orders of
// events. Other versions order many events otherwise.
func findPython() (python, why string) {
	candidates, want := []string{"python3.13", "python3"}, "cpython 3.13.0"
	if named := os.Getenv("STARKERNEL_PYTHON"); named != "" {
		candidates, want = []string{named}, "cpython 3.13."
	} else if home, err := os.UserHomeDir(); err == nil {
		found, _ := filepath.Glob(filepath.Join(home, ".pyenv/versions/*/bin/python3"))
		candidates = append(candidates, found...)
	}
	var seen []string
	for _, c := range candidates {
		out, err := exec.Command(c, "-c", "import sys; print(sys.implementation.name, '%d.%d.%d' % sys.version_info[:3])").Output()
		version := strings.TrimSpace(string(out))
		if err == nil && strings.HasPrefix(version+".", want) {
			return c, ""
		}
		if err == nil {
			seen = append(seen, c+" is "+version)
		}
	}
	return "", fmt.Sprintf("no CPython 3.13.0 found (%s); name a CPython 3.13 in STARKERNEL_PYTHON", strings.Join(seen, ", "))
}
