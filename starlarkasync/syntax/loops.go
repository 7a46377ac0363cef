package syntax

import "go.starlark.net/syntax"

// forStmt rewrites a loop. If its body may change a container, or park the
// task while others do, the loop goes over a live view that locks nothing:
//
//	for x in y: body    →    %1 = %iter[y]
//	                         for x in %1: body
//	                         %1 in %check
//
// The last line raises the error of a dict that changed its size.
func (r *rewriter) forStmt(out []syntax.Stmt, s *syntax.ForStmt) []syntax.Stmt {
	if has(r.translation.asyncFor, s.For) {
		return append(out, r.asyncFor(s))
	}
	shape := shapeOf(s.Vars)
	live := shape != nil || mutates(s.Body)
	region := r.newRegion(s.Vars, nil, s.Body)
	s.X = r.expr(s.X)
	if live {
		s.X = r.index(s.For, r.session.iterator(iterName, shape), s.X)
	}
	loop := r.inRegion(region, s.For, s, func() {
		s.Vars = r.target(s.Vars)
		s.Body = r.block(s.Body)
	})
	if !live && region == nil {
		return append(out, loop)
	}
	view := r.temp()
	out = append(out, &syntax.AssignStmt{OpPos: s.For, Op: syntax.EQ, LHS: ident(s.For, view), RHS: s.X}, loop)
	s.X = ident(s.For, view)
	if live {
		out = append(out, &syntax.ExprStmt{X: r.check(s.For, view)})
	}
	return out
}

// whileStmt rewrites a loop. Constants have no position: an interrupt of a loop
// that begins with one would be shown where the code before it is. So such a
// loop reads a name first, whose value is True:
//
//	while True: body    →    while %loop: body
//	while 1 < x: body   →    while %loop and 1 < x: body
func (r *rewriter) whileStmt(s *syntax.WhileStmt) syntax.Stmt {
	constant := startsWithConstant(s.Cond)
	always := isTrue(s.Cond)
	region := r.newRegion(nil, s.Cond, s.Body)
	loop := r.inRegion(region, s.While, s, func() {
		s.Cond = r.expr(s.Cond)
		s.Body = r.block(s.Body)
	})
	if !constant {
		return loop
	}
	name := ident(s.While, loopName)
	if always {
		s.Cond = name
	} else {
		s.Cond = &syntax.BinaryExpr{X: name, OpPos: s.While, Op: syntax.AND, Y: s.Cond}
	}
	return loop
}

// startsWithConstant reports whether a constant is the first thing that an
// expression evaluates.
func startsWithConstant(e syntax.Expr) bool {
	for {
		switch x := e.(type) {
		case *syntax.Literal:
			return true
		case *syntax.Ident:
			return isConstant(x.Name)
		case *syntax.ParenExpr:
			e = x.X
		case *syntax.UnaryExpr:
			e = x.X
		case *syntax.BinaryExpr:
			e = x.X
		case *syntax.CondExpr:
			e = x.Cond
		case *syntax.IndexExpr:
			e = x.X
		case *syntax.DotExpr:
			e = x.X
		case *syntax.CallExpr:
			e = x.Fn
		case *syntax.ListExpr, *syntax.TupleExpr, *syntax.DictExpr:
			return true // its elements may be constants
		default:
			return false
		}
	}
}

// isTrue reports whether an expression is the constant True or 1.
func isTrue(e syntax.Expr) bool {
	switch e := unparen(e).(type) {
	case *syntax.Ident:
		return e.Name == "True"
	case *syntax.Literal:
		return e.Value == int64(1)
	}
	return false
}

func (r *rewriter) check(pos syntax.Position, name string) syntax.Expr {
	return &syntax.BinaryExpr{X: ident(pos, name), OpPos: pos, Op: syntax.IN, Y: ident(pos, checkName)}
}

// asyncFor rewrites a loop over an asynchronous iterator. The iterator's Next
// can neither fail nor be seen in a traceback; a call in the body can:
//
//	async for x in y: body    →    for %1 in %aiter(y):
//	                                   if %anext(%1): break
//	                                   x = %1.value
//	                                   body
func (r *rewriter) asyncFor(s *syntax.ForStmt) syntax.Stmt {
	if !r.scope.mayAwait() {
		r.errorf(s.For, "make it an async def", "'async for' outside async function")
	}
	shape := shapeOf(s.Vars)
	item := r.temp()
	var value syntax.Expr = &syntax.DotExpr{X: ident(s.For, item), Dot: s.For, NamePos: s.For, Name: ident(s.For, "value")}
	if shape != nil {
		value = r.index(s.For, r.session.unpacker(shape), value)
	}
	loop := &syntax.ForStmt{For: s.For, Vars: ident(s.For, item), X: callTo(s.For, aiterName, r.expr(s.X))}
	body := []syntax.Stmt{
		&syntax.IfStmt{If: s.For, Cond: callTo(s.For, anextName, ident(s.For, item)),
			True: []syntax.Stmt{&syntax.BranchStmt{Token: syntax.BREAK, TokenPos: s.For}}},
		&syntax.AssignStmt{OpPos: s.For, Op: syntax.EQ, LHS: r.target(s.Vars), RHS: value},
	}
	loop.Body = r.statements(body, s.Body, false)
	return loop
}

// comprehension rewrites a comprehension. One with a call or an await in it
// goes over live views. Since nothing can stand after its loops, a dict that
// changed its size gives a last item that the condition after it refuses:
//
//	[f(x) for x in y]    →    [f(x) for x in %items[y] if x in %check]
func (r *rewriter) comprehension(e *syntax.Comprehension) {
	live := mutatesExpr(e.Body)
	for i, c := range e.Clauses {
		switch c := c.(type) {
		case *syntax.IfClause:
			live = live || mutatesExpr(c.Cond)
		case *syntax.ForClause: // the first iterable is made before its loop
			live = live || i > 0 && mutatesExpr(c.X)
		}
	}
	inner := &scope{kind: comprehensionScope, parent: r.scope, names: map[string]bool{}}
	clauses := make([]syntax.Node, 0, len(e.Clauses))
	for i, c := range e.Clauses {
		switch c := c.(type) {
		case *syntax.IfClause:
			c.Cond = r.expr(c.Cond)
			clauses = append(clauses, c)
		case *syntax.ForClause:
			if has(r.translation.asyncFor, c.For) {
				r.errorf(c.For, "write an async for statement that appends to a list", "asynchronous comprehensions are not supported")
			}
			if i > 0 {
				bindTarget(c.Vars, inner.names)
			}
			shape := shapeOf(c.Vars)
			c.X = r.expr(c.X)
			if i == 0 { // the first iterable belongs to the scope around
				r.scope = inner
				bindTarget(c.Vars, inner.names)
			}
			leaf := firstName(c.Vars)
			c.Vars = r.target(c.Vars)
			clauses = append(clauses, c)
			if live || shape != nil {
				c.X = r.index(c.For, r.session.iterator(itemsName, shape), c.X)
				if live && leaf != "" {
					clauses = append(clauses, &syntax.IfClause{If: c.For, Cond: r.check(c.For, leaf)})
				}
			}
		}
	}
	e.Clauses = clauses
	e.Body = r.expr(e.Body)
	r.scope = inner.parent
}

// firstName gives the first plain name in a loop's variables, or "".
func firstName(e syntax.Expr) string {
	var list []syntax.Expr
	switch e := unparen(e).(type) {
	case *syntax.Ident:
		return e.Name
	case *syntax.TupleExpr:
		list = e.List
	case *syntax.ListExpr:
		list = e.List
	}
	for _, x := range list {
		if n := firstName(x); n != "" {
			return n
		}
	}
	return ""
}

// mutates reports whether statements may change a container or run other code
// that may: by a call, an await, or a store to anything but a name.
func mutates(stmts []syntax.Stmt) bool {
	found := false
	for _, s := range stmts {
		syntax.Walk(s, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.AssignStmt:
				_, name := n.LHS.(*syntax.Ident)
				found = found || !name || n.Op != syntax.EQ
			case *syntax.CallExpr:
				found = true
			case *syntax.UnaryExpr:
				found = found || n.Op == syntax.TILDE
			}
			return !found
		})
	}
	return found
}

func mutatesExpr(e syntax.Expr) bool { return mutates([]syntax.Stmt{&syntax.ExprStmt{X: e}}) }
