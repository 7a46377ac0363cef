package lib

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.starlark.net/starlark"
)

var update = flag.Bool("update", false, "write the charts of testdata/plots anew")

// TestPlotsLookAsTheyDid compares charts with files that were looked at: of each
// program of testdata/plots the SVG, and the other forms as text.
func TestPlotsLookAsTheyDid(t *testing.T) {
	files, err := filepath.Glob("testdata/plots/*.star")
	if err != nil || len(files) == 0 {
		t.Fatal("no charts:", err)
	}
	for _, file := range files {
		base := strings.TrimSuffix(file, ".star")
		t.Run(filepath.Base(base), func(t *testing.T) {
			code, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s := newSession()
			v := s.last(t, string(code))
			forms := v.(Forms).Forms()
			svg := forms["image/svg+xml"].(string)
			wellFormed(t, svg)
			compare(t, base+".svg", svg)
			var spec bytes.Buffer
			if err := json.Indent(&spec, forms[vegaLiteType].(json.RawMessage), "", " "); err != nil {
				t.Fatal(err)
			}
			compare(t, base+".txt", forms["text/plain"].(string)+"\n\n"+spec.String()+"\n")
		})
	}
}

// last runs a program and gives the value of its last statement, an expression.
func (s *session) last(t *testing.T, code string) starlark.Value {
	t.Helper()
	f, err := fileOptions.Parse("plot.star", code, 0)
	if err != nil {
		t.Fatal(err)
	}
	start, _ := f.Stmts[len(f.Stmts)-1].Span()
	lines := strings.SplitAfter(code, "\n")
	lines[start.Line-1] = "result__ = " + lines[start.Line-1]
	if err := s.exec("plot.star", strings.Join(lines, "")); err != nil {
		t.Fatal(describe(err))
	}
	return s.globals["result__"]
}

// wellFormed checks that a text is XML without scripts and references.
func wellFormed(t *testing.T, svg string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal("not XML:", err)
		}
		if e, ok := token.(xml.StartElement); ok {
			switch e.Name.Local {
			case "svg", "g", "path", "rect", "circle", "text":
			default:
				t.Errorf("element %s", e.Name.Local)
			}
		}
	}
}

func compare(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is out of date. Run go test ./kernel/interp/lib -run Plots -update, and look at the file", file)
	}
}
