package lib

import (
	"math"
	"math/bits"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"
)

func (c call) formatInt(i starlark.Int, typ, text string) (string, error) {
	f, err := c.parseFormatSpec(text, typ, 'd', '>')
	if err != nil {
		return "", err
	}
	base := 10
	switch f.kind {
	case 'b':
		base = 2
	case 'o':
		base = 8
	case 'x', 'X':
		base = 16
	case 'c', 'd', 'n':
	case 'e', 'E', 'f', 'F', 'g', 'G', '%':
		x := float64(i.Float())
		if math.IsInf(x, 0) {
			return "", c.errorf("OverflowError", "int too large to convert to float")
		}
		return f.float(x), nil
	default:
		return "", c.unknownKind(f.kind, typ)
	}
	if f.precision >= 0 {
		return "", c.errorf("ValueError", "Precision not allowed in integer format specifier")
	}
	if f.noMinus {
		return "", c.errorf("ValueError", "Negative zero coercion (z) not allowed in integer format specifier")
	}
	if f.kind == 'c' {
		return c.formatCharacter(f, i)
	}
	digits, err := intDigits(i, base)
	if err != nil {
		return "", err
	}
	prefix := ""
	if f.alternate && base != 10 {
		prefix = "0" + string(f.kind)
	}
	if f.kind == 'X' {
		digits = strings.ToUpper(digits)
	}
	return f.number(i.Sign() < 0, prefix, digits, ""), nil
}

func (c call) formatCharacter(f formatSpec, i starlark.Int) (string, error) {
	if f.sign != 0 {
		return "", c.errorf("ValueError", "Sign not allowed with integer format specifier 'c'")
	}
	if f.alternate {
		return "", c.errorf("ValueError", "Alternate form (#) not allowed with integer format specifier 'c'")
	}
	n, ok := i.Int64()
	if !ok || n < 0 || n > utf8.MaxRune {
		return "", c.errorf("OverflowError", "%%c arg not in range(0x110000)")
	}
	return f.number(false, "", "", string(rune(n))), nil
}

// intDigits gives the digits of i without a sign. Only the decimal ones take more
// than linear time.
func intDigits(i starlark.Int, base int) (string, error) {
	if n, small := i.Int64(); small {
		return strings.TrimPrefix(strconv.FormatInt(n, base), "-"), nil
	}
	n := i.BigInt()
	if base == 10 {
		if err := checkDigits(i); err != nil {
			return "", err
		}
	} else if n.BitLen()/(bits.Len(uint(base))-1) >= MaxText/2 { // separators take room, too
		return "", textTooLong(MaxText)
	}
	return strings.TrimPrefix(n.Text(base), "-"), nil
}

func (c call) formatFloat(x starlark.Float, text string) (string, error) {
	f, err := c.parseFormatSpec(text, x.Type(), 0, '>')
	if err != nil {
		return "", err
	}
	switch f.kind {
	case 0, 'e', 'E', 'f', 'F', 'g', 'G', 'n', '%':
		return f.float(float64(x)), nil
	}
	return "", c.unknownKind(f.kind, x.Type())
}

func (f *formatSpec) float(x float64) string {
	if f.kind == '%' {
		x *= 100
	}
	negative := math.Signbit(x) && !math.IsNaN(x)
	digits, rest := "", ""
	switch x = math.Abs(x); {
	case math.IsNaN(x):
		rest = "nan"
	case math.IsInf(x, 0):
		rest = "inf"
	default:
		text := f.finite(x)
		if f.noMinus && !strings.ContainsAny(text, "123456789") {
			negative = false
		}
		end := strings.IndexAny(text+".", ".e")
		digits, rest = text[:end], text[end:]
	}
	switch f.kind {
	case 'E', 'F', 'G':
		rest = strings.ToUpper(rest)
	case '%':
		rest += "%"
	}
	return f.number(negative, "", digits, rest)
}

// finite writes a float that is not negative.
func (f *formatSpec) finite(x float64) string {
	precision := f.precision
	if precision < 0 {
		precision = 6
	}
	text := ""
	switch f.kind {
	case 'e', 'E':
		text = strconv.FormatFloat(x, 'e', precision, 64)
	case 'f', 'F', '%':
		text = strconv.FormatFloat(x, 'f', precision, 64)
	case 'g', 'G', 'n':
		digits := max(precision, 1)
		text = f.general(x, digits, digits)
	default:
		if f.precision < 0 {
			text = f.general(x, shortest, 16)
		} else {
			digits := max(precision, 1)
			text = f.general(x, digits, digits-1)
		}
	}
	if f.alternate && !strings.Contains(text, ".") {
		mantissa, exponent := cutExponent(text)
		return mantissa + "." + exponent
	}
	return text
}

// shortest stands for as many significant digits as tell a float from all others.
const shortest = 0

// general writes x with so many significant digits: with an exponent if that is
// less than -4, or limit or more, and else without one. Unless the type is g, there
// is a digit after the point then.
func (f *formatSpec) general(x float64, digits, limit int) string {
	mantissa, exponent := cutExponent(strconv.FormatFloat(x, 'e', digits-1, 64))
	power, _ := strconv.Atoi(exponent[1:])
	fixed := -4 <= power && power < limit
	if fixed {
		decimals := -1
		if digits != shortest {
			decimals = digits - 1 - power
		}
		mantissa, exponent = strconv.FormatFloat(x, 'f', decimals, 64), ""
	}
	if strings.Contains(mantissa, ".") && !f.alternate {
		mantissa = strings.TrimSuffix(strings.TrimRight(mantissa, "0"), ".")
	}
	if f.kind == 0 && fixed && !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	return mantissa + exponent
}

// cutExponent gives what is before the e, and the rest.
func cutExponent(text string) (mantissa, exponent string) {
	if i := strings.IndexByte(text, 'e'); i >= 0 {
		return text[:i], text[i:]
	}
	return text, ""
}

// number puts together a number: its sign, a prefix, its digits in groups, and
// what follows them.
func (f *formatSpec) number(negative bool, prefix, digits, rest string) string {
	head := prefix
	switch {
	case negative:
		head = "-" + prefix
	case f.sign == '+' || f.sign == ' ':
		head = string(f.sign) + prefix
	}
	least := 0
	if f.fill == "0" && f.align == '=' {
		least = f.width - len(head) - utf8.RuneCountInString(rest)
	}
	return f.pad(head, f.grouped(digits, least)+rest)
}

// grouped puts separators between digits, and zeros before them, so that the text
// has at least the given length and begins with a digit.
func (f *formatSpec) grouped(digits string, least int) string {
	if f.grouping == 0 || digits == "" {
		return digits
	}
	size := 3
	switch f.kind {
	case 'b', 'o', 'x', 'X':
		size = 4
	}
	n := len(digits)
	for n+(n-1)/size < least {
		n++
	}
	digits = strings.Repeat("0", n-len(digits)) + digits
	var b strings.Builder
	b.Grow(n + (n-1)/size)
	end := (n-1)%size + 1
	b.WriteString(digits[:end])
	for ; end < n; end += size {
		b.WriteByte(f.grouping)
		b.WriteString(digits[end : end+size])
	}
	return b.String()
}
