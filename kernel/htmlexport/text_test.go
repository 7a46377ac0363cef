package htmlexport

import (
	"html"
	"testing"
)

func TestTerminalText(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"a<b", "a&lt;b"},
		{"\x1b[31mred\x1b[0m plain", `<span class="fg-1">red</span> plain`},
		{"\x1b[1;32mx\x1b[22my\x1b[39mz", `<span class="bold fg-2">x</span><span class="fg-2">y</span>z`},
		{"\x1b[38;5;196mx\x1b[48;2;1;2;3my", `<span style="color:#ff0000">x</span><span style="color:#ff0000;background:#010203">y</span>`},
		{"\x1b[38;5;9mx\x1b[m\x1b[38;5;244my", `<span class="fg-9">x</span><span style="color:#808080">y</span>`},
		{"\x1b[7mx\x1b[0m\x1b[31;7my", `<span class="fg-page bg-page">x</span><span class="fg-page bg-1">y</span>`},
		{"10%\r20%\n30%\r4", "20%\n40%"},
		{"long\rx\x1b[K", "x"},
		{"abc\b\bX", "aXc"},
		{"ab\x1b[2K\rc", "c"},
		{"a\x1b]8;;http://x\nb", "a\nb"},
		{"\x1b]0;title\aa\x1b]8;;http://x\x1b\\b\x1b(Bc", "ab" + "Bc"},
		{"\x1b", ""},
		{"\x1b[", ""},
		{"\x1b[38;5m\x1b[38mx", "x"},
		{"\x1b[38;2;<b>x", "&gt;x"},
		{"\x00\x07tab\t.", "tab\t."},
	} {
		if got := ansi(c.in); got != c.want {
			t.Errorf("%q gives %q, want %q", c.in, got, c.want)
		}
	}
}

func TestTeX(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`x`, `<mi>x</mi>`},
		{`x^2_i`, `<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>`},
		{`f'`, `<msup><mi>f</mi><mo>′</mo></msup>`},
		{`f'^2`, `<msup><mi>f</mi><mrow><mo>′</mo><mn>2</mn></mrow></msup>`},
		{`3.14-a`, `<mn>3.14</mn><mo>−</mo><mi>a</mi>`},
		{`\frac12`, `<mfrac><mn>1</mn><mn>2</mn></mfrac>`},
		{`x^12`, `<msup><mi>x</mi><mn>1</mn></msup><mn>2</mn>`},
		{`\frac{a}{b}`, `<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>`},
		{`\sqrt[3]{x}`, `<mroot><mrow><mi>x</mi></mrow><mrow><mn>3</mn></mrow></mroot>`},
		{`\alpha\le\Gamma`, `<mi>α</mi><mo>≤</mo><mi mathvariant="normal">Γ</mi>`},
		{`a<b`, `<mi>a</mi><mo>&lt;</mo><mi>b</mi>`},
		{`\sum_i`, `<munder><mo>∑</mo><mi>i</mi></munder>`},
		{`\int_i`, `<msub><mo>∫</mo><mi>i</mi></msub>`},
		{`\mathbb{RQ}\mathcal L`, `<mrow><mi>ℝ</mi><mi>ℚ</mi></mrow><mrow><mi>ℒ</mi></mrow>`},
		{`\text{if } x`, "<mtext>if\u00a0</mtext><mi>x</mi>"},
		{`\left(x\right.`, `<mrow><mo fence="true" stretchy="true">(</mo><mi>x</mi></mrow>`},
		{`\hat x`, `<mover accent="true"><mi>x</mi><mo>^</mo></mover>`},
		{`\begin{cases}1\\2\end{cases}`, `<mrow><mo fence="true" stretchy="true">{</mo><mtable><mtr><mtd style="text-align: left"><mn>1</mn></mtd></mtr>` +
			`<mtr><mtd style="text-align: left"><mn>2</mn></mtd></mtr></mtable></mrow>`},
		{`x % comment`, `<mi>x</mi>`},
	} {
		want := `<math display="block" aria-label="` + html.EscapeString(c.in) + `"><mrow>` + c.want + "</mrow></math>"
		if got := texToHTML(c.in, true); got != want {
			t.Errorf("%s gives\n%s, want\n%s", c.in, got, want)
		}
	}
}

func TestUnknownTeXIsShownAsSource(t *testing.T) {
	for _, source := range []string{`\unknown{x}`, `{x`, `x}`, `a & b`, `\frac{a}`, `\left( x`, `\begin{x}y\end{x}`,
		`\begin{matrix}x`, `x_1_2`, `\text{a\b}`, `\`, `x^`, `\mathbf{+}`} {
		want := `<code class="tex">` + html.EscapeString(source) + "</code>"
		if got := texToHTML(source, false); got != want {
			t.Errorf("%s gives %s, want %s", source, got, want)
		}
	}
}

func TestFormulasInText(t *testing.T) {
	const x, block = `<math display="inline" aria-label="x"><mrow><mi>x</mi></mrow></math>`, `<math display="block" aria-label="x"><mrow><mi>x</mi></mrow></math>`
	for _, c := range []struct{ in, want string }{
		{"$x$", "<p>" + x + "</p>\n"},
		{"a $x$, b", "<p>a " + x + ", b</p>\n"},
		{"$5 and $6", "<p>$5 and $6</p>\n"},
		{`\$x$`, "<p>$x$</p>\n"},
		{"`$x$`", "<p><code>$x$</code></p>\n"},
		{"a $$x$$ b", "<p>a " + block + " b</p>\n"},
		{"$$\nx\n$$", block + "\n"},
		{"a\n$$\nx\n$$\nb", "<p>a</p>\n" + block + "\n<p>b</p>\n"},
		{"- $$\n  x\n  $$", "<ul>\n<li>\n" + block + "\n</li>\n</ul>\n"},
		{"$$\nx", "<p>$$\nx</p>\n"},
		{"$$\n\nx\n$$", "<p>$$</p>\n<p>x\n$$</p>\n"},
		{"> $$\n> x\n\n$$", "<blockquote>\n<p>$$\nx</p>\n</blockquote>\n<p>$$</p>\n"},
	} {
		p := &page{headings: headingIDs{}}
		p.markdown = newMarkdown(p.fencedCode)
		if got := p.renderMarkdown(c.in); got != c.want {
			t.Errorf("%q gives\n%q, want\n%q", c.in, got, c.want)
		}
	}
}

func TestLinks(t *testing.T) {
	for url, want := range map[string]bool{
		"https://e.org": true, "HTTP://e.org": true, "mailto:a@e.org": true, "": true, "a/b:c": true, "?q=a:b": true, "//e.org": true,
		"javascript:x": false, " javascript:x": false, "java\tscript:x": false, "\x01javascript:x": false, "data:text/html,x": false,
		"vbscript:x": false, "file:///etc": false, "a:b": false,
	} {
		if isLink(url) != want {
			t.Errorf("isLink(%q) is %v", url, !want)
		}
	}
}
