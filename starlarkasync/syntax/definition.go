package syntax

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// ErrNoSource is the error of [Session.Definition] for a function whose text is
// not known: it was dropped, or no session compiled the function.
var ErrNoSource = errors.New("the source of the function is not kept")

// maxDefinitions is how many compiled definitions a session keeps.
const maxDefinitions = 1000

// sessionName is the entry of the environment that leads back to the session.
const sessionName = "%session"

// SessionOf gives the session to which the function belongs, in whose globals
// it looks up names; nil if it belongs to none.
func SessionOf(fn *starlark.Function) *Session {
	if g, ok := fn.Module().Predeclared()[sessionName].(*globals); ok {
		return g.session
	}
	return nil
}

// NewTwin makes a session without user names for copies of s's functions, which
// may then run on another goroutine. Only the goroutine of s may ask for
// [Session.Definition] of the twin's functions, when none of them runs.
func (s *Session) NewTwin(predeclared starlark.StringDict, hooks Hooks) *Session {
	twin := NewSession(predeclared, hooks)
	twin.original = s.Original()
	return twin
}

// Original gives the session of which s is a twin, or s itself.
func (s *Session) Original() *Session {
	if s.original != nil {
		return s.original
	}
	return s
}

// Builtin gives the predeclared value of a name, also if the user shadows it.
func (s *Session) Builtin(name string) (v starlark.Value, shadowed bool) {
	return s.predeclared[name], s.shadowed[name]
}

// Frozen reports whether Freeze was called.
func (s *Session) Frozen() bool { return s.frozen }

// Definition is the text of one function, compiled by itself. It is immutable:
// functions made from it on several goroutines share nothing else.
type Definition struct {
	// Free are the names of the function's free variables and Defaults the
	// numbers of its parameters with a default value, both as
	// [starlark.Function] counts them.
	Free     []string
	Defaults []int
	// Uses are the global names that the function, and those inside it, read.
	Uses []string

	program  *starlark.Program
	internal starlark.StringDict // what the rewritten text needs beside install
}

// definitionKey identifies a function: one place in one compiled program.
type definitionKey struct {
	program   *starlark.Program
	line, col int32
}

// Names in a compiled definition.
const (
	builderName = "<definition>"
	fillName    = "%fill"
	selfName    = "%function"
	valuesName  = "%values"
)

// Definition compiles the text of a function of this session or of a twin of
// it, or gives what it compiled before. The error is [ErrNoSource].
func (s *Session) Definition(fn *starlark.Function) (*Definition, error) {
	s = s.Original()
	pos, program := fn.Position(), fn.Module().Program()
	key := definitionKey{program, pos.Line, pos.Col}
	if d, ok := s.definitions[key]; ok {
		return d, nil
	}
	file := pos.Filename()
	text, ok := s.sources.of(file, program)
	if !ok {
		return nil, ErrNoSource
	}
	d, err := s.define(fn, file, text)
	if err != nil {
		return nil, err
	}
	s.sources.compiled(file, text, d.program)
	if s.definitions == nil || len(s.definitions) >= maxDefinitions {
		s.definitions = map[definitionKey]*Definition{}
	}
	s.definitions[key] = d
	// A copy of the function has the same definition.
	s.definitions[definitionKey{d.program, pos.Line, pos.Col}] = d
	return d, nil
}

func (s *Session) define(fn *starlark.Function, file, text string) (*Definition, error) {
	translation, err := translate(&file, text)
	if err != nil {
		return nil, err
	}
	f, err := options.Parse(file, translation.text, 0)
	if err != nil {
		return nil, err
	}
	pos := fn.Position()
	def, lambda := findFunction(f, pos)
	var params []syntax.Expr
	switch {
	case def != nil:
		params = def.Params
	case lambda != nil:
		params = lambda.Params
	default:
		return nil, ErrNoSource
	}
	d := &Definition{internal: starlark.StringDict{}}
	names := map[string]bool{}
	for i := range fn.NumFreeVars() {
		b, _ := fn.FreeVar(i)
		d.Free = append(d.Free, b.Name)
		names[b.Name] = true
	}
	numbers := map[string]int{}
	for i := range fn.NumParams() {
		name, _ := fn.Param(i)
		numbers[name] = i
	}
	builder := []syntax.Expr{ident(pos, fillName)}
	for _, p := range params {
		if p, ok := p.(*syntax.BinaryExpr); ok { // name=default
			name := fmt.Sprintf("%%default%d", len(d.Defaults))
			d.Defaults = append(d.Defaults, numbers[p.X.(*syntax.Ident).Name])
			builder = append(builder, ident(pos, name))
			names[name] = true
			p.Y = ident(pos, name)
		}
	}
	scratch := &Session{env: d.internal, hooks: s.hooks}
	r := &rewriter{session: scratch, translation: translation}
	r.scope = &scope{kind: defScope, names: names, parent: &scope{kind: cellScope}}
	body := r.definition(pos, def, lambda, d.Free)
	if r.err != nil {
		return nil, r.err
	}
	d.Uses = slices.Sorted(maps.Keys(r.uses))
	out := &syntax.File{Path: file, Options: f.Options, Stmts: []syntax.Stmt{
		&syntax.DefStmt{Def: pos, Name: ident(pos, builderName), Lparen: pos, Rparen: pos, Params: builder, Body: body}}}
	d.program, err = starlark.FileProgram(out, func(name string) bool { return name[0] == '$' || name[0] == '%' })
	if err != nil {
		return nil, resolveError(err)
	}
	return d, nil
}

// definition gives the body of the function that makes a function: the variables
// are filled after the function was made, since their values may refer to it.
// A variable that is unbound stays so, as its tuple is empty.
//
//	def f(p=%default0): …
//	%function = f
//	%values = %fill(%function)
//	for x in %values[0]: pass
//	return %function
func (r *rewriter) definition(pos syntax.Position, def *syntax.DefStmt, lambda *syntax.LambdaExpr, free []string) []syntax.Stmt {
	assign := func(name string, x syntax.Expr) syntax.Stmt {
		return &syntax.AssignStmt{OpPos: pos, Op: syntax.EQ, LHS: ident(pos, name), RHS: x}
	}
	var body []syntax.Stmt
	if def != nil {
		kind := defScope
		if has(r.translation.asyncDef, def.Def) {
			kind = asyncScope
		}
		r.function(kind, def.Params, def.Body, func() { def.Body = r.block(def.Body) })
		body = append(body, def, assign(selfName, ident(pos, def.Name.Name)))
	} else {
		body = append(body, assign(selfName, r.expr(lambda)))
	}
	body = append(body, assign(valuesName, callTo(pos, fillName, ident(pos, selfName))))
	for i, name := range free {
		number := &syntax.Literal{Token: syntax.INT, TokenPos: pos, Raw: fmt.Sprint(i), Value: int64(i)}
		body = append(body, &syntax.ForStmt{For: pos, Vars: ident(pos, name),
			X:    &syntax.IndexExpr{X: ident(pos, valuesName), Lbrack: pos, Y: number, Rbrack: pos},
			Body: []syntax.Stmt{&syntax.BranchStmt{Token: syntax.PASS, TokenPos: pos}}})
	}
	return append(body, &syntax.ReturnStmt{Return: pos, Result: ident(pos, selfName)})
}

// findFunction gives the def or lambda at a position.
func findFunction(f *syntax.File, pos syntax.Position) (def *syntax.DefStmt, lambda *syntax.LambdaExpr) {
	at := func(p syntax.Position) bool { return p.Line == pos.Line && p.Col == pos.Col }
	syntax.Walk(f, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.DefStmt:
			if at(n.Def) {
				def = n
			}
		case *syntax.LambdaExpr:
			if at(n.Lambda) {
				lambda = n
			}
		}
		return def == nil && lambda == nil
	})
	return def, lambda
}

// Make makes the function anew as one of session to. defaults are the values
// for d.Defaults. fill is called with the new function, before its free
// variables have values, and gives those of d.Free; a nil leaves the variable
// unbound. thread must not be in use by another goroutine. The error is fill's.
func (d *Definition) Make(thread *starlark.Thread, to *Session, defaults []starlark.Value, fill func(fn *starlark.Function) ([]starlark.Value, error)) (*starlark.Function, error) {
	for name, v := range d.internal {
		to.env[name] = v
	}
	bound, err := d.program.Init(thread, to.env)
	if err != nil {
		return nil, err
	}
	var failed error
	filler := starlark.NewBuiltin(fillName, func(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		values, err := fill(args[0].(*starlark.Function))
		if err != nil {
			failed = err
			return nil, err
		}
		boxes := make(starlark.Tuple, len(values))
		for i, v := range values {
			if v == nil {
				boxes[i] = starlark.Tuple{}
			} else {
				boxes[i] = starlark.Tuple{v}
			}
		}
		return boxes, nil
	})
	v, err := starlark.Call(thread, bound[builderName], append(starlark.Tuple{filler}, defaults...), nil)
	switch {
	case failed != nil:
		return nil, failed
	case err != nil:
		return nil, err
	}
	return v.(*starlark.Function), nil
}
