package lint

import (
	"fmt"

	"go.starlark.net/syntax"
)

// expressions checks what can be seen in one expression.
func (c *cell) expressions() {
	syntax.Walk(c.tree.File, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.BinaryExpr:
			if x, ok := same(n.X, n.Y); ok && isComparison(n.Op) {
				c.warn(syntax.Start(n), "self-comparison", "%s is compared with itself", x)
			}
		case *syntax.AssignStmt:
			if x, ok := same(n.LHS, n.RHS); ok && n.Op == syntax.EQ {
				c.warn(syntax.Start(n), "self-assignment", "%s is assigned to itself", x)
			}
		case *syntax.DictExpr:
			c.keys(n)
		case *syntax.IfStmt:
			c.condition(n.Cond)
		case *syntax.WhileStmt:
			c.condition(n.Cond)
		case *syntax.CondExpr:
			c.condition(n.Cond)
		case *syntax.IfClause:
			c.condition(n.Cond)
		}
		return true
	})
}

// keys checks that no key is twice in a dict.
func (c *cell) keys(d *syntax.DictExpr) {
	seen := map[string]bool{}
	for _, e := range d.List {
		key := e.(*syntax.DictEntry).Key
		text, ok := pure(key)
		if ok && seen[text] {
			c.warn(syntax.Start(key), "duplicate-key", "the key %s is in the dict already, which is an error when it is made", text)
		}
		seen[text] = true
	}
}

// condition checks for x == 1 or 2, which is always true.
func (c *cell) condition(e syntax.Expr) {
	or, ok := unparen(e).(*syntax.BinaryExpr)
	if !ok || or.Op != syntax.OR {
		return
	}
	c.condition(or.X)
	literal, ok := unparen(or.Y).(*syntax.Literal)
	if ok && literal.Value != "" && literal.Value != int64(0) {
		c.warn(syntax.Start(or.Y), "constant-condition", "%s is always true, and so is the condition; compare with each value, or write in (...)", literal.Raw)
	}
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

// same reports whether two expressions are the same, have a name in them, and call
// nothing. It gives their text.
func same(a, b syntax.Expr) (string, bool) {
	if _, constant := unparen(a).(*syntax.Literal); constant {
		return "", false
	}
	x, ok := pure(a)
	y, okToo := pure(b)
	return x, ok && okToo && x == y
}

// pure gives the text of an expression of names, attributes, indices and literals.
func pure(e syntax.Expr) (string, bool) {
	switch e := unparen(e).(type) {
	case *syntax.Ident:
		return e.Name, true
	case *syntax.Literal:
		if e.Token == syntax.STRING {
			return fmt.Sprintf("%q", e.Value), true
		}
		return e.Raw, true
	case *syntax.DotExpr:
		x, ok := pure(e.X)
		return x + "." + e.Name.Name, ok
	case *syntax.IndexExpr:
		x, ok := pure(e.X)
		y, okToo := pure(e.Y)
		return x + "[" + y + "]", ok && okToo
	}
	return "", false
}
