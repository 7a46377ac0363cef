package htmlexport

import (
	"fmt"
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

// style is how characters look in a terminal.
type style struct {
	fg, bg                                     string // "", a number from 0 to 15, or #rrggbb
	bold, faint, italic, under, strike, invert bool
}

// terminal makes HTML of text for a terminal: colours become elements, and carriage
// returns and backspaces overwrite within their line. Other escape sequences are
// left out.
type terminal struct {
	out   strings.Builder
	style style
	line  []glyph
	at    int // where in the line the next character goes

	// Styles by number, so that a long line does not take much memory.
	styles  []style
	numbers map[style]int32
}

// glyph is a character of a line, and the number of its style.
type glyph struct {
	char  rune
	style int32
}

// ansi gives the HTML for text with escape sequences.
func ansi(text string) string {
	t := terminal{numbers: map[style]int32{}}
	for i := 0; i < len(text); {
		if len(t.line) == 0 {
			if n := plain(text[i:]); n > 0 {
				t.out.WriteString(t.style.span(html.EscapeString(text[i : i+n])))
				i += n
				continue
			}
		}
		c, size := utf8.DecodeRuneInString(text[i:])
		if c == '\x1b' {
			i += t.escape(text[i:])
			continue
		}
		i += size
		switch {
		case c == '\n':
			t.flush()
			t.out.WriteByte('\n')
		case c == '\r':
			t.at = 0
		case c == '\b':
			t.at = max(t.at-1, 0)
		case c >= ' ' && c != 0x7f || c == '\t':
			t.put(c)
		}
	}
	t.flush()
	return t.out.String()
}

// plain gives the length of the line with which the text begins, if nothing in it
// moves or erases.
func plain(text string) int {
	for i := range len(text) {
		switch c := text[i]; {
		case c == '\n':
			return i
		case c < ' ' && c != '\t', c == 0x7f:
			return 0
		}
	}
	return len(text)
}

func (t *terminal) put(c rune) {
	if t.at == len(t.line) {
		t.line = append(t.line, glyph{})
	}
	number, ok := t.numbers[t.style]
	if !ok {
		number = int32(len(t.styles))
		t.numbers[t.style] = number
		t.styles = append(t.styles, t.style)
	}
	t.line[t.at] = glyph{c, number}
	t.at++
}

// flush writes the line: an element for each run of characters that look alike.
func (t *terminal) flush() {
	var run strings.Builder
	for i, g := range t.line {
		run.WriteRune(g.char)
		if i+1 == len(t.line) || t.line[i+1].style != g.style {
			t.out.WriteString(t.styles[g.style].span(html.EscapeString(run.String())))
			run.Reset()
		}
	}
	t.line, t.at = t.line[:0], 0
}

// escape obeys the escape sequence at the beginning of the text, and gives its length.
func (t *terminal) escape(text string) int {
	if len(text) < 2 {
		return len(text)
	}
	switch text[1] {
	case '[':
		for i := 2; i < len(text); i++ {
			if c := text[i]; c >= 0x40 && c <= 0x7e {
				t.control(c, text[2:i])
				return i + 1
			} else if c < 0x20 || c > 0x7e {
				return i
			}
		}
		return len(text)
	case ']', 'P', '^', '_': // up to BEL or ESC \, but never more than the line
		for i := 2; i < len(text); i++ {
			if text[i] == '\n' {
				return i
			}
			if text[i] == '\a' {
				return i + 1
			}
			if strings.HasPrefix(text[i:], "\x1b\\") {
				return i + 2
			}
		}
		return len(text)
	}
	if text[1] < 0x20 || text[1] > 0x7e {
		return 1
	}
	return 2
}

// control obeys CSI sequences: m selects colours, K erases in the line.
func (t *terminal) control(final byte, parameters string) {
	switch final {
	case 'K':
		switch parameters {
		case "", "0":
			t.line = t.line[:t.at]
		case "2":
			t.line, t.at = t.line[:0], 0 // a carriage return always comes with it
		}
	case 'm':
		var codes []int
		for p := range strings.SplitSeq(strings.ReplaceAll(parameters, ":", ";"), ";") {
			n, _ := strconv.Atoi(p)
			codes = append(codes, n)
		}
		t.style.sgr(codes)
	}
}

// sgr obeys the numbers of "select graphic rendition" (ECMA-48, 8.3.117).
func (s *style) sgr(codes []int) {
	for i := 0; i < len(codes); i++ {
		switch n := codes[i]; {
		case n == 0:
			*s = style{}
		case n == 1:
			s.bold = true
		case n == 2:
			s.faint = true
		case n == 3:
			s.italic = true
		case n == 4:
			s.under = true
		case n == 7:
			s.invert = true
		case n == 9:
			s.strike = true
		case n == 22:
			s.bold, s.faint = false, false
		case n == 23:
			s.italic = false
		case n == 24:
			s.under = false
		case n == 27:
			s.invert = false
		case n == 29:
			s.strike = false
		case n >= 30 && n <= 37:
			s.fg = strconv.Itoa(n - 30)
		case n >= 90 && n <= 97:
			s.fg = strconv.Itoa(n - 90 + 8)
		case n >= 40 && n <= 47:
			s.bg = strconv.Itoa(n - 40)
		case n >= 100 && n <= 107:
			s.bg = strconv.Itoa(n - 100 + 8)
		case n == 39:
			s.fg = ""
		case n == 49:
			s.bg = ""
		case n == 38 || n == 48:
			color, used := extended(codes[i+1:])
			if n == 38 {
				s.fg = color
			} else {
				s.bg = color
			}
			i += used
		}
	}
}

// extended reads 5;n or 2;r;g;b, and tells how many numbers that were.
func extended(codes []int) (color string, used int) {
	switch {
	case len(codes) >= 2 && codes[0] == 5:
		return palette(codes[1]), 2
	case len(codes) >= 4 && codes[0] == 2:
		return fmt.Sprintf("#%02x%02x%02x", codes[1]&0xff, codes[2]&0xff, codes[3]&0xff), 4
	}
	return "", len(codes)
}

// palette gives a colour of xterm's 256.
func palette(n int) string {
	switch {
	case n < 0 || n > 255:
		return ""
	case n < 16:
		return strconv.Itoa(n)
	case n >= 232:
		gray := 8 + 10*(n-232)
		return fmt.Sprintf("#%02x%02x%02x", gray, gray, gray)
	}
	n -= 16
	level := func(i int) int {
		if i == 0 {
			return 0
		}
		return 55 + 40*i
	}
	return fmt.Sprintf("#%02x%02x%02x", level(n/36), level(n/6%6), level(n%6))
}

// span gives the element for text that looks so.
func (s style) span(text string) string {
	if s == (style{}) {
		return text
	}
	var classes, styles []string
	for _, c := range []struct {
		on   bool
		name string
	}{{s.bold, "bold"}, {s.faint, "faint"}, {s.italic, "italic"}, {s.under, "under"}, {s.strike, "strike"}} {
		if c.on {
			classes = append(classes, c.name)
		}
	}
	fg, bg := s.fg, s.bg
	if s.invert {
		fg, bg = bg, fg
		if s.bg == "" {
			fg = "page"
		}
		if s.fg == "" {
			bg = "page"
		}
	}
	for _, c := range [...]struct{ kind, property, color string }{{"fg", "color", fg}, {"bg", "background", bg}} {
		switch {
		case strings.HasPrefix(c.color, "#"):
			styles = append(styles, c.property+":"+c.color)
		case c.color != "":
			classes = append(classes, c.kind+"-"+c.color)
		}
	}
	tag := "<span"
	if len(classes) > 0 {
		tag += ` class="` + strings.Join(classes, " ") + `"`
	}
	if len(styles) > 0 {
		tag += ` style="` + strings.Join(styles, ";") + `"`
	}
	return tag + ">" + text + "</span>"
}
