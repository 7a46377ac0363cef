package starlarkasynctest

import "strings"

// Golden gives the text of a program with the outcomes of its cells, as the
// oracle writes it.
func Golden(program string, got []Outcome) string {
	parts := strings.Split("\n"+strings.TrimRight(program, "\n"), "\n# %%")
	lines := trimmed(parts[0])
	for i, part := range parts[1:] {
		header, source, _ := strings.Cut(part, "\n")
		lines = append(lines, "", strings.TrimRight("# %%"+header, " "))
		lines = append(lines, trimmed(source)...)
		if i < len(got) {
			lines = append(lines, got[i].lines()...)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

// trimmed gives the lines of text without blanks at their ends, and without
// empty lines before the first and after the last.
func trimmed(text string) []string {
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return lines
}

func (o Outcome) lines() []string {
	var lines []string
	if len(o.Out) > 0 {
		lines = append(append(lines, "--out"), o.Out...)
	}
	if o.Result != "" {
		lines = append(lines, "--result", o.Result)
	}
	if o.Error != "" {
		lines = append(lines, "--error", o.Error)
	}
	return append(lines, "--time "+o.Time)
}
