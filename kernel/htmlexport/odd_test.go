package htmlexport

import (
	"encoding/json"
	"os"
	"testing"

	"starkernel/kernel/notebook"
)

// TestOddNotebooksDoNotPanic puts values of other types everywhere in a notebook that has
// cells and outputs of all kinds. What is still a notebook has a page.
func TestOddNotebooksDoNotPanic(t *testing.T) {
	text, err := os.ReadFile("testdata/everything.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	var root map[string]any
	if err := json.Unmarshal(text, &root); err != nil {
		t.Fatal(err)
	}
	// Outputs that follow each other are compared: each is there twice.
	for _, c := range root["cells"].([]any) {
		if outputs, ok := c.(map[string]any)["outputs"].([]any); ok {
			var twice []any
			for _, o := range outputs {
				twice = append(twice, o, o)
			}
			c.(map[string]any)["outputs"] = twice
		}
	}
	pages := 0
	everywhere(root, func() {
		text, err := json.Marshal(root)
		if err != nil {
			t.Fatal(err)
		}
		n, err := notebook.Parse(text)
		if err != nil {
			return
		}
		pages++
		Page(n, Options{})
		n.Upgrade()
		n.Encode()
		for _, c := range n.Cells {
			if !notebook.SameOutputs(c.Outputs(), c.Outputs()) {
				t.Error("a cell differs from itself")
			}
		}
	})
	if pages < 100 {
		t.Errorf("%d pages", pages)
	}
}

// everywhere calls check with each value in a tree replaced by odd ones, in turn. Those in
// two outputs that are the same one change together.
func everywhere(v any, check func()) {
	odd := []any{nil, true, 1.5, "odd", []any{}, []any{[]any{}}, map[string]any{"a": []any{}}}
	try := func(child any, set func(any)) {
		for _, o := range odd {
			set(o)
			check()
		}
		set(child)
		everywhere(child, check)
	}
	switch v := v.(type) {
	case map[string]any:
		for key, child := range v {
			try(child, func(o any) { v[key] = o })
		}
	case []any:
		for i, child := range v {
			if text, ok := child.(string); ok && i > 0 && text != "" {
				continue // a line like the first
			}
			try(child, func(o any) { v[i] = o })
		}
	}
}
