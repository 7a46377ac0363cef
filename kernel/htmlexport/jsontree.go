package htmlexport

import (
	"encoding/json"
	"fmt"
	"html"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// openLevels is how many levels of a JSON tree are unfolded at first, unless all are.
const openLevels = 2

// jsonTree gives a JSON value as a tree that can be unfolded.
func jsonTree(v any, expanded bool) string {
	var b strings.Builder
	b.WriteString(`<div class="json">`)
	level := 0
	if expanded {
		level = -maxDepth
	}
	jsonNode(&b, "", v, level)
	b.WriteString("</div>")
	return b.String()
}

// jsonNode writes a value. The label is the HTML of the key or the index before it.
func jsonNode(b *strings.Builder, label string, v any, level int) {
	switch v := v.(type) {
	case map[string]any:
		jsonBranch(b, label+count("{", len(v), "}"), len(v), level, func() {
			for _, key := range slices.Sorted(maps.Keys(v)) {
				jsonNode(b, `<span class="key">`+html.EscapeString(key)+"</span>: ", v[key], level+1)
			}
		})
	case []any:
		jsonBranch(b, label+count("[", len(v), "]"), len(v), level, func() {
			for i, item := range v {
				jsonNode(b, `<span class="index">`+strconv.Itoa(i)+"</span>: ", item, level+1)
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
		fmt.Fprintf(b, `<div>%s<span class="%s">%s</span></div>`, label, kind, html.EscapeString(string(text)))
	}
}

func jsonBranch(b *strings.Builder, summary string, size, level int, children func()) {
	if size == 0 || level >= maxDepth {
		b.WriteString("<div>" + summary + "</div>")
		return
	}
	open := ""
	if level < openLevels {
		open = " open"
	}
	b.WriteString("<details" + open + "><summary>" + summary + "</summary>")
	children()
	b.WriteString("</details>")
}

// count gives the brackets of a list or an object, and how much is within.
func count(begin string, n int, end string) string {
	if n == 0 {
		return begin + end
	}
	return fmt.Sprintf(`%s<span class="index">%d</span>%s`, begin, n, end)
}
