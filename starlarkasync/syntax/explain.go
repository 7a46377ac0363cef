package syntax

import (
	"errors"
	"fmt"
	"strings"

	"go.starlark.net/syntax"
)

// A mistake is what the parser complained about: its message, and the tokens
// around the one that it did not expect.
type mistake struct {
	src     string
	message string
	tokens  []token
	at      int // index of the unexpected token
	first   int // index of the first token of its statement
}

// explain makes a SyntaxError of an error of Starlark's parser. The parser
// often reports the end of the unexpected token; Pos is made its start.
func (s *Session) explain(file, src string, err error) error {
	var e syntax.Error
	if !errors.As(err, &e) {
		return syntaxError(syntax.MakePosition(&file, 1, 1), err.Error())
	}
	m := &mistake{src: src, message: e.Msg, tokens: tokens(src)}
	m.find(place{e.Pos.Line, e.Pos.Col})
	at := m.tokens[m.at].place
	if startsAtPos(e.Msg) { // a character inside of a token, or an indentation
		at = place{e.Pos.Line, e.Pos.Col}
	}
	message, notes := m.reword(&at), []string(nil)
	if a := m.advice(func(name string) bool { _, ok := s.predeclared[name]; return ok }); a.message != "" {
		message = a.message
		at = m.tokens[m.at].place
		if a.note != "" {
			notes = []string{a.note}
		}
	}
	return syntaxError(syntax.MakePosition(&file, at.line, at.col), message, notes...)
}

// tokens gives all tokens of a text, the last of kind tokEOF.
func tokens(src string) []token {
	l := newLexer(src)
	var list []token
	for {
		t := l.next()
		list = append(list, t)
		if t.kind == tokEOF {
			return list
		}
	}
}

// startsAtPos reports whether an error with the message has the position of
// what it is about. Others have the position after the token they are about.
func startsAtPos(message string) bool {
	for _, prefix := range [...]string{"got indent", "got outdent", "got end of file", "unindent ", "unexpected ", "invalid ", "conditional expression",
		"unparenthesized tuple", "keyword argument", "load statement must"} {
		if strings.HasPrefix(message, prefix) {
			return true
		}
	}
	return strings.HasSuffix(message, ", want primary expression")
}

// find sets at and first for an error at p.
func (m *mistake) find(p place) {
	exact := startsAtPos(m.message)
	newline := strings.HasPrefix(m.message, "got newline")
	m.at = len(m.tokens) - 1
	for i, t := range m.tokens {
		if exact && !t.before(p) || exact && p.before(t.endPlace) ||
			!exact && !t.endPlace.before(p) && (t.kind == tokNewline || !newline) {
			m.at = i
			break
		}
	}
	for i := m.at - 1; i >= 0; i-- {
		if t := m.tokens[i]; t.kind == tokNewline || t.text(m.src) == ";" {
			m.first = i + 1
			break
		}
	}
}

// text gives the text of the token n places after the unexpected one, or "".
func (m *mistake) text(n int) string {
	if i := m.at + n; i >= 0 && i < len(m.tokens) && m.tokens[i].kind != tokNewline {
		return m.tokens[i].text(m.src)
	}
	return ""
}

// adjacent reports whether the unexpected token follows the one before it
// without a blank.
func (m *mistake) adjacent() bool { return m.at > 0 && m.tokens[m.at-1].end == m.tokens[m.at].off }

// reword gives the parser's message in words for someone who sees the text
// that was typed, and may move the place.
func (m *mistake) reword(at *place) string {
	got, want, _ := strings.Cut(m.message, ", want ")
	switch {
	case m.open() >= 0 && (m.tokens[m.at].kind == tokEOF || want != "" && m.newLine() && (want != "primary expression" || m.tokens[m.at].kind == tokName)):
		t := m.tokens[m.open()]
		*at = t.place
		return fmt.Sprintf("'%s' was never closed", t.text(m.src))
	case want == "indent", got == "got end of file" && m.blockMissing():
		return "expected an indented block"
	case got == "got indent":
		return "unexpected indent"
	case got == "got outdent":
		return "invalid syntax"
	case strings.HasPrefix(m.message, "unexpected '") && strings.ContainsAny(m.message, ")]}"):
		return "unmatched " + strings.TrimPrefix(m.message, "unexpected ")
	case m.message == "unexpected newline in string", m.message == "unexpected EOF in string":
		return "unterminated string literal"
	case m.message == "not an identifier" && m.tokens[m.at].kind == tokName:
		return fmt.Sprintf("'%s' is a reserved word, not a name", m.text(0))
	case m.text(0) == "await" || m.text(0) == "async":
		return strings.Replace(m.message, "'~'", "'"+m.text(0)+"'", 1)
	}
	return m.message
}

// blockMissing reports whether the unexpected token follows the colon of a
// statement that has a block.
func (m *mistake) blockMissing() bool {
	switch m.statement() {
	case "if", "elif", "else", "for", "while", "def", "async":
		return m.text(-1) == ":"
	}
	return false
}

// newLine reports whether the unexpected token is the first of its line.
func (m *mistake) newLine() bool {
	return m.at > 0 && m.tokens[m.at-1].endPlace.line < m.tokens[m.at].line
}

// open gives the index of the innermost bracket that is open at the unexpected
// token, or -1.
func (m *mistake) open() int {
	var stack []int
	for i, t := range m.tokens[:m.at] {
		if t.kind != tokOperator {
			continue
		}
		switch t.text(m.src) {
		case "(", "[", "{":
			stack = append(stack, i)
		case ")", "]", "}":
			if len(stack) > 0 {
				stack = stack[:len(stack)-1]
			}
		}
	}
	if len(stack) == 0 {
		return -1
	}
	return stack[len(stack)-1]
}
