package notebook

import (
	"encoding/json"
	"strconv"
	"strings"
)

// ParseProgram gives the code cells of a program in jupytext's percent format.
// A line `# %%`, outside of strings, begins a cell; text before the first one is
// a cell too, so a program without such lines is one cell. Markdown and raw
// cells, the YAML header and cells without text are left out.
func ParseProgram(text string) []string {
	var cells []string
	for _, c := range splitProgram(text) {
		if c.kind == Code && strings.TrimSpace(c.source) != "" {
			cells = append(cells, c.source)
		}
	}
	return cells
}

// FromProgram makes a notebook of a program in the percent format, with its
// markdown and raw cells, and with the titles and metadata of lines such as
// `# %% Limits tags=["parameters"]`. Cells have ids that depend on their place
// alone, so that the same program gives the same notebook.
func FromProgram(text string) *Notebook {
	n := &Notebook{root: map[string]any{
		"metadata": map[string]any{
			"kernelspec": map[string]any{
				"display_name": "Starlark", "language": "starlark", "name": "starlark",
			},
		},
		"nbformat":       json.Number("4"),
		"nbformat_minor": json.Number("5"),
	}}
	for i, p := range splitProgram(text) {
		source := withoutEscapes(p.source)
		if p.kind != Code {
			source = uncomment(source)
		}
		c := newCell(p.kind, "cell-"+strconv.Itoa(i+1), source)
		if len(p.metadata) > 0 {
			c.fields["metadata"] = p.metadata
		}
		n.Cells = append(n.Cells, c)
	}
	return n
}

// programCell is a cell of a program, with the comment signs of its text. Its
// lines are those of the program from begin to end, counted from 0.
type programCell struct {
	kind       string
	metadata   map[string]any
	source     string
	begin, end int
}

// splitProgram gives the cells of a program: also those without text that a marker
// begins.
func splitProgram(text string) []programCell {
	text = strings.TrimPrefix(text, "\ufeff")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	lines := skipHeader(strings.Split(text, "\n"))

	var cells []programCell
	current, marked := programCell{kind: Code}, false
	end := func(i int) {
		current.end = i
		current.source = strings.TrimRight(strings.Join(lines[current.begin:i], "\n"), " \t\n")
		if marked || strings.TrimSpace(current.source) != "" {
			cells = append(cells, current)
		}
	}
	var scanner stringScanner
	for i, line := range lines {
		if !scanner.inside() {
			if m := marker().FindStringSubmatch(line); m != nil {
				end(i)
				current, marked = programCell{begin: i + 1}, true
				current.kind, current.metadata = parseMarker(m[1])
				continue
			}
		}
		// Text in markdown cells is comments, which have no strings.
		scanner.line(line)
	}
	end(len(lines))
	return cells
}

// skipHeader drops the YAML header that jupytext writes at the top: comments
// between two `# ---` lines. Its lines become empty, so that the lines after it
// keep their numbers.
func skipHeader(lines []string) []string {
	if lines[0] != "# ---" {
		return lines
	}
	for i, line := range lines[1:] {
		if line == "# ---" {
			return append(make([]string, i+2), lines[i+2:]...)
		}
		if !strings.HasPrefix(line, "#") {
			break
		}
	}
	return lines
}

// uncomment takes the comment signs off the text of a markdown or raw cell. Text
// in a string, which jupytext also allows, loses its quotes.
func uncomment(source string) string {
	for _, quotes := range []string{`"""`, `'''`} {
		if inner, ok := strings.CutPrefix(source, quotes); ok {
			return strings.TrimSpace(strings.TrimSuffix(inner, quotes))
		}
	}
	lines := strings.Split(source, "\n")
	for i, line := range lines {
		if rest, ok := strings.CutPrefix(line, "#"); ok {
			lines[i] = strings.TrimPrefix(rest, " ")
		}
	}
	return strings.Join(lines, "\n")
}

// stringScanner follows the strings of a program line by line, to tell if a line
// begins within one. It knows comments, both quotes, backslashes and triple
// quotes, and no more of the language.
type stringScanner struct {
	quotes string // what ends the string that is open, "" for none
}

func (s *stringScanner) inside() bool { return s.quotes != "" }

func (s *stringScanner) line(line string) {
	for i := 0; i < len(line); {
		rest := line[i:]
		switch {
		case s.quotes != "" && rest[0] == '\\':
			if len(rest) == 1 {
				return // the string goes on in the next line, even a short one
			}
			i += 2
		case s.quotes != "" && strings.HasPrefix(rest, s.quotes):
			i += len(s.quotes)
			s.quotes = ""
		case s.quotes != "":
			i++
		case rest[0] == '#':
			return
		case strings.HasPrefix(rest, `"""`), strings.HasPrefix(rest, `'''`):
			s.quotes = rest[:3]
			i += 3
		case rest[0] == '"', rest[0] == '\'':
			s.quotes = rest[:1]
			i++
		default:
			i++
		}
	}
	if len(s.quotes) == 1 {
		s.quotes = "" // an error in the program, but not for us to report
	}
}
