package htmlexport

import (
	"html"
	"strconv"
	"strings"

	"starkernel/kernel/notebook"
)

// maxFailures is how many failed cells are named at the top of the page.
const maxFailures = 10

// failures says at the top of the page which cells failed, with links to them. Those
// that say that they may fail do not count.
func (p *page) failures(cells []*notebook.Cell) {
	p.failed = map[*notebook.Cell]string{}
	more := 0
	for i, c := range cells {
		message := failure(c)
		switch {
		case message == "":
			continue
		case len(p.failed) == maxFailures:
			more++
			continue
		}
		id := "failed-" + strconv.Itoa(i+1)
		p.failed[c] = id
		p.add(`<p class="failed">Failed: `, `<a href="#`, id, `">In [`, executionCount(c), "]</a> ", html.EscapeString(message), "</p>\n")
	}
	if more > 0 {
		p.add(`<p class="failed">Failed: `, strconv.Itoa(more), " more cells</p>\n")
	}
}

// failure gives the last error that a cell shows, in a line; "" if it did not fail.
func failure(c *notebook.Cell) (message string) {
	if c.Type() != notebook.Code || c.HasTag(notebook.TagRaises) {
		return ""
	}
	for _, o := range c.Outputs() {
		if o["output_type"] == "error" {
			message, _, _ = strings.Cut(summary(o), "\n")
		}
	}
	const limit = 200
	if runes := []rune(message); len(runes) > limit {
		return string(runes[:limit-1]) + "…"
	}
	return message
}
