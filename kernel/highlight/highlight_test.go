package highlight

import (
	"bytes"
	"testing"
)

func TestTokens(t *testing.T) {
	s := New(map[string]bool{"print": true})
	letters := map[Kind]byte{Keyword: 'k', Builtin: 'b', String: 's', Number: 'n', Comment: 'c'}
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
		got := bytes.Repeat([]byte{'.'}, len(c.code))
		for _, token := range s.Tokens(c.code) {
			for i := token.Begin; i < token.End; i++ {
				got[i] = letters[token.Kind]
			}
		}
		if string(got) != c.want {
			t.Errorf("tokens of %s are %s, want %s", c.code, got, c.want)
		}
	}
}
