package htmlexport

import (
	"bytes"
	"html"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// goldmark takes a time that grows with the square of the depth of blocks, and of the
// length of a text that has many signs in it. What a person writes is far from these
// bounds; what is beyond them is shown as plain text.
const (
	maxNesting = 60          // lists and quotations within each other; a list counts twice
	fewSigns   = 100         // with so many a text may have any length, as of an image
	maxWork    = 100_000_000 // else signs times bytes of a paragraph
	maxSigns   = 300_000     // in a text as a whole: some megabytes; its tree takes 100 times as much
)

// isTooMuch reports whether a paragraph has too many signs of Markdown.
func isTooMuch(text []byte) bool {
	if len(text) <= fewSigns {
		return false
	}
	n := signs(text)
	return n > fewSigns && n*len(text) > maxWork
}

// signs counts what may be a sign of Markdown.
func signs[T string | []byte](text T) int {
	n := 0
	for i := range len(text) {
		switch text[i] {
		case '[', ']', '(', '*', '_', '`', '<', '&', '$', '!', '~', '\\', '\n':
			n++
		}
	}
	return n
}

// plainBlock is text that is not Markdown.
func plainBlock(before string, text []byte, after string) *blockTag {
	return &blockTag{tag: tag{before + html.EscapeString(string(text)), after}, raw: true}
}

// blockParsers are goldmark's, within these bounds.
func blockParsers() parser.Option {
	return parser.WithBlockParsers(
		util.Prioritized(shortHeading{parser.NewSetextHeadingParser(parser.WithAutoHeadingID())}, 100),
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(nested{parser.NewListParser()}, 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewCodeBlockParser(), 500),
		util.Prioritized(shortHeading{parser.NewATXHeadingParser(parser.WithAutoHeadingID())}, 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(nested{parser.NewBlockquoteParser()}, 800),
		util.Prioritized(parser.NewHTMLBlockParser(), 900),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	)
}

// nested is a parser of blocks that have blocks within.
type nested struct{ parser.BlockParser }

func (n nested) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	depth := 0
	for p := parent; p != nil; p = p.Parent() {
		depth++
	}
	if depth > maxNesting {
		return nil, parser.NoChildren
	}
	return n.BlockParser.Open(parent, reader, pc)
}

// shortHeading is a parser of headings. A line or a paragraph that is too much does not
// become one.
type shortHeading struct{ parser.BlockParser }

func (h shortHeading) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	if line, _ := reader.PeekLine(); isTooMuch(line) {
		return nil, parser.NoChildren
	}
	node, state := h.BlockParser.Open(parent, reader, pc)
	if state&parser.RequireParagraph != 0 {
		above := pc.LastOpenedBlock().Node.Lines()
		if above.Len() > fewSigns || isTooMuch(above.Value(reader.Source())) {
			return nil, parser.NoChildren
		}
	}
	return node, state
}

// longParagraphs makes plain text of paragraphs that are too much, but for tables, whose
// cells are looked at one by one.
type longParagraphs struct{}

func (longParagraphs) Transform(node *ast.Paragraph, reader text.Reader, _ parser.Context) {
	source, lines := reader.Source(), node.Lines()
	if lines.Len() > 1 {
		below := lines.At(1)
		if _, isTable := alignments(string(below.Value(source))); isTable {
			return
		}
	}
	if text := lines.Value(source); isTooMuch(text) {
		node.Parent().ReplaceChild(node.Parent(), node, plainBlock("<p>", bytes.TrimSpace(text), "</p>\n"))
	}
}
