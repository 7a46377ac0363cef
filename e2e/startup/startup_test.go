// Package startup keeps the start of the kernel quick: the packages that it is
// made of must not do work before main.
package startup

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"testing"
	"time"
)

// limit is what all packages together may spend on initialisation.
const limit = 3 * time.Millisecond

// initLine matches a line such as
//
//	init internal/bytealg @0.008 ms, 0.45 ms clock, 16 bytes, 1 allocs
var initLine = regexp.MustCompile(`(?m)^init (\S+) @[\d.]+ ms, ([\d.]+) ms clock`)

// build makes the binary as it is released.
func build(t *testing.T) (program string) {
	t.Helper()
	program = filepath.Join(t.TempDir(), "starkernel")
	cmd := exec.Command("go", "build", "-buildvcs=false", "-o", program, "starkernel/cmd/starkernel")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return program
}

func TestBinaryIsStatic(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the file format is that of Linux")
	}
	f, err := elf.Open(build(t))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if libraries, err := f.ImportedLibraries(); err != nil || len(libraries) > 0 {
		t.Errorf("the binary needs %v, %v", libraries, err)
	}
}

func TestPackagesInitialiseQuickly(t *testing.T) {
	program := build(t)
	// Other processes take their share of the clock: the best run counts.
	best := time.Duration(1<<63 - 1)
	var report string
	for i := 0; i < 100 && (i < 3 || best > limit); i++ {
		cmd := exec.Command(program, "version")
		cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("starkernel version: %v\n%s", err, out)
		}
		if total := initTime(t, out); total < best {
			best, report = total, string(out)
		}
	}
	t.Logf("packages initialise in %v", best)
	if best > limit {
		t.Errorf("packages take %v to initialise; the limit is %v:\n%s", best, limit, report)
	}
}

// initTime adds up the clock times of an init trace.
func initTime(t *testing.T, trace []byte) time.Duration {
	t.Helper()
	lines := initLine.FindAllSubmatch(trace, -1)
	if len(lines) == 0 {
		t.Fatalf("no init trace in %q", trace)
	}
	var total time.Duration
	for _, m := range lines {
		ms, err := strconv.ParseFloat(string(m[2]), 64)
		if err != nil {
			t.Fatal(err)
		}
		total += time.Duration(ms * float64(time.Millisecond))
	}
	return total
}
