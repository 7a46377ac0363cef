package console

import "starkernel/kernel/highlight"

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

var tokenColors = [...]string{
	highlight.Comment: commentColor,
	highlight.String:  stringColor,
	highlight.Number:  numberColor,
	highlight.Keyword: keywordColor,
	highlight.Builtin: builtinColor,
}

// colors gives the colour of each byte of the code; "" for the usual one.
func colors(s *highlight.Scanner, code string) []string {
	colors := make([]string, len(code))
	for _, t := range s.Tokens(code) {
		for i := t.Begin; i < t.End; i++ {
			colors[i] = tokenColors[t.Kind]
		}
	}
	return colors
}
