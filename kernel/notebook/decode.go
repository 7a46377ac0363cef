package notebook

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// FormatError reports a file that is not a notebook, or not one that this
// package can handle.
type FormatError struct {
	// Where is the place: "line 3, column 5" in the text, or a path such as
	// "cells[2].source" in the notebook. It is "" for the file as a whole.
	Where   string
	Problem string
}

func (e *FormatError) Error() string {
	if e.Where == "" {
		return e.Problem
	}
	return e.Where + ": " + e.Problem
}

// maxDepth is how deep arrays and objects may be nested. Python's reader gives
// up near it too.
const maxDepth = 1000

// decoder reads JSON into nil, bool, string, json.Number, []any and
// map[string]any. Two things set it apart from encoding/json: it takes the NaN
// and Infinity that Python writes, and its errors have a line and a column.
type decoder struct {
	data  []byte
	pos   int
	depth int
}

// syntaxError unwinds the decoder.
type syntaxError struct {
	pos     int
	problem string
}

// decode reads one JSON value that fills data.
func decode(data []byte) (v any, err error) {
	err = scan(data, func(d *decoder) { v = d.value() })
	if err != nil {
		v = nil
	}
	return v, err
}

// scan lets read read one JSON value that fills data.
func scan(data []byte, read func(*decoder)) (err error) {
	if !utf8.Valid(data) {
		return &FormatError{Problem: "the file is not UTF-8 text"}
	}
	d := &decoder{data: data}
	defer func() {
		if r := recover(); r != nil {
			s, ok := r.(syntaxError)
			if !ok {
				panic(r)
			}
			err = &FormatError{Where: position(data, s.pos), Problem: s.problem}
		}
	}()
	read(d)
	d.space()
	if d.pos < len(d.data) {
		d.fail("more text after the end of the JSON value")
	}
	return nil
}

// position gives the line and the column, in code points, both from 1.
func position(data []byte, pos int) string {
	before := string(data[:min(pos, len(data))])
	line := strings.Count(before, "\n") + 1
	column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	return fmt.Sprintf("line %d, column %d", line, column)
}

func (d *decoder) fail(format string, args ...any) {
	panic(syntaxError{d.pos, fmt.Sprintf(format, args...)})
}

func (d *decoder) space() {
	for d.pos < len(d.data) {
		switch d.data[d.pos] {
		case ' ', '\t', '\n', '\r':
			d.pos++
		default:
			return
		}
	}
}

// peek gives the next byte after white space; 0 at the end.
func (d *decoder) peek() byte {
	d.space()
	if d.pos == len(d.data) {
		return 0
	}
	return d.data[d.pos]
}

// unexpected fails at the next byte.
func (d *decoder) unexpected(want string) {
	if d.pos >= len(d.data) {
		d.fail("the file ends where %s is expected", want)
	}
	r, _ := utf8.DecodeRune(d.data[d.pos:])
	d.fail("got %q, want %s", r, want)
}

func (d *decoder) value() any {
	switch c := d.peek(); {
	case c == '{':
		return d.object()
	case c == '[':
		return d.array()
	case c == '"':
		return d.text()
	case c == '-' || c >= '0' && c <= '9':
		return d.number()
	}
	for _, word := range []struct {
		text  string
		value any
	}{
		{"true", true}, {"false", false}, {"null", nil},
		{"NaN", json.Number("NaN")}, {"Infinity", json.Number("Infinity")},
	} {
		if strings.HasPrefix(string(d.data[d.pos:min(d.pos+8, len(d.data))]), word.text) {
			d.pos += len(word.text)
			return word.value
		}
	}
	d.unexpected("a JSON value")
	return nil
}

func (d *decoder) enter() {
	if d.depth++; d.depth > maxDepth {
		d.fail("more than %d levels of arrays and objects", maxDepth)
	}
	d.pos++
}

func (d *decoder) object() map[string]any {
	m := map[string]any{}
	d.fields(func(key string) { m[key] = d.value() })
	return m
}

// fields reads an object. f reads the value of each field.
func (d *decoder) fields(f func(key string)) {
	if d.peek() != '{' {
		d.unexpected("an object")
	}
	d.enter()
	defer func() { d.depth-- }()
	if d.peek() == '}' {
		d.pos++
		return
	}
	for {
		if d.peek() != '"' {
			d.unexpected("a key in quotes")
		}
		key := d.text()
		if d.peek() != ':' {
			d.unexpected("':'")
		}
		d.pos++
		f(key)
		switch d.peek() {
		case ',':
			d.pos++
		case '}':
			d.pos++
			return
		default:
			d.unexpected("',' or '}'")
		}
	}
}

func (d *decoder) array() []any {
	list := []any{}
	d.items(func() { list = append(list, d.value()) })
	return list
}

// items reads an array. f reads each value.
func (d *decoder) items(f func()) {
	if d.peek() != '[' {
		d.unexpected("a list")
	}
	d.enter()
	defer func() { d.depth-- }()
	if d.peek() == ']' {
		d.pos++
		return
	}
	for {
		f()
		switch d.peek() {
		case ',':
			d.pos++
		case ']':
			d.pos++
			return
		default:
			d.unexpected("',' or ']'")
		}
	}
}

// number keeps the digits as they are in the file.
func (d *decoder) number() json.Number {
	start := d.pos
	if d.data[d.pos] == '-' {
		d.pos++
		if strings.HasPrefix(string(d.data[d.pos:min(d.pos+8, len(d.data))]), "Infinity") {
			d.pos += len("Infinity")
			return "-Infinity"
		}
	}
	if d.pos < len(d.data) && d.data[d.pos] == '0' {
		d.pos++
	} else {
		d.digits()
	}
	if d.pos < len(d.data) && d.data[d.pos] == '.' {
		d.pos++
		d.digits()
	}
	if d.pos < len(d.data) && (d.data[d.pos] == 'e' || d.data[d.pos] == 'E') {
		d.pos++
		if d.pos < len(d.data) && (d.data[d.pos] == '+' || d.data[d.pos] == '-') {
			d.pos++
		}
		d.digits()
	}
	return json.Number(d.data[start:d.pos])
}

func (d *decoder) digits() {
	start := d.pos
	for d.pos < len(d.data) && d.data[d.pos] >= '0' && d.data[d.pos] <= '9' {
		d.pos++
	}
	if d.pos == start {
		d.unexpected("a digit")
	}
}

// text reads a string. Images are megabytes of it without an escape, so whole
// runs are taken at once.
func (d *decoder) text() string {
	d.pos++
	var b strings.Builder
	start := d.pos
	for ; ; d.pos++ {
		if d.pos == len(d.data) {
			d.fail("the file ends within a string")
		}
		switch c := d.data[d.pos]; {
		case c == '"':
			run := d.data[start:d.pos]
			d.pos++
			if b.Len() == 0 {
				return string(run)
			}
			b.Write(run)
			return b.String()
		case c == '\\':
			if b.Len() == 0 {
				b.Grow(d.textEnd() - start) // no escape is shorter than what it stands for
			}
			b.Write(d.data[start:d.pos])
			b.WriteRune(d.escape())
			start = d.pos + 1
		case c < ' ':
			d.fail("a control character in a string; write it as \\u%04x", c)
		}
	}
}

// textEnd gives the end of the string that is read.
func (d *decoder) textEnd() int {
	end := d.pos
	for end < len(d.data) && d.data[end] != '"' {
		if d.data[end] == '\\' {
			end++
		}
		end++
	}
	return min(end, len(d.data))
}

// escape reads an escape sequence and leaves pos at its last byte. Half a
// surrogate pair becomes U+FFFD.
func (d *decoder) escape() rune {
	d.pos++
	if d.pos == len(d.data) {
		d.fail("the file ends within a string")
	}
	switch c := d.data[d.pos]; c {
	case '"', '\\', '/':
		return rune(c)
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'u':
		r := d.hex4(d.pos + 1)
		if r < 0 {
			d.fail("\\u needs four hexadecimal digits")
		}
		d.pos += 4
		if !utf16.IsSurrogate(r) {
			return r
		}
		if d.pos+2 < len(d.data) && d.data[d.pos+1] == '\\' && d.data[d.pos+2] == 'u' {
			if pair := utf16.DecodeRune(r, d.hex4(d.pos+3)); pair != utf8.RuneError {
				d.pos += 6
				return pair
			}
		}
		return utf8.RuneError
	}
	d.unexpected("an escape such as \\n")
	return 0
}

// hex4 reads four hexadecimal digits at pos, or gives -1.
func (d *decoder) hex4(pos int) rune {
	if pos+4 > len(d.data) {
		return -1
	}
	v, err := strconv.ParseUint(string(d.data[pos:pos+4]), 16, 16)
	if err != nil {
		return -1
	}
	return rune(v)
}
