// Package highlight finds what has a colour in Starlark code: keywords, names of
// builtins, strings, numbers and comments. It reads code that is not finished or
// wrong as well as it can. Which colours these are is for the caller to say.
package highlight

import (
	"regexp"
	"strings"
)

// Kind is what a token is.
type Kind int

// The kinds that have a colour.
const (
	Comment Kind = iota + 1
	String
	Number
	Keyword
	Builtin
)

// Token is a piece of code, from the byte Begin to before the byte End.
type Token struct {
	Begin, End int
	Kind       Kind
}

var keywords = words(`and async await break continue def elif else for if in lambda load
	not or pass return while None True False`)

func words(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(text) {
		set[w] = true
	}
	return set
}

// token matches a word, a number, a comment, or a string, also one that is not
// finished.
const token = `(?s)` +
	`(?P<comment>#[^\n]*)` +
	`|(?P<string>[rb]{0,2}(?:"""(?:\\.|[^\\])*?(?:"""|\z)|'''(?:\\.|[^\\])*?(?:'''|\z)` +
	`|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?))` +
	`|(?P<number>(?:0[xob])?[0-9][0-9a-fA-F_]*(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?)` +
	`|(?P<word>\.?[\pL_][\pL\pN_]*)`

// Scanner finds tokens. It may be used by several goroutines.
type Scanner struct {
	token    *regexp.Regexp
	builtins map[string]bool
}

// New makes a scanner that knows these names as builtins.
func New(builtins map[string]bool) *Scanner {
	return &Scanner{regexp.MustCompile(token), builtins}
}

// Tokens gives the tokens of the code that have a colour, in order.
func (s *Scanner) Tokens(code string) []Token {
	var tokens []Token
	for _, m := range s.token.FindAllStringSubmatchIndex(code, -1) {
		var kind Kind
		switch {
		case m[2] >= 0:
			kind = Comment
		case m[4] >= 0:
			kind = String
		case m[6] >= 0:
			kind = Number
		case keywords[code[m[0]:m[1]]]:
			kind = Keyword
		case s.builtins[code[m[0]:m[1]]]:
			kind = Builtin
		default:
			continue
		}
		tokens = append(tokens, Token{m[0], m[1], kind})
	}
	return tokens
}
