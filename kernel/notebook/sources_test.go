package notebook

import (
	"os"
	"path/filepath"
	"testing"
)

func TestReplaceSourcesChangesNothingElse(t *testing.T) {
	const file = "\xef\xbb\xbf{ \"nbformat\":4, \"x\": [1.50, {\"source\": \"no\"}],\r\n" +
		"\"cells\": [{\"source\" : [\n   \"a\\n\" ,\n   \"b\"\n  ], \"id\":\"\\u0041\", \"cell_type\":\"code\"},\t" +
		"{\"cell_type\": \"code\", \"source\": \"c\" , \"metadata\": {\"source\": 7}},{\"source\":[\"d\"]}, {\"source\":[]}]}"
	const want = "\xef\xbb\xbf{ \"nbformat\":4, \"x\": [1.50, {\"source\": \"no\"}],\r\n" +
		"\"cells\": [{\"source\" : [\n   \"A\\n\",\n   \"\\u00e9\\n\",\n   \"\\ud83d\\ude00\"\n  ], \"id\":\"\\u0041\", \"cell_type\":\"code\"},\t" +
		"{\"cell_type\": \"code\", \"source\": \"C\\nC\" , \"metadata\": {\"source\": 7}},{\"source\":[\"D\\n\", \"D\"]}, {\"source\":[]}]}"
	got, err := ReplaceSources([]byte(file), map[int]string{0: "A\né\n😀", 1: "C\nC", 2: "D\nD"})
	if err != nil || string(got) != want {
		t.Errorf("got %v\n%q, want\n%q", err, got, want)
	}
	if _, err := ReplaceSources([]byte(`{"cells": [{}]}`), map[int]string{0: "x"}); err == nil {
		t.Error("a cell without a source is changed")
	}
	if _, err := ReplaceSources([]byte(`{"cells": [{]}`), nil); err == nil {
		t.Error("broken JSON is taken")
	}
}

// TestReplaceSourcesWritesAsEncodeDoes replaces the sources of files by others and
// compares with what the whole notebook would be written as.
func TestReplaceSourcesWritesAsEncodeDoes(t *testing.T) {
	files, err := filepath.Glob("testdata/*.ipynb")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		n, err := Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		data = n.Encode()
		sources := map[int]string{}
		for i, c := range n.Cells {
			if c.Source() != "" {
				sources[i] = c.Source() + "\n\"x\" é"
				c.SetSource(sources[i])
			}
		}
		got, err := ReplaceSources(data, sources)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(got)
		if err != nil || string(again.Encode()) != string(n.Encode()) {
			t.Errorf("%s: %v, becomes\n%s", path, err, got)
		}
	}
}
