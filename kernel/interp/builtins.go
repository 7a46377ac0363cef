package interp

import (
	"go.starlark.net/starlark"

	"starkernel/protocol"
)

type builtinFunc = func(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error)

// builtins are what a notebook has beside the language and the loop.
func (s *Starlark) builtins() starlark.StringDict {
	d := richValues()
	d["In"], d["Out"], d["JSON"] = s.history.in, s.history.out, s.richJSON()
	for name, f := range map[string]builtinFunc{
		"display":      s.display,
		"clear_output": s.clearOutput,
		"page":         s.page,
		"input":        s.input,
		"getpass":      s.getpass,
		"reset":        s.resetBuiltin,
		"help":         s.help,
		"jobs":         s.jobs,
		"exit":         s.exit,

		"set_next_input": s.setNextInput,
		"timeit":         s.timeit,
	} {
		d[name] = starlark.NewBuiltin(name, f)
	}
	return d
}

// richValues make values with a form of their own; they need no session.
func richValues() starlark.StringDict {
	return starlark.StringDict{
		"HTML":     richText("HTML", "text/html"),
		"Markdown": richText("Markdown", "text/markdown"),
		"Latex":    richText("Latex", "text/latex"),
		"SVG":      richText("SVG", "image/svg+xml"),
		"PNG":      richImage("PNG", "image/png"),
		"JPEG":     richImage("JPEG", "image/jpeg"),
	}
}

func (s *Starlark) clearOutput(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	wait := false
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "wait?", &wait); err != nil {
		return nil, err
	}
	if s.out != nil {
		s.out.ClearOutput(wait)
	}
	return starlark.None, nil
}

// page shows a text in the client's pager when the cell has ended.
func (s *Starlark) page(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var text string
	start := 0
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "text", &text, "start?", &start); err != nil {
		return nil, err
	}
	s.payload = append(s.payload, protocol.Payload{"source": "page", "data": protocol.MIMEBundle{"text/plain": text}, "start": start})
	return starlark.None, nil
}

// setNextInput puts text into the next cell or the next prompt.
func (s *Starlark) setNextInput(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var text string
	replace := false
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "text", &text, "replace?", &replace); err != nil {
		return nil, err
	}
	s.payload = append(s.payload, protocol.Payload{"source": "set_next_input", "text": text, "replace": replace})
	return starlark.None, nil
}

// exit ends the kernel when the cell has ended.
func (s *Starlark) exit(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := starlark.UnpackArgs(b.Name(), args, kwargs); err != nil {
		return nil, err
	}
	s.exiting = true
	s.payload = append(s.payload, protocol.Payload{"source": "ask_exit", "keepkernel": false})
	return starlark.None, nil
}

func (s *Starlark) resetBuiltin(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := starlark.UnpackArgs(b.Name(), args, kwargs); err != nil {
		return nil, err
	}
	s.reset()
	return starlark.None, nil
}
