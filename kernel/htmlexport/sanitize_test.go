package htmlexport

import (
	_ "embed"
	"strings"
	"testing"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

//go:embed testdata/hostile.txt
var hostile string

func TestSanitize(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`a < b & "c"`, `a &lt; b &amp; &#34;c&#34;`},
		{`<b>x`, `<b>x</b>`},
		{`</div>x</p>`, `x`},
		{`<b><i>x</b>y</i>`, `<b><i>x</i></b>y`},
		{`<blink>x</blink>`, `x`},
		{`<script>x</script>y`, `y`},
		{`<object><object>x</object>x</object>y`, `y`},
		{`<p onclick="x" title="&quot;">y</p>`, `<p title="&#34;">y</p>`},
		{`<a href="https://e.org/?a=1&amp;b">x</a>`, `<a href="https://e.org/?a=1&amp;b">x</a>`},
		{`<a href="page.html#x">x</a><a href="#x">y</a>`, `<a href="page.html#x">x</a><a href="#p-x">y</a>`},
		{`<a href="javascript:x">x</a>`, `<a>x</a>`},
		{`<p id="x" class="dataframe k">y</p>`, `<p id="p-x" class="k">y</p>`},
		{`<br/>x<hr>`, `<br>x<hr>`},
		{`<a name="x">y</a><a name="x" id="z">y</a>`, `<a id="p-x">y</a><a id="p-z">y</a>`},
		{`<ul><li>x<li><div>y<li>z</ul>`, `<ul><li>x</li><li><div>y</div></li><li>z</li></ul>`},
		{`<dl><dt>x<dd>y<dt>z</dl>`, `<dl><dt>x</dt><dd>y</dd><dt>z</dt></dl>`},
		{`<table><tr><td>x<td>y<tr><td><ul><li>z</table>`, `<table><tr><td>x</td><td>y</td></tr><tr><td><ul><li>z</li></ul></td></tr></table>`},
		{`<table><div>x<table></table></div><td>y</table><tr><td>z`, `<table>x</table>yz`},
		{`<input type="checkbox" checked onclick="x"><input type="text">`, `<input type="checkbox" disabled="" checked="">`},
		{`<img src="data:image/png;base64,aGk=" width="9" onerror="x">`, `<img src="data:image/png;base64,aGk=" width="9">`},
		{`<img src="http://e.org/x.png" alt="a picture">`, `<a href="http://e.org/x.png">a picture</a>`},
		{`<img src="own.png">`, `<img src="data:image/png;base64,b3du">`},
		{`<svg viewBox="0 0 1 1"><use href="#x"/><rect/></svg>`, `<svg viewbox="0 0 1 1"><use href="#p-x"></use><rect></rect></svg>`},
		{`<svg><image href="http://e.org/x.png"/><image href="data:image/png;base64,aGk="/></svg>`,
			`<svg><image></image><image href="data:image/png;base64,aGk="></image></svg>`},
		{`<svg><foreignObject><b>x</b></foreignObject><g fill="url(#a)" stroke="url(http://e.org)"/></svg>`, `<svg><g fill="url(#p-a)"></g></svg>`},
		{`<rect/>x`, `x`},
		{`<math><mi href="x">y</mi></math>`, `<math><mi>y</mi></math>`},
		{`<!-- x --><![CDATA[y]]><?z?><!DOCTYPE q>`, ``},
	} {
		s := sanitizer{prefix: "p-", image: func(src string) string {
			if src == "own.png" {
				return "data:image/png;base64,b3du"
			}
			return ""
		}}
		if got := s.sanitize(c.in); got != c.want {
			t.Errorf("%s\n gives %s\n want  %s", c.in, got, c.want)
		}
	}
}

func TestStylesAreFiltered(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"color: red; background:#fff", "color: red; background: #fff"},
		{"COLOR: Red;;", "color: Red"},
		{"position: fixed; top: 0; z-index: 9; color: red", "color: red"},
		{"width: calc(100% - 2em); color: var(--a, rgb(1, 2, 3))", "width: calc(100% - 2em); color: var(--a, rgb(1, 2, 3))"},
		{"font-family: 'Segoe UI', \"x\"", "font-family: 'Segoe UI', \"x\""},
		{"fill: url(#a); mask: url('#b')", "fill: url(#p-a); mask: url(#p-b)"},
		{"background: url(http://e.org)", ""},
		{"background: url(data:image/png;base64,aGk=)", ""},
		{`background: u\72l(http://e.org)`, ""},
		{"background: image-set('x' 1x)", ""},
		{"color: red/**/", ""},
		{"width: expression(alert(1))", ""},
		{"font-family: 'open; color: red", "color: red"},
		{"width: calc(1px; color: red", "color: red"},
		{"color: red) ; --x: 1; animation: x 1s; content: 'x'", ""},
	} {
		s := sanitizer{prefix: "p-"}
		if got := s.declarations(c.in); got != c.want {
			t.Errorf("%s gives %q, want %q", c.in, got, c.want)
		}
	}
}

func TestDeepNestingEnds(t *testing.T) {
	var s sanitizer
	got := s.sanitize(strings.Repeat("<div>", 10_000) + "x")
	if n := strings.Count(got, "<div>"); n != maxDepth || !strings.Contains(got, ">x<") {
		t.Errorf("%d elements are open, want %d and the text", n, maxDepth)
	}
}

// TestHostileHTML and those after it show lines that attack a reader's browser. Package
// e2e/htmlpage opens them in one.
func TestHostileHTML(t *testing.T) {
	for line := range strings.Lines(hostile) {
		for _, text := range []string{line, strings.ReplaceAll(line, "x", "\x00"), "<svg>" + line, "<math><mtext>" + line, "<table>" + line} {
			var s sanitizer
			checkAllowed(t, text, s.sanitize(text))
		}
	}
}

func TestHostileMarkdown(t *testing.T) {
	for line := range strings.Lines(hostile) {
		p := &page{headings: headingIDs{}}
		p.markdown = newMarkdown(p.fencedCode)
		for _, text := range []string{line, "> " + line + "\n\n- " + line, "$" + line + "$", "[x](" + line + ")"} {
			var s sanitizer
			checkAllowed(t, text, s.sanitize(p.renderMarkdown(text)))
		}
	}
}

func FuzzSanitize(f *testing.F) {
	for line := range strings.Lines(hostile) {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var first, again sanitizer
		once := first.sanitize(text)
		checkAllowed(t, text, once)
		if twice := again.sanitize(once); twice != once {
			t.Errorf("%q gives %q, and that %q", text, once, twice)
		}
	})
}

func FuzzMarkdown(f *testing.F) {
	for line := range strings.Lines(hostile) {
		f.Add(line)
	}
	f.Add("| a | b |\n|---|:-:|\n| 1 | $|x|$ |\n\n$$\na\n$$\n\n- [x] ~~b~~")
	f.Add(`$\frac{a}{b}^2_1 \left( \begin{pmatrix} a & b \\ c & d \end{pmatrix} \right) \sqrt[3]{x} \hat{x}'$`)
	f.Fuzz(func(t *testing.T, text string) {
		p := &page{headings: headingIDs{}}
		p.markdown = newMarkdown(p.fencedCode)
		var s sanitizer
		checkAllowed(t, text, s.sanitize(p.renderMarkdown(text)))
		s = sanitizer{}
		checkAllowed(t, text, s.sanitize(latex(text)))
	})
}

// checkAllowed parses HTML as a browser does and looks at each element, by rules
// that are written apart from the sanitizer's. The elements around must be as if
// nothing were in them.
func checkAllowed(t *testing.T, source, result string) {
	t.Helper()
	body := &xhtml.Node{Type: xhtml.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := xhtml.ParseFragment(strings.NewReader("<main><section><div>"+result+"</div><hr></section></main>"), body)
	if err != nil {
		t.Fatalf("%q gives %q: %v", source, result, err)
	}
	section := nodes[0].FirstChild
	div := section.FirstChild
	if len(nodes) != 1 || section.NextSibling != nil || div.NextSibling == nil || div.NextSibling.Data != "hr" || div.NextSibling.NextSibling != nil {
		t.Errorf("%q gives %q, which changes the elements around", source, result)
	}
	for n := range div.ChildNodes() {
		for n := range allNodes(n) {
			if problem := forbidden(n); problem != "" {
				t.Errorf("%q gives %q: %s", source, result, problem)
			}
		}
	}
}

func allNodes(n *xhtml.Node) func(yield func(*xhtml.Node) bool) {
	return func(yield func(*xhtml.Node) bool) {
		if !yield(n) {
			return
		}
		for d := range n.Descendants() {
			if !yield(d) {
				return
			}
		}
	}
}

// forbidden says what a page must not have about a node.
func forbidden(n *xhtml.Node) string {
	switch n.Type {
	case xhtml.TextNode:
		return ""
	case xhtml.CommentNode, xhtml.DoctypeNode:
		return "a comment"
	}
	a, name := allowed(), strings.ToLower(n.Data)
	known := a.html[name] || a.svg[name] || a.math[name] || name == "img" || name == "input"
	switch name {
	case "script", "style", "iframe", "object", "embed", "base", "link", "meta", "form", "template", "foreignobject",
		"animate", "set", "video", "audio", "textarea", "button", "noscript", "annotation-xml":
		known = false
	}
	if !known || name == "title" && n.Namespace != "svg" {
		return "the element " + n.Data
	}
	for _, attr := range n.Attr {
		key, value := strings.ToLower(attr.Key), strings.ToLower(strings.TrimSpace(attr.Val))
		switch key {
		case "href", "xlink:href", "src":
			scheme, _, ok := strings.Cut(value, ":")
			image := strings.HasPrefix(value, "data:image/") && (name == "img" || name == "image")
			if ok && !image && !strings.ContainsAny(scheme, "/?#") && scheme != "http" && scheme != "https" && scheme != "mailto" {
				return "the link " + attr.Val
			}
			if key == "src" && !image {
				return "the source " + attr.Val
			}
		case "id", "style", "class", "type", "disabled", "checked":
		default:
			if !a.attributes[key] && !a.cssAttributes[key] {
				return "the attribute " + attr.Key
			}
		}
		css := key == "style" || a.cssAttributes[key]
		if css && (strings.ContainsAny(value, `\@<`) || strings.Contains(strings.ReplaceAll(value, "url(#", ""), "url(") ||
			strings.Contains(value, "position")) {
			return "the style " + attr.Val
		}
		if strings.HasPrefix(key, "on") || key == "srcdoc" || key == "srcset" || key == "ping" || key == "formaction" {
			return "the attribute " + attr.Key
		}
	}
	return ""
}
