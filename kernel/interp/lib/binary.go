package lib

import (
	"go.starlark.net/starlark"
)

var binarySpec = spec{name: "binary", text: "Values as packed bytes: Python's module struct, whose name is taken here. Without one of < > ! = first, a format has the sizes and the alignment of 64-bit machines; it is little-endian everywhere.", example: `binary.pack("<H", 258) # b"\x02\x01"`, members: []member{
	{name: "calcsize", params: "(format, /)", text: "How many bytes a format takes.",
		example: `binary.calcsize("<ihb") # 7`, call: binaryCalcsize},
	{name: "iter_unpack", params: "(format, data, /)", text: "A lazy iterator over the tuples of data that repeats a format.",
		example: `list(binary.iter_unpack("<H", b"\x01\x00\x02\x00")) # [(1,), (2,)]`, call: binaryIterUnpack},
	{name: "pack", params: "(format, /, *values)", text: "The bytes of values, as a format tells. Letters: x pad, c byte, b B h H i I l L q Q n N ints of 1, 2, 4, 8 bytes (upper case unsigned), ? truth value, e f d floats, s p bytes; a number before a letter repeats it.",
		example: `binary.pack(">hH", -1, 258) # b"\xff\xff\x01\x02"`, call: binaryPack},
	{name: "unpack", params: "(format, data, /)", text: "The tuple of values in bytes, whose length must be that of the format.",
		example: `binary.unpack(">hH", b"\xff\xff\x01\x02") # (-1, 258)`, call: binaryUnpack},
	{name: "unpack_from", params: "(format, data, offset=0)", text: "unpack, from an offset on; a negative one counts from the end.",
		example: `binary.unpack_from("B", b"abc", 1) # (98,)`, call: binaryUnpackFrom},
}}

func binaryCalcsize(c call) (starlark.Value, error) {
	f, err := c.format(first(c.args), 1)
	if err != nil {
		return nil, err
	}
	return starlark.MakeInt(f.size), nil
}

// format reads the first argument, and checks that there are n in all; n < 0 is
// any number.
func (c call) format(v starlark.Value, n int) (*format, error) {
	if len(c.kwargs) > 0 && n >= 0 || n >= 0 && len(c.args) != n || v == nil {
		return nil, c.errorf("TypeError", "got %d arguments, want %d", len(c.args)+len(c.kwargs), max(n, 1))
	}
	text, err := c.data("format", v)
	if err != nil {
		return nil, err
	}
	return c.parseFormat(text)
}

func binaryPack(c call) (starlark.Value, error) {
	f, err := c.format(first(c.args), -1)
	if err != nil {
		return nil, err
	}
	if len(c.kwargs) > 0 {
		return nil, c.errorf("TypeError", "unexpected keyword arguments")
	}
	values := c.args[1:]
	if len(values) != f.values {
		return nil, c.errorf("struct.error", "expected %d items for packing (got %d)", f.values, len(values))
	}
	out := make([]byte, f.size)
	next := 0
	for _, it := range f.items {
		at := it.offset
		for range it.count() {
			if c.h.stopped() {
				return nil, errStopped()
			}
			if err := c.put(out[at:at+it.width()], f.big, it.code, values[next]); err != nil {
				return nil, err
			}
			at += it.width()
			next++
		}
	}
	return starlark.Bytes(out), nil
}

func (c call) unpackAt(f *format, data string) (starlark.Value, error) {
	values := make(starlark.Tuple, 0, f.values)
	for _, it := range f.items {
		at := it.offset
		for range it.count() {
			if c.h.stopped() {
				return nil, errStopped()
			}
			values = append(values, get(data[at:at+it.width()], f.big, it.code))
			at += it.width()
		}
	}
	return values, nil
}

func (c call) formatAndData() (f *format, data string, err error) {
	if f, err = c.format(first(c.args), 2); err == nil {
		data, err = c.data("data", c.args[1])
	}
	return f, data, err
}

func binaryUnpack(c call) (starlark.Value, error) {
	f, data, err := c.formatAndData()
	if err != nil {
		return nil, err
	}
	if len(data) != f.size {
		return nil, c.errorf("struct.error", "requires data of %d bytes, got %d", f.size, len(data))
	}
	return c.unpackAt(f, data)
}

func binaryUnpackFrom(c call) (starlark.Value, error) {
	var text, v starlark.Value
	offset := 0
	if err := c.unpack("format", &text, "data", &v, "offset?", &offset); err != nil {
		return nil, err
	}
	f, err := c.format(text, -1)
	if err != nil {
		return nil, err
	}
	data, err := c.data("data", v)
	if err != nil {
		return nil, err
	}
	if offset < 0 {
		offset += len(data)
	}
	if offset < 0 || offset > len(data) || len(data)-offset < f.size {
		return nil, c.errorf("struct.error", "requires %d bytes at the offset, data has %d", f.size, len(data))
	}
	return c.unpackAt(f, data[offset:])
}

func binaryIterUnpack(c call) (starlark.Value, error) {
	f, data, err := c.formatAndData()
	if err != nil {
		return nil, err
	}
	if f.size == 0 {
		return nil, c.errorf("struct.error", "cannot iteratively unpack with a struct of length 0")
	}
	if len(data)%f.size != 0 {
		return nil, c.errorf("struct.error", "iterative unpacking requires data of a multiple of %d bytes", f.size)
	}
	return c.iterator(func(*starlark.Thread) (starlark.Value, error) {
		if data == "" {
			return nil, nil
		}
		head := data[:f.size]
		data = data[f.size:]
		return c.unpackAt(f, head)
	}), nil
}
