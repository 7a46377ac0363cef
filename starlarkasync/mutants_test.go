package starlarkasync_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

var withMutants = flag.Bool("mutants", false, "also build this package with each deliberate defect, and want the tests to notice")

// mutantLimit is how long the tests of a mutant may take. One that hangs is
// noticed.
const mutantLimit = 60 * time.Second

// mutantsLimit is the time in which mutants are begun. A slow machine skips the
// rest, unless all of them are asked for.
const mutantsLimit = 4 * time.Minute

// TestMutants checks the tests: it puts each deliberate defect into the loop
// and demands that the corpus or the generated programs notice it. It compiles
// the package once for each, which takes a minute or two, so it runs only if asked:
//
//	go test ./starlarkasync -run TestMutants -mutants -v
//
// or with CI=true. It prints which program and which seed noticed a defect
// first. It changes no file (go build -overlay).
func TestMutants(t *testing.T) {
	if !*withMutants && os.Getenv("CI") != "true" || testing.Short() || raceDetector {
		t.Skip("run it with: go test ./starlarkasync -run TestMutants -mutants -v")
	}
	var mu sync.Mutex
	byCorpus, byGenerator := 0, 0
	begin := time.Now()
	t.Run("mutants", func(t *testing.T) {
		for _, m := range mutants {
			t.Run(m.name, func(t *testing.T) {
				t.Parallel()
				if end, ok := t.Deadline(); ok && time.Until(end) < 3*mutantLimit || !*withMutants && time.Since(begin) > mutantsLimit {
					t.Skip("no time is left on this machine")
				}
				binary := m.build(t)
				corpus := noticed(t, binary, "TestCorpusAgreesWithCPython")
				generator := noticed(t, binary, "TestGeneratedProgramsAgreeWithCPython")
				t.Logf("corpus: %s; generator: %s", corpus, generator)
				if corpus == unnoticed && generator == unnoticed {
					t.Error("no test noticed it: write a program for the corpus that does")
				}
				mu.Lock()
				defer mu.Unlock()
				if corpus != unnoticed {
					byCorpus++
				}
				if generator != unnoticed {
					byGenerator++
				}
			})
		}
	})
	t.Logf("%d mutants: %d noticed by the corpus, %d by the generated programs", len(mutants), byCorpus, byGenerator)
}

// TestMutantsApply is cheap: the text that each mutant replaces is there, once.
func TestMutantsApply(t *testing.T) {
	for _, m := range mutants {
		if _, _, err := m.apply(); err != nil {
			t.Errorf("%s: %v", m.name, err)
		}
	}
}

// apply gives the file that has the old text, and its text with the defect.
func (m mutant) apply() (file, text string, err error) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		return "", "", err
	}
	n := 0
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		data, err := os.ReadFile(f)
		if err != nil {
			return "", "", err
		}
		source := strings.ReplaceAll(string(data), "\r\n", "\n")
		if k := strings.Count(source, m.old); k > 0 {
			n += k
			file, text = f, strings.Replace(source, m.old, m.new, 1)
		}
	}
	if n != 1 {
		return "", "", fmt.Errorf("the package has %d times, want once:\n%s", n, m.old)
	}
	return file, text, nil
}

// build compiles the tests of this package with the defect.
func (m mutant) build(t *testing.T) string {
	file, text, err := m.apply()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	original, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := filepath.Join(dir, file)
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{original: changed}})
	if err != nil {
		t.Fatal(err)
	}
	for file, data := range map[string][]byte{changed: []byte(text), filepath.Join(dir, "overlay.json"): overlay} {
		if err := os.WriteFile(file, data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	binary := filepath.Join(dir, "mutant.test")
	cmd := exec.CommandContext(t.Context(), "go", "test", "-c", "-vet=off", "-ldflags=-w", "-overlay", filepath.Join(dir, "overlay.json"), "-o", binary, ".")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return binary
}

const unnoticed = "-"

var (
	failedProgram = regexp.MustCompile(`--- FAIL: TestCorpusAgreesWithCPython/(\S+)`)
	failedSeed    = regexp.MustCompile(`seed \d+`)
)

// noticed runs one test of a mutant until its first failure and gives the
// program that failed, or unnoticed.
func noticed(t *testing.T, binary, test string) string {
	ctx, cancel := context.WithTimeout(t.Context(), mutantLimit)
	defer cancel()
	out, err := exec.CommandContext(ctx, binary, "-test.run=^"+test+"$", "-test.failfast").CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return unnoticed
	case ctx.Err() != nil:
		return "a program hangs"
	case !errors.As(err, &exit):
		t.Fatal(err)
	}
	if m := failedProgram.FindSubmatch(out); m != nil {
		return string(m[1])
	}
	if m := failedSeed.Find(out); m != nil {
		return string(m)
	}
	return "a panic"
}
