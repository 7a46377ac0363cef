package htmlexport

import (
	"flag"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"starkernel/kernel/notebook"
)

var update = flag.Bool("update", false, "write the golden page")

// TestEverything compares the page of a notebook that has cells and outputs of all
// kinds.
func TestEverything(t *testing.T) {
	n, err := notebook.Read("testdata/everything.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	page := string(Page(n, Options{Builtins: map[string]bool{"print": true}}))
	head, body, _ := strings.Cut(page, "<main>")
	for _, want := range []string{policy, "<title>Everything at once</title>", "screen and (prefers-color-scheme: dark)", "@media print"} {
		if !strings.Contains(head, want) {
			t.Errorf("the head lacks %s", want)
		}
	}
	const golden = "testdata/everything.html"
	if *update {
		if err := os.WriteFile(golden, []byte(body), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	lines, wanted := strings.Split(body, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(lines), len(wanted)) {
		if i >= len(lines) || i >= len(wanted) || lines[i] != wanted[i] {
			t.Fatalf("%s differs from line %d on; -update writes it", golden, i+1)
		}
	}
}

func parse(t *testing.T, text string) *notebook.Notebook {
	t.Helper()
	n, err := notebook.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestImagesBesideTheNotebook(t *testing.T) {
	n := parse(t, `{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "markdown", "metadata": {},
		"source": "![a](sub/a%20b.png) ![text](secret.png) ![up](../a.png) ![none](none.png)"}]}`)
	page := string(Page(n, Options{Title: "<n>", Files: fstest.MapFS{
		"sub/a b.png": {Data: []byte("\x89PNG\r\n\x1a\nrest")},
		"secret.png":  {Data: []byte("no image")},
	}}))
	for _, want := range []string{`<title>&lt;n&gt;</title>`, `<img src="data:image/png;base64,iVBORw0KGgpyZXN0" alt="a">`,
		`<a href="secret.png">text</a>`, `<a href="../a.png">up</a>`, `<a href="none.png">none</a>`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s:\n%s", want, page[strings.Index(page, "<main>"):])
		}
	}
}

// TestDamagedOutputs: what no kernel would write is left out.
func TestDamagedOutputs(t *testing.T) {
	n := parse(t, `{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", "metadata": {}, "source": "x",
		"execution_count": null, "outputs": [
		{"output_type": "stream"}, {"output_type": "error"}, {"output_type": "display_data"}, {"output_type": "other"},
		{"output_type": "display_data", "metadata": {"image/png": {"width": "9"}}, "data": {"image/png": "\" onerror=\"x", "text/plain": 5}},
		{"output_type": "execute_result", "metadata": {}, "data": {"text/html": ["<b>", "y"], "application/json": NaN}}]}]}`)
	page := string(Page(n, Options{}))
	if !strings.Contains(page, "<b>y</b>") || strings.Contains(page, "onerror") {
		t.Errorf("got %s", page[strings.Index(page, "<main>"):])
	}
}
