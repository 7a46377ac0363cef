package interp

import (
	"strconv"
	"strings"

	"go.starlark.net/starlark"
)

// place says what can stand somewhere in a cell.
type place struct {
	// names: an expression can begin here.
	names bool
	// words are the keywords that can stand here.
	words []string
}

var (
	expressionWords = []string{"await", "lambda", "not"}
	operatorWords   = []string{"and", "else", "if", "in", "not", "or"}
	innerWords      = []string{"and", "else", "for", "if", "in", "not", "or"}
	statementWords  = []string{"async", "await", "def", "elif", "else", "for", "if", "lambda", "load", "not", "pass", "while"}
)

// isKeyword: all keywords are documented.
func isKeyword(word string) bool {
	_, ok := introspectDocs()["keyword "+word]
	return ok
}

// placeAfter tells what can follow token i.
func placeAfter(s *scan, i int) place {
	switch {
	case i < 0 || s.tokens[i].kind == lineEnd || s.is(i, ";") || s.is(i, ":") && len(s.open) == 0:
		words := statementWords
		if len(s.scopes) > 1 {
			words = append(words[:len(words):len(words)], "return")
		}
		if s.indented(i) {
			words = append(words[:len(words):len(words)], "break", "continue")
		}
		return place{true, words}
	case s.is(i, "def", "for", "load", "lambda", "pass", "break", "continue"):
		return place{}
	case s.is(i, "async"):
		return place{words: []string{"def", "for"}}
	case s.operand(i):
		if len(s.open) > 0 {
			return place{words: innerWords}
		}
		return place{words: operatorWords}
	case s.is(i, "not") && s.operand(i-1):
		return place{words: []string{"in"}}
	}
	return place{true, expressionWords}
}

// indented tells whether the statement after token i is part of a block.
func (s *scan) indented(i int) bool {
	if s.is(i, ":") {
		return true
	}
	end := s.nameStart()
	line := strings.LastIndexByte(s.code[:end], '\n') + 1
	return line < end && strings.TrimLeft(s.code[line:end], " \t") == ""
}

func (c *completer) keywords(p place) {
	for _, w := range p.words {
		c.add(w, plainRank, func() (string, string) { return "keyword", "" })
	}
}

// arguments adds name= for the parameters of the callee that have no argument
// yet, where an argument begins after token i.
func (c *completer) arguments(i int) {
	s := c.scan
	open := s.innermost()
	if open < 0 || !s.is(open, "(") || open == s.header || !s.operand(open-1) || i != open && !s.is(i, ",") {
		return
	}
	callee, ok := c.view.resolve(s, open-1)
	if !ok {
		return
	}
	positional, used := s.argumentsSince(open)
	for n, p := range callee.params() {
		if p.kind == positionalParam || p.kind == anyParam && n < positional || used[p.name] {
			continue
		}
		c.add(p.name+"=", argumentRank, func() (string, string) { return "param", "" })
	}
}

// argumentsSince counts the positional arguments after an open parenthesis and
// lists the keyword arguments. The argument being typed does not count.
func (s *scan) argumentsSince(open int) (positional int, keywords map[string]bool) {
	keywords = map[string]bool{}
	for j := len(s.tokens) - 1; j > open; j-- {
		switch {
		case s.tokens[j].open >= 0:
			j = s.tokens[j].open
		case s.is(j, ","):
			positional++
		case s.is(j, "=") && s.tokens[j-1].kind == nameToken:
			keywords[s.at(j-1)] = true
		}
	}
	return positional - len(keywords), keywords
}

// maxKeys is how many keys of a dict are looked at.
const maxKeys = 10_000

// insideText completes the keys of a dict in the string of an index, d["…, and
// the strings of a load statement. It gives the offset from which the text is
// replaced.
func (c *completer) insideText() (start int) {
	s, text := c.scan, c.scan.text
	start = text.content
	c.prefix = s.code[start:]
	if text.content != text.start+len(text.quote) || strings.ContainsAny(c.prefix, "\\\n") {
		return len(s.code)
	}
	quote := ""
	if !strings.HasPrefix(c.rest, text.quote) {
		quote = text.quote
	}
	if open := s.innermost(); s.inLoad(open) {
		c.load(open, quote)
	} else if bracket := len(s.tokens) - 1; bracket == open {
		end := ""
		if quote != "" {
			end = quote + closing(c.rest)
		}
		c.keys(bracket, func(key starlark.Value) {
			if text, ok := c.plainText(key, text.quote); ok {
				c.addKey(text + end)
			}
		})
	}
	if len(c.matches) == 0 {
		return len(s.code)
	}
	return start
}

// subscript completes the keys of a dict where no quote was typed, d[….
func (c *completer) subscript(i int) {
	if c.prefix != "" {
		return
	}
	c.keys(i, func(key starlark.Value) {
		if number, err := starlark.AsInt32(key); err == nil {
			c.addKey(strconv.Itoa(number) + closing(c.rest))
		} else if text, ok := c.plainText(key, `"`); ok {
			c.addKey(`"` + text + `"` + closing(c.rest))
		}
	})
}

func closing(rest string) string {
	if strings.HasPrefix(rest, "]") {
		return ""
	}
	return "]"
}

// keys passes on the keys of the dict before a bracket.
func (c *completer) keys(bracket int, add func(key starlark.Value)) {
	s := c.scan
	if bracket < 0 || bracket != s.innermost() || !s.is(bracket, "[") || !s.operand(bracket-1) {
		return
	}
	x, ok := c.view.resolve(s, bracket-1)
	if !ok {
		return
	}
	d, ok := x.value.(*starlark.Dict)
	if !ok || x.frozen {
		return
	}
	it := d.Iterate()
	defer it.Done()
	var v starlark.Value
	for n := 0; n < maxKeys && it.Next(&v); n++ {
		add(v)
	}
}

// plainText is a text that begins with what was typed, if it can be written
// within the quote as it is.
func (c *completer) plainText(key starlark.Value, quote string) (string, bool) {
	text, ok := starlark.AsString(key)
	return text, ok && strings.HasPrefix(text, c.prefix) && !strings.ContainsAny(text, "\\\n\r"+quote[:1])
}

func (c *completer) addKey(text string) {
	c.matches = append(c.matches, match{Text: text, Type: "dict key", rank: argumentRank})
}
