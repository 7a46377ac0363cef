package kernel

import "testing"

func TestGlobMatchesWholeTexts(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true}, {"", "a", false}, {"*", "", true}, {"*", "a\nb", true}, {"a*", "abc", true}, {"a*", "ba", false},
		{"*b*", "abc", true}, {"*c", "abc", true}, {"*c", "abcd", false}, {"a?c", "abc", true}, {"a?c", "ac", false},
		{"?", "é", true}, {"a*b*c", "a1b2b3c", true}, {"[ab]c", "bc", true}, {"[ab]c", "cc", false}, {"[a-c]x", "bx", true},
		{"[^a]", "b", true}, {"[^a]", "a", false}, {"[!a]", "a", false}, {"[]]", "]", true}, {"[", "[", true}, {"[a", "[a", true},
		{"[a", "a", false}, {"x[", "x[", true}, {"[^", "[^", true}, {`\*`, `\x`, true}, {"a/b*", "a/b/c", true},
	} {
		if got := globMatch(c.pattern, c.text); got != c.want {
			t.Errorf("%q on %q: got %v", c.pattern, c.text, got)
		}
	}
}

func TestGlobIsNotExponential(t *testing.T) {
	pattern, text := "", ""
	for range 30 {
		pattern += "*a"
		text += "aaaa"
	}
	if globMatch(pattern+"b", text) {
		t.Error("matched")
	}
}

func FuzzGlob(f *testing.F) {
	f.Add("[a-c]*?", "abc")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		globMatch(pattern, text) // does not panic
		if !globMatch("*", text) {
			t.Error("* does not match")
		}
	})
}
