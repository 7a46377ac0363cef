package notebook

import (
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// encode gives JSON as Python's json.dumps does with indent=1, sort_keys=True
// and ensure_ascii=False. Values are those of decode; others are passed through
// encoding/json first, and become null if that cannot take them.
func encode(v any) []byte {
	var e encoder
	e.value(v, 0)
	return e.buf
}

// encodeLine is encode without line breaks, as json.dumps does without indent.
func encodeLine(v any) []byte {
	var e encoder
	e.value(v, oneLine)
	return e.buf
}

// oneLine is a depth from which nothing gets to 0: decode has its limit.
const oneLine = -2 * maxDepth

// encoder makes JSON of values.
type encoder struct {
	buf []byte
	// to takes what is in buf whenever that is pieceSize long, so that a large
	// notebook is never in memory as a whole. Nil: all stays in buf.
	to  io.Writer
	err error // of to
}

const pieceSize = 64 << 10

func (e *encoder) value(v any, depth int) {
	switch v := v.(type) {
	case nil:
		e.buf = append(e.buf, "null"...)
	case bool:
		e.buf = strconv.AppendBool(e.buf, v)
	case string:
		e.text(v)
	case json.Number:
		e.buf = append(e.buf, v...)
	case int:
		e.buf = strconv.AppendInt(e.buf, int64(v), 10)
	case []any:
		if len(v) == 0 {
			e.buf = append(e.buf, "[]"...)
			return
		}
		e.buf = append(e.buf, '[')
		for i, item := range v {
			e.newLine(i > 0, depth+1)
			e.value(item, depth+1)
		}
		e.newLine(false, depth)
		e.buf = append(e.buf, ']')
	case lines:
		if v == "" {
			e.buf = append(e.buf, "[]"...)
			return
		}
		e.buf = append(e.buf, '[')
		first := true
		for line := range v.all() {
			e.newLine(!first, depth+1)
			e.text(line)
			first = false
		}
		e.newLine(false, depth)
		e.buf = append(e.buf, ']')
	case map[string]any:
		if len(v) == 0 {
			e.buf = append(e.buf, "{}"...)
			return
		}
		e.buf = append(e.buf, '{')
		for i, key := range slices.Sorted(maps.Keys(v)) {
			e.newLine(i > 0, depth+1)
			e.text(key)
			e.buf = append(e.buf, ": "...)
			e.value(v[key], depth+1)
		}
		e.newLine(false, depth)
		e.buf = append(e.buf, '}')
	case storer:
		e.value(v.stored(), depth)
	default:
		e.value(plain(v), depth)
	}
}

// storer is a value that has another form in files.
type storer interface{ stored() map[string]any }

// newLine starts a new line, after a comma if one is needed.
func (e *encoder) newLine(comma bool, depth int) {
	if comma {
		e.buf = append(e.buf, ',')
	}
	if depth < 0 {
		if comma {
			e.buf = append(e.buf, ' ')
		}
		return
	}
	e.buf = append(e.buf, '\n')
	for range depth {
		e.buf = append(e.buf, ' ')
	}
}

// text writes a string, and passes long ones on in pieces.
func (e *encoder) text(s string) {
	s = validText(s)
	e.buf = append(e.buf, '"')
	for len(s) > pieceSize {
		e.buf = appendEscaped(e.buf, s[:pieceSize])
		s = s[pieceSize:]
		e.pass(pieceSize)
	}
	e.buf = append(appendEscaped(e.buf, s), '"')
	e.pass(pieceSize)
}

// pass passes on what was written, if it is at least so much.
func (e *encoder) pass(least int) {
	if e.to == nil || len(e.buf) < least {
		return
	}
	if e.err == nil {
		_, e.err = e.to.Write(e.buf)
	}
	e.buf = e.buf[:0]
}

// plain turns any Go value into one that decode could have given.
func plain(v any) any {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	p, err := decode(raw)
	if err != nil {
		return nil
	}
	return p
}

// appendString appends a string in quotes.
func appendString(b []byte, s string) []byte {
	return append(appendEscaped(append(b, '"'), validText(s)), '"')
}

// validText replaces what is no UTF-8.
func validText(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

// appendEscaped escapes what Python escapes: quotes, backslashes and control
// characters below U+0020.
func appendEscaped(b []byte, s string) []byte {
	start := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[start:i]...)
		start = i + 1
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, `\n`...)
		case '\r':
			b = append(b, `\r`...)
		case '\t':
			b = append(b, `\t`...)
		case '\b':
			b = append(b, `\b`...)
		case '\f':
			b = append(b, `\f`...)
		default:
			const hex = "0123456789abcdef"
			b = append(b, `\u00`...)
			b = append(b, hex[c>>4], hex[c&15])
		}
	}
	return append(b, s[start:]...)
}
