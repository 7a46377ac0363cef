package lib

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"starkernel/starlarkasync/exception"
)

var jsonSpec = spec{name: "json", text: "JSON as text and as values, with the names that Starlark gives it.", example: `json.decode("[1, 2]") # [1, 2]`, members: []member{
	{name: "decode", params: "(x, /, default=None)", text: "The value that a JSON text stands for. If the text is not valid: default if given, else an error.",
		example: `json.decode("[1, 2.0, null]") # [1, 2.0, None]`, call: jsonDecode},
	{name: "encode", params: "(x, /)", text: "The JSON text of a value. Keys of dicts must be strings and are sorted; structs are objects.",
		example: `json.encode({"b": 1, "a": (True, None)}) # "{\"a\":[true,null],\"b\":1}"`, call: jsonEncode},
	{name: "encode_indent", params: `(x, /, *, prefix="", indent="\t")`, text: "encode, and then indent.",
		example: `json.encode_indent([1], indent=" ") # "[\n 1\n]"`, call: jsonEncodeIndent},
	{name: "indent", params: `(str, /, *, prefix="", indent="\t")`, text: "A JSON text with one element a line.",
		example: `json.indent("[1]", indent=" ") # "[\n 1\n]"`, call: jsonIndent},
}}

func jsonEncode(c call) (starlark.Value, error) {
	var x starlark.Value
	if err := c.positional(1, &x); err != nil {
		return nil, err
	}
	text, err := c.encode(x)
	return starlark.String(text), err
}

func jsonEncodeIndent(c call) (starlark.Value, error) {
	var x starlark.Value
	if err := (call{name: c.name, args: c.args}).positional(1, &x); err != nil {
		return nil, err
	}
	text, err := c.encode(x)
	if err != nil {
		return nil, err
	}
	return c.indent(text)
}

func jsonIndent(c call) (starlark.Value, error) {
	var text string
	if err := (call{name: c.name, args: c.args}).positional(1, &text); err != nil {
		return nil, err
	}
	return c.indent(text)
}

func (c call) indent(text string) (starlark.Value, error) {
	prefix, indent := "", "\t"
	if err := (call{name: c.name, kwargs: c.kwargs}).unpack("prefix?", &prefix, "indent?", &indent); err != nil {
		return nil, err
	}
	// Every line may take the whole indentation of its depth: bound the size
	// before it is made.
	size, depth, lines := len(text), 0, 0
	for i := range len(text) {
		switch text[i] {
		case '[', '{':
			depth++
			lines = 1
		case ']', '}':
			depth--
			lines = 1
		case ',':
			lines = 1
		default:
			lines = 0
		}
		size += lines * (1 + len(prefix) + max(depth, 0)*len(indent))
		if depth > MaxDepth {
			return nil, tooDeep(c)
		}
		if size > 4*MaxText {
			return nil, textTooLong(MaxText)
		}
	}
	var b bytes.Buffer
	if err := json.Indent(&b, []byte(text), prefix, indent); err != nil {
		return nil, c.errorf("ValueError", "%v", err)
	}
	return starlark.String(b.String()), nil
}

func tooDeep(c call) error {
	return c.errorf("RecursionError", "JSON nested deeper than %d", MaxDepth)
}

// encode gives the JSON text of v.
func (c call) encode(v starlark.Value) (string, error) {
	w := &jsonWriter{c: c, textWriter: textWriter{max: MaxText, stop: c.h.Stop}}
	w.value(v)
	if err := w.located(); err != nil {
		return "", err
	}
	return w.b.String(), nil
}

// jsonWriter uses the bounds of textWriter for JSON.
type jsonWriter struct {
	textWriter
	c call
	// class and message are those of an error whose place is yet to be told, and
	// steps, from the inside out, lead there.
	class, message string
	steps          []string
}

func (w *jsonWriter) fail(class, format string, args ...any) {
	if w.err == nil {
		w.class, w.message = class, fmt.Sprintf(format, args...)
		w.err = exception.New(class, w.message)
	}
}

// located gives the error, if any, with the place where it happened.
func (w *jsonWriter) located() error {
	if w.err == nil || w.class == "" {
		return w.err
	}
	slices.Reverse(w.steps)
	where := strings.Join(w.steps[:min(len(w.steps), 20)], "")
	if where != "" {
		where += ": "
	}
	return w.c.errorf(w.class, "%s%s", where, w.message)
}

func (w *jsonWriter) value(v starlark.Value) {
	switch v := v.(type) {
	case json.Marshaler:
		data, err := v.MarshalJSON()
		if err != nil {
			w.fail("ValueError", "%v", err)
			return
		}
		w.write(string(data))
	case starlark.NoneType:
		w.write("null")
	case starlark.Bool:
		w.write(strings.ToLower(v.String()))
	case starlark.Int:
		if err := checkDigits(v); err != nil {
			w.err = firstError(w.err, err)
			return
		}
		w.write(v.String())
	case starlark.Float:
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			w.fail("ValueError", "cannot encode non-finite float %v", v)
			return
		}
		w.write(v.String())
	case starlark.String:
		w.string(string(v))
	case starlark.IterableMapping:
		w.mapping(v)
	case starlark.Iterable:
		w.array(v)
	case *module:
		w.fail("TypeError", "cannot encode %s as JSON", v.Type())
	case starlark.HasAttrs:
		w.object(v)
	default:
		w.fail("TypeError", "cannot encode %s as JSON", v.Type())
	}
}

func (w *jsonWriter) string(s string) {
	if len(s) > w.max {
		w.err = firstError(w.err, textTooLong(w.max))
		return
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		w.fail("ValueError", "%v", err)
		return
	}
	w.write(strings.TrimSuffix(b.String(), "\n"))
}

// begin enters a container, which must not contain itself.
func (w *jsonWriter) begin(open string, v starlark.Value) bool {
	if len(w.path) >= MaxDepth {
		w.fail("RecursionError", "value nested deeper than %d", MaxDepth)
		return false
	}
	for _, p := range w.path {
		if sameContainer(p, v) {
			w.fail("ValueError", "cycle in JSON structure")
			return false
		}
	}
	return w.enter(open, "", v)
}

// element writes a part of a container: step and key say which, if it fails.
func (w *jsonWriter) element(v starlark.Value, step string, key any) {
	if w.value(v); w.err != nil {
		w.steps = append(w.steps, fmt.Sprintf(step, key))
	}
}

func (w *jsonWriter) mapping(m starlark.IterableMapping) {
	items := m.Items()
	for _, kv := range items {
		if _, ok := kv[0].(starlark.String); !ok {
			w.fail("TypeError", "%s has %s key, want string", m.Type(), kv[0].Type())
			return
		}
	}
	slices.SortFunc(items, func(a, b starlark.Tuple) int {
		return strings.Compare(string(a[0].(starlark.String)), string(b[0].(starlark.String)))
	})
	if !w.begin("{", m) {
		return
	}
	for i, kv := range items {
		if w.err != nil {
			return
		}
		if i > 0 {
			w.write(",")
		}
		key := string(kv[0].(starlark.String))
		w.string(key)
		w.write(":")
		w.element(kv[1], "[%.40q]", key)
	}
	w.leave("}")
}

func (w *jsonWriter) array(v starlark.Iterable) {
	if !w.begin("[", v) {
		return
	}
	err := w.c.each(v, func(i int, e starlark.Value) error {
		if i > 0 {
			w.write(",")
		}
		w.element(e, "[%d]", i)
		return w.err
	})
	if err != nil {
		w.err = firstError(w.err, err)
		return
	}
	w.leave("]")
}

func (w *jsonWriter) object(v starlark.HasAttrs) {
	names := slices.Sorted(slices.Values(v.AttrNames()))
	if !w.begin("{", v) {
		return
	}
	for i, name := range names {
		field, err := v.Attr(name)
		if err != nil || field == nil {
			w.fail("AttributeError", "cannot read .%s of %s", name, v.Type())
		}
		if w.err != nil {
			return
		}
		if i > 0 {
			w.write(",")
		}
		w.string(name)
		w.write(":")
		w.element(field, ".%s", name)
	}
	w.leave("}")
}
