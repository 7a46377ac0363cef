package lib

import (
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"
)

// callFormat is Python's format. A float is written in Python's way, also without
// a specification, so that format(1234567.5) has no exponent.
func callFormat(c call) (starlark.Value, error) {
	var v starlark.Value
	var text string
	if err := c.unpack("value", &v, "spec?", &text); err != nil {
		return nil, err
	}
	s, err := c.formatted(v, text)
	return starlark.String(s), err
}

func (c call) formatted(v starlark.Value, text string) (string, error) {
	switch v := v.(type) {
	case starlark.String:
		return c.formatString(string(v), text)
	case starlark.Int:
		return c.formatInt(v, v.Type(), text)
	case starlark.Float:
		return c.formatFloat(v, text)
	}
	if text == "" {
		return Str(v, MaxText, c.h.Stop)
	}
	if v, ok := v.(starlark.Bool); ok {
		n := 0
		if v {
			n = 1
		}
		return c.formatInt(starlark.MakeInt(n), v.Type(), text)
	}
	return "", c.errorf("TypeError", "unsupported format string passed to %s.__format__", v.Type())
}

func (c call) formatString(s, text string) (string, error) {
	const typ = "string"
	f, err := c.parseFormatSpec(text, typ, 's', '<')
	if err != nil {
		return "", err
	}
	const place = "not allowed in string format specifier"
	switch {
	case f.kind != 's':
		return "", c.unknownKind(f.kind, typ)
	case f.sign == ' ':
		return "", c.errorf("ValueError", "Space %s", place)
	case f.sign != 0:
		return "", c.errorf("ValueError", "Sign %s", place)
	case f.noMinus:
		return "", c.errorf("ValueError", "Negative zero coercion (z) %s", place)
	case f.alternate:
		return "", c.errorf("ValueError", "Alternate form (#) %s", place)
	case f.align == '=':
		return "", c.errorf("ValueError", "'=' alignment %s", place)
	}
	if f.precision >= 0 {
		s = firstRunes(s, f.precision)
	}
	return f.pad("", s), nil
}

// firstRunes is the text up to its n-th code point.
func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// pad fills head and body up to the width.
func (f *formatSpec) pad(head, body string) string {
	n := f.width - utf8.RuneCountInString(head) - utf8.RuneCountInString(body)
	if n <= 0 {
		return head + body
	}
	switch f.align {
	case '<':
		return head + body + strings.Repeat(f.fill, n)
	case '^':
		return strings.Repeat(f.fill, n/2) + head + body + strings.Repeat(f.fill, n-n/2)
	case '=':
		return head + strings.Repeat(f.fill, n) + body
	}
	return strings.Repeat(f.fill, n) + head + body
}
