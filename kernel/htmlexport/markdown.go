package htmlexport

import (
	"html"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	mdhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// newMarkdown makes the converter: CommonMark, and of GitHub's additions tables,
// task lists and strikethrough; with formulas. goldmark's package of extensions
// has the latter, but it takes as long at start as all of our packages together.
// HTML passes through: the sanitizer sees the result.
func newMarkdown(code func(language, source string) string) goldmark.Markdown {
	return goldmark.New(
		goldmark.WithParser(parser.NewParser(
			blockParsers(),
			parser.WithBlockParsers(util.Prioritized(mathBlock{}, 90)),
			parser.WithInlineParsers(parser.DefaultInlineParsers()...),
			parser.WithInlineParsers(
				util.Prioritized(checkbox{}, 0),
				util.Prioritized(inlineMath{}, 90),
				util.Prioritized(strike{}, 500),
			),
			parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
			parser.WithParagraphTransformers(
				util.Prioritized(longParagraphs{}, 50),
				util.Prioritized(tables{}, 200),
			),
		)),
		goldmark.WithRendererOptions(
			mdhtml.WithUnsafe(),
			renderer.WithNodeRenderers(util.Prioritized(tagRenderer{code}, 100)),
		),
	)
}

// tag is what an own node becomes: HTML before and after its children.
type tag struct{ before, after string }

func (t *tag) tags() *tag { return t }

// inlineTag is a tag in a line, blockTag one that stands for itself.
type (
	inlineTag struct {
		ast.BaseInline
		tag
	}
	blockTag struct {
		ast.BaseBlock
		tag
		raw bool // the lines are not Markdown
	}
)

var (
	kindInlineTag = ast.NewNodeKind("InlineTag")
	kindBlockTag  = ast.NewNodeKind("BlockTag")
)

func (n *inlineTag) Kind() ast.NodeKind            { return kindInlineTag }
func (n *inlineTag) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }
func (n *blockTag) Kind() ast.NodeKind             { return kindBlockTag }
func (n *blockTag) IsRaw() bool                    { return n.raw }
func (n *blockTag) Dump(source []byte, level int)  { ast.DumpHelper(n, source, level, nil, nil) }

// tagRenderer renders tags, and code with its colours.
type tagRenderer struct {
	code func(language, source string) string
}

func (r tagRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	render := func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		t := n.(interface{ tags() *tag }).tags()
		if entering {
			w.WriteString(t.before)
		} else {
			w.WriteString(t.after)
		}
		return ast.WalkContinue, nil
	}
	reg.Register(kindInlineTag, render)
	reg.Register(kindBlockTag, render)
	reg.Register(ast.KindFencedCodeBlock, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			language := string(n.(*ast.FencedCodeBlock).Language(source))
			w.WriteString("<pre><code>" + r.code(language, string(n.Lines().Value(source))) + "</code></pre>\n")
		}
		return ast.WalkSkipChildren, nil
	})
}

// strike is ~~text~~.
type strike struct{}

func (strike) Trigger() []byte { return []byte{'~'} }

func (s strike) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, segment := block.PeekLine()
	node := parser.ScanDelimiter(line, before, 1, s)
	if node == nil || node.OriginalLength > 2 || before == '~' {
		return nil
	}
	node.Segment = segment.WithStop(segment.Start + node.OriginalLength)
	block.Advance(node.OriginalLength)
	pc.PushDelimiter(node)
	return node
}

func (strike) IsDelimiter(b byte) bool { return b == '~' }

func (strike) CanOpenCloser(opener, closer *parser.Delimiter) bool { return opener.Char == closer.Char }

func (strike) OnMatch(int) ast.Node { return &inlineTag{tag: tag{"<del>", "</del>"}} }

// checkbox is [ ] or [x] at the beginning of a list item.
type checkbox struct{}

func (checkbox) Trigger() []byte { return []byte{'['} }

func (checkbox) Parse(parent ast.Node, block text.Reader, _ parser.Context) ast.Node {
	item, ok := parent.Parent().(*ast.ListItem)
	if !ok || item.FirstChild() != parent || parent.HasChildren() {
		return nil
	}
	line, _ := block.PeekLine()
	if len(line) < 4 || line[2] != ']' || !util.IsSpace(line[3]) || !strings.ContainsRune(" xX", rune(line[1])) {
		return nil
	}
	block.Advance(3)
	checked := ""
	if line[1] != ' ' {
		checked = " checked"
	}
	return &inlineTag{tag: tag{before: `<input type="checkbox"` + checked + ">"}}
}

// headingIDs gives headings the ids that JupyterLab gives them. No two headings of
// a page have the same: it has the ids that are taken, and the number to try next for
// another heading with the same text.
type headingIDs map[string]int

func (ids headingIDs) Generate(value []byte, _ ast.NodeKind) []byte {
	id := strings.NewReplacer(" ", "-", "*", "", "`", "").Replace(strings.TrimSpace(html.UnescapeString(string(value))))
	unique := id
	for n := ids[id]; ; n++ {
		if n > 0 {
			unique = id + "-" + strconv.Itoa(n)
		}
		if _, taken := ids[unique]; unique != "" && !taken {
			ids[unique] = 1
			ids[id] = n + 1
			return []byte(unique)
		}
	}
}

func (ids headingIDs) Put(value []byte) { ids[string(value)] = 1 }
