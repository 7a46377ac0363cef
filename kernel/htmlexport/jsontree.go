package htmlexport

import (
	"encoding/json"
	"fmt"
	"html"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
)

const (
	openLevels = 2       // how many levels of a JSON tree are unfolded at first, unless all are
	maxNodes   = 100_000 // how many values a tree shows; browsers are slow with more
)

// jsonTree gives a JSON value as a tree that can be unfolded.
func jsonTree(v any, expanded bool) string {
	var t treeWriter
	t.WriteString(`<div class="json">`)
	level := 0
	if expanded {
		level = -maxDepth
	}
	t.node("", v, level)
	t.WriteString("</div>")
	return t.String()
}

// treeWriter writes the HTML of a tree.
type treeWriter struct {
	strings.Builder
	nodes int // written so far
}

// node writes a value. The label is the HTML of the key or the index before it.
func (t *treeWriter) node(label string, v any, level int) {
	t.nodes++
	switch v := v.(type) {
	case map[string]any:
		t.branch(label+count("{", len(v), "}"), len(v), level, func(yield func(string, any) bool) {
			for _, key := range slices.Sorted(maps.Keys(v)) {
				if !yield(`<span class="key">`+html.EscapeString(key)+"</span>: ", v[key]) {
					return
				}
			}
		})
	case []any:
		t.branch(label+count("[", len(v), "]"), len(v), level, func(yield func(string, any) bool) {
			for i, item := range v {
				if !yield(`<span class="index">`+strconv.Itoa(i)+"</span>: ", item) {
					return
				}
			}
		})
	default:
		kind := "k"
		switch v.(type) {
		case string:
			kind = "s"
		case json.Number, float64, int:
			kind = "n"
		}
		text, err := json.Marshal(v)
		if err != nil {
			text = []byte(fmt.Sprint(v)) // a NaN that Python wrote
		}
		fmt.Fprintf(t, `<div>%s<span class="%s">%s</span></div>`, label, kind, html.EscapeString(string(text)))
	}
}

// branch writes what can be unfolded, with the labels and values in it.
func (t *treeWriter) branch(summary string, size, level int, children iter.Seq2[string, any]) {
	if size == 0 || level >= maxDepth {
		t.WriteString("<div>" + summary + "</div>")
		return
	}
	open := ""
	if level < openLevels {
		open = " open"
	}
	t.WriteString("<details" + open + "><summary>" + summary + "</summary>")
	written := 0
	for label, child := range children {
		if t.nodes >= maxNodes {
			fmt.Fprintf(t, `<div class="index">… %d more</div>`, size-written)
			break
		}
		t.node(label, child, level+1)
		written++
	}
	t.WriteString("</details>")
}

// count gives the brackets of a list or an object, and how much is within.
func count(begin string, n int, end string) string {
	if n == 0 {
		return begin + end
	}
	return fmt.Sprintf(`%s<span class="index">%d</span>%s`, begin, n, end)
}
