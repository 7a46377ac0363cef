package syntax

import (
	"strings"

	"go.starlark.net/syntax"
)

// indentStep is what a block is indented by.
const indentStep = "    "

// IsComplete tells a console what to do when the user ends a line: run src
// ("complete"), ask for another line that begins with indent ("incomplete"), or
// run it for the sake of its error ("invalid"). Like IPython it takes an open
// block as incomplete until a blank line follows.
func IsComplete(src string) (status, indent string) {
	l := newLexer(src)
	var last, first token // of the last line with code: its last and first token
	fresh := true
	for {
		t := l.next()
		if t.kind == tokEOF {
			break
		}
		if t.kind == tokNewline {
			fresh = true
			continue
		}
		if last = t; fresh {
			first, fresh = t, false
		}
	}
	colon := last.text(src) == ":"
	tripled := last.open && tripleQuoted(last.text(src))
	next := indentOf(src, first.line)
	if l.depth > 0 || tripled {
		next = indentOf(src, last.endPlace.line)
	} else if colon {
		next += indentStep
	}
	file := ""
	translation, err := translate(&file, src)
	if err == nil {
		_, err = options.Parse(file, translation.text, 0)
	}
	switch e, _ := err.(syntax.Error); {
	case l.backslash && (err == nil || wantsMore(e.Msg) || strings.HasPrefix(e.Msg, "stray backslash")):
		return "incomplete", next
	case err == nil:
		if first.col > 1 && first.kind != tokEOF && !blankLastLine(src) {
			return "incomplete", next
		}
		return "complete", ""
	case tripled && strings.HasPrefix(e.Msg, "unexpected EOF in string"),
		wantsMore(e.Msg) && (l.depth > 0 || colon) && !(place{e.Pos.Line, e.Pos.Col}).before(last.endPlace):
		return "incomplete", next
	}
	return "invalid", ""
}

// wantsMore reports whether the parser met the end of the text or, inside of a
// block, what it makes of it.
func wantsMore(message string) bool {
	got, _, _ := strings.Cut(message, ", want ")
	return got == "got end of file" || got == "got newline" || got == "got outdent"
}

func tripleQuoted(literal string) bool {
	body := strings.TrimLeft(literal, "rb")
	return strings.HasPrefix(body, `"""`) || strings.HasPrefix(body, "'''")
}

// blankLastLine reports whether the text ends with an empty line or blanks.
func blankLastLine(src string) bool {
	return strings.TrimSpace(src[strings.LastIndexAny(src, "\r\n")+1:]) == ""
}

// indentOf gives the blanks at the start of the n-th line.
func indentOf(src string, n int32) string {
	for ; n > 1; n-- {
		i := strings.IndexByte(src, '\n')
		if i < 0 {
			break
		}
		src = src[i+1:]
	}
	return src[:len(src)-len(strings.TrimLeft(src, " \t"))]
}
