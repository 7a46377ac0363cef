package interp

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"

	"starkernel/kernel"
	"starkernel/kernel/interp/lib"
	"starkernel/protocol"
	"starkernel/starlarkasync/exception"
)

// maxReprSteps is how many steps of the interpreter a function may take that
// makes a form of a value: less than a second.
const maxReprSteps = 10_000_000

// former is a value that has forms of its own for display. text/plain is one of
// them.
type former interface{ forms() kernel.Display }

// choice says which MIME types are wanted; without names all are.
type choice struct{ include, exclude []string }

func (c choice) has(mime string) bool {
	return (c.include == nil || slices.Contains(c.include, mime)) && !slices.Contains(c.exclude, mime)
}

// apply takes away what is not wanted.
func (c choice) apply(d *kernel.Display) {
	maps.DeleteFunc(d.Data, func(mime string, _ any) bool { return !c.has(mime) })
	maps.DeleteFunc(d.Metadata, func(key string, _ any) bool { return mimeType().MatchString(key) && !c.has(key) })
}

// reprFunctions are the fields of a struct that make a form of it, those of
// IPython.
var reprFunctions = []struct{ name, mime string }{
	{"_repr_html_", "text/html"},
	{"_repr_markdown_", "text/markdown"},
	{"_repr_svg_", "image/svg+xml"},
	{"_repr_png_", "image/png"},
	{"_repr_jpeg_", "image/jpeg"},
	{"_repr_latex_", "text/latex"},
	{"_repr_json_", "application/json"},
}

// formsOf gives the forms of a value for display, without those that are not
// wanted.
func (s *Starlark) formsOf(v starlark.Value, wanted choice) (kernel.Display, error) {
	d := kernel.Display{Data: protocol.MIMEBundle{}}
	var err error
	switch x := v.(type) {
	case former:
		d = x.forms()
	case lib.Forms:
		d.Data = x.Forms()
	case *starlarkstruct.Struct:
		d, err = s.formsOfStruct(x, wanted)
	}
	if err != nil {
		return d, err
	}
	if _, ok := d.Data["text/plain"]; !ok && wanted.has("text/plain") {
		if d.Data["text/plain"], err = s.valueText(v); err != nil {
			return d, err
		}
	}
	wanted.apply(&d)
	return d, nil
}

// formsOfStruct calls the functions of a struct that make forms of it, as IPython
// does: first that of a whole bundle, then for what is not there the others. An
// error in one is told, and the others go on. A struct without such functions is
// a table.
func (s *Starlark) formsOfStruct(x *starlarkstruct.Struct, wanted choice) (kernel.Display, error) {
	d := kernel.Display{Data: protocol.MIMEBundle{}, Metadata: map[string]any{}}
	found := false
	if f := reprFunction(x, "_repr_mimebundle_"); f != nil {
		found = true
		kwargs := []starlark.Tuple{
			{starlark.String("include"), stringsOrNone(wanted.include)},
			{starlark.String("exclude"), stringsOrNone(wanted.exclude)},
		}
		if err := s.callRepr("_repr_mimebundle_", f, kwargs, func(v starlark.Value) error { return s.addBundle(&d, v) }); err != nil {
			return d, err
		}
	}
	for _, r := range reprFunctions {
		f := reprFunction(x, r.name)
		if f == nil {
			continue
		}
		found = true
		if _, there := d.Data[r.mime]; there || !wanted.has(r.mime) {
			continue
		}
		if err := s.callRepr(r.name, f, nil, func(v starlark.Value) error { return s.addForm(&d, r.mime, v) }); err != nil {
			return d, err
		}
	}
	if !found && x.Len() > 0 {
		d.Data["text/html"] = structTable(x)
	}
	return d, nil
}

// withoutReprFunctions is a struct as its text shows it.
func withoutReprFunctions(x *starlarkstruct.Struct) *starlarkstruct.Struct {
	fields := starlark.StringDict{}
	x.ToStringDict(fields)
	maps.DeleteFunc(fields, func(name string, v starlark.Value) bool {
		_, function := v.(starlark.Callable)
		return function && strings.HasPrefix(name, "_repr_")
	})
	return starlarkstruct.FromStringDict(x.Constructor(), fields)
}

func reprFunction(x *starlarkstruct.Struct, name string) starlark.Callable {
	v, err := x.Attr(name)
	if err != nil {
		return nil
	}
	f, _ := v.(starlark.Callable)
	return f
}

func stringsOrNone(list []string) starlark.Value {
	if list == nil {
		return starlark.None
	}
	values := make([]starlark.Value, len(list))
	for i, s := range list {
		values[i] = starlark.String(s)
	}
	return starlark.NewList(values)
}

// callRepr calls a function that makes a form and hands what it gives to add,
// unless that is None. It fails only if the cell was interrupted: other errors are
// told on stderr.
func (s *Starlark) callRepr(name string, f starlark.Callable, kwargs []starlark.Tuple, add func(starlark.Value) error) error {
	v, e := s.loop.Aside(f, nil, kwargs, maxReprSteps)
	if e == nil && v != starlark.None {
		if err := add(v); err != nil {
			e = about(name, err)
		}
	}
	switch {
	case e == nil:
		return nil
	case e.Fatal:
		return e
	}
	s.stream(kernel.Stderr, "Warning: "+name+" of a value failed; its other forms are shown\n"+s.traceback(e)+"\n")
	return nil
}

// about is err with the name of what it is about before the message.
func about(name string, err error) *exception.Error {
	e := *exception.Classify(err)
	e.Message = name + ": " + e.Message
	return &e
}

// addForm adds what a function gave for one MIME type: the data, or a tuple of
// data and metadata.
func (s *Starlark) addForm(d *kernel.Display, mime string, v starlark.Value) error {
	if pair, ok := v.(starlark.Tuple); ok && len(pair) == 2 {
		metadata, err := s.metadata(pair[1])
		if err != nil {
			return err
		}
		d.Metadata[mime] = metadata
		v = pair[0]
	}
	data, err := s.mimeData(mime, v)
	if err != nil {
		return err
	}
	d.Data[mime] = data
	return nil
}

// addBundle adds a dict from MIME types to data, or a tuple of that and metadata.
func (s *Starlark) addBundle(d *kernel.Display, v starlark.Value) error {
	if pair, ok := v.(starlark.Tuple); ok && len(pair) == 2 {
		metadata, err := s.metadata(pair[1])
		if err != nil {
			return err
		}
		maps.Copy(d.Metadata, metadata)
		v = pair[0]
	}
	bundle, err := s.rawBundle(v)
	maps.Copy(d.Data, bundle)
	return err
}

// mimeType matches what JupyterLab takes for the name of a MIME type.
var mimeType = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[\w\-+.]+/[\w\-+.]+$`) })

// rawBundle makes a MIME bundle of a dict.
func (s *Starlark) rawBundle(v starlark.Value) (protocol.MIMEBundle, error) {
	dict, ok := v.(*starlark.Dict)
	if !ok {
		return nil, exception.Newf("TypeError", "got %s, want a dict from MIME types to data", v.Type())
	}
	bundle := protocol.MIMEBundle{}
	for k, v := range dict.Entries() {
		mime, ok := starlark.AsString(k)
		if !ok || !mimeType().MatchString(mime) {
			return nil, exception.Newf("ValueError", "%s is not a MIME type, such as \"text/html\"", preview(k, maxDefault, false))
		}
		if v == starlark.None {
			continue
		}
		data, err := s.mimeData(mime, v)
		if err != nil {
			return nil, err
		}
		bundle[mime] = data
	}
	return bundle, nil
}

// mimeData makes the data of a MIME type from a value: of a JSON type any value
// that JSON has, else a text, or bytes, which are sent in base64.
func (s *Starlark) mimeData(mime string, v starlark.Value) (any, error) {
	isText := strings.HasPrefix(mime, "text/") || mime == "image/svg+xml"
	switch x := v.(type) {
	case starlark.String:
		if !isJSON(mime) {
			return string(x), nil
		}
	case starlark.Bytes:
		if isText {
			return string(x), nil
		}
		return protocol.Base64(x), nil
	}
	switch {
	case isJSON(mime):
		return s.encodeJSON(v)
	case isText:
		return nil, exception.Newf("TypeError", "got %s for %s, want a string", v.Type(), mime)
	}
	return nil, exception.Newf("TypeError", "got %s for %s, want bytes, or a string in base64", v.Type(), mime)
}

func isJSON(mime string) bool { return mime == "application/json" || strings.HasSuffix(mime, "+json") }

// metadata makes the metadata of a display from a dict.
func (s *Starlark) metadata(v starlark.Value) (map[string]any, error) {
	if _, ok := v.(*starlark.Dict); !ok {
		return nil, exception.Newf("TypeError", "got %s for the metadata, want a dict", v.Type())
	}
	raw, err := s.encodeJSON(v)
	if err != nil {
		return nil, err
	}
	m := map[string]any{}
	return m, json.Unmarshal(raw, &m)
}
