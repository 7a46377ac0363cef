package notebook

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// streamText collects the text of one stream output. Many small pieces cost no
// more than one large one; progress bars that redraw their line do not grow.
type streamText struct {
	output map[string]any // nil while there is none
	text   []byte
}

func (s *streamText) write(text string) {
	pendingReturn := len(s.text) > 0 && s.text[len(s.text)-1] == '\r'
	lineStart := bytes.LastIndexByte(s.text, '\n') + 1
	s.text = append(s.text, text...)
	if pendingReturn || strings.ContainsAny(text, "\r\b") {
		s.text = overwrite(s.text, lineStart)
	}
}

// close stores the text in the output.
func (s *streamText) close() {
	if s.output != nil {
		s.output["text"] = string(s.text)
	}
}

// overwrite applies the carriage returns and backspaces in text from start,
// which is the start of a line. A carriage return at the end stays, since what
// follows decides about it.
func overwrite(text []byte, start int) []byte {
	out := text[:start]
	lineStart := start
	for i := start; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\r' && i+1 < len(text) && text[i+1] != '\n':
			out = out[:lineStart]
		case c == '\b' && len(out) > lineStart:
			_, size := utf8.DecodeLastRune(out[lineStart:])
			out = out[:len(out)-size]
		case c == '\n':
			out = append(out, c)
			lineStart = len(out)
		default:
			out = append(out, c)
		}
	}
	return out
}
