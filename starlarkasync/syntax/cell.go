package syntax

import (
	"errors"
	"maps"
	"slices"

	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// Cell is a compiled cell. It can be called many times.
type Cell struct {
	// File and Source are what was compiled.
	File, Source string
	// HasResult: the last statement is an expression without a semicolon after
	// it, whose value Call gives.
	HasResult bool
	// Uses and Binds are the global names that the cell and the functions in it
	// read and that the cell stores, in alphabetical order.
	Uses, Binds []string

	code executable
}

// executable is what a compiled cell runs as.
type executable interface {
	// run executes the cell on the thread and gives the value of its last
	// expression, or None.
	run(thread *starlark.Thread) (starlark.Value, error)
}

// Call runs the cell on the thread. Its value is None if HasResult is false.
// The error is a [*starlark.EvalError]; package exception classifies it.
func (c *Cell) Call(thread *starlark.Thread) (starlark.Value, error) { return c.code.run(thread) }

// interpreted is a cell that go.starlark.net runs.
type interpreted struct {
	fn      starlark.Callable
	session *Session
	regions []*region
}

func (c interpreted) run(thread *starlark.Thread) (starlark.Value, error) {
	g := &globals{internal: internal{"globals"}, session: c.session, thread: thread, regions: c.regions}
	return starlark.Call(thread, c.fn, starlark.Tuple{g}, nil)
}

// Compile compiles a cell. file is the name of the cell in positions, such as
// "In [2]". The error is an [*exception.Error] of class SyntaxError, with the
// place in Pos and advice in Notes.
func (s *Session) Compile(file, src string) (*Cell, error) {
	if len(src) <= maxCellBytes {
		s.sources.add(file, src)
	}
	translation, err := translate(&file, src)
	if err != nil {
		return nil, err
	}
	f, err := options.Parse(file, translation.text, 0)
	if err != nil {
		return nil, s.explain(file, src, err)
	}
	r := &rewriter{session: s, translation: translation}
	f, hasResult, err := r.cell(f)
	if err != nil {
		return nil, err
	}
	prog, err := starlark.FileProgram(f, func(name string) bool { return name[0] == '$' || name[0] == '%' })
	if err != nil {
		return nil, resolveError(err)
	}
	s.sources.compiled(file, src, prog)
	bound, err := prog.Init(s.init, s.env) // binds cellName, and keeps env
	if err != nil {
		return nil, err
	}
	fn, ok := bound[cellName].(starlark.Callable)
	if !ok {
		return nil, errors.New("internal error: the cell has no function")
	}
	return &Cell{File: file, Source: src, HasResult: hasResult,
		Uses: slices.Sorted(maps.Keys(r.uses)), Binds: slices.Sorted(maps.Keys(r.binds)),
		code: interpreted{fn, s, r.regions}}, nil
}

// resolveError makes a SyntaxError of the resolver's first error, with advice.
func resolveError(err error) error {
	var list resolve.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		first := list[0]
		for _, e := range list[1:] {
			if (place{e.Pos.Line, e.Pos.Col}).before(place{first.Pos.Line, first.Pos.Col}) {
				first = e
			}
		}
		if note, ok := arguments[first.Msg]; ok {
			return syntaxError(first.Pos, first.Msg, note)
		}
		return syntaxError(first.Pos, first.Msg)
	}
	return syntaxError(syntax.Position{}, err.Error())
}

// Source gives the text of a cell that was compiled under the name file, unless
// it is so old that it was dropped.
func (s *Session) Source(file string) (string, bool) { return s.sources.get(file) }
