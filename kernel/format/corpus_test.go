package format

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"starkernel/kernel/notebook"
	"starkernel/starlarkasync/starlarkasynctest"
)

// corpus gives the cells of all programs, notebooks and pages of the project, and
// generated ones.
func corpus(t testing.TB) []string {
	t.Helper()
	var cells []string
	err := filepath.WalkDir("../..", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		switch filepath.Ext(path) {
		case ".star":
			for _, chunk := range strings.Split(read(t, path), "\n---\n") {
				cells = append(cells, notebook.ParseProgram(chunk)...)
			}
		case ".md":
			for i, block := range strings.Split(read(t, path), "\n```") {
				if text, ok := strings.CutPrefix(block, "starlark\n"); ok && i%2 == 1 {
					cells = append(cells, text)
				}
			}
		case ".ipynb":
			if n, err := notebook.Read(path); err == nil {
				for _, c := range n.Cells {
					cells = append(cells, c.Source())
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(40) {
		cells = append(cells, notebook.ParseProgram(starlarkasynctest.Generate(seed))...)
	}
	return cells
}

func read(t testing.TB, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
