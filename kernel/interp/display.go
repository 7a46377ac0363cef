package interp

import (
	"maps"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"starkernel/kernel"
	"starkernel/starlarkasync/exception"
)

// presentation is how display shows its values.
type presentation struct {
	wanted   choice
	metadata map[string]any
	raw      bool
	id       string
	update   bool
}

// display publishes values. With a display id it gives a handle to update them.
func (s *Starlark) display(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var id starlark.Value = starlark.None
	clearFirst := false
	p, err := s.presentation(b.Name(), nil, kwargs, "display_id?", &id, "clear?", &clearFirst)
	if err != nil {
		return nil, err
	}
	switch x := id.(type) {
	case starlark.NoneType:
	case starlark.String:
		p.id = string(x)
	case starlark.Bool:
		if x {
			p.id = s.newDisplayID()
		}
	default:
		return nil, exception.Newf("TypeError", "display: for parameter display_id: got %s, want string, bool or None", id.Type())
	}
	if p.update && p.id == "" {
		return nil, exception.New("TypeError", "display: update=True needs the display_id of what is replaced")
	}
	if clearFirst {
		if err := s.clear(true); err != nil {
			return nil, err
		}
	}
	for _, v := range args {
		if err := s.show(v, p); err != nil {
			return nil, err
		}
	}
	if p.id == "" {
		return starlark.None, nil
	}
	return &displayHandle{s, p.id}, nil
}

// presentation takes the arguments that display and the methods of its handles
// have in common; more are the other ones.
func (s *Starlark) presentation(name string, args starlark.Tuple, kwargs []starlark.Tuple, more ...any) (presentation, error) {
	var p presentation
	var include, exclude, metadata starlark.Value
	pairs := append(more, "update?", &p.update, "include??", &include, "exclude??", &exclude, "metadata??", &metadata, "raw?", &p.raw)
	err := starlark.UnpackArgs(name, args, kwargs, pairs...)
	if err == nil {
		p.wanted.include, err = mimeTypes(name, "include", include)
	}
	if err == nil {
		p.wanted.exclude, err = mimeTypes(name, "exclude", exclude)
	}
	if err == nil && metadata != nil {
		if p.metadata, err = s.metadata(metadata); err != nil {
			err = about(name, err)
		}
	}
	return p, err
}

// mimeTypes takes a list of MIME types; nil for none.
func mimeTypes(name, parameter string, v starlark.Value) ([]string, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case starlark.String:
		return []string{string(v)}, nil
	case starlark.Sequence:
		list := []string{}
		for x := range starlark.Elements(v) {
			mime, ok := starlark.AsString(x)
			if !ok {
				return nil, exception.Newf("TypeError", "%s: for parameter %s: got %s, want MIME types, which are strings", name, parameter, x.Type())
			}
			list = append(list, mime)
		}
		return list, nil
	}
	return nil, exception.Newf("TypeError", "%s: for parameter %s: got %s, want a list of MIME types", name, parameter, v.Type())
}

func (s *Starlark) show(v starlark.Value, p presentation) error {
	var d kernel.Display
	var err error
	if p.raw {
		if d.Data, err = s.rawBundle(v); err != nil {
			return about("display", err)
		}
		p.wanted.apply(&d)
	} else {
		d, err = s.formsOf(v, p.wanted)
	}
	if err != nil {
		return err
	}
	mergeMetadata(&d, p.metadata)
	d.DisplayID, d.Update = p.id, p.update
	s.watch(v, &d, p)
	if s.out != nil && len(d.Data) > 0 {
		s.out.Display(d)
	}
	return nil
}

// mergeMetadata adds metadata to that of the forms; what both have for a MIME type
// is joined.
func mergeMetadata(d *kernel.Display, more map[string]any) {
	if d.Metadata == nil {
		d.Metadata = map[string]any{}
	}
	for key, value := range more {
		old, ok := d.Metadata[key].(map[string]any)
		added, ok2 := value.(map[string]any)
		if ok && ok2 {
			value = maps.Clone(old)
			maps.Copy(value.(map[string]any), added)
		}
		d.Metadata[key] = value
	}
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
			p, err := h.session.presentation(name, args, kwargs, "value", &v)
			if err != nil {
				return nil, err
			}
			p.id, p.update = h.id, name == "update"
			return starlark.None, h.session.show(v, p)
		}).BindReceiver(h), nil
	}
	return nil, nil
}
