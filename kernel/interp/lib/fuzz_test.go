package lib

import (
	"encoding/json"
	"strings"
	"testing"

	"go.starlark.net/starlark"
)

// call calls a builtin by its full name.
func (s *session) call(name string, args ...starlark.Value) (starlark.Value, error) {
	module, member, _ := strings.Cut(name, ".")
	f, err := s.globals[module].(starlark.HasAttrs).Attr(member)
	if err != nil {
		return nil, err
	}
	return starlark.Call(s.thread, f, args, nil)
}

// check fails for a panic that became a SystemError.
func check(t *testing.T, name string, err error) {
	t.Helper()
	if err != nil && strings.HasPrefix(describe(err), "SystemError") {
		t.Errorf("%s: %s", name, describe(err))
	}
}

func FuzzRe(f *testing.F) {
	for _, seed := range [][3]string{{"a*", "baac", "-"}, {`\b(\w)(?P<x>\d)?`, "a1 b", `\2\g<x>\1`}, {"(?i)É|^$", "é\xff\n", `\\\g<0>`}, {`\Z`, "", ""}} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, pattern, text, repl string) {
		s := newSession()
		p, x, r := starlark.String(pattern), starlark.String(text), starlark.String(repl)
		for _, name := range []string{"re.search", "re.match", "re.fullmatch", "re.findall", "re.split"} {
			_, err := s.call(name, p, x)
			check(t, name, err)
		}
		_, err := s.call("re.sub", p, r, x)
		check(t, "re.sub", err)
		if v, err := s.call("re.escape", x); err == nil && len(text) < 1000 && strings.ToValidUTF8(text, "") == text {
			m, err := s.call("re.fullmatch", v, x)
			if err != nil || m == starlark.None {
				t.Errorf("escape of %q does not match it: %v", text, err)
			}
		}
	})
}

func FuzzCSV(f *testing.F) {
	f.Add("a,b\n\"c\"\"\",\r\n", ",", `"`)
	f.Add("a;'b\n", ";", "'")
	f.Add("\xff→", "→", "\xff")
	f.Fuzz(func(t *testing.T, text, delimiter, quote string) {
		s := newSession()
		args := []starlark.Value{starlark.String(text), starlark.String(delimiter), starlark.String(quote)}
		rows, err := s.call("csv.read", args...)
		check(t, "csv.read", err)
		if err != nil || strings.ToValidUTF8(delimiter+quote, "") != delimiter+quote {
			return
		}
		args[0] = rows
		written, err := s.call("csv.write", args...)
		check(t, "csv.write", err)
		if err != nil {
			return
		}
		args[0] = written
		again, err := s.call("csv.read", args...)
		if err != nil {
			t.Fatal(err)
		}
		if same, _ := starlark.Equal(rows, again); !same {
			t.Errorf("%q reads as %v, which is written as %v and reads as %v", text, rows, written, again)
		}
	})
}

func FuzzBinary(f *testing.F) {
	f.Add("<ihb", []byte("abcdefg"))
	f.Add(">2e3s4p?", []byte("abcdefghijklmnop"))
	f.Add("@bq0l", []byte{})
	f.Fuzz(func(t *testing.T, format string, data []byte) {
		s := newSession()
		fm := starlark.String(format)
		_, err := s.call("binary.calcsize", fm)
		check(t, "binary.calcsize", err)
		_, err = s.call("binary.pack", fm, starlark.MakeInt(1), starlark.Float(2))
		check(t, "binary.pack", err)
		values, err := s.call("binary.unpack", fm, starlark.Bytes(data))
		check(t, "binary.unpack", err)
		if err != nil {
			return
		}
		_, err = s.call("binary.pack", append([]starlark.Value{fm}, values.(starlark.Tuple)...)...)
		check(t, "binary.pack", err)
	})
}

func FuzzJSON(f *testing.F) {
	for _, seed := range []string{`{"a": [1, 2.5e3, "é\n", null]}`, `"\ud800"`, `[[[`, `-0`, "\"\xff\""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := newSession()
		v, err := s.call("json.decode", starlark.String(text))
		check(t, "json.decode", err)
		_, ierr := s.call("json.indent", starlark.String(text))
		check(t, "json.indent", ierr)
		if err != nil {
			return
		}
		encoded, err := s.call("json.encode", v)
		if err != nil {
			t.Fatalf("%q decodes to %v, which does not encode: %v", text, v, err)
		}
		again, err := s.call("json.decode", encoded)
		if err != nil {
			t.Fatal(err)
		}
		if same, _ := starlark.Equal(v, again); !same {
			t.Errorf("%q decodes to %v, then to %v", text, v, again)
		}
	})
}

// FuzzArguments calls every builtin with values of every type.
func FuzzArguments(f *testing.F) {
	f.Add(uint16(0), uint32(0))
	f.Fuzz(func(t *testing.T, which uint16, choice uint32) {
		s := newSession()
		var names []string
		for _, m := range modules() {
			for i := range m.members {
				if m.members[i].call != nil {
					names = append(names, m.full(m.members[i].name))
				}
			}
		}
		values := []starlark.Value{
			starlark.None, starlark.True, starlark.MakeInt(-1), starlark.MakeInt(3), starlark.Float(-2.5), starlark.MakeInt(1).Lsh(80),
			starlark.String("a(b"), starlark.Bytes("\xff"), starlark.NewList([]starlark.Value{starlark.MakeInt(2), starlark.Float(1)}),
			starlark.Tuple{}, starlark.NewDict(0), s.globals["len"], starlark.NewList([]starlark.Value{starlark.NewList(nil)}),
		}
		name := names[int(which)%len(names)]
		var args []starlark.Value
		for n := choice % 4; n > 0; n-- {
			choice /= 4
			args = append(args, values[int(choice)%len(values)])
		}
		_, err := s.call(name, args...)
		check(t, name, err)
	})
}

// FuzzCharts gives tables and charts odd data and options, and makes all their forms.
func FuzzCharts(f *testing.F) {
	f.Add("[1, None, 2.5]", "{\"a\": [1, 2], \"b\": []}", "title", uint8(0))
	f.Add("[[1, \"x\"], [2, \"\\u0000<\"]]", "1e308", "colors", uint8(9))
	f.Add("[{\"a\": 1, \"b\": \"q\"}, {\"a\": -1e300}]", "\"b\"", "x", uint8(33))
	f.Add("{\"data\": {\"values\": []}, \"mark\": \"bar\", \"encoding\": {\"x\": {\"field\": \"a\"}}}", "true", "bins", uint8(6))
	names := []string{"table", "vegalite", "plot.line", "plot.scatter", "plot.bar", "plot.hist", "plot.heatmap"}
	options := []string{"y", "x", "color", "log_x", "log_y", "stacked", "width", "height", "legend", "columns", "align", "max_rows", "max_columns"}
	f.Fuzz(func(t *testing.T, data, option, parameter string, choice uint8) {
		if len(parameter) > 20 {
			return
		}
		s := newSession()
		var values []starlark.Value
		for _, text := range []string{data, option} {
			v, err := s.call("json.decode", starlark.String(text))
			if err != nil {
				return
			}
			values = append(values, v)
		}
		name := names[int(choice)%len(names)]
		if int(choice)/len(names) < len(options) {
			parameter = options[int(choice)/len(names)]
		}
		_, m := locate(name)
		v, err := starlark.Call(s.thread, m.builtin(s.host, name, nil), values[:1], []starlark.Tuple{{starlark.String(parameter), values[1]}})
		check(t, name, err)
		if err != nil {
			return
		}
		forms := v.(Forms).Forms()
		if svg, ok := forms["image/svg+xml"].(string); ok {
			wellFormed(t, svg)
			if strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
				t.Errorf("%s(%s, %s=%s): the SVG has a number that is none", name, data, parameter, option)
			}
		}
		if spec, ok := forms[vegaLiteType].(json.RawMessage); ok && !json.Valid(spec) {
			t.Errorf("%s(%s, %s=%s): the specification is not JSON", name, data, parameter, option)
		}
	})
}
