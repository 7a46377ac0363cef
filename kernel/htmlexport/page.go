package htmlexport

import (
	_ "embed"
	"html"
	"io/fs"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/parser"

	"starkernel/kernel/highlight"
	"starkernel/kernel/notebook"
)

// Options say what [Page] does.
type Options struct {
	// Title is the page's title if the notebook begins with no heading.
	Title string
	// Builtins are names that have a colour of their own in code.
	Builtins map[string]bool
	// Files has the images beside the notebook, which its Markdown may show; nil for
	// none. They become part of the page.
	Files fs.FS
}

//go:embed style.css
var stylesheet string

// policy forbids scripts, and whatever is not within the page.
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

// Page gives a notebook as an HTML document. The notebook may be a hostile one.
func Page(n *notebook.Notebook, o Options) []byte {
	p := &page{options: o, headings: headingIDs{}, scanner: highlight.New(o.Builtins)}
	language := n.Language()
	p.isCode = language == "" || language == "starlark" || language == "python"
	p.markdown = newMarkdown(p.fencedCode)
	title := heading(n)
	if title == "" {
		title = o.Title
	}
	p.add(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="`, policy, `">
<meta http-equiv="x-dns-prefetch-control" content="off">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="starkernel">
<title>`, html.EscapeString(title), `</title>
<style>
`, stylesheet, `</style>
</head>
<body>
<main>
`)
	p.failures(n.Cells)
	for _, c := range n.Cells {
		p.cell(c)
	}
	p.add("</main>\n</body>\n</html>\n")
	return []byte(strings.ToValidUTF8(p.out.String(), "\ufffd"))
}

// heading gives the text of the first cell's heading, if it begins with one.
func heading(n *notebook.Notebook) string {
	if len(n.Cells) == 0 || n.Cells[0].Type() != notebook.Markdown {
		return ""
	}
	line, _, _ := strings.Cut(strings.TrimSpace(n.Cells[0].Source()), "\n")
	text, ok := strings.CutPrefix(line, "# ")
	if !ok {
		return ""
	}
	return strings.TrimSpace(strings.NewReplacer("*", "", "`", "", "$", "").Replace(text))
}

// page is one call of Page.
type page struct {
	options  Options
	out      strings.Builder
	markdown goldmark.Markdown
	headings headingIDs
	scanner  *highlight.Scanner
	isCode   bool                      // the code looks like Starlark
	failed   map[*notebook.Cell]string // the ids of cells that failed
	outputs  int
	images   int // bytes of images that came from elsewhere than the text
}

func (p *page) add(pieces ...string) {
	for _, s := range pieces {
		p.out.WriteString(s)
	}
}

func (p *page) cell(c *notebook.Cell) {
	switch c.Type() {
	case notebook.Code:
		p.codeCell(c)
	case notebook.Markdown:
		s := &sanitizer{image: func(src string) string { return p.image(src, c.Attachments()) }}
		p.add(`<section class="markdown">`, "\n", s.sanitize(p.renderMarkdown(c.Source())), "</section>\n")
	default:
		p.add(`<section class="raw"><pre>`, html.EscapeString(c.Source()), "</pre></section>\n")
	}
}

func (p *page) renderMarkdown(source string) string {
	if signs(source) > maxSigns {
		return pre(html.EscapeString(source))
	}
	var b strings.Builder
	// It fails only if the writer does.
	p.markdown.Convert([]byte(source), &b, parser.WithContext(parser.NewContext(parser.WithIDs(p.headings))))
	return b.String()
}

// executionCount gives what stands in the brackets of a prompt.
func executionCount(c *notebook.Cell) string {
	if n := c.ExecutionCount(); n != 0 {
		return strconv.Itoa(n)
	}
	return " "
}

func (p *page) codeCell(c *notebook.Cell) {
	if strings.TrimSpace(c.Source()) == "" && len(c.Outputs()) == 0 {
		return
	}
	count, id := executionCount(c), ""
	if failed := p.failed[c]; failed != "" {
		id = ` id="` + failed + `"`
	}
	code := html.EscapeString(c.Source())
	if p.isCode {
		code = p.colored(c.Source())
	}
	p.add(`<section class="code"`, id, ">\n", `<div class="prompt">[`, count, `]:</div><pre class="source">`, code, "</pre>\n")
	// A carriage return in one piece of a stream overwrites a line of the one before.
	for _, o := range notebook.JoinStreams(c.Outputs()) {
		p.output(o, count)
	}
	p.add("</section>\n")
}

var tokenClasses = [...]string{
	highlight.Comment: "c",
	highlight.String:  "s",
	highlight.Number:  "n",
	highlight.Keyword: "k",
	highlight.Builtin: "b",
}

// colored gives code with the colours of its tokens.
func (p *page) colored(code string) string {
	var b strings.Builder
	done := 0
	for _, t := range p.scanner.Tokens(code) {
		b.WriteString(html.EscapeString(code[done:t.Begin]) + `<span class="` + tokenClasses[t.Kind] + `">` +
			html.EscapeString(code[t.Begin:t.End]) + "</span>")
		done = t.End
	}
	return b.String() + html.EscapeString(code[done:])
}

// fencedCode gives the code of a block in Markdown.
func (p *page) fencedCode(language, code string) string {
	switch strings.ToLower(language) {
	case "starlark", "python", "py", "bzl", "star":
		return p.colored(code)
	}
	return html.EscapeString(code)
}
