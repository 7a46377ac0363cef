package syntax

import (
	"go.starlark.net/syntax"
)

// Tree is the text of a cell as Starlark's parser reads it, for tools that look
// at programs and do not run them. Positions are those of the text.
type Tree struct {
	File *syntax.File
	// Plain is what the parser read: the text with ~ for each await, and without
	// async. Every byte that is in both is at the same offset.
	Plain string
	// Semicolon: the last token of the text is a semicolon.
	Semicolon bool

	translation *translation
}

// Parse parses the text of a cell. The error is that of [Session.Compile], which
// finds more: what only the resolver knows is no error here.
func Parse(file, src string) (*Tree, error) {
	translation, err := translate(&file, src)
	if err != nil {
		return nil, err
	}
	f, err := options.Parse(file, translation.text, 0)
	if err != nil {
		return nil, new(Session).explain(file, src, err)
	}
	return &Tree{f, translation.text, translation.semicolon, translation}, nil
}

// Async reports whether the node is an await, an async def or an async for.
func (t *Tree) Async(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.UnaryExpr:
		return has(t.translation.await, n.OpPos)
	case *syntax.DefStmt:
		return has(t.translation.asyncDef, n.Def)
	case *syntax.ForStmt:
		return has(t.translation.asyncFor, n.For)
	case *syntax.ForClause: // an error, but not the parser's
		return has(t.translation.asyncFor, n.For)
	}
	return false
}

// Comment is a comment in a text. Line and Col count from 1.
type Comment struct {
	Line, Col int
	Text      string // with its #
}

// Comments gives the comments of a text in their order.
func Comments(src string) []Comment {
	var list []Comment
	l := newLexer(src)
	l.comment = func(at place, text string) {
		list = append(list, Comment{int(at.line), int(at.col), text})
	}
	for l.next().kind != tokEOF {
	}
	return list
}
