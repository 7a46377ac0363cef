package lib

import (
	"encoding/binary"
	"math"
	"math/big"
	"strings"

	"go.starlark.net/starlark"
)

// format is a parsed format string.
type format struct {
	big    bool
	items  []item
	size   int
	values int
}

// item is a run of one letter in a format.
type item struct {
	code   byte
	n      int // the number before the letter
	size   int // of one value; for s and p the number is the size
	offset int
}

// count is how many values the item stands for, width the bytes of each.
func (it item) count() int {
	switch it.code {
	case 's', 'p':
		return 1
	case 'x':
		return 0
	}
	return it.n
}

func (it item) width() int {
	if it.code == 's' || it.code == 'p' {
		return it.n
	}
	return it.size
}

// sizes of the letters in standard formats.
func standardSize(code byte) int {
	switch code {
	case 'x', 'c', 'b', 'B', '?', 's', 'p':
		return 1
	case 'h', 'H', 'e':
		return 2
	case 'i', 'I', 'l', 'L', 'f':
		return 4
	case 'q', 'Q', 'd':
		return 8
	}
	return 0
}

func (c call) parseFormat(text string) (*format, error) {
	f := &format{}
	native := true
	if text != "" && strings.IndexByte("@=<>!", text[0]) >= 0 {
		native = text[0] == '@'
		f.big = text[0] == '>' || text[0] == '!'
		text = text[1:]
	}
	for i := 0; i < len(text); i++ {
		if strings.IndexByte(" \t\n\r\v\f", text[i]) >= 0 {
			continue
		}
		n, counted := 1, false
		for ; i < len(text) && '0' <= text[i] && text[i] <= '9'; i++ {
			if !counted {
				n, counted = 0, true
			}
			if n = 10*n + int(text[i]-'0'); n > MaxText {
				return nil, c.errorf("struct.error", "total struct size too long")
			}
		}
		if i == len(text) {
			return nil, c.errorf("struct.error", "repeat count given without format specifier")
		}
		code := text[i]
		size := standardSize(code)
		if native && strings.IndexByte("lLnN", code) >= 0 {
			size = 8
		}
		if size == 0 {
			return nil, c.errorf("struct.error", "bad char in struct format")
		}
		if native { // as C aligns the members of a struct
			f.size = (f.size + size - 1) / size * size
		}
		it := item{code, n, size, f.size}
		f.items = append(f.items, it)
		f.values += it.count()
		if f.size += n * size; f.size > MaxText {
			return nil, c.errorf("struct.error", "total struct size too long")
		}
		if err := c.h.room(c.name, f.values, valueSize); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// put writes one value.
func (c call) put(out []byte, bigEndian bool, code byte, v starlark.Value) error {
	switch code {
	case 'c', 's', 'p':
		data, err := c.data(string(code), v)
		if err != nil {
			return c.errorf("struct.error", "argument for '%c' must be a string or bytes", code)
		}
		switch {
		case code == 'c' && len(data) != 1:
			return c.errorf("struct.error", "char format requires a string or bytes of length 1")
		case code == 'p' && len(out) > 0: // the first byte is the length
			n := copy(out[1:], data[:min(len(data), 255)])
			out[0] = byte(n)
		case code != 'p':
			copy(out, data)
		}
		return nil
	case '?':
		if v.Truth() {
			out[0] = 1
		}
		return nil
	case 'e', 'f', 'd':
		x, err := c.real("value", v)
		if err != nil {
			return c.errorf("struct.error", "required argument is not a float")
		}
		return c.putFloat(out, bigEndian, code, x)
	}
	i, ok := v.(starlark.Int)
	if !ok {
		return c.errorf("struct.error", "required argument is not an integer")
	}
	n := i.BigInt()
	bits := uint(8 * len(out))
	signed := 'a' <= code && code <= 'z'
	low, high := new(big.Int), new(big.Int).Lsh(big.NewInt(1), bits)
	if signed {
		high.Rsh(high, 1)
		low.Neg(high)
	}
	if n.Cmp(low) < 0 || n.Cmp(high) >= 0 {
		return c.errorf("struct.error", "'%c' format requires %v <= number <= %v", code, low, high.Sub(high, big.NewInt(1)))
	}
	word := n.Uint64()
	if signed {
		word = uint64(n.Int64())
	}
	putWord(out, bigEndian, word)
	return nil
}

func (c call) putFloat(out []byte, bigEndian bool, code byte, x float64) error {
	switch code {
	case 'd':
		putWord(out, bigEndian, math.Float64bits(x))
	case 'f':
		if math.IsInf(float64(float32(x)), 0) && !math.IsInf(x, 0) {
			return c.errorf("OverflowError", "float too large to pack with f format")
		}
		putWord(out, bigEndian, uint64(math.Float32bits(float32(x))))
	case 'e':
		half, ok := toHalf(x)
		if !ok {
			return c.errorf("OverflowError", "float too large to pack with e format")
		}
		putWord(out, bigEndian, uint64(half))
	}
	return nil
}

// putWord writes the low bytes of a word.
func putWord(out []byte, bigEndian bool, word uint64) {
	var b [8]byte
	if bigEndian {
		binary.BigEndian.PutUint64(b[:], word)
		copy(out, b[8-len(out):])
	} else {
		binary.LittleEndian.PutUint64(b[:], word)
		copy(out, b[:len(out)])
	}
}

// get reads one value.
func get(data string, bigEndian bool, code byte) starlark.Value {
	switch code {
	case 'c', 's':
		return starlark.Bytes(data)
	case 'p':
		if data == "" {
			return starlark.Bytes("")
		}
		return starlark.Bytes(data[1:][:min(int(data[0]), len(data)-1)])
	}
	var b [8]byte
	if bigEndian {
		copy(b[8-len(data):], data)
	} else {
		for i := range len(data) {
			b[7-i] = data[i]
		}
	}
	word := binary.BigEndian.Uint64(b[:])
	switch code {
	case '?':
		return starlark.Bool(word != 0)
	case 'e':
		return starlark.Float(fromHalf(uint16(word)))
	case 'f':
		return starlark.Float(math.Float32frombits(uint32(word)))
	case 'd':
		return starlark.Float(math.Float64frombits(word))
	}
	if 'a' <= code && code <= 'z' {
		shift := 64 - 8*uint(len(data))
		return starlark.MakeInt64(int64(word<<shift) >> shift)
	}
	return starlark.MakeUint64(word)
}

// toHalf rounds to the 16-bit float of IEEE 754, half to even; ok is false if x
// is too large.
func toHalf(x float64) (half uint16, ok bool) {
	var sign uint16
	if math.Signbit(x) {
		sign = 0x8000
	}
	x = math.Abs(x)
	switch {
	case math.IsNaN(x):
		return sign | 0x7e00, true
	case math.IsInf(x, 0):
		return sign | 0x7c00, true
	case x < 0x1p-14: // subnormal: a multiple of 2**-24; 1024 of them are normal
		return sign | uint16(math.RoundToEven(x*0x1p24)), true
	}
	m, e := math.Frexp(x) // x = m * 2**e, m in [0.5, 1)
	n := math.RoundToEven(m * 2048)
	if n == 2048 {
		n, e = 1024, e+1
	}
	if e > 16 {
		return 0, false
	}
	return sign | uint16(e+14)<<10 | uint16(n)&0x3ff, true
}

func fromHalf(h uint16) float64 {
	e, m := int(h>>10&0x1f), float64(h&0x3ff)
	var x float64
	switch e {
	case 0:
		x = m * 0x1p-24
	case 31:
		x = math.Inf(1)
		if m != 0 {
			x = math.NaN()
		}
	default:
		x = math.Ldexp(1024+m, e-25)
	}
	if h&0x8000 != 0 {
		x = math.Copysign(x, -1)
	}
	return x
}
