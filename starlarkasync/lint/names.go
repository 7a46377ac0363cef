package lint

import (
	"regexp"
	"sync"

	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// global is what all cells do with a global name.
type global struct {
	async, other int // how often it is bound by an async def, and in other ways
}

func (p *program) global(name string) *global {
	g := p.globals[name]
	if g == nil {
		g = &global{}
		p.globals[name] = g
	}
	return g
}

func binding(id *syntax.Ident) *resolve.Binding {
	b, _ := id.Binding.(*resolve.Binding)
	return b
}

// isLocal reports whether a name is one of a function or a comprehension.
func isLocal(id *syntax.Ident) bool {
	b := binding(id)
	return b != nil && (b.Scope == resolve.Local || b.Scope == resolve.Cell || b.Scope == resolve.Free)
}

// variable is what tells one name from another: the place where a local is first
// bound, or the text of a global.
func variable(id *syntax.Ident) any {
	if isLocal(id) {
		return binding(id).First
	}
	return id.Name
}

// findStores notes where names are bound, and which globals are.
func (c *cell) findStores() {
	store := func(e syntax.Expr, async bool) {
		for id := range targets(e) {
			c.stores[id] = true
			if isLocal(id) {
				continue
			}
			if async {
				c.global(id.Name).async++
			} else {
				c.global(id.Name).other++
			}
		}
	}
	params := func(list []syntax.Expr) {
		for _, p := range list {
			switch x := p.(type) {
			case *syntax.BinaryExpr:
				p = x.X
			case *syntax.UnaryExpr:
				p = x.X
			}
			if p != nil {
				store(p, false)
			}
		}
	}
	syntax.Walk(c.tree.File, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.AssignStmt:
			if n.Op == syntax.EQ {
				store(n.LHS, false)
			}
		case *syntax.ForStmt:
			store(n.Vars, false)
		case *syntax.ForClause:
			store(n.Vars, false)
		case *syntax.DefStmt:
			store(n.Name, c.tree.Async(n))
			params(n.Params)
		case *syntax.LambdaExpr:
			params(n.Params)
		case *syntax.LoadStmt: // binds globals of the session
			for _, id := range n.To {
				c.stores[id] = true
				c.global(id.Name).other++
			}
			return false
		}
		return true
	})
}

// targets gives the names that an assignment to e binds.
func targets(e syntax.Expr) map[*syntax.Ident]bool {
	names := map[*syntax.Ident]bool{}
	var add func(syntax.Expr)
	add = func(e syntax.Expr) {
		switch e := e.(type) {
		case *syntax.Ident:
			names[e] = true
		case *syntax.ParenExpr:
			add(e.X)
		case *syntax.TupleExpr:
			for _, x := range e.List {
				add(x)
			}
		case *syntax.ListExpr:
			for _, x := range e.List {
				add(x)
			}
		}
	}
	add(e)
	return names
}

// special are names that the kernel binds: _, __, _3.
var special = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^_+[0-9]*$`) })

// findUses notes where names are read, and how.
func (c *cell) findUses() {
	syntax.Walk(c.tree.File, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.LoadStmt:
			return false
		case *syntax.CallExpr:
			if id, ok := n.Fn.(*syntax.Ident); ok {
				c.called[variable(id)] = true
			}
		case *syntax.DotExpr:
			if id, ok := n.X.(*syntax.Ident); ok {
				c.attributes[attribute{variable(id), n.Name.Name}] = true
			}
		case *syntax.Ident:
			if binding(n) != nil && !c.stores[n] {
				c.reads = append(c.reads, n)
				c.read[variable(n)] = true
			}
		}
		return true
	})
}

// attribute is the use of an attribute of a variable.
type attribute struct{ variable, name any }

// names checks how names are used: of local ones that they are, of predeclared ones
// that they are not hidden from code that needs them, of others that they exist.
func (c *cell) names() {
	for _, id := range c.reads {
		known := isLocal(id) || special().MatchString(id.Name) || c.globals[id.Name] != nil || c.predeclared[id.Name] != nil
		if !known && !c.broken {
			c.warn(id.NamePos, "undefined-name", "%s is bound nowhere", id.Name)
		}
	}
	assigned, others := map[*syntax.Ident]syntax.Expr{}, map[any]bool{}
	syntax.Walk(c.tree.File, func(n syntax.Node) bool {
		if s, ok := n.(*syntax.AssignStmt); ok && s.Op == syntax.EQ {
			if id, ok := s.LHS.(*syntax.Ident); ok {
				assigned[id] = s.RHS
			}
		}
		return true
	})
	for id := range c.stores {
		if assigned[id] == nil {
			others[variable(id)] = true
		}
	}
	for id, value := range assigned {
		if c.hides(id, value) {
			c.warn(id.NamePos, "hidden-name", "%s hides what is predeclared under this name, and other code uses that", id.Name)
		}
		// Of a, b = f() one may be of no use, and a parameter may be given a value.
		if isLocal(id) && binding(id).First == id && !c.read[id] && !others[id] && id.Name[0] != '_' {
			c.warn(id.NamePos, "unused-variable", "%s is assigned and never used", id.Name)
		}
	}
}

// hides reports whether the name that is assigned is a predeclared one, and some
// code uses it as such: it calls a function, or takes an attribute of a module. A
// value that may be a replacement hides nothing.
func (c *cell) hides(id *syntax.Ident, value syntax.Expr) bool {
	switch value := value.(type) {
	case *syntax.Ident, *syntax.DotExpr, *syntax.LambdaExpr, *syntax.IndexExpr, *syntax.CondExpr, *syntax.UnaryExpr:
		return false
	case *syntax.CallExpr: // as in time = time.now()
		if f, ok := root(value.Fn).(*syntax.Ident); !ok || f.Name != id.Name {
			return false
		}
	}
	switch v := c.predeclared[id.Name].(type) {
	case starlark.Callable:
		return c.called[variable(id)]
	case starlark.HasAttrs:
		for _, name := range v.AttrNames() {
			if c.attributes[attribute{variable(id), name}] {
				return true
			}
		}
	}
	return false
}

// root gives x of x.y.z.
func root(e syntax.Expr) syntax.Expr {
	for {
		dot, ok := e.(*syntax.DotExpr)
		if !ok {
			return e
		}
		e = dot.X
	}
}
