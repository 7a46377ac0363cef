package starlarkasync_test

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"starkernel/starlarkasync/starlarkasynctest"
)

// TestCorpusAgreesWithCPython runs every program of testdata/asyncio and
// compares output, results, errors and virtual times with those of CPython.
func TestCorpusAgreesWithCPython(t *testing.T) {
	files, err := filepath.Glob("testdata/asyncio/*/*.golden")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 303 {
		t.Fatalf("found %d programs, want 303 or more", len(files))
	}
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(file), "testdata/asyncio/"), ".golden")
		t.Run(name, func(t *testing.T) {
			p, err := starlarkasynctest.Read(file)
			if err != nil {
				t.Fatal(err)
			}
			got, err := starlarkasynctest.Run(p)
			if err != nil {
				t.Fatal(err)
			}
			for i, c := range p.Cells {
				o := got[i]
				if c.Want.Result == "*" && o.Result != "" {
					o.Result = "*"
				}
				if !reflect.DeepEqual(o, c.Want) {
					t.Errorf("cell %d:\n%s\ngot  %+v\nwant %+v", i+1, c.Source, o, c.Want)
				}
			}
		})
	}
}
