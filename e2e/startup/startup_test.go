// Package startup keeps the start of the kernel quick: the packages that it is
// made of must not do work before main.
package startup

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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

func TestPackagesInitialiseQuickly(t *testing.T) {
	program := filepath.Join(t.TempDir(), "starkernel")
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-o", program, "starkernel/cmd/starkernel").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	// Other processes take their share of the clock: the best run counts.
	best := time.Duration(1<<63 - 1)
	var report string
	for range 10 {
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
