package syntax

import "go.starlark.net/syntax"

// A scope is a region of a cell with its own local names.
type scope struct {
	kind   scopeKind
	parent *scope
	// names are the local names; nil in a cell, whose names are the session's.
	names map[string]bool
}

type scopeKind uint8

const (
	cellScope scopeKind = iota
	defScope
	asyncScope
	lambdaScope
	comprehensionScope
)

// local reports whether name is bound in the scope or in one around it that is
// not the cell.
func (s *scope) local(name string) bool {
	for ; s != nil; s = s.parent {
		if s.names[name] {
			return true
		}
	}
	return false
}

// function gives the kind of the innermost scope that is no comprehension.
func (s *scope) function() scopeKind {
	for s.kind == comprehensionScope {
		s = s.parent
	}
	return s.kind
}

// mayAwait reports whether await and async for are allowed in the scope.
func (s *scope) mayAwait() bool {
	k := s.function()
	return k == cellScope || k == asyncScope
}

// bindStatements adds the names that the statements of one function bind. As in
// Python a name bound anywhere in a function is local in all of it.
func bindStatements(stmts []syntax.Stmt, names map[string]bool) {
	for _, s := range stmts {
		switch s := s.(type) {
		case *syntax.AssignStmt:
			bindTarget(s.LHS, names)
		case *syntax.DefStmt:
			names[s.Name.Name] = true
		case *syntax.ForStmt:
			bindTarget(s.Vars, names)
			bindStatements(s.Body, names)
		case *syntax.WhileStmt:
			bindStatements(s.Body, names)
		case *syntax.IfStmt:
			bindStatements(s.True, names)
			for len(s.False) == 1 { // a chain of elifs
				next, ok := s.False[0].(*syntax.IfStmt)
				if !ok {
					break
				}
				s = next
				bindStatements(s.True, names)
			}
			bindStatements(s.False, names)
		}
	}
}

func bindTarget(e syntax.Expr, names map[string]bool) {
	targetNames(e, func(id *syntax.Ident) { names[id.Name] = true })
}

// targetNames calls f for each name that a target binds.
func targetNames(e syntax.Expr, f func(*syntax.Ident)) {
	switch e := e.(type) {
	case *syntax.Ident:
		f(e)
	case *syntax.ParenExpr:
		targetNames(e.X, f)
	case *syntax.TupleExpr:
		for _, x := range e.List {
			targetNames(x, f)
		}
	case *syntax.ListExpr:
		for _, x := range e.List {
			targetNames(x, f)
		}
	}
}

func bindParams(params []syntax.Expr, names map[string]bool) {
	for _, p := range params {
		switch p := p.(type) {
		case *syntax.Ident:
			names[p.Name] = true
		case *syntax.BinaryExpr: // x=default
			bindTarget(p.X, names)
		case *syntax.UnaryExpr: // *, *args, **kwargs
			if p.X != nil {
				bindTarget(p.X, names)
			}
		}
	}
}
