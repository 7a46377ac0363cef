package syntax

import (
	"fmt"

	"go.starlark.net/syntax"

	"starkernel/starlarkasync/exception"
)

// Names that a rewritten cell uses. User names cannot contain % or $.
const (
	cellName    = "<module>" // the function that is the cell
	globalsName = "%s"       // its parameter, a *globals
	globalMark  = "$"        // prefix of session globals
	localMark   = "@"        // prefix of globals that are locals in a region
	regionMark  = "%region"  // the local that is a *regionRun
)

// rewriter turns the tree of a cell into the tree of one function. It changes
// the nodes that the parser made.
type rewriter struct {
	session     *Session
	translation *translation
	scope       *scope
	err         *exception.Error // the first error in the text
	temps       int              // names %1, %2, … made so far
	uses, binds map[string]bool
	region      *region // that is being rewritten; nil: none
	regions     []*region
}

// cell rewrites a parsed file to a file with one function, cellName, whose
// result is the value of the cell's last expression.
func (r *rewriter) cell(f *syntax.File) (_ *syntax.File, hasResult bool, _ error) {
	r.scope = &scope{kind: cellScope}
	stmts := f.Stmts
	var last *syntax.ExprStmt
	if n := len(stmts); n > 0 && !r.translation.semicolon {
		if s, ok := stmts[n-1].(*syntax.ExprStmt); ok {
			last, stmts = s, stmts[:n-1]
		}
	}
	body := r.statements(nil, stmts, true)
	if last != nil {
		body = append(body, &syntax.ReturnStmt{Return: syntax.Start(last), Result: r.expr(last.X)})
	}
	if r.err != nil {
		return nil, false, r.err
	}
	pos := syntax.MakePosition(&f.Path, 1, 1)
	if len(body) == 0 {
		body = []syntax.Stmt{&syntax.BranchStmt{Token: syntax.PASS, TokenPos: pos}}
	}
	def := &syntax.DefStmt{Def: pos, Name: ident(pos, cellName), Lparen: pos, Rparen: pos,
		Params: []syntax.Expr{ident(pos, globalsName)}, Body: body}
	return &syntax.File{Path: f.Path, Stmts: []syntax.Stmt{def}, Options: f.Options}, last != nil, nil
}

// errorf records the error that comes first in the text.
func (r *rewriter) errorf(pos syntax.Position, advice, format string, args ...any) {
	if r.err != nil && !(place{pos.Line, pos.Col}.before(place{r.err.Pos.Line, r.err.Pos.Col})) {
		return
	}
	r.err = syntaxError(pos, fmt.Sprintf(format, args...))
	if advice != "" {
		r.err.Notes = []string{advice}
	}
}

// statements appends the rewritten statements to out. top: they are top-level
// statements of the cell.
func (r *rewriter) statements(out, stmts []syntax.Stmt, top bool) []syntax.Stmt {
	if out == nil {
		out = make([]syntax.Stmt, 0, len(stmts)+1)
	}
	for _, s := range stmts {
		out = r.statement(out, s, top)
	}
	return out
}

func (r *rewriter) block(stmts []syntax.Stmt) []syntax.Stmt {
	if len(stmts) == 0 {
		return nil
	}
	return r.statements(nil, stmts, false)
}

func (r *rewriter) statement(out []syntax.Stmt, s syntax.Stmt, top bool) []syntax.Stmt {
	switch s := s.(type) {
	case *syntax.ExprStmt:
		return append(out, r.exprStmt(s))
	case *syntax.BranchStmt:
	case *syntax.IfStmt:
		r.ifStmt(s)
	case *syntax.WhileStmt:
		return append(out, r.whileStmt(s))
	case *syntax.AssignStmt:
		r.assign(s)
	case *syntax.ForStmt:
		return r.forStmt(out, s)
	case *syntax.ReturnStmt:
		if r.scope.function() == cellScope {
			r.errorf(s.Return, "", "'return' outside function")
		}
		s.Result = r.expr(s.Result)
	case *syntax.DefStmt:
		return r.def(out, s)
	case *syntax.LoadStmt:
		if !top {
			r.errorf(s.Load, "write it at the start of a line, outside def, if, for and while", "load must be a top-level statement")
		}
		return append(out, r.load(s))
	default:
		r.errorf(syntax.Start(s), "", "unexpected statement %T", s)
	}
	return append(out, s)
}

// ifStmt goes along a chain of elifs without recursion.
func (r *rewriter) ifStmt(s *syntax.IfStmt) {
	first := s.If
	for n := 0; ; n++ {
		if n > maxElifClauses {
			if r.err == nil {
				r.err = errTooManyElifs(first)
			}
			return
		}
		s.Cond = r.expr(s.Cond)
		s.True = r.block(s.True)
		if len(s.False) == 1 {
			if next, ok := s.False[0].(*syntax.IfStmt); ok {
				s = next
				continue
			}
		}
		s.False = r.block(s.False)
		return
	}
}

// exprStmt rewrites an expression whose value is dropped. A call may drop a
// coroutine that nobody awaits:
//
//	f(x)    →    if f(x) in %dropped: %drop()
//
// The test is two instructions; only %drop looks at the thread and its position.
func (r *rewriter) exprStmt(s *syntax.ExprStmt) syntax.Stmt {
	_, call := unparen(s.X).(*syntax.CallExpr)
	s.X = r.expr(s.X)
	if !call || r.session.hooks.Dropped == nil {
		return s
	}
	pos := syntax.Start(s.X)
	return &syntax.IfStmt{If: pos,
		Cond: &syntax.BinaryExpr{X: s.X, OpPos: pos, Op: syntax.IN, Y: ident(pos, droppedName)},
		True: []syntax.Stmt{&syntax.ExprStmt{X: callTo(pos, dropName)}}}
}

// assign rewrites an assignment. A sequence that is taken apart is copied to a
// tuple before, since a failed unpack would leave a list locked for ever.
func (r *rewriter) assign(s *syntax.AssignStmt) {
	s.RHS = r.expr(s.RHS)
	if shape := shapeOf(s.LHS); shape != nil && s.Op == syntax.EQ {
		if _, tuple := unparen(s.RHS).(*syntax.TupleExpr); !tuple || shape.nested() {
			s.RHS = r.index(s.OpPos, r.session.unpacker(shape), s.RHS)
		}
	}
	if id, ok := unparen(s.LHS).(*syntax.Ident); ok && s.Op != syntax.EQ {
		r.local(id, true, true)
	}
	s.LHS = r.target(s.LHS)
}

// def rewrites a function definition. The name that the def statement binds is
// a local of the cell that nothing else reads: the function has then its own
// name and position, and is stored to the session by an assignment.
func (r *rewriter) def(out []syntax.Stmt, s *syntax.DefStmt) []syntax.Stmt {
	name, pos := s.Name.Name, s.Name.NamePos
	r.checkName(s.Name)
	async := has(r.translation.asyncDef, s.Def)
	kind := defScope
	if async {
		kind = asyncScope
	}
	r.function(kind, s.Params, s.Body, func() { s.Body = r.block(s.Body) })
	out = append(out, s)
	module := r.scope.kind == cellScope
	if !async && !module {
		return out
	}
	var value syntax.Expr = ident(pos, name)
	if async {
		value = callTo(s.Def, asyncName, value)
	}
	var target syntax.Expr = ident(pos, name)
	if module {
		target = r.store(ident(pos, name))
	}
	return append(out, &syntax.AssignStmt{OpPos: s.Def, Op: syntax.EQ, LHS: target, RHS: value})
}

// function rewrites the defaults of parameters in the scope around a function,
// then its body in its own.
func (r *rewriter) function(kind scopeKind, params []syntax.Expr, stmts []syntax.Stmt, body func()) {
	for _, p := range params {
		switch p := p.(type) {
		case *syntax.Ident:
			r.checkName(p)
		case *syntax.BinaryExpr:
			p.Y = r.expr(p.Y)
			r.checkTarget(p.X)
		case *syntax.UnaryExpr:
			r.checkTarget(p.X)
		}
	}
	names := map[string]bool{}
	bindParams(params, names)
	bindStatements(stmts, names)
	r.scope = &scope{kind: kind, parent: r.scope, names: names}
	body()
	r.scope = r.scope.parent
}

func (r *rewriter) checkTarget(e syntax.Expr) {
	if id, ok := e.(*syntax.Ident); ok {
		r.checkName(id)
	}
}

// checkName refuses the names that are constants.
func (r *rewriter) checkName(id *syntax.Ident) {
	if isConstant(id.Name) {
		r.errorf(id.NamePos, "", "cannot assign to %s", id.Name)
	}
}

func isConstant(name string) bool { return name == "None" || name == "True" || name == "False" }

// target rewrites the left side of an assignment or the variables of a loop.
func (r *rewriter) target(e syntax.Expr) syntax.Expr {
	switch e := e.(type) {
	case *syntax.Ident:
		r.checkName(e)
		if !r.scope.local(e.Name) {
			return r.store(e)
		}
	case *syntax.ParenExpr:
		e.X = r.target(e.X)
	case *syntax.TupleExpr:
		for i, x := range e.List {
			e.List[i] = r.target(x)
		}
	case *syntax.ListExpr:
		for i, x := range e.List {
			e.List[i] = r.target(x)
		}
	case *syntax.CallExpr:
		r.errorf(syntax.Start(e), "use == to compare", "cannot assign to function call")
	case *syntax.UnaryExpr:
		if has(r.translation.await, e.OpPos) {
			r.errorf(e.OpPos, "", "cannot assign to await expression")
		}
	default:
		return r.expr(e) // of another kind the resolver complains
	}
	return e
}

// store gives the target that stores to a global: a field of the session, or a
// local in a region.
func (r *rewriter) store(id *syntax.Ident) syntax.Expr {
	if r.binds == nil {
		r.binds = map[string]bool{}
	}
	r.binds[id.Name] = true
	if local := r.local(id, false, true); local != nil {
		return local
	}
	pos := id.NamePos
	return &syntax.DotExpr{X: ident(pos, globalsName), Dot: pos, NamePos: pos, Name: ident(pos, globalMark+id.Name)}
}

// temp makes a local name that no user name can be.
func (r *rewriter) temp() string {
	r.temps++
	return fmt.Sprintf("%%%d", r.temps)
}

func ident(pos syntax.Position, name string) *syntax.Ident {
	return &syntax.Ident{NamePos: pos, Name: name}
}

// callTo makes a call of an internal builtin; tracebacks show it at pos.
func callTo(pos syntax.Position, fn string, args ...syntax.Expr) *syntax.CallExpr {
	return &syntax.CallExpr{Fn: ident(pos, fn), Lparen: pos, Rparen: pos, Args: args}
}

// index makes fn[x]. Indexing an internal value costs no call frame.
func (r *rewriter) index(pos syntax.Position, fn string, x syntax.Expr) syntax.Expr {
	return &syntax.IndexExpr{X: ident(pos, fn), Lbrack: pos, Y: x, Rbrack: pos}
}

func unparen(e syntax.Expr) syntax.Expr {
	for {
		p, ok := e.(*syntax.ParenExpr)
		if !ok {
			return e
		}
		e = p.X
	}
}
