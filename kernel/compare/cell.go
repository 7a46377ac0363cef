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
	rules := rulesFor(mode, exact)
	return Text(before.Outputs(), rules), Text(now.Outputs(), rules)
}

// Readable gives the texts of a cell that [Cell] found to differ for people who look for
// the reason. Results and displays are there as their text/plain alone, if that
// differs; rich tells if their other forms differ, too.
func Readable(before, now *notebook.Cell, exact bool) (a, b string, rich bool) {
	rules := rulesFor(ModeOf(before), exact)
	old, new := before.Outputs(), now.Outputs()
	if a, b = text(old, rules, plainForm), text(new, rules, plainForm); a == b {
		return Text(old, rules), Text(new, rules), false
	}
	return a, b, text(withData(old), rules, richForm) != text(withData(new), rules, richForm)
}

// withData gives the results and displays among outputs.
func withData(outputs []map[string]any) (chosen []map[string]any) {
	for _, output := range outputs {
		if output["data"] != nil {
			chosen = append(chosen, output)
		}
	}
	return chosen
}

func rulesFor(mode Mode, exact bool) Rules {
	switch {
	case mode.Loose:
		return Loose()
	case exact:
		return Exact()
	}
	return Usual()
}

// Fails tells if a cell has an error now that nobody expects: neither its tags say
// so, nor did it fail before.
func Fails(before, now *notebook.Cell) bool {
	return now.HasError() && !before.HasError() && !ModeOf(before).Raises
}
