package interp

import (
	"encoding/json"
	"fmt"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starkernel/kernel"
	"starkernel/kernel/interp/lib"
	"starkernel/protocol"
	"starkernel/starlarkasync/exception"
)

const (
	// displayWidth is where texts of results are broken.
	displayWidth = 80
	// maxDisplay is the most bytes of a result's text; the rest is cut.
	maxDisplay = 1 << 20
)

// rich is a value with a form of its own for display, such as HTML(text).
type rich struct {
	kind string // the name of the builtin that made it
	mime string
	data any    // as in a MIME bundle
	text string // text/plain
}

func (r *rich) bundle() protocol.MIMEBundle {
	return protocol.MIMEBundle{r.mime: r.data, "text/plain": r.text}
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

// bundle gives all forms of a value; text/plain is always there.
func (s *Starlark) bundle(v starlark.Value) (kernel.Display, error) {
	if r, ok := v.(interface{ bundle() protocol.MIMEBundle }); ok {
		return kernel.Display{Data: r.bundle()}, nil
	}
	text, err := s.pretty(v)
	return kernel.Display{Data: protocol.MIMEBundle{"text/plain": text}}, err
}

// pretty is the text/plain of a value. One that is too long is described.
func (s *Starlark) pretty(v starlark.Value) (string, error) {
	text, err := lib.PrettyRepr(v, displayWidth, maxDisplay, &s.stop)
	if e := exception.Find(err); e != nil && e.Class == "MemoryError" {
		return fmt.Sprintf("<%s: its text is longer than %d bytes; print a part of it>", v.Type(), maxDisplay), nil
	}
	return text, err
}

// richText makes HTML, Markdown, Latex and SVG. Their text/plain is the source,
// which is what a console can show.
func richText(name, mime string) *starlark.Builtin {
	return starlark.NewBuiltin(name, func(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var text string
		if err := starlark.UnpackArgs(b.Name(), args, kwargs, "data", &text); err != nil {
			return nil, err
		}
		return &rich{kind: name, mime: mime, data: text, text: text}, nil
	})
}

// richImage makes PNG and JPEG from bytes.
func richImage(name, mime string) *starlark.Builtin {
	return starlark.NewBuiltin(name, func(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var data starlark.Bytes
		if err := starlark.UnpackArgs(b.Name(), args, kwargs, "data", &data); err != nil {
			return nil, err
		}
		return &rich{kind: name, mime: mime, data: protocol.Base64(data), text: fmt.Sprintf("<%s image, %d bytes>", name, len(data))}, nil
	})
}

// richJSON makes JSON(value), shown as a tree.
func (s *Starlark) richJSON() *starlark.Builtin {
	return starlark.NewBuiltin("JSON", func(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var v starlark.Value
		if err := starlark.UnpackArgs(b.Name(), args, kwargs, "data", &v); err != nil {
			return nil, err
		}
		encode, err := s.json.Attr("encode")
		if err != nil {
			return nil, err
		}
		text, err := starlark.Call(thread, encode, starlark.Tuple{v}, nil)
		if err != nil {
			return nil, err
		}
		raw, _ := starlark.AsString(text)
		plain, err := s.pretty(v)
		return &rich{kind: "JSON", mime: "application/json", data: json.RawMessage(raw), text: plain}, err
	})
}

// display publishes values. With a display id it gives a handle to update them.
func (s *Starlark) display(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var id starlark.Value = starlark.None
	update := false
	if err := starlark.UnpackArgs(b.Name(), nil, kwargs, "display_id?", &id, "update?", &update); err != nil {
		return nil, err
	}
	name := ""
	switch x := id.(type) {
	case starlark.NoneType:
	case starlark.String:
		name = string(x)
	case starlark.Bool:
		if x {
			name = protocol.NewID()
		}
	default:
		return nil, exception.Newf("TypeError", "display: for parameter display_id: got %s, want string, bool or None", id.Type())
	}
	if update && name == "" {
		return nil, exception.New("TypeError", "display: update=True needs the display_id of what is replaced")
	}
	for _, v := range args {
		if err := s.show(v, name, update); err != nil {
			return nil, err
		}
	}
	if name == "" {
		return starlark.None, nil
	}
	return &displayHandle{s, name}, nil
}

func (s *Starlark) show(v starlark.Value, id string, update bool) error {
	d, err := s.bundle(v)
	if err != nil {
		return err
	}
	d.DisplayID, d.Update = id, update
	if s.out != nil {
		s.out.Display(d)
	}
	return nil
}

// displayHandle updates what was displayed under its id.
type displayHandle struct {
	session *Starlark
	id      string
}

func (h *displayHandle) String() string        { return "<DisplayHandle " + syntax.Quote(h.id, false) + ">" }
func (h *displayHandle) Type() string          { return "DisplayHandle" }
func (h *displayHandle) Freeze()               {}
func (h *displayHandle) Truth() starlark.Bool  { return true }
func (h *displayHandle) Hash() (uint32, error) { return starlark.String(h.id).Hash() }
func (h *displayHandle) AttrNames() []string   { return []string{"display", "display_id", "update"} }

func (h *displayHandle) Attr(name string) (starlark.Value, error) {
	switch name {
	case "display_id":
		return starlark.String(h.id), nil
	case "display", "update":
		return starlark.NewBuiltin(name, func(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			var v starlark.Value
			if err := starlark.UnpackArgs(name, args, kwargs, "value", &v); err != nil {
				return nil, err
			}
			return starlark.None, h.session.show(v, h.id, name == "update")
		}).BindReceiver(h), nil
	}
	return nil, nil
}
