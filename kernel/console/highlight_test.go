package console

import (
	"strings"
	"testing"
)

func TestWordsHaveColors(t *testing.T) {
	h := newHighlighter(map[string]bool{"print": true})
	letters := map[string]byte{
		"": '.', keywordColor: 'k', builtinColor: 'b', stringColor: 's', numberColor: 'n', commentColor: 'c',
	}
	for _, c := range []struct{ code, want string }{
		{`def f(x):`, `kkk......`},
		{`print("a")`, `bbbbb.sss.`},
		{`x.print`, `.......`},
		{`import_in`, `.........`},
		{`1 + 0x1F`, `n...nnnn`},
		{`2.5e-3*x1`, `nnnnnn...`},
		{`"a\"b" # c`, `ssssss.ccc`},
		{`"open`, `sssss`},
		{`'''a\n`, `ssssss`},
		{"'a\nif", "ss.kk"},
		{`r"\d" b'x'`, `sssss.ssss`},
		{`#`, `c`},
		{"\"\"\"a\nb\"\"\" in", "sssssssss.kk"},
	} {
		var got strings.Builder
		for _, color := range h.colors(c.code) {
			got.WriteByte(letters[color])
		}
		if got.String() != c.want {
			t.Errorf("colours of %s are %s, want %s", c.code, got.String(), c.want)
		}
	}
}
