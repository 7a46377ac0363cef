package notebook

import "strings"

// ProgramCell is a code cell of a program in the percent format.
type ProgramCell struct {
	Source string
	Line   int // of the program, on which Source begins
	end    int // the line after the cell, counted from 0
}

// ProgramCells gives the code cells of a program, see [ParseProgram], without blank
// lines before and after the code.
func ProgramCells(text string) []ProgramCell {
	var cells []ProgramCell
	for _, c := range splitProgram(text) {
		if c.kind == Code && strings.TrimSpace(c.source) != "" {
			source := strings.TrimLeft(c.source, "\n")
			cells = append(cells, ProgramCell{source, c.begin + len(c.source) - len(source) + 1, c.end})
		}
	}
	return cells
}

// EditProgram gives a program with other code in its code cells. edit gives the new
// code of a cell, or ok false to leave the cell alone, as is done if the new code
// would be something else than one cell. All that is not code stays: markers, text
// cells and the header. Around new code there are no blank lines,
// but one before the next marker if there were any.
func EditProgram(text string, edit func(ProgramCell) (source string, ok bool)) string {
	if unix := strings.ReplaceAll(text, "\r\n", "\n"); strings.Contains(unix, "\r") {
		return text // not lines as we know them
	} else if unix != text {
		return strings.ReplaceAll(EditProgram(unix, edit), "\n", "\r\n")
	}
	bare, marked := strings.CutPrefix(text, "\ufeff")
	lines := strings.Split(bare, "\n")
	var out []string
	done := 0
	for _, c := range ProgramCells(text) {
		source, ok := edit(c)
		source = strings.TrimRight(source, " \t\n")
		if !ok || !isOneCell(source) {
			continue
		}
		out = append(out, lines[done:c.Line-1]...)
		for len(out) > 0 && out[len(out)-1] == "" {
			out = out[:len(out)-1]
		}
		if len(out) > 0 && out[len(out)-1] == "# ---" { // the header
			out = append(out, "")
		}
		out = append(out, source)
		if c.end == len(lines) || strings.TrimSpace(lines[c.end-1]) == "" {
			out = append(out, "")
		}
		done = c.end
	}
	out = append(out, lines[done:]...)
	text = strings.Join(out, "\n")
	if marked {
		text = "\ufeff" + text
	}
	return text
}

// isOneCell reports whether all of a source is the code of one cell, or nothing. It
// is not if a comment in it is a marker, or makes its first lines a header.
func isOneCell(source string) bool {
	cells := splitProgram(source)
	return source == "" || len(cells) == 1 && cells[0].source == source
}
