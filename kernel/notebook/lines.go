package notebook

import (
	"iter"
	"strings"
	"unicode/utf8"
)

// Files hold long text as lists of lines; in memory it is one string. What is
// split and what is joined again is nbformat's rule (v4/rwbase.py), and not the
// same set: joining is more generous than splitting.

// joinLines gives the text of a list of strings; ok is false for anything else.
func joinLines(v any) (text string, ok bool) {
	list, ok := v.([]any)
	if !ok {
		return "", false
	}
	var b strings.Builder
	for _, item := range list {
		line, ok := item.(string)
		if !ok {
			return "", false
		}
		b.WriteString(line)
	}
	return b.String(), true
}

// lines is a text that files hold as a list of its lines.
type lines string

// all gives the lines with their ends, as Python's str.splitlines(True): the form
// feed, the line separator and others end a line too.
func (text lines) all() iter.Seq[string] {
	return func(yield func(string) bool) {
		start := 0
		for i := 0; i < len(text); {
			if c := text[i]; c >= ' ' && c < utf8.RuneSelf {
				i++
				continue
			}
			r, size := utf8.DecodeRuneInString(string(text[i:]))
			i += size
			switch r {
			case '\r':
				if i < len(text) && text[i] == '\n' {
					i++
				}
			case '\n', '\v', '\f', 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029:
			default:
				continue
			}
			if !yield(string(text[start:i])) {
				return
			}
			start = i
		}
		if start < len(text) {
			yield(string(text[start:]))
		}
	}
}

// isJSONType tells if data of this MIME type is JSON and not text.
func isJSONType(mime string) bool {
	return mime == "application/json" ||
		strings.HasPrefix(mime, "application/") && strings.HasSuffix(mime, "+json")
}

// isSplitType tells if text of this MIME type is written as a list of lines.
func isSplitType(mime string) bool {
	return strings.HasPrefix(mime, "text/") || mime == "application/javascript" || mime == "image/svg+xml"
}

func joinBundle(bundle map[string]any) {
	for mime, v := range bundle {
		if isJSONType(mime) {
			continue
		}
		if text, ok := joinLines(v); ok {
			bundle[mime] = text
		}
	}
}

func splitBundle(bundle map[string]any) map[string]any {
	split := make(map[string]any, len(bundle))
	for mime, v := range bundle {
		if text, ok := v.(string); ok && isSplitType(mime) {
			v = lines(text)
		}
		split[mime] = v
	}
	return split
}
