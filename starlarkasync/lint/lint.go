package lint

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	starlarksyntax "go.starlark.net/syntax"

	"starkernel/starlarkasync/exception"
	"starkernel/starlarkasync/syntax"
)

// Warning is a likely mistake. Line and Col count from 1, in the cell's text.
type Warning struct {
	Cell      int // index of the cell
	Line, Col int
	Name      string // the kind of mistake, such as "unreachable"
	Message   string
}

// Check gives the warnings about a program in the order of its text. predeclared
// are the names that its cells can read without a definition. A cell that cannot be
// compiled gives its SyntaxError as the only warning, with the name "syntax".
func Check(cells []string, predeclared starlark.StringDict) []Warning {
	p := &program{predeclared: predeclared, globals: map[string]*global{},
		read: map[any]bool{}, called: map[any]bool{}, attributes: map[attribute]bool{}}
	for i, text := range cells {
		c, err := p.parse(i, text)
		if err != nil {
			p.broken = true
			p.warnings = append(p.warnings, syntaxWarning(i, err))
			continue
		}
		p.cells = append(p.cells, c)
	}
	for _, c := range p.cells {
		c.names()
		c.blocks(c.tree.File.Stmts, true)
		c.expressions()
		c.defaults()
	}
	return p.inOrder(cells)
}

// program is what is known of all cells together.
type program struct {
	predeclared starlark.StringDict
	cells       []*cell
	globals     map[string]*global
	read        map[any]bool // variables that are read
	called      map[any]bool // variables that are called
	attributes  map[attribute]bool
	broken      bool // some cell has an error, and may bind any name
	warnings    []Warning
}

// cell is a cell whose names are resolved.
type cell struct {
	*program
	index  int
	tree   *syntax.Tree
	stores map[*starlarksyntax.Ident]bool // names where they are bound
	reads  []*starlarksyntax.Ident        // and where they are read
}

func (p *program) parse(index int, text string) (*cell, error) {
	if _, err := syntax.NewSession(p.predeclared, syntax.Hooks{}).Compile("", text); err != nil {
		return nil, err
	}
	tree, err := syntax.Parse("", text)
	if err != nil {
		return nil, err
	}
	// Globals of other cells, and what is bound nowhere, pass as predeclared.
	all := func(string) bool { return true }
	if err := resolve.File(tree.File, all, all); err != nil {
		return nil, err
	}
	c := &cell{program: p, index: index, tree: tree, stores: map[*starlarksyntax.Ident]bool{}}
	c.findStores()
	c.findUses()
	return c, nil
}

func syntaxWarning(index int, err error) Warning {
	w := Warning{Cell: index, Line: 1, Col: 1, Name: "syntax", Message: err.Error()}
	if e := exception.Find(err); e != nil && e.Pos.Line > 0 {
		w.Line, w.Col = int(e.Pos.Line), int(e.Pos.Col)
	}
	return w
}

// warn adds a warning about the place.
func (c *cell) warn(pos starlarksyntax.Position, name, format string, args ...any) {
	c.warnings = append(c.warnings, Warning{c.index, int(pos.Line), int(pos.Col), name, fmt.Sprintf(format, args...)})
}

var ignore = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`#\s*lint:\s*ignore\b([-\w\s,]*)`) })

// inOrder gives the warnings that no comment silences. A comment on a line of its
// own is about the next line.
func (p *program) inOrder(cells []string) []Warning {
	type line struct{ cell, line int }
	silenced := map[line][]string{}
	for i, text := range cells {
		lines := strings.Split(text, "\n")
		for _, c := range syntax.Comments(text) {
			m := ignore().FindStringSubmatch(c.Text)
			if m == nil || c.Line > len(lines) {
				continue
			}
			at := line{i, c.Line}
			if strings.HasPrefix(strings.TrimLeft(lines[c.Line-1], " \t"), "#") {
				at.line++
			}
			names := strings.FieldsFunc(m[1], func(c rune) bool { return c == ',' || c == ' ' || c == '\t' })
			if len(names) == 0 {
				names = []string{"all"}
			}
			silenced[at] = append(silenced[at], names...)
		}
	}
	p.warnings = slices.DeleteFunc(p.warnings, func(w Warning) bool {
		names := silenced[line{w.Cell, w.Line}]
		return slices.Contains(names, "all") || slices.Contains(names, w.Name)
	})
	slices.SortStableFunc(p.warnings, func(a, b Warning) int {
		return cmp.Or(a.Cell-b.Cell, a.Line-b.Line, a.Col-b.Col)
	})
	return p.warnings
}
