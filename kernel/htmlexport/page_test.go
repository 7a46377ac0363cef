package htmlexport

import (
	"flag"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

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

// An attachment may have images of several types. The page is the same each time.
func TestOneOfTheImagesOfAnAttachmentIsShown(t *testing.T) {
	for range 20 {
		n := parse(t, `{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "markdown", "metadata": {},
			"attachments": {"a": {"image/png": "YQ==", "image/gif": "Yg==", "image/jpeg": "Yw=="}}, "source": "![a](attachment:a)"}]}`)
		if page := string(Page(n, Options{})); !strings.Contains(page, "data:image/gif;base64,Yg==") {
			t.Fatal("not the first in the order of their names")
		}
	}
}

func TestImagesBesideTheNotebook(t *testing.T) {
	n := parse(t, `{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "markdown", "metadata": {},
		"source": "![a](sub/a%20b.png) ![text](secret.png) ![up](../a.png) ![none](none.png) ![picture](x.svg) ![page](x.html) ![abs](/etc/x.png) ![pipe](pipe.png)"}]}`)
	page := string(Page(n, Options{Title: "<n>", Files: fstest.MapFS{
		"sub/a b.png": {Data: []byte("\x89PNG\r\n\x1a\nrest")},
		"secret.png":  {Data: []byte("no image")},
		"x.svg":       {Data: []byte("\ufeff<?xml version='1.0'?>\n<svg/>")},
		"x.html":      {Data: []byte("<p><svg></svg>")},
		"pipe.png":    {Mode: fs.ModeNamedPipe, Data: []byte("\x89PNG\r\n\x1a\nrest")},
	}}))
	for _, want := range []string{`<title>&lt;n&gt;</title>`, `<img src="data:image/png;base64,iVBORw0KGgpyZXN0" alt="a">`,
		`<a href="secret.png">text</a>`, `<a href="../a.png">up</a>`, `<a href="none.png">none</a>`, `alt="picture"`,
		`<a href="x.html">page</a>`, `<a href="/etc/x.png">abs</a>`, `<a href="pipe.png">pipe</a>`} {
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

func TestAttachedImages(t *testing.T) {
	n := parse(t, `{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "markdown", "metadata": {},
		"source": "![a](attachment:a%20b.png) ![c](attachment:../c.png) ![d](attachment:d)", "attachments": {
		"a b.png": {"text/html": "aGk=", "image/png": "aG\nk="}, "../c.png": {"image/gif": "aGk=", "image/png": "aGk="}, "d": {"image/png": "\" x"}}}]}`)
	page := string(Page(n, Options{}))
	for _, want := range []string{`<img src="data:image/png;base64,aGk=" alt="a">`, `<img src="data:image/gif;base64,aGk=" alt="c">`, "</p>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s:\n%s", want, page[strings.Index(page, "<main>"):])
		}
	}
}

// TestOneImageManyTimes: a small notebook does not become a page that fills the disk.
func TestOneImageManyTimes(t *testing.T) {
	p := &page{images: maxImages - 100}
	attachments := map[string]any{"a": map[string]any{"image/png": strings.Repeat("aaaa", 10)}}
	if p.image("attachment:a", attachments) == "" || p.image("attachment:a", attachments) != "" {
		t.Error("the second image is too much, the first is not")
	}
}

func TestPagesAreUTF8(t *testing.T) {
	n := parse(t, `{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "raw", "metadata": {}, "source": "x"}]}`)
	if page := Page(n, Options{Title: "\xff"}); !utf8.Valid(page) {
		t.Error("the page is not UTF-8")
	}
}
