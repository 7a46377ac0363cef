package htmlexport

import "slices"

// items begin where another one ends, without an end tag: which ones that are, and
// what they may be within.
var items = map[string]struct{ ends, bounds []string }{
	"li": {[]string{"li"}, []string{"ul", "ol", "td", "th", "caption"}},
	"dd": {[]string{"dd", "dt"}, []string{"dl", "td", "th", "caption"}},
	"dt": {[]string{"dd", "dt"}, []string{"dl", "td", "th", "caption"}},
}

// tableParts are the elements of tables, by what they may be in.
var tableParts = map[string][]string{
	"caption":  {"table"},
	"colgroup": {"table"},
	"col":      {"table", "colgroup"},
	"thead":    {"table"},
	"tbody":    {"table"},
	"tfoot":    {"table"},
	"tr":       {"table", "thead", "tbody", "tfoot"},
	"td":       {"table", "thead", "tbody", "tfoot", "tr"},
	"th":       {"table", "thead", "tbody", "tfoot", "tr"},
}

// fits closes what a browser closes before this element of HTML, and reports whether it
// may stand there. If a browser closed more than is closed here, the end tags that
// follow would close elements of the page around.
func (s *sanitizer) fits(name string) bool {
	if item, ok := items[name]; ok {
		for i := len(s.open) - 1; i >= 0 && !slices.Contains(item.bounds, s.open[i]); i-- {
			if slices.Contains(item.ends, s.open[i]) {
				s.closeTo(i)
				break
			}
		}
	}
	parents, isPart := tableParts[name]
	for i := len(s.open) - 1; i >= 0; i-- {
		open := s.open[i]
		switch {
		case isPart && slices.Contains(parents, open):
			s.closeTo(i + 1)
			return true
		case isPart:
		case open == "td" || open == "th" || open == "caption":
			return true
		case open == "table" || tableParts[open] != nil:
			return false // it would be moved to before the table
		}
	}
	return !isPart
}

// closeTo closes elements until this many are open.
func (s *sanitizer) closeTo(n int) {
	for len(s.open) > n {
		s.pop()
	}
}
