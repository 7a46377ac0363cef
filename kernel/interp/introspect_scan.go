package interp

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// scan is what the text before a cursor tells: its tokens, the brackets that
// are open at its end and the functions around it. Any text can be scanned; what
// a person is typing is rarely a program.
type scan struct {
	code   string
	tokens []token
	// open has the indexes of the opening brackets that have no partner.
	open []int
	// comment: the text ends in a comment.
	comment bool
	// text is the string literal in which the text ends, if it ends in one.
	text *openText
	// header is the open bracket of the parameters of a def, or -1.
	header int
	// scopes are the names that the code binds: at the top level, then in each
	// def that encloses the end of the text.
	scopes []scope
}

type tokenKind uint8

const (
	nameToken tokenKind = iota
	numberToken
	textToken
	symbolToken
	lineEnd
)

// token is one token; open is, for a closing bracket, the index of its partner,
// or -1.
type token struct {
	kind       tokenKind
	start, end int
	open       int
}

// openText is a string literal without its end.
type openText struct {
	// start is where the literal begins, content where its characters do.
	start, content int
	quote          string
}

// scope has the names bound in a def, the values that they get, and the
// indentation of the def statement.
type scope struct {
	indent   int
	names    map[string]bound
	bindings []binding
}

// bound says what binds a name.
type bound uint8

const (
	byAssignment bound = iota
	byParam
	byDef
)

// scanner makes a scan.
type scanner struct {
	scan
	pos int
	// fresh: the next token is the first of a logical line.
	fresh bool
	// line is the start of the physical line.
	line int
	// targets: between for and in.
	targets bool
	indent  int
}

func scanCode(code string) *scan {
	s := &scanner{scan: scan{code: code, header: -1, scopes: []scope{{indent: -1, names: map[string]bound{}}}}, fresh: true}
	for s.pos < len(code) {
		s.next()
	}
	return &s.scan
}

// next reads one token, or what is between tokens.
func (s *scanner) next() {
	c := s.code[s.pos]
	switch {
	case c == '\n':
		if len(s.open) == 0 && !s.fresh {
			s.add(lineEnd, s.pos+1)
			s.fresh = true
		} else {
			s.pos++
		}
		s.line = s.pos
		s.targets = false
	case c == ' ' || c == '\t' || c == '\r' || c == '\f':
		s.pos++
	case c == '\\' && strings.HasPrefix(s.code[s.pos+1:], "\n"):
		s.pos += 2
		s.line = s.pos
	case c == '#':
		i := strings.IndexByte(s.code[s.pos:], '\n')
		if i < 0 {
			s.comment = true
			s.pos = len(s.code)
			return
		}
		s.pos += i
	case c == '"' || c == '\'':
		s.literal(s.pos, s.pos)
	case '0' <= c && c <= '9', c == '.' && s.pos+1 < len(s.code) && isDigit(s.code[s.pos+1]):
		s.begin()
		s.number()
	default:
		if end := nameEnd(s.code, s.pos); end > s.pos {
			s.name(end)
		} else {
			s.symbol()
		}
	}
}

// begin notes the first token of a logical line, which ends the defs that the
// line is not part of.
func (s *scanner) begin() {
	if !s.fresh {
		return
	}
	s.fresh = false
	s.indent = s.pos - s.line
	for len(s.scopes) > 1 && s.scopes[len(s.scopes)-1].indent >= s.indent {
		s.scopes = s.scopes[:len(s.scopes)-1]
	}
}

func (s *scanner) add(kind tokenKind, end int) {
	s.tokens = append(s.tokens, token{kind, s.pos, end, -1})
	s.pos = end
}

// literal reads a string literal that begins at start and has its quote at q.
func (s *scanner) literal(start, q int) {
	s.begin()
	quote := s.code[q : q+1]
	if triple := strings.Repeat(quote, 3); strings.HasPrefix(s.code[q:], triple) {
		quote = triple
	}
	for i := q + len(quote); i < len(s.code); i++ {
		switch c := s.code[i]; {
		case c == '\\':
			i++
		case c == '\n' && len(quote) == 1:
			s.pos = start
			s.add(textToken, i)
			return
		case c == quote[0] && strings.HasPrefix(s.code[i:], quote):
			s.pos = start
			s.add(textToken, i+len(quote))
			return
		}
	}
	s.text = &openText{start, q + len(quote), quote}
	s.pos = len(s.code)
}

func (s *scanner) number() {
	i := s.pos
	for i < len(s.code) {
		c := s.code[i]
		if !isDigit(c) && c != '.' && c != '_' && (c|0x20 < 'a' || c|0x20 > 'z') {
			break
		}
		i++
	}
	s.add(numberToken, i)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// name reads a name or keyword, or the prefix of a string literal.
func (s *scanner) name(end int) {
	word := s.code[s.pos:end]
	if end < len(s.code) && (s.code[end] == '"' || s.code[end] == '\'') {
		switch word {
		case "r", "b", "rb", "br":
			s.literal(s.pos, end)
			return
		}
	}
	if len(s.open) > 0 && startsStatement[word] && strings.TrimLeft(s.code[s.line:s.pos], " \t") == "" {
		// Brackets that were never closed end where a statement begins.
		s.open, s.header = nil, -1
		s.tokens = append(s.tokens, token{lineEnd, s.pos, s.pos, -1})
		s.fresh = true
	}
	s.begin()
	switch {
	case word == "for":
		s.targets = true
	case word == "in":
		if s.targets {
			s.bindElements()
		}
		s.targets = false
	case s.symbolBefore("def"):
		s.bind(word, byDef)
		s.scopes = append(s.scopes, scope{indent: s.indent, names: map[string]bound{}})
	case s.targets && !isKeyword(word) && !s.symbolBefore("."):
		s.bind(word, byAssignment)
	case s.atParam(len(s.tokens) - 1):
		s.bind(word, byParam)
	}
	s.add(nameToken, end)
}

// startsStatement has the words that cannot begin a line inside brackets.
var startsStatement = map[string]bool{
	"def": true, "async": true, "return": true, "pass": true, "break": true,
	"continue": true, "while": true, "load": true,
}

func (s *scanner) bind(name string, how bound) {
	s.scopes[len(s.scopes)-1].names[name] = how
}

// symbolBefore tells whether the last token is one of the words or symbols.
func (s *scanner) symbolBefore(texts ...string) bool {
	return s.is(len(s.tokens)-1, texts...)
}

func (s *scanner) symbol() {
	s.begin()
	_, size := utf8.DecodeRuneInString(s.code[s.pos:])
	end := s.pos + size
	switch c := s.code[s.pos]; c {
	case '(', '[', '{':
		if c == '(' && len(s.tokens) > 1 && s.is(len(s.tokens)-2, "def") {
			s.header = len(s.tokens)
		}
		s.open = append(s.open, len(s.tokens))
		s.add(symbolToken, end)
		return
	case ')', ']', '}':
		s.close(c, end)
		return
	case '*', '/', '<', '>':
		if end < len(s.code) && s.code[end] == c {
			end++
		}
		fallthrough
	case '=', '!', '+', '-', '%', '&', '|', '^':
		if end < len(s.code) && s.code[end] == '=' {
			end++
		}
	}
	if s.code[s.pos:end] == "=" {
		last := len(s.tokens) - 1
		switch {
		case len(s.open) == 0:
			s.bindTargets()
		case last >= 0 && s.tokens[last].kind == nameToken && s.atParam(last-1):
			s.bindValue(s.at(last), wholeValue, false)
		}
	}
	s.add(symbolToken, end)
}

// maxUnclosed is how many brackets a closing bracket of another kind may skip.
const maxUnclosed = 50

// close pairs a closing bracket with the innermost open one of its kind.
func (s *scanner) close(c byte, end int) {
	partner := map[byte]byte{')': '(', ']': '[', '}': '{'}[c]
	for i := len(s.open) - 1; i >= max(0, len(s.open)-maxUnclosed); i-- {
		if s.code[s.tokens[s.open[i]].start] == partner {
			o := s.open[i]
			s.open = s.open[:i]
			if o == s.header {
				s.header = -1
			}
			s.add(symbolToken, end)
			s.tokens[len(s.tokens)-1].open = o
			return
		}
	}
	s.add(symbolToken, end)
}

// bindTargets binds the names before the = of an assignment.
func (s *scanner) bindTargets() {
	var names []string // the last one first
	for i := len(s.tokens) - 1; i >= 0; i -= 2 {
		if t := s.tokens[i]; t.kind != nameToken || s.is(i-1, ".") {
			break
		}
		names = append(names, s.at(i))
		if !s.is(i-1, ",") {
			break
		}
	}
	for i, name := range names {
		s.bind(name, byAssignment)
		s.bindValue(name, position(len(names)-1-i, len(names)), false)
	}
}

// at is the text of a token, "" if there is none.
func (s *scan) at(i int) string {
	if i < 0 || i >= len(s.tokens) {
		return ""
	}
	return s.code[s.tokens[i].start:s.tokens[i].end]
}

// is tells whether token i is a name or symbol with one of the texts.
func (s *scan) is(i int, texts ...string) bool {
	if i < 0 || i >= len(s.tokens) || s.tokens[i].kind != symbolToken && s.tokens[i].kind != nameToken {
		return false
	}
	for _, t := range texts {
		if s.at(i) == t {
			return true
		}
	}
	return false
}

// atParam tells whether a name after token i is a parameter of a def.
func (s *scan) atParam(i int) bool {
	if s.header < 0 || s.innermost() != s.header {
		return false
	}
	if s.is(i, "*", "**") {
		i--
	}
	return i == s.header || s.is(i, ",")
}

// innermost is the index of the innermost open bracket, or -1.
func (s *scan) innermost() int {
	if len(s.open) == 0 {
		return -1
	}
	return s.open[len(s.open)-1]
}

// local tells whether a def around the end of the text binds the name, so that
// it does not mean the global.
func (s *scan) local(name string) bool {
	for _, sc := range s.scopes[1:] {
		if _, ok := sc.names[name]; ok {
			return true
		}
	}
	return false
}

// nameEnd is where the name at pos ends; pos itself if there is none.
func nameEnd(code string, pos int) int {
	end := pos
	for end < len(code) {
		r, size := utf8.DecodeRuneInString(code[end:])
		if !isNameRune(r) || end == pos && unicode.IsDigit(r) {
			break
		}
		end += size
	}
	return end
}

func isNameRune(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }
