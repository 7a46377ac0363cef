package lib

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"go.starlark.net/starlark"
)

// TestFormatAgreesWithCPython compares texts and errors with those of CPython 3.13;
// see testdata/format/format.py.
func TestFormatAgreesWithCPython(t *testing.T) {
	data, err := os.ReadFile("testdata/format/format.golden")
	if err != nil {
		t.Fatal(err)
	}
	s := newSession()
	values := map[string]starlark.Value{}
	for line := range strings.Lines(string(data)) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) != 3 {
			t.Fatalf("a line with %d fields: %s", len(fields), line)
		}
		v := values[fields[0]]
		if v == nil {
			if v, err = s.eval(fields[0]); err != nil {
				t.Fatal(err)
			}
			values[fields[0]] = v
		}
		var spec string
		if err := json.Unmarshal([]byte(fields[1]), &spec); err != nil {
			t.Fatal(err)
		}
		if got := s.format(v, spec); got != unquoted(t, fields[2]) {
			t.Errorf("format(%s, %s)\ngot  %q\nwant %q", fields[0], fields[1], got, fields[2])
		}
	}
}

// format gives "= TEXT" or "! CLASS: MESSAGE", without the name of the function.
func (s *session) format(v starlark.Value, spec string) string {
	text, err := starlark.Call(s.thread, s.globals["format"], starlark.Tuple{v, starlark.String(spec)}, nil)
	if err != nil {
		class, message, _ := strings.Cut(describe(err), ": ")
		return "! " + class + ": " + strings.TrimPrefix(message, "format: ")
	}
	return "= " + string(text.(starlark.String))
}

// unquoted is a result of the golden file as session.format gives it.
func unquoted(t *testing.T, result string) string {
	text, ok := strings.CutPrefix(result, "= ")
	if !ok {
		return result
	}
	var s string
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		t.Fatal(err)
	}
	return "= " + s
}

func TestFormatBeyondCPython(t *testing.T) {
	s := newSession()
	for _, test := range []struct{ code, want string }{
		{`format([1, "a"])`, `[1, "a"]`},
		{`format(value=1.5, spec=".2f")`, "1.50"},
		{`len(format(1, "1000000"))`, "1000000"},
		{`len(format(0.1, ".1000000e"))`, "1000006"},
		{`len(format(1, "01000000,"))`, "1000001"},
		{`format(1, "1000001")`, "ValueError: format: Too many decimal digits in format string: width and precision are at most 1000000"},
		{`format(1.5, ".99999999999999999999f")`, "ValueError: format: Too many decimal digits in format string: width and precision are at most 1000000"},
		{`format(10 * int("9" * 4300), ",")`, "ValueError: Exceeds the limit (4300 digits) for integer string conversion"},
		{`len(format(10 * int("9" * 4300), "_x"))`, "4464"},
		{`format(1 << 100, "c")`, "OverflowError: format: %c arg not in range(0x110000)"},
		{`format(1.5, 2)`, "TypeError: format: for parameter spec: got int, want string"},
		{`format()`, "TypeError: format: missing argument for value"},
		{`format(time.now(), "x")`, "TypeError: format: unsupported format string passed to time.time.__format__"},
	} {
		got := ""
		if v, err := s.eval(test.code); err != nil {
			got = describe(err)
		} else if text, ok := v.(starlark.String); ok {
			got = string(text)
		} else {
			got = v.String()
		}
		if got != test.want {
			t.Errorf("%s: got %.200q, want %q", test.code, got, test.want)
		}
	}
}

// TestFormatOfOddTexts has bytes that are no UTF-8, which count as code points, and
// an int whose digits would be more than a text may be.
func TestFormatOfOddTexts(t *testing.T) {
	s := newSession()
	for _, test := range []struct {
		value      starlark.Value
		spec, want string
	}{
		{starlark.String("a\xffb"), "\xff^7", "= \xff\xffa\xffb\xff\xff"},
		{starlark.String("日本\xff語"), ".3", "= 日本\xff"},
		{starlark.MakeInt(5), "\xff", `! ValueError: Unknown format code '\xfffd' for object of type 'int'`},
		{starlark.MakeInt(1).Lsh(MaxText), "b", "! MemoryError: text is longer than 67108864 bytes"},
	} {
		if got := s.format(test.value, test.spec); got != test.want {
			t.Errorf("spec %q: got %.100q, want %q", test.spec, got, test.want)
		}
	}
}

func FuzzFormat(f *testing.F) {
	f.Add("*>+012,.3f", "text", 1.5, 7)
	f.Add("é^-z#_x", "é\xff", math.Copysign(0, -1), -1)
	f.Fuzz(func(t *testing.T, spec, text string, x float64, n int) {
		s := newSession()
		i := starlark.MakeInt(n)
		for _, v := range []starlark.Value{starlark.String(text), starlark.Float(x), i, i.Mul(i).Mul(i), starlark.Bool(n > 0), starlark.None} {
			if got := s.format(v, spec); strings.HasPrefix(got, "! SystemError") {
				t.Errorf("format(%v, %q): %s", v, spec, got)
			}
		}
	})
}
