package starlarkasynctest

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Program is a notebook program of the corpus, with the output of CPython.
type Program struct {
	// Purpose is the sentence of the first line.
	Purpose string
	Cells   []Cell
}

// Cell is one cell of a program, and what CPython's asyncio made of it.
type Cell struct {
	Source string
	// Advance is how many virtual seconds pass before the cell starts;
	// Interrupt is when after its start it is interrupted, 0 for never.
	Advance   float64
	Interrupt float64
	Want      Outcome
}

// Outcome is what a cell showed.
type Outcome struct {
	// Out is the output, a line each, without blanks at the ends of lines.
	Out []string
	// Result is the text of the cell's value, "" for none, "*" for one that is
	// not compared.
	Result string
	// Error is "ClassName: message", "" for none.
	Error string
	// Time is the virtual time at the end, as Python writes a float.
	Time string
}

// Read reads a golden file.
func Read(path string) (*Program, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return Parse(string(data))
}

// Parse reads the text of a golden file, or of a program without output. The
// format is described in the corpus's README.
func Parse(text string) (*Program, error) {
	p := &Program{}
	var cell *Cell
	section := ""
	for n, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		switch {
		case n == 0:
			p.Purpose = strings.TrimPrefix(line, "# ")
		case strings.HasPrefix(line, "# %%"):
			p.Cells = append(p.Cells, Cell{Advance: option(line, "advance="), Interrupt: option(line, "interrupt=")})
			cell, section = &p.Cells[len(p.Cells)-1], ""
		case cell == nil:
		case strings.HasPrefix(line, "--"):
			section, _, _ = strings.Cut(line, " ")
			if section == "--time" {
				cell.Want.Time = strings.TrimPrefix(line, "--time ")
			}
		case section == "":
			cell.Source += line + "\n"
		case section == "--out":
			cell.Want.Out = append(cell.Want.Out, line)
		case section == "--result":
			cell.Want.Result = line
		case section == "--error":
			cell.Want.Error = line
		case section == "--time" && line == "":
		default:
			return nil, fmt.Errorf("line %d: %q in section %s", n+1, line, section)
		}
	}
	if len(p.Cells) == 0 {
		return nil, fmt.Errorf("the program has no cells")
	}
	return p, nil
}

func option(header, name string) float64 {
	_, rest, ok := strings.Cut(header, name)
	if !ok {
		return 0
	}
	value, _, _ := strings.Cut(rest, " ")
	f, _ := strconv.ParseFloat(value, 64)
	return f
}
