package console

import (
	"regexp"
	"strings"
)

// Colours, as escape sequences that select them.
const (
	noColor      = "\x1b[0m"
	promptColor  = "\x1b[32m"
	outColor     = "\x1b[31m"
	keywordColor = "\x1b[1;34m"
	builtinColor = "\x1b[36m"
	stringColor  = "\x1b[33m"
	numberColor  = "\x1b[35m"
	commentColor = "\x1b[90m"
	dimColor     = "\x1b[90m"
)

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

// highlighter finds the colours of code.
type highlighter struct {
	token    *regexp.Regexp
	builtins map[string]bool
}

func newHighlighter(builtins map[string]bool) *highlighter {
	return &highlighter{regexp.MustCompile(token), builtins}
}

// colors gives the colour of each byte of the code; "" for the usual one.
func (h *highlighter) colors(code string) []string {
	colors := make([]string, len(code))
	for _, m := range h.token.FindAllStringSubmatchIndex(code, -1) {
		color := ""
		switch {
		case m[2] >= 0:
			color = commentColor
		case m[4] >= 0:
			color = stringColor
		case m[6] >= 0:
			color = numberColor
		case keywords[code[m[0]:m[1]]]:
			color = keywordColor
		case h.builtins[code[m[0]:m[1]]]:
			color = builtinColor
		}
		for i := m[0]; i < m[1]; i++ {
			colors[i] = color
		}
	}
	return colors
}
