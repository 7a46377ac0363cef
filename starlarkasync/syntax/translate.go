package syntax

import (
	"slices"
	"strings"
	"unicode/utf8"

	"go.starlark.net/syntax"
)

// translation is the text of a cell in plain Starlark, with the places where
// it stood for more. Each line has as many characters as before.
type translation struct {
	text string
	// await has the place of each ~ that was an await, asyncDef that of each def
	// that was an async def, and asyncFor that of each for that was an async for;
	// all in the order of the text.
	await, asyncDef, asyncFor []place
	// semicolon: the last token of the text is a semicolon.
	semicolon bool
}

func has(places []place, pos syntax.Position) bool {
	if len(places) == 0 {
		return false
	}
	_, found := slices.BinarySearchFunc(places, place{pos.Line, pos.Col}, func(a, b place) int {
		switch {
		case a.before(b):
			return -1
		case b.before(a):
			return 1
		}
		return 0
	})
	return found
}

// translate replaces await by ~, a prefix operator that binds just like it, and
// takes async away from before def and for. The limits on names and numbers are
// checked on the way.
func translate(file *string, src string) (*translation, error) {
	t := &translation{}
	at := func(p place) syntax.Position { return syntax.MakePosition(file, p.line, p.col) }
	if len(src) > maxCellBytes {
		return nil, errCellTooLarge(at(place{1, 1}), len(src))
	}
	var out strings.Builder
	copied := 0 // bytes of src that are in out
	replace := func(from, to int, by string) {
		if out.Len() == 0 {
			out.Grow(len(src))
		}
		out.WriteString(src[copied:from])
		out.WriteString(by)
		copied = to
	}
	l := newLexer(src)
	for {
		tok := l.next()
		switch tok.kind {
		case tokEOF:
			if i := strings.IndexByte(src, 0); i >= 0 {
				return nil, syntaxError(at(placeOf(src, i)), "source code cannot contain null bytes")
			}
			t.text = src
			if copied > 0 {
				out.WriteString(src[copied:])
				t.text = out.String()
			}
			return t, nil
		case tokNewline:
			continue
		case tokNumber:
			if n := tok.end - tok.off; n > maxNumberDigits {
				return nil, errNumberTooLong(at(tok.place), n)
			}
		case tokName:
			if tok.end-tok.off > maxNameChars {
				if n := utf8.RuneCountInString(tok.text(src)); n > maxNameChars {
					return nil, errNameTooLong(at(tok.place), n)
				}
			}
			switch tok.text(src) {
			case "await":
				t.await = append(t.await, tok.place)
				replace(tok.off, tok.end, "~    ")
			case "async":
				word := l.next()
				text := word.text(src)
				switch {
				case text == "def" && word.line == tok.line:
					t.asyncDef = append(t.asyncDef, tok.place)
				case text == "for" && word.line == tok.line:
					t.asyncFor = append(t.asyncFor, tok.place)
				default:
					message, notes := "invalid syntax: def or for must follow async", []string(nil)
					if text == "with" {
						message, notes = "Starlark has no async with statement", []string{adviceWith}
					}
					return nil, syntaxError(at(tok.place), message, notes...)
				}
				// The keyword moves to the column of async, or the indentation
				// would change.
				replace(tok.off, word.end, text+strings.Repeat(" ", word.end-tok.off-len(text)))
			}
		}
		t.semicolon = tok.kind == tokOperator && tok.text(src) == ";"
	}
}

// placeOf gives the place of a byte offset.
func placeOf(src string, off int) place {
	l := &lexer{src: src[:off], at: place{1, 1}}
	for l.off < off {
		l.skipRune()
	}
	return l.at
}
