package lib

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxFormatSize is the greatest width and precision of a format specification. It
// keeps a short program from making a huge text.
const maxFormatSize = 1_000_000

// formatSpec is a format specification in Python's mini-language:
// [[fill]align][sign][z][#][0][width][grouping][.precision][type].
type formatSpec struct {
	fill      string // one code point
	align     byte   // one of < > = ^
	sign      byte   // one of + - and blank; 0 if there is none
	noMinus   bool   // z: what is rounded to zero has no minus sign
	alternate bool   // #
	width     int    // in code points; 0 if there is none
	grouping  byte   // one of , _; 0 if there is none
	precision int    // -1 if there is none
	kind      rune   // the type; 0 if there is none
}

// parseFormatSpec reads the specification for a value of type typ, whose type and
// alignment are kind and align where the text does not tell.
func (c call) parseFormatSpec(text, typ string, kind rune, align byte) (f formatSpec, err error) {
	f = formatSpec{fill: " ", align: align, precision: -1, kind: kind}
	r := specReader{text}
	_, first := utf8.DecodeRuneInString(text)
	filled := len(text) > first && strings.IndexByte("<>=^", text[first]) >= 0
	if filled {
		f.fill, r.rest = text[:first], text[first:]
	}
	aligned := r.take("<>=^")
	if aligned != 0 {
		f.align = aligned
	}
	f.sign = r.take("+- ")
	f.noMinus = r.take("z") != 0
	f.alternate = r.take("#") != 0
	if !filled && r.take("0") != 0 {
		f.fill = "0"
		if aligned == 0 && align == '>' { // a number
			f.align = '='
		}
	}
	if f.width, _, err = r.number(c); err != nil {
		return f, err
	}
	f.grouping = r.take(",_")
	if f.grouping == ',' && r.take("_") != 0 || f.grouping == '_' && r.take(",") != 0 {
		return f, c.errorf("ValueError", "Cannot specify both ',' and '_'.")
	}
	if r.take(".") != 0 {
		var found bool
		if f.precision, found, err = r.number(c); err != nil {
			return f, err
		}
		if !found {
			return f, c.errorf("ValueError", "Format specifier missing precision")
		}
	}
	if r.rest != "" {
		var size int
		if f.kind, size = utf8.DecodeRuneInString(r.rest); size < len(r.rest) {
			return f, c.errorf("ValueError", "Invalid format specifier '%s' for object of type '%s'", text, typ)
		}
	}
	if f.grouping != 0 && !f.mayGroup() {
		return f, c.errorf("ValueError", "Cannot specify '%c' with '%s'.", f.grouping, shownKind(f.kind))
	}
	return f, nil
}

func (f *formatSpec) mayGroup() bool {
	switch f.kind {
	case 0, 'd', 'e', 'E', 'f', 'F', 'g', 'G', '%':
		return true
	case 'b', 'o', 'x', 'X':
		return f.grouping == '_'
	}
	return false
}

// unknownKind is the error for a type that the value's type does not have.
func (c call) unknownKind(kind rune, typ string) error {
	return c.errorf("ValueError", "Unknown format code '%s' for object of type '%s'", shownKind(kind), typ)
}

func shownKind(kind rune) string {
	if kind > ' ' && kind < 0x80 {
		return string(kind)
	}
	return fmt.Sprintf(`\x%x`, kind)
}

// specReader takes a specification apart from left to right.
type specReader struct{ rest string }

// take takes the next byte if it is one of these, and gives 0 if it is not.
func (r *specReader) take(oneOf string) byte {
	if r.rest == "" || strings.IndexByte(oneOf, r.rest[0]) < 0 {
		return 0
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

// number takes a number of decimal digits, if there is one.
func (r *specReader) number(c call) (n int, found bool, err error) {
	for {
		digit := r.take("0123456789")
		if digit == 0 {
			return n, found, nil
		}
		n, found = 10*n+int(digit-'0'), true
		if n > maxFormatSize {
			return 0, false, c.errorf("ValueError", "Too many decimal digits in format string: width and precision are at most %d", maxFormatSize)
		}
	}
}
