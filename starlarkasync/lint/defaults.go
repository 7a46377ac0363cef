package lint

import (
	"go.starlark.net/syntax"
)

// changing are the methods of lists, dicts and sets that change them.
var changing = map[string]bool{
	"append": true, "extend": true, "insert": true, "remove": true, "pop": true, "clear": true,
	"update": true, "setdefault": true, "popitem": true, "add": true, "discard": true,
}

// defaults checks that no function changes a value that all its calls share.
func (c *cell) defaults() {
	syntax.Walk(c.tree.File, func(n syntax.Node) bool {
		def, ok := n.(*syntax.DefStmt)
		if !ok {
			return true
		}
		for _, p := range def.Params {
			if p, ok := p.(*syntax.BinaryExpr); ok && c.isMutable(p.Y) {
				if name, ok := p.X.(*syntax.Ident); ok && changes(def.Body, name) {
					c.warn(name.NamePos, "mutable-default", "%s is one value for all calls, and %s changes it; make it None and a new value in the body", name.Name, def.Name.Name)
				}
			}
		}
		return true
	})
}

// isMutable reports whether an expression makes a list, a dict or a set.
func (c *cell) isMutable(e syntax.Expr) bool {
	switch e := unparen(e).(type) {
	case *syntax.ListExpr, *syntax.DictExpr, *syntax.Comprehension:
		return true
	case *syntax.CallExpr:
		return c.isPredeclared(e.Fn, "list") || c.isPredeclared(e.Fn, "dict") || c.isPredeclared(e.Fn, "set")
	}
	return false
}

// changes reports whether statements change the value of a parameter and never give
// it another one.
func changes(body []syntax.Stmt, param *syntax.Ident) bool {
	is := func(e syntax.Expr) bool {
		id, ok := unparen(e).(*syntax.Ident)
		return ok && isLocal(id) && variable(id) == variable(param)
	}
	changed, rebound := false, false
	for _, s := range body {
		syntax.Walk(s, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.CallExpr:
				if dot, ok := n.Fn.(*syntax.DotExpr); ok && is(dot.X) && changing[dot.Name.Name] {
					changed = true
				}
			case *syntax.AssignStmt:
				if index, ok := n.LHS.(*syntax.IndexExpr); ok && is(index.X) || n.Op != syntax.EQ && is(n.LHS) {
					changed = true
				}
				for id := range targets(n.LHS) {
					rebound = rebound || n.Op == syntax.EQ && is(id)
				}
			}
			return true
		})
	}
	return changed && !rebound
}
