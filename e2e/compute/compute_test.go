// Package compute compares programs that compute with the same programs on
// go.starlark.net as it is. Each runs in a process of its own.
package compute

import (
	"cmp"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// side is one of the two that are compared.
type side struct{ command []string }

// sides builds both binaries: starkernel as it is released, and plain.
func sides(t testing.TB) (own, plain side) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"cmd/starkernel", "e2e/compute/plain"} {
		cmd := exec.Command("go", "build", "-buildvcs=false", "-o", dir, "starkernel/"+name)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("build: %v\n%s", err, out)
		}
	}
	return side{[]string{filepath.Join(dir, "starkernel"), "run"}}, side{[]string{filepath.Join(dir, "plain")}}
}

// run runs a file and gives what it printed, and the CPU time of the process.
func (s side) run(t testing.TB, file string) (output string, cpu time.Duration) {
	t.Helper()
	cmd := exec.Command(s.command[0], append(s.command[1:], file)...)
	cmd.Env = append(os.Environ(), "GOGC=", "GOMEMLIMIT=")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v %s: %v\n%s", s.command, file, err, out)
	}
	return string(out), cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}

// write writes a program that calls the compute function of a file and prints
// its result.
func write(t testing.TB, file string, calls int) (name, path string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return writeText(t, strings.TrimSuffix(filepath.Base(file), ".star"),
		fmt.Sprintf("%s\ndef repeat(n):\n    for _ in range(n):\n        result = compute()\n    return result\n\nprint(repeat(%d))\n", text, calls))
}

func writeText(t testing.TB, name, text string) (_, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), name+".star")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return name, path
}

// The same loop at top level, and in a function for plain go.starlark.net,
// whose variables at top level are slow too.
const (
	loop    = "total = 0\nfor i in range(10000000):\n    total = total + i % 7\n"
	topLoop = loop + "print(total)\n"
)

var defLoop = "def f():\n    " + strings.ReplaceAll(loop, "\n", "\n    ") + "return total\nprint(f())\n"

func programs(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("programs/*.star")
	if err != nil || len(files) < 16 {
		t.Fatalf("%d programs, %v", len(files), err)
	}
	return files
}

func TestProgramsGiveWhatPlainStarlarkGives(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the binary")
	}
	own, plain := sides(t)
	for _, file := range programs(t) {
		name, path := write(t, file, 1)
		got, _ := own.run(t, path)
		want, _ := plain.run(t, path)
		if got != want || len(want) < 2 {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

// rounds is how often each program runs on each side, in turn.
const rounds = 7

// compare gives the median CPU times of a program on both sides, in turn.
func compare(t testing.TB, own, plain side, ownPath, plainPath string) (a, b time.Duration) {
	t.Helper()
	var as, bs []time.Duration
	for i := range rounds {
		first, second := func() { _, d := own.run(t, ownPath); as = append(as, d) }, func() { _, d := plain.run(t, plainPath); bs = append(bs, d) }
		if i%2 == 1 {
			first, second = second, first
		}
		first()
		second()
	}
	return median(as), median(bs)
}

func median[T cmp.Ordered](list []T) T {
	slices.Sort(list)
	return list[len(list)/2]
}

// BenchmarkCompute reports the ratio of the CPU times: less than 1 is faster than
// plain go.starlark.net. Run it with -benchtime=1x. The time of a process
// is included; the programs run long enough for it not to matter.
func BenchmarkCompute(b *testing.B) {
	own, plain := sides(b)
	var logs, total, reference float64
	files := programs(b)
	for _, file := range files {
		_, path := write(b, file, 12)
		b.Run(strings.TrimSuffix(filepath.Base(file), ".star"), func(b *testing.B) {
			x, y := compare(b, own, plain, path, path)
			report(b, x, y)
			logs += math.Log(x.Seconds() / y.Seconds())
			total, reference = total+x.Seconds(), reference+y.Seconds()
		})
	}
	b.Run("all", func(b *testing.B) {
		b.ReportMetric(math.Exp(logs/float64(len(files))), "geomean")
		b.ReportMetric(total/reference, "ratio")
		b.ReportMetric(0, "ns/op")
	})
	_, top := writeText(b, "top", topLoop)
	_, def := writeText(b, "def", defLoop)
	b.Run("loop in def", func(b *testing.B) {
		x, y := compare(b, own, plain, def, def)
		report(b, x, y)
	})
	b.Run("loop at top level", func(b *testing.B) {
		x, y := compare(b, own, plain, top, def)
		report(b, x, y)
	})
}

func report(b *testing.B, own, plain time.Duration) {
	b.ReportMetric(float64(own.Milliseconds()), "own-ms")
	b.ReportMetric(float64(plain.Milliseconds()), "plain-ms")
	b.ReportMetric(own.Seconds()/plain.Seconds(), "ratio")
	b.ReportMetric(0, "ns/op")
}
