package syntax

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is the kind of a token.
type kind uint8

const (
	tokEOF kind = iota
	tokNewline
	tokName // identifier or keyword
	tokNumber
	tokString   // with its prefix
	tokOperator // operators, brackets, and characters that Starlark has not
)

// place is a position in the text: lines and columns count from 1, columns are
// in code points, as Starlark counts them.
type place struct{ line, col int32 }

func (p place) before(q place) bool {
	return p.line < q.line || p.line == q.line && p.col < q.col
}

// token is a piece of the text. off and end are byte offsets.
type token struct {
	kind     kind
	off, end int
	place
	endPlace place
	// open: the string ends with the text, not with its quotes.
	open bool
}

// lexer splits a text into tokens just as Starlark's scanner does, without
// judging them: it knows where strings and comments end, and never fails.
// Indentation is not its business.
type lexer struct {
	src   string
	off   int
	at    place
	depth int // of open brackets
	// backslash: the last thing before the end of the text was a backslash that
	// continues the line.
	backslash bool
	comment   func(at place, text string) // is told of each comment; nil: nobody
}

func newLexer(src string) *lexer { return &lexer{src: src, at: place{1, 1}} }

func (t token) text(src string) string { return src[t.off:t.end] }

func isNameStart(c rune) bool { return c == '_' || unicode.IsLetter(c) }

func isNamePart(c rune) bool { return isNameStart(c) || '0' <= c && c <= '9' }

// next gives the next token. At the end of the text it gives tokEOF, again and
// again.
func (l *lexer) next() token {
	l.backslash = false
	for l.off < len(l.src) {
		switch c := l.src[l.off]; c {
		case ' ', '\t':
			l.off++
			l.at.col++
		case '#':
			l.skipComment()
		case '\r', '\n':
			if l.depth == 0 {
				return l.token(tokNewline, l.newline)
			}
			l.newline()
		case '\\':
			l.off++
			l.at.col++
			if l.off == len(l.src) || l.src[l.off] == '\n' || l.src[l.off] == '\r' {
				l.newline()
				l.backslash = l.off == len(l.src)
				continue
			}
			return token{kind: tokOperator, off: l.off - 1, end: l.off, place: place{l.at.line, l.at.col - 1}, endPlace: l.at}
		default:
			return l.scan(c)
		}
	}
	return token{kind: tokEOF, off: l.off, end: l.off, place: l.at, endPlace: l.at}
}

// token makes a token of what scan consumes.
func (l *lexer) token(k kind, scan func()) token {
	t := token{kind: k, off: l.off, place: l.at}
	scan()
	t.end, t.endPlace = l.off, l.at
	return t
}

func (l *lexer) scan(c byte) token {
	t := token{kind: tokOperator, off: l.off, place: l.at}
	switch {
	case c == '"' || c == '\'':
		t.kind = tokString
		t.open = l.skipString(0)
	case '0' <= c && c <= '9', c == '.' && l.off+1 < len(l.src) && isDigit(l.src[l.off+1]):
		t.kind = tokNumber
		l.skipNumber()
	case c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z' || c >= utf8.RuneSelf:
		if n := stringPrefix(l.src[l.off:]); n > 0 {
			t.kind = tokString
			t.open = l.skipString(n)
			break
		}
		if l.skipName() {
			t.kind = tokName
			break
		}
		_, n := utf8.DecodeRuneInString(l.src[l.off:])
		l.off += n
		l.at.col++
	default:
		switch c {
		case '(', '[', '{':
			l.depth++
		case ')', ']', '}':
			l.depth = max(l.depth-1, 0)
		}
		n := operatorLen(l.src[l.off:])
		l.off += n
		l.at.col += int32(n)
	}
	t.end, t.endPlace = l.off, l.at
	return t
}

// newline consumes one line end: \n, \r\n or \r.
func (l *lexer) newline() {
	if l.off < len(l.src) && l.src[l.off] == '\r' {
		l.off++
		if l.off < len(l.src) && l.src[l.off] == '\n' {
			l.off++
		}
	} else if l.off < len(l.src) {
		l.off++
	} else {
		return
	}
	l.at = place{l.at.line + 1, 1}
}

func (l *lexer) skipComment() {
	end := strings.IndexAny(l.src[l.off:], "\r\n")
	if end < 0 {
		end = len(l.src) - l.off
	}
	if l.comment != nil {
		l.comment(l.at, l.src[l.off:l.off+end])
	}
	l.at.col += int32(utf8.RuneCountInString(l.src[l.off : l.off+end]))
	l.off += end
}

// skipName consumes an identifier and reports whether there is one.
func (l *lexer) skipName() bool {
	start := l.off
	for l.off < len(l.src) {
		c, n := rune(l.src[l.off]), 1
		if c >= utf8.RuneSelf {
			c, n = utf8.DecodeRuneInString(l.src[l.off:])
		}
		if !isNamePart(c) {
			break
		}
		l.off += n
		l.at.col++
	}
	return l.off > start
}

func (l *lexer) skipNumber() {
	for l.off < len(l.src) {
		c := l.src[l.off]
		if !isDigit(c) && c != '.' && !('a' <= c|0x20 && c|0x20 <= 'f') && c|0x20 != 'x' && c|0x20 != 'o' {
			return
		}
		l.off++
		l.at.col++
	}
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// stringPrefix gives the length of the prefix r, b or rb, if a string follows.
func stringPrefix(s string) int {
	for _, p := range [...]string{"r", "b", "rb"} {
		if len(s) > len(p) && s[:len(p)] == p && (s[len(p)] == '"' || s[len(p)] == '\'') {
			return len(p)
		}
	}
	return 0
}

// skipString consumes a string literal with a prefix of n bytes and reports
// whether the text ended before it. A newline ends a string in single quotes.
func (l *lexer) skipString(n int) (open bool) {
	l.off += n
	l.at.col += int32(n)
	quote := l.src[l.off : l.off+1]
	if strings.HasPrefix(l.src[l.off:], strings.Repeat(quote, 3)) {
		quote = l.src[l.off : l.off+3]
	}
	l.off += len(quote)
	l.at.col += int32(len(quote))
	for l.off < len(l.src) {
		switch c := l.src[l.off]; {
		case c == '\\':
			l.off++
			l.at.col++
			if l.off < len(l.src) {
				l.skipRune()
			}
		case c == quote[0] && strings.HasPrefix(l.src[l.off:], quote):
			l.off += len(quote)
			l.at.col += int32(len(quote))
			return false
		case len(quote) == 1 && (c == '\n' || c == '\r'):
			return false
		default:
			l.skipRune()
		}
	}
	return true
}

func (l *lexer) skipRune() {
	switch c := l.src[l.off]; {
	case c == '\n' || c == '\r':
		l.newline()
	case c < utf8.RuneSelf:
		l.off++
		l.at.col++
	default:
		_, n := utf8.DecodeRuneInString(l.src[l.off:])
		l.off += n
		l.at.col++
	}
}

// operators of two and three characters; the longer ones first.
var operators = [...]string{"//=", "**=", "<<=", ">>=", "**", "//", "<<", ">>", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=",
	"&=", "|=", "^=", ":=", "->", "<>", "&&", "||", "++", "--"}

func operatorLen(s string) int {
	if len(s) > 1 && strings.IndexByte("=*/<>-&|+", s[1]) >= 0 {
		for _, op := range operators {
			if strings.HasPrefix(s, op) {
				return len(op)
			}
		}
	}
	return 1
}
