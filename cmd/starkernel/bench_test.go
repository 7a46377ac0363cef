package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkRun runs the programs of e2e/compute, and the examples, as
// starkernel run does. Its profile is what default.pgo is made from.
func BenchmarkRun(b *testing.B) {
	tuneHeap()
	programs, _ := filepath.Glob("../../e2e/compute/programs/*.star")
	notebooks, _ := filepath.Glob("../../examples/*.ipynb")
	if len(programs) == 0 || len(notebooks) == 0 {
		b.Fatal("there are no programs or no examples")
	}
	for _, file := range append(programs, notebooks...) {
		b.Run(strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)), func(b *testing.B) {
			if filepath.Ext(file) == ".star" {
				text, err := os.ReadFile(file)
				if err != nil {
					b.Fatal(err)
				}
				file = filepath.Join(b.TempDir(), filepath.Base(file))
				if err := os.WriteFile(file, append(text, "\nprint(compute())\n"...), 0o644); err != nil {
					b.Fatal(err)
				}
			}
			for b.Loop() {
				if code := run([]string{"run", "-clock=virtual", file}, io.Discard, io.Discard); code != exitOK {
					b.Fatal(file, code)
				}
			}
		})
	}
}
