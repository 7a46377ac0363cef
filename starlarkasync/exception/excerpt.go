package exception

import (
	"strings"
	"unicode"
)

// maxExcerpt is the most characters of a source line that are shown.
const maxExcerpt = 160

// sourceLine gives the n-th line of a text, counted from 1.
func sourceLine(text string, n int) (string, bool) {
	for ; n > 1; n-- {
		i := strings.IndexAny(text, "\r\n")
		if i < 0 {
			return "", false
		}
		if strings.HasPrefix(text[i:], "\r\n") {
			i++
		}
		text = text[i+1:]
	}
	if i := strings.IndexAny(text, "\r\n"); i >= 0 {
		text = text[:i]
	}
	return text, n == 1
}

// excerpt gives a source line without the blanks around it, and a line with a
// caret below column col, counted in characters from 1. A long line is cut to
// the part around the caret. The caret is "" if there is nothing to point at.
func excerpt(line string, col int) (code, caret string) {
	chars := []rune(line)
	end := len(chars)
	for end > 0 && unicode.IsSpace(chars[end-1]) {
		end--
	}
	start := 0
	for start < end && unicode.IsSpace(chars[start]) {
		start++
	}
	at := min(col-1, end)
	if at < start {
		return clean(chars[start:min(end, start+maxExcerpt)]), ""
	}
	before, after := "", ""
	if end-start > maxExcerpt {
		if from := at - maxExcerpt/2; from > start {
			start, before = from, "…"
		}
		if end > start+maxExcerpt {
			end, after = start+maxExcerpt, "…"
		}
	}
	blank := strings.Repeat(" ", len([]rune(before)))
	for _, c := range chars[start:at] {
		blank += blankOf(c)
	}
	return before + clean(chars[start:end]) + after, blank + "^"
}

// clean replaces control characters, which could change a terminal's state.
func clean(chars []rune) string {
	out := make([]rune, len(chars))
	for i, c := range chars {
		if unicode.IsControl(c) && c != '\t' {
			c = unicode.ReplacementChar
		}
		out[i] = c
	}
	return string(out)
}

// Width gives how many cells a terminal gives to a text of one line without tabs.
func Width(text string) int {
	n := 0
	for _, c := range text {
		n += len(blankOf(c))
	}
	return n
}

// blankOf gives blanks as wide as the character on a terminal.
func blankOf(c rune) string {
	switch {
	case c == '\t':
		return "\t"
	case unicode.In(c, unicode.Mn, unicode.Me, unicode.Cf):
		return ""
	case wide(c):
		return "  "
	}
	return " "
}

// wide reports whether a terminal gives the character two cells: East Asian
// wide and fullwidth characters, and emoji.
func wide(c rune) bool {
	if c < 0x1100 {
		return false
	}
	return c <= 0x115f || in(c, 0x231a, 0x231b) || in(c, 0x2e80, 0x303e) || in(c, 0x3041, 0x4dbf) || in(c, 0x4e00, 0xa4cf) ||
		in(c, 0xac00, 0xd7a3) || in(c, 0xf900, 0xfaff) || in(c, 0xfe30, 0xfe6f) || in(c, 0xff00, 0xff60) ||
		in(c, 0xffe0, 0xffe6) || in(c, 0x1f300, 0x1f64f) || in(c, 0x1f680, 0x1f6ff) || in(c, 0x1f900, 0x1f9ff) || in(c, 0x20000, 0x3fffd)
}

func in(c, low, high rune) bool { return low <= c && c <= high }
