package lib

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"
)

var csvSpec = spec{name: "csv", text: "Comma-separated values in the dialect of Python's csv: text to rows, and back.", example: `csv.read("a,b\n1,2\n") # [["a", "b"], ["1", "2"]]`, members: []member{
	{name: "read", params: `(text, delimiter=",", quotechar="\"")`, text: "The rows of a CSV text, each a list of strings. An empty line is an empty row.",
		example: `csv.read("a,b\n1,\"x,y\"\n") # [["a", "b"], ["1", "x,y"]]`, call: csvRead},
	{name: "read_dicts", params: `(text, fieldnames=None, restkey=None, restval=None, delimiter=",", quotechar="\"")`, text: "The rows as dicts by the names in fieldnames, or by those of the first row. Values without a name are a list under restkey; for names without a value there is restval. Empty lines are left out.",
		example: `csv.read_dicts("a,b\n1,2\n") # [{"a": "1", "b": "2"}]`, call: csvReadDicts},
	{name: "write", params: `(rows, delimiter=",", quotechar="\"", lineterminator="\n", quote_all=False)`, text: "The CSV text of rows of values. Values are written as str gives them, None as nothing; what needs quotes gets them.",
		example: `csv.write([["a", 1], ["x,y", None]]) # "a,1\n\"x,y\",\n"`, call: csvWrite},
	{name: "write_dicts", params: `(rows, fieldnames=None, restval="", delimiter=",", quotechar="\"", lineterminator="\n", quote_all=False)`, text: "The CSV text of rows that are dicts, with a first row of names: fieldnames, or the keys of the first dict.",
		example: `csv.write_dicts([{"a": 1, "b": 2}]) # "a,b\n1,2\n"`, call: csvWriteDicts},
}}

// dialect is how a CSV text is written.
type dialect struct {
	delimiter, quote string
	terminator       string
	quoteAll         bool
}

func newDialect() dialect { return dialect{delimiter: ",", quote: `"`, terminator: "\n"} }

func (c call) checkDialect(d dialect) error {
	for _, p := range []struct{ name, text string }{{"delimiter", d.delimiter}, {"quotechar", d.quote}} {
		if utf8.RuneCountInString(p.text) != 1 || strings.ContainsAny(p.text, "\r\n") {
			return c.errorf("TypeError", "%q must be a 1-character string", p.name)
		}
	}
	if d.delimiter == d.quote {
		return c.errorf("ValueError", "delimiter and quotechar must not be the same")
	}
	return nil
}

// csvReader reads rows. Errors do not occur: every text is some table.
type csvReader struct {
	dialect
	s string
	i int
}

// row reads the next row; ok is false at the end.
func (r *csvReader) row() (fields []string, ok bool) {
	if r.i >= len(r.s) {
		return nil, false
	}
	if r.newline() {
		return []string{}, true
	}
	for {
		fields = append(fields, r.field())
		if r.i >= len(r.s) || r.newline() {
			return fields, true
		}
		r.i += len(r.delimiter) // field ends before a delimiter, if nothing else
	}
}

func (r *csvReader) newline() bool {
	switch {
	case strings.HasPrefix(r.s[r.i:], "\r\n"):
		r.i += 2
	case r.s[r.i] == '\n' || r.s[r.i] == '\r':
		r.i++
	default:
		return false
	}
	return true
}

func (r *csvReader) field() string {
	var b strings.Builder
	if strings.HasPrefix(r.s[r.i:], r.quote) {
		r.i += len(r.quote)
		for {
			n := strings.Index(r.s[r.i:], r.quote)
			if n < 0 { // Python takes an unclosed quote to the end of the text
				b.WriteString(r.s[r.i:])
				r.i = len(r.s)
				return b.String()
			}
			b.WriteString(r.s[r.i : r.i+n])
			r.i += n + len(r.quote)
			if !strings.HasPrefix(r.s[r.i:], r.quote) {
				break
			}
			b.WriteString(r.quote)
			r.i += len(r.quote)
		}
	}
	start := r.i
	for r.i < len(r.s) && r.s[r.i] != '\n' && r.s[r.i] != '\r' && !strings.HasPrefix(r.s[r.i:], r.delimiter) {
		r.i++
	}
	if b.Len() == 0 {
		return r.s[start:r.i]
	}
	b.WriteString(r.s[start:r.i])
	return b.String()
}

// rows calls f with each row of a text.
func (c call) rows(text string, d dialect, f func(fields []string) error) error {
	if err := c.checkDialect(d); err != nil {
		return err
	}
	r := &csvReader{d, text, 0}
	for size := 0; ; {
		if c.h.stopped() {
			return errStopped()
		}
		fields, ok := r.row()
		if !ok {
			return nil
		}
		size += 1 + 2*len(fields)
		if err := c.h.room(c.name, size, valueSize); err != nil {
			return err
		}
		if err := f(fields); err != nil {
			return err
		}
	}
}

func stringValues(fields []string) []starlark.Value {
	values := make([]starlark.Value, len(fields))
	for i, f := range fields {
		values[i] = starlark.String(f)
	}
	return values
}

func csvRead(c call) (starlark.Value, error) {
	d := newDialect()
	var text string
	if err := c.unpack("text", &text, "delimiter?", &d.delimiter, "quotechar?", &d.quote); err != nil {
		return nil, err
	}
	rows := []starlark.Value{}
	err := c.rows(text, d, func(fields []string) error {
		rows = append(rows, starlark.NewList(stringValues(fields)))
		return nil
	})
	return starlark.NewList(rows), err
}

func csvReadDicts(c call) (starlark.Value, error) {
	d := newDialect()
	var text string
	var fieldnames, restkey, restval starlark.Value = starlark.None, starlark.None, starlark.None
	if err := c.unpack("text", &text, "fieldnames?", &fieldnames, "restkey?", &restkey, "restval?", &restval,
		"delimiter?", &d.delimiter, "quotechar?", &d.quote); err != nil {
		return nil, err
	}
	var names []starlark.Value
	if fieldnames != starlark.None {
		var err error
		if names, err = c.elements("fieldnames", fieldnames); err != nil {
			return nil, err
		}
	}
	rows := []starlark.Value{}
	err := c.rows(text, d, func(fields []string) error {
		if len(fields) == 0 {
			return nil
		}
		values := stringValues(fields)
		if names == nil {
			names = values
			return nil
		}
		if err := c.h.room(c.name, len(rows)*len(names), 2*valueSize); err != nil {
			return err
		}
		row := starlark.NewDict(len(names))
		for i, name := range names {
			v := restval
			if i < len(values) {
				v = values[i]
			}
			if err := row.SetKey(name, v); err != nil {
				return c.errorf("TypeError", "%v", err)
			}
		}
		rows = append(rows, row)
		if len(values) > len(names) {
			return row.SetKey(restkey, starlark.NewList(values[len(names):]))
		}
		return nil
	})
	return starlark.NewList(rows), err
}

// elements collects a parameter that must be iterable.
func (c call) elements(parameter string, v starlark.Value) ([]starlark.Value, error) {
	iterable, ok := v.(starlark.Iterable)
	if !ok {
		return nil, c.errorf("TypeError", "for parameter %s: got %s, want iterable", parameter, v.Type())
	}
	return c.collect(iterable)
}

// csvWriter writes rows.
type csvWriter struct {
	dialect
	textWriter
}

func (w *csvWriter) row(values []starlark.Value) error {
	for i, v := range values {
		if i > 0 {
			w.write(w.delimiter)
		}
		text := ""
		if v != starlark.None {
			var err error
			if text, err = Str(v, w.max, w.stop); err != nil {
				return err
			}
		}
		// A row of one empty value would else be an empty row.
		if w.quoteAll || text == "" && len(values) == 1 || strings.Contains(text, w.delimiter) ||
			strings.Contains(text, w.quote) || strings.ContainsAny(text, "\r\n"+w.terminator) {
			text = w.quote + strings.ReplaceAll(text, w.quote, w.quote+w.quote) + w.quote
		}
		w.write(text)
	}
	w.write(w.terminator)
	return w.err
}

func csvWrite(c call) (starlark.Value, error) {
	d := newDialect()
	var rows starlark.Iterable
	if err := c.unpack("rows", &rows, "delimiter?", &d.delimiter, "quotechar?", &d.quote,
		"lineterminator?", &d.terminator, "quote_all?", &d.quoteAll); err != nil {
		return nil, err
	}
	if err := c.checkDialect(d); err != nil {
		return nil, err
	}
	w := &csvWriter{d, textWriter{max: MaxText, stop: c.h.Stop}}
	err := c.each(rows, func(i int, row starlark.Value) error {
		values, err := c.elements(fmt.Sprintf("rows[%d]", i), row)
		if err != nil {
			return err
		}
		return w.row(values)
	})
	return starlark.String(w.b.String()), err
}

func csvWriteDicts(c call) (starlark.Value, error) {
	d := newDialect()
	var rows starlark.Iterable
	var fieldnames, restval starlark.Value = starlark.None, starlark.String("")
	if err := c.unpack("rows", &rows, "fieldnames?", &fieldnames, "restval?", &restval, "delimiter?", &d.delimiter,
		"quotechar?", &d.quote, "lineterminator?", &d.terminator, "quote_all?", &d.quoteAll); err != nil {
		return nil, err
	}
	if err := c.checkDialect(d); err != nil {
		return nil, err
	}
	w := &csvWriter{d, textWriter{max: MaxText, stop: c.h.Stop}}
	var names []starlark.Value
	if fieldnames != starlark.None {
		var err error
		if names, err = c.elements("fieldnames", fieldnames); err != nil {
			return nil, err
		}
		if err := w.row(names); err != nil {
			return nil, err
		}
	}
	err := c.each(rows, func(i int, v starlark.Value) error {
		row, ok := v.(*starlark.Dict)
		if !ok {
			return c.errorf("TypeError", "for parameter rows[%d]: got %s, want dict", i, v.Type())
		}
		if names == nil {
			names = row.Keys()
			if err := w.row(names); err != nil {
				return err
			}
		}
		values := make([]starlark.Value, len(names))
		found := 0
		for i, name := range names {
			v, ok, err := row.Get(name)
			if err != nil {
				return c.errorf("TypeError", "%v", err)
			}
			if ok {
				found++
			} else {
				v = restval
			}
			values[i] = v
		}
		if found < row.Len() {
			return c.errorf("ValueError", "rows[%d] has keys that are not in fieldnames", i)
		}
		return w.row(values)
	})
	return starlark.String(w.b.String()), err
}
