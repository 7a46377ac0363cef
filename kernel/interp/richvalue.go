package interp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starkernel/kernel"
	"starkernel/protocol"
	"starkernel/starlarkasync/exception"
)

// rich is a value with a form of its own for display, such as HTML(text).
type rich struct {
	kind   string // the name of the builtin that made it
	mime   string
	data   any            // as in a MIME bundle
	source starlark.Value // what never changes, else nil
	text   string         // text/plain
	// metadata is that of the form; nil for none.
	metadata map[string]any
}

func (r *rich) forms() kernel.Display {
	d := kernel.Display{Data: protocol.MIMEBundle{r.mime: r.data, "text/plain": r.text}}
	if r.metadata != nil {
		d.Metadata = map[string]any{r.mime: r.metadata}
	}
	return d
}

// String is how the value looks inside a list or when it is printed.
func (r *rich) String() string {
	const limit = 60
	if len(r.text) > limit {
		return r.kind + "(…)"
	}
	return r.kind + "(" + syntax.Quote(r.text, false) + ")"
}
func (r *rich) Type() string          { return r.kind }
func (r *rich) Freeze()               {}
func (r *rich) Truth() starlark.Bool  { return true }
func (r *rich) Hash() (uint32, error) { return starlark.String(r.kind + r.text).Hash() }

func (r *rich) AttrNames() []string {
	if r.source == nil {
		return nil
	}
	return []string{"data"}
}

// Attr gives the text or bytes from which the value was made.
func (r *rich) Attr(name string) (starlark.Value, error) {
	if name == "data" && r.source != nil {
		return r.source, nil
	}
	return nil, nil
}

// richValues make values with a form of their own; they need no session.
func richValues() starlark.StringDict {
	d := starlark.StringDict{
		"HTML":     richText("HTML", "text/html"),
		"Markdown": richText("Markdown", "text/markdown"),
		"Latex":    richText("Latex", "text/latex"),
		"SVG":      richText("SVG", "image/svg+xml"),
	}
	for _, name := range []string{"Image", "PNG", "JPEG"} {
		d[name] = richImage(name)
	}
	return d
}

// richText makes HTML, Markdown, Latex and SVG. Their text/plain is the source,
// which is what a console can show.
func richText(name, mime string) *starlark.Builtin {
	return starlark.NewBuiltin(name, func(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var text starlark.String
		if err := starlark.UnpackArgs(b.Name(), args, kwargs, "data", &text); err != nil {
			return nil, err
		}
		return &rich{kind: name, mime: mime, data: string(text), source: text, text: string(text)}, nil
	})
}

// richImage makes Image, whose format is looked for in the data, and PNG and JPEG.
func richImage(name string) *starlark.Builtin {
	return starlark.NewBuiltin(name, func(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var data starlark.Value
		var width, height starlark.Value
		if err := starlark.UnpackArgs(b.Name(), args, kwargs, "data", &data, "width??", &width, "height??", &height); err != nil {
			return nil, err
		}
		metadata := map[string]any{}
		for _, size := range []struct {
			name  string
			value starlark.Value
		}{{"width", width}, {"height", height}} {
			if size.value == nil {
				continue
			}
			n, err := starlark.AsInt32(size.value)
			if err != nil || n <= 0 {
				return nil, exception.Newf("ValueError", "%s: %s is a number of pixels, 1 or more, got %s", name, size.name, preview(size.value, maxDefault, false))
			}
			metadata[size.name] = n
		}
		if len(metadata) == 0 {
			metadata = nil
		}
		if text, ok := starlark.AsString(data); ok && name == "Image" && isSVG([]byte(text)) {
			return &rich{kind: name, mime: "image/svg+xml", data: text, source: data, text: "<SVG image>", metadata: metadata}, nil
		}
		raw, ok := data.(starlark.Bytes)
		if !ok {
			return nil, exception.Newf("TypeError", "%s: for parameter data: got %s, want the bytes of an image; base64.decode makes them of a text", name, data.Type())
		}
		format := imageFormat([]byte(raw))
		if name != "Image" {
			format = name
		}
		switch format {
		case "":
			return nil, exception.New("ValueError", "Image: the data does not begin as a PNG, JPEG, GIF, WebP or SVG image does")
		case "SVG":
			return &rich{kind: name, mime: "image/svg+xml", data: string(raw), source: raw, text: "<SVG image>", metadata: metadata}, nil
		}
		return &rich{kind: name, mime: imageTypes[format], data: protocol.Base64(raw), source: raw,
			text: fmt.Sprintf("<%s image, %d bytes>", format, len(raw)), metadata: metadata}, nil
	})
}

var imageTypes = map[string]string{"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WebP": "image/webp"}

// imageFormat tells the format of an image by its first bytes, "" if it is none
// that browsers show.
func imageFormat(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		return "PNG"
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		return "JPEG"
	case bytes.HasPrefix(data, []byte("GIF87a")), bytes.HasPrefix(data, []byte("GIF89a")):
		return "GIF"
	case len(data) >= 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		return "WebP"
	case isSVG(data):
		return "SVG"
	}
	return ""
}

// isSVG tells whether a text begins with an svg element, maybe after XML's
// declaration and comments.
func isSVG(data []byte) bool {
	const near = 1024
	data = bytes.TrimSpace(data[:min(len(data), near)])
	return bytes.HasPrefix(data, []byte("<")) && bytes.Contains(data, []byte("<svg"))
}

// richJSON makes JSON(value), shown as a tree.
func (s *Starlark) richJSON() *starlark.Builtin {
	return starlark.NewBuiltin("JSON", func(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var v starlark.Value
		expanded := false
		if err := starlark.UnpackArgs(b.Name(), args, kwargs, "data", &v, "expanded?", &expanded); err != nil {
			return nil, err
		}
		raw, err := s.encodeJSON(v)
		if err != nil {
			return nil, about("JSON", err)
		}
		plain, err := s.pretty(v)
		r := &rich{kind: "JSON", mime: "application/json", data: raw, text: plain}
		if expanded {
			r.metadata = map[string]any{"expanded": true}
		}
		return r, err
	})
}

// encodeJSON makes data of a JSON type. What JSON does not have is an error, which
// does not name json.encode: nobody has called it.
func (s *Starlark) encodeJSON(v starlark.Value) (json.RawMessage, error) {
	encode, err := s.json.Attr("encode")
	if err != nil {
		return nil, err
	}
	text, err := starlark.Call(new(starlark.Thread), encode, starlark.Tuple{v}, nil)
	if err != nil {
		e := exception.Classify(err)
		return nil, exception.New(e.Class, strings.TrimPrefix(e.Message, "json.encode: "))
	}
	raw, _ := starlark.AsString(text)
	return json.RawMessage(raw), nil
}
