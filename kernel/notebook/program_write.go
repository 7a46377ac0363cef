package notebook

import (
	"fmt"
	"maps"
	"regexp"
	"strings"
	"sync"
)

// passing are fields of a cell's metadata that tell of a run, or of how the cell is
// looked at. Programs do not have them.
var passing = []string{"ExecuteTime", "autoscroll", "collapsed", "execution", "papermill", "scrolled", "trusted"}

// Program gives the notebook as a program in the percent format, from which
// [FromProgram] makes the same cells: their types, their text and their metadata.
// What is not there are outputs, ids, attachments, the metadata of the notebook and
// those of the last run, and blank lines at the end of cells. The error is a
// *FormatError that names a cell which a program cannot have.
func (n *Notebook) Program() (string, error) {
	var cells []string
	for i, c := range n.Cells {
		source, err := programText(c)
		if err != nil {
			return "", &FormatError{Where: fmt.Sprintf("cell %d", i+1), Problem: err.Error()}
		}
		metadata := maps.Clone(c.Metadata())
		for _, key := range passing {
			delete(metadata, key)
		}
		text := formatMarker(c.Type(), metadata) + "\n"
		if source != "" {
			text += source + "\n"
		}
		cells = append(cells, text)
	}
	return strings.Join(cells, "\n"), nil
}

// programText gives the text of a cell as it stands in a program.
func programText(c *Cell) (string, error) {
	source := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(c.Source())
	source = strings.TrimRight(source, " \t\n")
	switch kind := c.Type(); kind {
	case Code:
	case Markdown, Raw:
		if source != "" {
			source = comment(source)
		}
	default:
		return "", fmt.Errorf("a program cannot have cells of type %q", kind)
	}
	source, closed := eachComment(source, func(line string) string {
		if likeMarker().MatchString(line) {
			return "# " + line
		}
		return line
	})
	if !closed {
		return "", fmt.Errorf("a string has no end, so the cells after it would become part of it; close the string")
	}
	return source, nil
}

// A line of a cell that looks like a marker is written as a comment of it, and one
// that looks like such a comment as a comment of that.
var likeMarker = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:# )*#[ \t]*%%%*(?:[ \t].*)?$`) })

// withoutEscapes gives the text of a cell as it was before it was escaped.
func withoutEscapes(source string) string {
	source, _ = eachComment(source, func(line string) string {
		if inner, ok := strings.CutPrefix(line, "# "); ok && likeMarker().MatchString(inner) {
			return inner
		}
		return line
	})
	return source
}

// eachComment replaces the lines of code that may be comments: those that begin
// outside of strings. It reports whether all strings are closed.
func eachComment(source string, f func(line string) string) (text string, closed bool) {
	lines := strings.Split(source, "\n")
	var scanner stringScanner
	for i, line := range lines {
		if !scanner.inside() {
			lines[i] = f(line)
		}
		scanner.line(line)
	}
	return strings.Join(lines, "\n"), !scanner.inside()
}

// comment makes comments of the text of a markdown or raw cell.
func comment(source string) string {
	lines := strings.Split(source, "\n")
	for i, line := range lines {
		if line == "" {
			lines[i] = "#"
		} else {
			lines[i] = "# " + line
		}
	}
	return strings.Join(lines, "\n")
}
