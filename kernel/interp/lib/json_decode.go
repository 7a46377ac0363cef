package lib

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"starkernel/starlarkasync/exception"
)

func jsonDecode(c call) (starlark.Value, error) {
	var text string
	var fallback starlark.Value
	if len(c.args) == 0 {
		return nil, c.errorf("TypeError", "missing argument for x")
	}
	if err := c.unpack("x", &text, "default?", &fallback); err != nil {
		return nil, err
	}
	r := &jsonReader{c: c, s: text}
	v := r.value(0)
	if r.err == nil {
		if r.space(); r.i < len(r.s) {
			r.fail("unexpected character %s after value", r.char())
		}
	}
	if r.err == nil {
		return v, nil
	}
	if e := exception.Find(r.err); fallback != nil && e != nil && e.Class == "ValueError" {
		return fallback, nil
	}
	return nil, r.err
}

// jsonReader reads one JSON text. After an error all its methods do nothing.
type jsonReader struct {
	c   call
	s   string
	i   int
	err error
}

func (r *jsonReader) fail(format string, args ...any) starlark.Value {
	if r.err == nil {
		r.err = r.c.errorf("ValueError", "at offset %d, %s", r.i, fmt.Sprintf(format, args...))
	}
	return nil
}

// char quotes the character at the current place, for error texts.
func (r *jsonReader) char() string {
	ch, _ := utf8.DecodeRuneInString(r.s[r.i:])
	return strconv.QuoteRune(ch)
}

func (r *jsonReader) space() {
	for r.i < len(r.s) {
		switch r.s[r.i] {
		case ' ', '\t', '\n', '\r':
			r.i++
		default:
			return
		}
	}
}

// next skips space and reports whether there is more.
func (r *jsonReader) next() bool {
	if r.err != nil {
		return false
	}
	if r.space(); r.i == len(r.s) {
		r.fail("unexpected end of file")
		return false
	}
	return true
}

func (r *jsonReader) value(depth int) starlark.Value {
	if !r.next() {
		return nil
	}
	if r.c.h.stopped() {
		r.err = errStopped()
		return nil
	}
	if depth > MaxDepth {
		r.err = tooDeep(r.c)
		return nil
	}
	switch b := r.s[r.i]; {
	case b == '"':
		return starlark.String(r.string())
	case b == '[':
		return r.array(depth)
	case b == '{':
		return r.object(depth)
	case b == '-' || '0' <= b && b <= '9':
		return r.number()
	}
	for word, v := range map[string]starlark.Value{"null": starlark.None, "true": starlark.True, "false": starlark.False} {
		if strings.HasPrefix(r.s[r.i:], word) {
			r.i += len(word)
			return v
		}
	}
	return r.fail("unexpected character %s", r.char())
}

func (r *jsonReader) string() string {
	start := r.i
	plain := true
	for j := start + 1; j < len(r.s); j++ {
		switch b := r.s[j]; {
		case b == '"':
			r.i = j + 1
			raw := r.s[start:r.i]
			if plain {
				return raw[1 : len(raw)-1]
			}
			var s string
			if err := json.Unmarshal([]byte(raw), &s); err != nil {
				r.i = start
				r.fail("%v", err)
			}
			return s
		case b == '\\':
			plain = false
			j++
		case b < ' ' || b >= utf8.RuneSelf:
			plain = false
		}
	}
	r.fail("unclosed string literal")
	return ""
}

// more reads what stands after an element: a comma, or the end.
func (r *jsonReader) more(end byte) bool {
	if !r.next() {
		return false
	}
	switch r.s[r.i] {
	case ',':
		r.i++
		return true
	case end:
		r.i++
		return false
	}
	r.fail("got %s, want ',' or '%c'", r.char(), end)
	return false
}

// empty reads the end of an empty array or object.
func (r *jsonReader) empty(end byte) bool {
	r.i++
	if r.next() && r.s[r.i] == end {
		r.i++
		return true
	}
	return r.err != nil
}

func (r *jsonReader) array(depth int) starlark.Value {
	var elems []starlark.Value
	if !r.empty(']') {
		for more := true; more; more = r.more(']') {
			elems = append(elems, r.value(depth+1))
			if r.err != nil {
				return nil
			}
		}
	}
	return starlark.NewList(elems)
}

func (r *jsonReader) object(depth int) starlark.Value {
	d := new(starlark.Dict)
	if r.empty('}') {
		return d
	}
	for more := true; more; more = r.more('}') {
		if !r.next() {
			return nil
		}
		if r.s[r.i] != '"' {
			return r.fail("got %s for object key, want string", r.char())
		}
		key := r.string()
		if !r.next() {
			return nil
		}
		if r.s[r.i] != ':' {
			return r.fail("after object key, got %s, want ':'", r.char())
		}
		r.i++
		v := r.value(depth + 1)
		if r.err != nil {
			return nil
		}
		if err := d.SetKey(starlark.String(key), v); err != nil {
			return r.fail("%v", err)
		}
	}
	return d
}

func (r *jsonReader) number() starlark.Value {
	j := r.i
	for j < len(r.s) && strings.IndexByte("0123456789+-.eE", r.s[j]) >= 0 {
		j++
	}
	text := r.s[r.i:j]
	if !validNumber(text) {
		return r.fail("invalid number: %.40s", text)
	}
	if strings.ContainsAny(text, ".eE") {
		x, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return r.fail("invalid number: %.40s", text)
		}
		r.i = j
		return starlark.Float(x)
	}
	if x, err := strconv.ParseInt(text, 10, 64); err == nil {
		r.i = j
		return starlark.MakeInt64(x)
	}
	if len(text) > MaxDigits {
		r.err = digitsError()
		return nil
	}
	x, _ := new(big.Int).SetString(text, 10)
	r.i = j
	return starlark.MakeBigInt(x)
}

// validNumber follows the grammar of RFC 8259, section 6.
func validNumber(s string) bool {
	digits := func() bool {
		n := 0
		for n < len(s) && '0' <= s[n] && s[n] <= '9' {
			n++
		}
		s = s[n:]
		return n > 0
	}
	s = strings.TrimPrefix(s, "-")
	if strings.HasPrefix(s, "0") {
		s = s[1:]
	} else if !digits() {
		return false
	}
	if strings.HasPrefix(s, ".") {
		if s = s[1:]; !digits() {
			return false
		}
	}
	if s != "" && (s[0] == 'e' || s[0] == 'E') {
		s = s[1:]
		if s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		if !digits() {
			return false
		}
	}
	return s == ""
}
