package compare

import "starkernel/kernel/notebook"

// Cell gives the texts of what a cell showed before and of what it shows now, which
// are equal if that is the same as far as the cell's [Mode] wants it. With exact,
// only colours may differ.
func Cell(before, now *notebook.Cell, exact bool) (a, b string) {
	mode := ModeOf(before)
	if mode.Skip || mode.Ignore {
		return "", ""
	}
	rules := Usual()
	switch {
	case mode.Loose:
		rules = Loose()
	case exact:
		rules = Exact()
	}
	return Text(before.Outputs(), rules), Text(now.Outputs(), rules)
}

// Fails tells if a cell has an error now that nobody expects: neither its tags say
// so, nor did it fail before.
func Fails(before, now *notebook.Cell) bool {
	return hasError(now) && !hasError(before) && !ModeOf(before).Raises
}

func hasError(c *notebook.Cell) bool {
	for _, output := range c.Outputs() {
		if output["output_type"] == "error" {
			return true
		}
	}
	return false
}
