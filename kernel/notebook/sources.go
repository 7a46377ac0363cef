package notebook

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// ReplaceSources gives the text of an .ipynb file in which some cells have other
// sources. All the rest stays byte for byte. The keys are indices of cells.
func ReplaceSources(data []byte, sources map[int]string) ([]byte, error) {
	text := bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	spans, err := sourceSpans(text)
	if err != nil {
		return nil, err
	}
	ascii := !bytes.ContainsFunc(text, func(c rune) bool { return c >= utf8.RuneSelf })
	out := data[: len(data)-len(text) : len(data)-len(text)]
	done := 0
	for i, span := range spans {
		source, ok := sources[i]
		if !ok {
			continue
		}
		if span.end == 0 {
			return nil, &FormatError{Where: fmt.Sprintf("cells[%d]", i), Problem: "the cell has no source"}
		}
		out = append(out, text[done:span.begin]...)
		out = append(out, likeSource(text[span.begin:span.end], source, ascii)...)
		done = span.end
	}
	return append(out, text[done:]...), nil
}

// span is a piece of a file.
type span struct{ begin, end int }

// sourceSpans finds the values of the cells' source fields.
func sourceSpans(data []byte) (spans []span, err error) {
	err = scan(data, func(d *decoder) {
		readCell := func() {
			var source span
			d.fields(func(key string) {
				d.space()
				begin := d.pos
				if d.value(); key == "source" {
					source = span{begin, d.pos}
				}
			})
			spans = append(spans, source)
		}
		d.fields(func(key string) {
			if key == "cells" {
				spans = nil
				d.items(readCell)
			} else {
				d.value()
			}
		})
	})
	return spans, err
}

// likeSource writes the text of a cell as another one is written: as a string or
// as a list of lines, with the same white space in the list.
func likeSource(like []byte, text string, ascii bool) []byte {
	quote := func(b []byte, s string) []byte {
		from := len(b)
		if b = appendString(b, s); ascii {
			b = append(b[:from], escapeASCII(string(b[from:]))...)
		}
		return b
	}
	inside, list := bytes.CutPrefix(like, []byte("["))
	if !list {
		return quote(nil, text)
	}
	first := inside[:max(bytes.IndexByte(inside, '"'), 0)]
	last := bytes.TrimRight(inside[:len(inside)-1], " \t\r\n")
	between := append([]byte(","), first...)
	if len(first) == 0 {
		between = []byte(", ")
	}
	b := append([]byte("["), first...)
	begin := len(b)
	for line := range lines(text).all() {
		if len(b) > begin {
			b = append(b, between...)
		}
		b = quote(b, line)
	}
	return append(append(b, inside[len(last):len(inside)-1]...), ']')
}

// escapeASCII escapes as json.dumps does unless ensure_ascii is False.
func escapeASCII(s string) string {
	var b strings.Builder
	for _, c := range s {
		switch {
		case c < utf8.RuneSelf:
			b.WriteRune(c)
		case c > 0xffff:
			high, low := utf16.EncodeRune(c)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, c)
		}
	}
	return b.String()
}
