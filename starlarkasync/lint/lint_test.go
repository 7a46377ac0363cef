package lint

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.starlark.net/lib/json"
	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"
)

var predeclared = func() starlark.StringDict {
	d := starlark.StringDict{
		"catch":   starlark.None,
		"json":    json.Module,
		"time":    &starlarkstruct.Module{Name: "time", Members: starlark.StringDict{"now": starlark.None}},
		"asyncio": &starlarkstruct.Module{Name: "asyncio", Members: starlark.StringDict{"sleep": starlark.None}},
	}
	for name, v := range starlark.Universe {
		d[name] = v
	}
	return d
}()

// TestWarnings checks the programs of testdata: each line with a ### has exactly
// the warnings that stand there, others have none. Cells are divided by # %% lines.
func TestWarnings(t *testing.T) {
	files, err := filepath.Glob("testdata/*.star")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, chunk := range strings.Split(string(text), "# ---\n") {
				cells := strings.Split(chunk, "# %%\n")
				want, got := map[string]string{}, map[string]string{}
				for i, cell := range cells {
					for j, line := range strings.Split(cell, "\n") {
						if _, expected, ok := strings.Cut(line, "### "); ok {
							want[fmt.Sprintf("%d:%d", i, j+1)] = expected
						}
					}
				}
				for _, w := range Check(cells, predeclared) {
					at := fmt.Sprintf("%d:%d", w.Cell, w.Line)
					got[at] = strings.TrimPrefix(got[at]+"; "+w.Message+" ("+w.Name+")", "; ")
				}
				for at, text := range want {
					if got[at] != text {
						t.Errorf("%s of\n%s\ngives %q, want %q", at, chunk, got[at], text)
					}
				}
				for at, text := range got {
					if want[at] == "" {
						t.Errorf("%s of\n%s\ngives %q", at, chunk, text)
					}
				}
			}
		})
	}
}

func TestWarningsAreInOrderAndHavePlaces(t *testing.T) {
	got := Check([]string{"x = y\nif  x == x: pass", "return"}, predeclared)
	want := []Warning{
		{0, 2, 5, "self-comparison", "x is compared with itself"},
		{1, 1, 1, "syntax", "SyntaxError: 'return' outside function"},
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// FuzzCheck: no text makes a check panic, and warnings are about a line of it.
func FuzzCheck(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.star")
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, chunk := range strings.Split(string(text), "# ---\n") {
			f.Add(chunk)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Count(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n") + 1
		for _, w := range Check([]string{text}, predeclared) {
			if w.Line < 1 || w.Line > lines || w.Col < 1 {
				t.Errorf("%q: the place of %v", text, w)
			}
		}
	})
}
