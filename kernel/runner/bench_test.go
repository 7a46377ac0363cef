package runner

import (
	"path/filepath"
	"strings"
	"testing"

	"starkernel/kernel"
	"starkernel/kernel/kerneltest"
	"starkernel/kernel/notebook"
)

// BenchmarkTenCells runs a notebook of ten trivial cells, in the fake language, and
// saves it after each.
func BenchmarkTenCells(b *testing.B) {
	dir := b.TempDir()
	o := Options{
		Notebook:    filepath.Join(dir, "in.ipynb"),
		Output:      filepath.Join(dir, "out.ipynb"),
		Interpreter: func() (kernel.Interpreter, error) { return kerneltest.NewInterpreter(), nil },
	}
	if err := notebook.FromProgram(strings.Repeat("# %%\nprint a\n", 10)).Write(o.Notebook); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Run(b.Context(), o); err != nil {
			b.Fatal(err)
		}
	}
}
