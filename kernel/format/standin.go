package format

import (
	"slices"
	"strings"

	"github.com/bazelbuild/buildtools/build"
	starlark "go.starlark.net/syntax"

	"starkernel/starlarkasync/syntax"
)

// Buildifier does not know async, await, while and bytes, and has its own way with
// escapes in strings. So it is given a text
// with something else in their places, and its tree is changed before it is
// printed:
//
//	await x             ~x               an operator "await "
//	async def f():      def f():         a function with a mark before its name
//	async for x in y:   for x in y:      a loop with a mark before its variable
//	while x:            for while in x:  an if with a mark before its condition
//	"x", b"x"           ()               the literal
//
// The marks are as wide as what comes in their places, since buildifier aligns
// lines with the columns of others. No source has the byte 0 that they are of.
const (
	asyncMark = "\x00\x00\x00\x00\x00\x00" // as long as "async "
	whileMark = "\x00"
)

// words puts the words in the places of the marks.
var words = strings.NewReplacer(
	"def "+asyncMark, "async def ",
	"for "+asyncMark, "async for ",
	"if  "+whileMark+" ", "while ",
)

// replacement is a piece of the text with something else in its place.
type replacement struct {
	off, end int
	by       string
	note     func(m marks, off int) // what to remember of it; nil: nothing
}

// marks are the places in the stand-in, by their offsets.
type marks struct {
	async map[int]bool
	while map[int]bool
	asIs  map[int]string
}

// standIn gives the text for buildifier. src is the source of the tree; the
// statements in asIs are opaque.
func standIn(tree *syntax.Tree, src string, asIs map[starlark.Stmt]bool) (string, marks) {
	lines := newOffsets(src)
	var list []replacement
	opaque := func(n starlark.Node, as string) {
		off, end := lines.span(n)
		by := "(" + strings.Repeat("\n", strings.Count(src[off:end], "\n")) + ")"
		list = append(list, replacement{off, end, by, func(m marks, at int) { m.asIs[at] = as }})
	}
	async := func(n starlark.Node, pos starlark.Position) {
		if tree.Async(n) {
			off := lines.of(pos)
			list = append(list, replacement{off, off, "", func(m marks, at int) { m.async[at] = true }})
		}
	}
	tabs := newIndentation(src)
	starlark.Walk(tree.File, func(n starlark.Node) bool {
		if s, ok := n.(starlark.Stmt); ok && asIs[s] {
			off, end := lines.span(n)
			opaque(n, src[off:end])
			tabs.skip(n)
			return false
		}
		switch n := n.(type) {
		case *starlark.LoadStmt:
			return false
		case *starlark.WhileStmt:
			off := lines.of(n.While)
			list = append(list, replacement{off, off + len("while"), "for while in", func(m marks, at int) { m.while[at] = true }})
		case *starlark.DefStmt:
			async(n, n.Def)
		case *starlark.ForStmt:
			async(n, n.For)
		case *starlark.UnaryExpr:
			async(n, n.OpPos)
		case *starlark.Literal:
			tabs.skip(n)
			if n.Token == starlark.BYTES || n.Token == starlark.STRING {
				opaque(n, requote(n.Raw))
			}
		}
		return true
	})
	list = append(list, tabs.replacements()...)
	slices.SortStableFunc(list, func(a, b replacement) int { return a.off - b.off })

	m := marks{map[int]bool{}, map[int]bool{}, map[int]string{}}
	var out strings.Builder
	done := 0
	for _, r := range list {
		out.WriteString(tree.Plain[done:r.off])
		if r.note != nil {
			r.note(m, out.Len())
		}
		out.WriteString(r.by)
		done = r.end
	}
	out.WriteString(tree.Plain[done:])
	return out.String(), m
}

// apply changes the tree of the stand-in so that it prints as the source.
func (m marks) apply(f *build.File) {
	build.Edit(f, func(x build.Expr, _ []build.Expr) build.Expr {
		switch x := x.(type) {
		case *build.UnaryExpr:
			m.await(x)
		case *build.DefStmt:
			if m.async[x.StartPos.Byte] {
				x.Name = asyncMark + x.Name
			}
		case *build.ForStmt:
			if m.async[x.For.Byte] {
				// Its offset is none of those where something is async.
				x.Vars = &build.UnaryExpr{OpStart: build.Position{Byte: -1}, Op: asyncMark, X: x.Vars}
			}
			if m.while[x.For.Byte] {
				return while(x)
			}
		case *build.IfStmt:
			m.elseWhile(x)
		case *build.TupleExpr:
			// A tuple without parentheses begins where its first element does.
			if text, ok := m.asIs[x.Start.Byte]; ok && len(x.List) == 0 {
				return &build.LiteralExpr{Comments: x.Comments, Start: x.Start, Token: text}
			}
		}
		return nil
	})
}

// requote gives a string literal with double quotes, if that changes nothing else.
func requote(literal string) string {
	body, ok := strings.CutPrefix(literal, "'")
	if !ok || strings.HasPrefix(literal, "'''") || strings.ContainsAny(body, `"\`) {
		return literal
	}
	return `"` + strings.TrimSuffix(body, "'") + `"`
}

// await makes an operator of each await that begins with x, and one of several:
// the printer would put the operand of an operator, if it is another, into
// parentheses, as in not (await x).
func (m marks) await(x *build.UnaryExpr) {
	if m.async[x.OpStart.Byte] {
		x.Op = "await "
	}
	for {
		inner, ok := x.X.(*build.UnaryExpr)
		if !ok || !m.async[inner.OpStart.Byte] || len(inner.Before) > 0 {
			return
		}
		if x.Op == "not" {
			x.Op = "not "
		}
		x.Op += "await "
		x.Suffix = append(inner.Suffix, x.Suffix...)
		x.X = inner.X
	}
}

// while makes an if of the loop that stands for a while: the printer's text
// before the condition is then as wide as the word.
func while(x *build.ForStmt) build.Expr {
	condition := &build.AssignExpr{LHS: &build.Ident{}, Op: whileMark, RHS: x.X}
	return &build.IfStmt{Comments: x.Comments, If: x.For, Cond: condition, True: x.Body}
}

// elseWhile keeps the printer from making an elif of a while that is all of an
// else: it does not if there is a comment, even an empty one.
func (m marks) elseWhile(x *build.IfStmt) {
	if len(x.False) != 1 {
		return
	}
	if loop, ok := x.False[0].(*build.ForStmt); ok && m.while[loop.For.Byte] {
		x.ElsePos.Suffix = append(x.ElsePos.Suffix, build.Comment{})
	}
}
