package compare

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"starkernel/kernel/notebook"
)

// Text writes outputs, as [notebook.Cell.Outputs] gives them, as lines. All text of
// one stream is together, whatever pieces it came in. Execution counts, tracebacks
// and metadata are not in it. Of images and other data in base64 there is a digest.
func Text(outputs []map[string]any, rules Rules) string { return text(outputs, rules, anyForm) }

// anyForm, plainForm and richForm tell which forms of results and displays are wanted:
// all, text/plain where there is one, or what stands beside that.
func anyForm(string, map[string]any) bool { return true }

func plainForm(mime string, data map[string]any) bool {
	return mime == plain || data[plain] == nil
}

func richForm(mime string, data map[string]any) bool { return !plainForm(mime, data) }

const plain = "text/plain"

// text is Text for the forms that are wanted.
func text(outputs []map[string]any, rules Rules, wanted func(mime string, data map[string]any) bool) string {
	var b strings.Builder
	for _, output := range notebook.GatherStreams(outputs) {
		switch kind, _ := output["output_type"].(string); kind {
		case "stream":
			name, _ := output["name"].(string)
			text, _ := output["text"].(string)
			section(&b, name, rules.apply(text))
		case "error":
			ename, _ := output["ename"].(string)
			evalue, _ := output["evalue"].(string)
			section(&b, "error", rules.apply(ename+": "+evalue))
		default: // execute_result, display_data
			data, _ := output["data"].(map[string]any)
			for _, mime := range slices.Sorted(maps.Keys(data)) {
				if wanted(mime, data) {
					section(&b, kind+" "+mime, dataText(mime, data[mime], rules))
				}
			}
		}
	}
	return b.String()
}

// section writes a title, and the text as lines below it.
func section(b *strings.Builder, title, text string) {
	fmt.Fprintf(b, "%s:\n", title)
	for line := range strings.Lines(text) {
		b.WriteString("    " + strings.TrimRight(line, " \t\r\n") + "\n")
	}
}

func dataText(mime string, data any, rules Rules) string {
	text, ok := data.(string)
	switch {
	case !ok:
		encoded, err := json.MarshalIndent(data, "", "  ")
		if err != nil { // NaN, which Python writes
			encoded = fmt.Append(nil, data)
		}
		return rules.apply(string(encoded))
	case strings.HasPrefix(mime, "text/"), strings.HasSuffix(mime, "xml"), strings.HasSuffix(mime, "javascript"):
		return rules.apply(text)
	}
	text = strings.TrimSpace(text) // Python's base64 ends with a line break
	return fmt.Sprintf("%d characters, SHA-256 %.8x", len(text), sha256.Sum256([]byte(text)))
}
