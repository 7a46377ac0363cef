package notebook

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

func TestANotebookAsAProgram(t *testing.T) {
	n, err := Parse([]byte(`{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
		{"cell_type": "markdown", "id": "a", "metadata": {"title": "Intro"}, "source": "# Title\n\ntext"},
		{"cell_type": "code", "id": "b", "metadata": {"tags": ["parameters"], "name": "p", "execution": {"x": 1}},
		 "execution_count": 3, "outputs": [{"output_type": "stream", "name": "stdout", "text": "1\n"}], "source": "x = 1\n\n"},
		{"cell_type": "code", "id": "c", "metadata": {"title": "a=1", "two words": NaN}, "execution_count": null, "outputs": [], "source": ""},
		{"cell_type": "raw", "id": "d", "metadata": {"collapsed": true}, "source": "%% x\n# %% x\nx"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	const want = `# %% Intro [markdown]
# # Title
#
# text

# %% name="p" tags=["parameters"]
x = 1

# %% {"title": "a=1", "two words": NaN}

# %% [raw]
# # %% x
# # # %% x
# x
`
	if got, err := n.Program(); got != want || err != nil {
		t.Errorf("got %v\n%s\nwant\n%s", err, got, want)
	}
}

func TestMarkersAreRead(t *testing.T) {
	tests := []struct {
		text, kind string
		metadata   map[string]any
	}{
		{"", Code, map[string]any{}},
		{"Load data", Code, map[string]any{"title": "Load data"}},
		{"[md] Intro", Markdown, map[string]any{"title": "Intro"}},
		{"Limits [raw] a=\"[md] x=1\" b.c-d@e/f={\"x\": [1.50, null]}", Raw,
			map[string]any{"title": "Limits", "a": "[md] x=1", "b.c-d@e/f": map[string]any{"x": []any{number("1.50"), nil}}}},
		{"if a=b then x=1", Code, map[string]any{"title": "if a=b then", "x": number("1")}},
		{"x=1 and more", Code, map[string]any{"title": "x=1 and more"}},
		{"a [markdown] {\"k 1\": true}", Markdown, map[string]any{"title": "a", "k 1": true}},
		{strings.Repeat("a= ", 1000), Code, map[string]any{"title": strings.TrimSpace(strings.Repeat("a= ", 1000))}},
	}
	for _, tt := range tests {
		if kind, metadata := parseMarker(tt.text); kind != tt.kind || !reflect.DeepEqual(metadata, tt.metadata) {
			t.Errorf("%.60s: %s %v, want %s %v", tt.text, kind, metadata, tt.kind, tt.metadata)
		}
	}
}

func TestWhatAProgramCannotHave(t *testing.T) {
	for _, tt := range []struct{ kind, source, want string }{
		{Code, "x = 1\ny = '''\n", "cell 1: a string has no end, so the cells after it would become part of it; close the string"},
		{"heading", "x", `cell 1: a program cannot have cells of type "heading"`},
	} {
		n := FromProgram("")
		n.Cells = []*Cell{newCell(tt.kind, "a", tt.source)}
		if _, err := n.Program(); err == nil || err.Error() != tt.want {
			t.Errorf("%q: %v, want %s", tt.source, err, tt.want)
		}
	}
}

// Pieces of which random cells are made: what means something to one of the two
// formats, and what does not.
var (
	pieces = []string{"x = 1", "# %%", "# # %%", "#%% [markdown]", "%%", " %% x", "# ---", "#", "# ", "  ", "", "'''", `"""`,
		`s = "\`, "'# %%'", "\ufeff", "\f", "ü 星\u2028", "\r", "\\", "# %% a=1", "def f():\n    return 2", "[md]"}
	keys   = []string{"tags", "title", "name", "a.b-c@d/e", "two words", "", "ü", "execution", "[md]"}
	values = []any{"", "x", "[markdown] y", "a=1", "{}", " space ", "two\nlines", `"quotes" \ # %%`, "%% x",
		true, nil, number("1.50"), number("-2e400"), number("NaN"), []any{"parameters", []any{}}, map[string]any{"": map[string]any{"k": "ü"}}}
)

func randomNotebook(r *rand.Rand) *Notebook {
	n := FromProgram("")
	for i := range r.IntN(5) {
		var source strings.Builder
		for range r.IntN(6) {
			source.WriteString(pieces[r.IntN(len(pieces))] + []string{"\n", "\n", "\r\n", " ", ""}[r.IntN(5)])
		}
		c := newCell([]string{Code, Code, Markdown, Raw}[r.IntN(4)], fmt.Sprint("cell-", i+1), source.String())
		for range r.IntN(3) {
			c.Metadata()[keys[r.IntN(len(keys))]] = values[r.IntN(len(values))]
		}
		n.Cells = append(n.Cells, c)
	}
	return n
}

func TestNotebooksComeBackFromPrograms(t *testing.T) {
	refused := 0
	for seed := range uint64(5000) {
		n := randomNotebook(rand.New(rand.NewPCG(seed, 0)))
		text, err := n.Program()
		if err != nil {
			refused++
			continue
		}
		for _, c := range n.Cells { // what is known to be lost
			source := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(c.Source())
			c.SetSource(strings.TrimRight(source, " \t\n"))
			delete(c.Metadata(), "execution")
		}
		back := FromProgram(text)
		if got, want := string(back.Encode()), string(n.Encode()); got != want {
			t.Fatalf("seed %d: the program\n%s\nis the notebook\n%s\nnot\n%s", seed, text, got, want)
		}
		if again, err := back.Program(); again != text || err != nil {
			t.Fatalf("seed %d: the program\n%s\nbecomes %v\n%s", seed, text, err, again)
		}
	}
	if refused > 2500 {
		t.Errorf("%d of 5000 notebooks have strings without an end", refused)
	}
}

func number(text string) json.Number { return json.Number(text) }
