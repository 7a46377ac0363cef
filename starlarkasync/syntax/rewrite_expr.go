package syntax

import (
	"slices"

	"go.starlark.net/syntax"
)

// expr rewrites an expression; nil stays nil.
func (r *rewriter) expr(e syntax.Expr) syntax.Expr {
	switch e := e.(type) {
	case nil:
		return nil
	case *syntax.Ident:
		return r.read(e)
	case *syntax.Literal:
	case *syntax.ParenExpr:
		e.X = r.expr(e.X)
	case *syntax.ListExpr:
		r.exprs(e.List)
	case *syntax.TupleExpr:
		r.exprs(e.List)
	case *syntax.DictExpr:
		r.exprs(e.List)
	case *syntax.DictEntry:
		e.Key, e.Value = r.expr(e.Key), r.expr(e.Value)
	case *syntax.CondExpr:
		e.Cond, e.True, e.False = r.expr(e.Cond), r.expr(e.True), r.expr(e.False)
	case *syntax.IndexExpr:
		e.X, e.Y = r.expr(e.X), r.expr(e.Y)
	case *syntax.SliceExpr:
		e.X, e.Lo, e.Hi, e.Step = r.expr(e.X), r.expr(e.Lo), r.expr(e.Hi), r.expr(e.Step)
	case *syntax.DotExpr:
		e.X = r.expr(e.X)
	case *syntax.BinaryExpr:
		e.X, e.Y = r.expr(e.X), r.expr(e.Y)
	case *syntax.UnaryExpr:
		if has(r.translation.await, e.OpPos) {
			return r.await(e)
		}
		e.X = r.expr(e.X)
	case *syntax.CallExpr:
		r.call(e)
	case *syntax.LambdaExpr:
		r.function(lambdaScope, e.Params, nil, func() { e.Body = r.expr(e.Body) })
	case *syntax.Comprehension:
		r.comprehension(e)
	default:
		r.errorf(syntax.Start(e), "", "unexpected expression %T", e)
	}
	return e
}

func (r *rewriter) exprs(list []syntax.Expr) {
	for i, x := range list {
		list[i] = r.expr(x)
	}
}

// read rewrites the use of a name. A global is read as a predeclared name,
// which the interpreter looks up in the session each time, or as a local in a
// region.
func (r *rewriter) read(id *syntax.Ident) syntax.Expr {
	if isConstant(id.Name) || r.scope.local(id.Name) {
		return id
	}
	if r.uses == nil {
		r.uses = map[string]bool{}
	}
	r.uses[id.Name] = true
	if local := r.local(id, true, false); local != nil {
		return local
	}
	return ident(id.NamePos, globalMark+id.Name)
}

// await rewrites ~x, where the ~ was an await, to a call of a hook:
//
//	await x       →    %await(x)
//	await f(a)    →    %await_call(f, a)
//
// Errors have the position of the await, so f(a) begins in the same line.
func (r *rewriter) await(e *syntax.UnaryExpr) syntax.Expr {
	if _, ok := e.X.(*syntax.UnaryExpr); ok {
		r.errorf(e.OpPos, "put the operand in parentheses", "invalid syntax: await before another operator")
	}
	if !r.scope.mayAwait() {
		advice := "make it an async def, or call run_in_foreground(...), which waits in any function that a task calls"
		if r.scope.function() == lambdaScope {
			advice = "a lambda cannot be async: write an async def"
		}
		r.errorf(e.OpPos, advice, "'await' outside async function")
	}
	end := syntax.End(e.X)
	fn, args := awaitName, []syntax.Expr{r.expr(e.X)}
	if call, ok := e.X.(*syntax.CallExpr); ok && call.Lparen.Line == e.OpPos.Line {
		fn, args = awaitCall, slices.Concat([]syntax.Expr{call.Fn}, call.Args)
	}
	return &syntax.CallExpr{Fn: ident(e.OpPos, fn), Lparen: e.OpPos, Rparen: end, Args: args}
}

func (r *rewriter) call(e *syntax.CallExpr) {
	e.Fn = r.expr(e.Fn)
	if r.region != nil && r.scope.function() == cellScope {
		e.Fn = r.index(e.Lparen, regionMark, e.Fn)
	}
	for i, arg := range e.Args {
		switch arg := arg.(type) {
		case *syntax.BinaryExpr:
			if arg.Op == syntax.EQ { // name=value
				arg.Y = r.expr(arg.Y)
				continue
			}
		case *syntax.UnaryExpr:
			if arg.Op == syntax.STAR || arg.Op == syntax.STARSTAR {
				arg.X = r.expr(arg.X)
				continue
			}
		}
		e.Args[i] = r.expr(arg)
	}
}
