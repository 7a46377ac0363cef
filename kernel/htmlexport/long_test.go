package htmlexport

import (
	"slices"
	"strings"
	"testing"
)

// TestLongInputTakesNoLongTime has texts of which a time that grows with the square of
// the length would be minutes.
func TestLongInputTakesNoLongTime(t *testing.T) {
	const n = 50_000
	repeat := strings.Repeat
	for _, text := range []string{
		repeat(">", n), repeat("> ", n), repeat("- ", n), repeat("1. ", n),
		repeat("[", n) + repeat("]", n), repeat("[a](", n), repeat("[a](<b", n), repeat("![a](", n),
		repeat("*a_ ", n), "# " + repeat("*a_ ", n), repeat("*a_ ", n) + "\n===",
		repeat("$", n), repeat("$ ", n), repeat("$a", n), repeat("$\n", n), repeat("$$x\n", n),
		"$" + repeat(`\hat`, 2400) + "x$", "$$\n" + repeat("a\n", 4000) + "$$",
		repeat("# a\n", n), repeat("#\n", n), repeat("a\n=\n", n),
		"|" + repeat("a|", n) + "\n|" + repeat("-|", n) + "\n" + repeat("|a|\n", n),
		"|a|\n|-|\n|" + repeat("$ ", n) + "|", "|a|\n|-|\n|" + repeat("*a_ ", n) + "|",
	} {
		p := &page{headings: headingIDs{}}
		p.markdown = newMarkdown(p.fencedCode)
		new(sanitizer).sanitize(p.renderMarkdown(text))
	}
	for _, text := range []string{repeat(`\(`, n), `\(` + repeat(`\hat`, n) + `\)`, repeat(`\begin{`, n), repeat("$", n)} {
		latex(text)
	}
	for _, text := range []string{repeat("a", n) + repeat("\x1b[2Ka", n), repeat("a\r", n), repeat("\x1b]", n), repeat("\r", n) + repeat("a\b", n)} {
		ansi(text)
	}
}

func TestMarkdownBeyondTheBoundsIsText(t *testing.T) {
	p := &page{headings: headingIDs{}}
	p.markdown = newMarkdown(p.fencedCode)
	stars := strings.Repeat("*a* ", 10_000)
	for _, c := range []struct{ in, want string }{
		{stars, "<p>*a* "},
		{"# " + stars, "<p># *a* "},
		{stars + "\n---\n", "<p>*a* "},
		{"| *a* |\n|---|\n| " + stars + " |", "<td>*a* "},
		{"| *a* |\n|---|\n" + strings.Repeat("| *a* |\n", 10_000), "<td><em>a</em></td>"},
		{"![*a](data:image/png;base64," + strings.Repeat("aaaa", 1_000_000) + ") *b*", "<em>b</em>"},
		{strings.Repeat("> ", 40) + "*a*", "<p><em>a</em></p>"},
		{strings.Repeat("> ", 1000) + "*a*", "<p>&gt; &gt;"},
		{strings.Repeat("*a*\n\n", maxSigns/5), "<p><em>a</em></p>"},
		{strings.Repeat("*a*\n\n", maxSigns), "<pre>*a*\n"},
	} {
		if got := p.renderMarkdown(c.in); !strings.Contains(got, c.want) {
			t.Errorf("%.50q gives %.200q without %s", c.in, got, c.want)
		}
	}
}

func TestLargeJSONIsCut(t *testing.T) {
	deep := []any{slices.Repeat([]any{nil}, maxNodes), "after"}
	for _, c := range []struct {
		in   any
		want string
	}{
		{slices.Repeat([]any{nil}, maxNodes-1), `<span class="index">99998</span>: <span class="k">null</span></div></details>`},
		{slices.Repeat([]any{nil}, maxNodes+1), `<div class="index">… 2 more</div></details>`},
		{deep, `<div class="index">… 2 more</div></details><div class="index">… 1 more</div></details>`},
	} {
		got := jsonTree(c.in, false)
		if !strings.Contains(got, c.want) {
			t.Errorf("the tree ends with %s, want %s", got[len(got)-200:], c.want)
		}
	}
}

func TestHeadingsWithTheSameText(t *testing.T) {
	ids := headingIDs{}
	for _, c := range []struct{ text, want string }{
		{"a", "a"}, {"a", "a-1"}, {"a-2", "a-2"}, {"a", "a-3"}, {"a-1", "a-1-1"}, {"", "-1"}, {"", "-2"}, {"A b", "A-b"},
	} {
		if got := string(ids.Generate([]byte(c.text), 0)); got != c.want {
			t.Errorf("%q has the id %q, want %q", c.text, got, c.want)
		}
	}
}
