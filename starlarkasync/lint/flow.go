package lint

import (
	"go.starlark.net/syntax"
)

// blocks checks each block of statements: that all of them can be reached and have
// an effect. top: they are the cell itself, whose last expression is its result.
func (c *cell) blocks(stmts []syntax.Stmt, top bool) {
	for i, s := range stmts {
		if last := i == len(stmts)-1; !last && c.ends(s) {
			c.warn(syntax.Start(stmts[i+1]), "unreachable", "this is never reached")
			stmts = stmts[:i+1] // one warning is enough
			break
		}
	}
	for i, s := range stmts {
		switch s := s.(type) {
		case *syntax.DefStmt:
			c.blocks(s.Body, false)
		case *syntax.IfStmt:
			c.blocks(s.True, false)
			c.blocks(s.False, false)
		case *syntax.ForStmt:
			c.blocks(s.Body, false)
		case *syntax.WhileStmt:
			c.blocks(s.Body, false)
		case *syntax.ExprStmt:
			if result := top && i == len(stmts)-1 && !c.tree.Semicolon; !result {
				c.effect(s.X)
			}
		}
	}
}

// ends reports whether nothing after the statement in its block is reached.
func (c *cell) ends(s syntax.Stmt) bool {
	switch s := s.(type) {
	case *syntax.ReturnStmt:
		return true
	case *syntax.BranchStmt:
		return s.Token != syntax.PASS
	case *syntax.ExprStmt:
		call, ok := s.X.(*syntax.CallExpr)
		return ok && c.isPredeclared(call.Fn, "fail")
	case *syntax.IfStmt:
		return c.blockEnds(s.True) && c.blockEnds(s.False)
	}
	return false
}

func (c *cell) blockEnds(stmts []syntax.Stmt) bool {
	return len(stmts) > 0 && c.ends(stmts[len(stmts)-1])
}

// isPredeclared reports whether an expression is a name that no cell has bound.
func (c *cell) isPredeclared(e syntax.Expr, name string) bool {
	id, ok := e.(*syntax.Ident)
	return ok && id.Name == name && !isLocal(id) && c.globals[name] == nil
}

// coroutines are predeclared functions whose value is a coroutine.
var coroutines = map[string]bool{
	"asyncio.sleep": true, "asyncio.to_thread": true, "asyncio.wait": true, "asyncio.wait_for": true,
	"catch": true, "parallel_map": true, "run_finally": true, "run_with": true,
}

// effect checks an expression whose value is dropped.
func (c *cell) effect(e syntax.Expr) {
	switch e := e.(type) {
	case *syntax.BinaryExpr:
		if isComparison(e.Op) {
			c.warn(syntax.Start(e), "no-effect", "the value of the comparison is dropped; = assigns")
		}
	case *syntax.CallExpr:
		switch f := e.Fn.(type) {
		case *syntax.Ident:
			if g := c.globals[f.Name]; !isLocal(f) && g != nil && g.async > 0 && g.other == 0 {
				c.warn(syntax.Start(e), "missing-await", "%s is async, and its call alone runs nothing; write await %s(...) or run_in_background(%s(...))", f.Name, f.Name, f.Name)
			} else if c.isPredeclared(f, f.Name) {
				c.dropped(e, f.Name)
			}
		case *syntax.DotExpr:
			if c.isPredeclared(f.X, "asyncio") {
				c.dropped(e, "asyncio."+f.Name.Name)
			}
		}
	}
}

// dropped checks a call of a predeclared function.
func (c *cell) dropped(call *syntax.CallExpr, name string) {
	if coroutines[name] {
		c.warn(syntax.Start(call), "missing-await", "%s runs nothing until it is awaited; write await %s(...)", name, name)
	}
}

func isComparison(op syntax.Token) bool {
	switch op {
	case syntax.EQL, syntax.NEQ, syntax.LT, syntax.GT, syntax.LE, syntax.GE:
		return true
	}
	return false
}
