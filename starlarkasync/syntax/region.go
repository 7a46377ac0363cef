package syntax

import (
	"strings"

	"go.starlark.net/syntax"
)

// region is a loop of a cell, outside of functions, whose globals are locals of
// the cell's function as long as it runs: those are faster by far.
//
//	for x in y: a += x    →    %1 = y
//	                           for @x, @a, %region in %s[0]:
//	                               for @x in %1: @a += @x
//
// The outer loop has one pass. Its item is a [regionRun], which gives the values
// of the globals. Its end, however it comes about, stores them. The locals keep
// their last values alive until the cell ends.
//
// A loop is a region if all that it calls are methods, and functions that the
// session knows to be quiet. What a method does is seen at run time: the session
// has the current values before code runs that could look at them.
type region struct {
	names []regionName // in the order of the text
	mark  int          // number of the local %region in the cell's function

	index map[string]int  // of a plain name in names
	kept  map[string]bool // names that stay globals
}

// regionName is a global that is a local in a region.
type regionName struct {
	marked      string // with globalMark
	read, bound bool
	local       int // its number in the cell's function
}

// newRegion gives the region that a loop of these parts is, or nil.
func (r *rewriter) newRegion(vars, cond syntax.Expr, body []syntax.Stmt) *region {
	if r.scope.kind != cellScope || r.region != nil {
		return nil
	}
	bound, read, quiet := map[string]bool{}, map[string]bool{}, true
	targets := map[*syntax.Ident]bool{}
	target := func(id *syntax.Ident) { bound[id.Name], targets[id] = true, true }
	visit := func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.AssignStmt:
			if n.Op == syntax.EQ {
				targetNames(n.LHS, target)
			} else {
				bindTarget(n.LHS, bound)
			}
		case *syntax.ForStmt:
			quiet = quiet && !has(r.translation.asyncFor, n.For)
			targetNames(n.Vars, target)
		case *syntax.Ident:
			read[n.Name] = read[n.Name] || !targets[n]
		case *syntax.CallExpr:
			quiet = quiet && r.mayBeQuiet(n.Fn)
		case *syntax.UnaryExpr:
			quiet = quiet && !has(r.translation.await, n.OpPos)
		case *syntax.DefStmt, *syntax.LoadStmt:
			quiet = false
		}
		return quiet
	}
	targetNames(vars, target)
	if cond != nil {
		syntax.Walk(cond, visit)
	}
	for _, s := range body {
		syntax.Walk(s, visit)
	}
	if !quiet {
		return nil
	}
	// Of a name that is read, the end of the region cannot tell whether it was
	// stored too. That matters for these, see Session.user and Hooks.Stored.
	g := &region{index: map[string]int{}, kept: map[string]bool{}}
	for name := range bound {
		_, predeclared := r.session.predeclared[name]
		g.kept[name] = read[name] && (predeclared || strings.HasPrefix(name, "_"))
	}
	return g
}

// mayBeQuiet reports whether a call of fn may leave the session's names alone.
func (r *rewriter) mayBeQuiet(fn syntax.Expr) bool {
	switch fn := unparen(fn).(type) {
	case *syntax.DotExpr:
		return true
	case *syntax.Ident:
		return r.session.quiet(r.session.predeclared[fn.Name])
	}
	return false
}

// local gives the local that a global is in the region being rewritten, or nil.
func (r *rewriter) local(id *syntax.Ident, read, bound bool) *syntax.Ident {
	g := r.region
	if g == nil || g.kept[id.Name] || r.scope.function() != cellScope {
		return nil
	}
	i, ok := g.index[id.Name]
	if !ok {
		i = len(g.names)
		g.index[id.Name] = i
		g.names = append(g.names, regionName{marked: globalMark + id.Name})
	}
	g.names[i].read = g.names[i].read || read
	g.names[i].bound = g.names[i].bound || bound
	return ident(id.NamePos, localMark+id.Name)
}

// wrap gives the statement that runs the loop at pos, already rewritten, as the
// region g.
func (r *rewriter) wrap(g *region, pos syntax.Position, loop syntax.Stmt) syntax.Stmt {
	vars := &syntax.TupleExpr{Lparen: pos, Rparen: pos}
	for _, n := range g.names {
		vars.List = append(vars.List, ident(pos, localMark+n.marked[len(globalMark):]))
	}
	vars.List = append(vars.List, ident(pos, regionMark))
	number := &syntax.Literal{Token: syntax.INT, TokenPos: pos, Value: int64(len(r.regions))}
	r.regions = append(r.regions, g)
	return &syntax.ForStmt{For: pos, Vars: vars, Body: []syntax.Stmt{loop},
		X: &syntax.IndexExpr{X: ident(pos, globalsName), Lbrack: pos, Y: number, Rbrack: pos}}
}

// inRegion calls rewrite for the parts of a loop that are in the region, and
// gives the statement for the loop. Without a region that is the loop itself.
func (r *rewriter) inRegion(g *region, pos syntax.Position, loop syntax.Stmt, rewrite func()) syntax.Stmt {
	if g == nil {
		rewrite()
		return loop
	}
	r.region = g
	rewrite()
	r.region = nil
	return r.wrap(g, pos, loop)
}
