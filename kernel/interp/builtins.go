package interp

import (
	"maps"
	"slices"

	"go.starlark.net/starlark"

	"starkernel/kernel"
	"starkernel/protocol"
	"starkernel/starlarkasync/exception"
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
		"dir":          s.dir,
		"jobs":         s.jobs,
		"exit":         s.exit,
		"assert_fails": s.assertFails,

		"set_next_input": s.setNextInput,
		"timeit":         s.timeit,
		"progress":       s.newProgress,
	} {
		d[name] = starlark.NewBuiltin(name, f)
	}
	return d
}

func (s *Starlark) clearOutput(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	wait := false
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "wait?", &wait); err != nil {
		return nil, err
	}
	return starlark.None, s.clear(wait)
}

// clear clears the output of the cell. A background task must not do that: it can
// clear the display of its own that output="home" makes.
func (s *Starlark) clear(wait bool) error {
	switch home := s.currentHome(); {
	case home != nil:
		s.homes.clear(home)
	case s.origin() != kernel.Origin{}:
		return exception.New("RuntimeError", `clear_output: a background task cannot clear the output of the cell that runs; start it with run_in_background(x, output="home"), or update a display: h = display(x, display_id=True), then h.update(y)`)
	case s.out != nil:
		s.out.ClearOutput(wait)
	}
	return nil
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

// dir is the language's. Without a value it lists the names that cells have
// bound, as in Python, but for private ones, among which are _ and _1.
func (s *Starlark) dir(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if len(args) > 0 || len(kwargs) > 0 {
		return starlark.Call(thread, starlark.Universe["dir"], args, kwargs)
	}
	var names []starlark.Value
	for _, name := range slices.Sorted(maps.Keys(s.inner.Snapshot())) {
		if name[0] != '_' {
			names = append(names, starlark.String(name))
		}
	}
	return starlark.NewList(names), nil
}

func (s *Starlark) resetBuiltin(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := starlark.UnpackArgs(b.Name(), args, kwargs); err != nil {
		return nil, err
	}
	s.reset()
	return starlark.None, nil
}
