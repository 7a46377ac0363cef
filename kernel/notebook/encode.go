package notebook

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// encode gives JSON as Python's json.dumps does with indent=1, sort_keys=True
// and ensure_ascii=False. Values are those of decode; others are passed through
// encoding/json first, and become null if that cannot take them.
func encode(v any) []byte { return appendValue(nil, v, 0) }

// encodeLine is encode without line breaks, as json.dumps does without indent.
func encodeLine(v any) []byte { return appendValue(nil, v, oneLine) }

// oneLine is a depth from which nothing gets to 0: decode has its limit.
const oneLine = -2 * maxDepth

func appendValue(b []byte, v any, depth int) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case bool:
		return strconv.AppendBool(b, v)
	case string:
		return appendString(b, v)
	case json.Number:
		return append(b, v...)
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case []any:
		if len(v) == 0 {
			return append(b, "[]"...)
		}
		b = append(b, '[')
		for i, item := range v {
			b = appendBreak(b, i > 0, depth+1)
			b = appendValue(b, item, depth+1)
		}
		return append(appendBreak(b, false, depth), ']')
	case map[string]any:
		if len(v) == 0 {
			return append(b, "{}"...)
		}
		b = append(b, '{')
		for i, key := range slices.Sorted(maps.Keys(v)) {
			b = appendBreak(b, i > 0, depth+1)
			b = append(appendString(b, key), ": "...)
			b = appendValue(b, v[key], depth+1)
		}
		return append(appendBreak(b, false, depth), '}')
	}
	return appendValue(b, plain(v), depth)
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

// appendBreak starts a new line, after a comma if one is needed.
func appendBreak(b []byte, comma bool, depth int) []byte {
	if comma {
		b = append(b, ',')
	}
	if depth < 0 {
		if comma {
			b = append(b, ' ')
		}
		return b
	}
	b = append(b, '\n')
	for range depth {
		b = append(b, ' ')
	}
	return b
}

// appendString escapes what Python escapes: quotes, backslashes and control
// characters below U+0020.
func appendString(b []byte, s string) []byte {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	b = append(b, '"')
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
	return append(append(b, s[start:]...), '"')
}
