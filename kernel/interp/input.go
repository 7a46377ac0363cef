package interp

import (
	"go.starlark.net/starlark"

	"starkernel/starlarkasync/exception"
)

// input asks the client for a line, which it does not show if it is a password.
func (s *Starlark) input(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	prompt, password := "", false
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "prompt?", &prompt, "password?", &password); err != nil {
		return nil, err
	}
	return s.ask(thread, b.Name(), prompt, password)
}

// getpass asks the client for a line that it does not show.
func (s *Starlark) getpass(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	prompt := "Password: "
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "prompt?", &prompt); err != nil {
		return nil, err
	}
	return s.ask(thread, b.Name(), prompt, true)
}

// ask parks the task until the client has answered. Background tasks go on
// meanwhile.
func (s *Starlark) ask(thread *starlark.Thread, name, prompt string, password bool) (starlark.Value, error) {
	if !s.cell.AllowStdin || s.out == nil {
		return nil, exception.Newf("StdinNotImplementedError", "%s: this client cannot answer questions; give the value in a cell or as a parameter", name)
	}
	out := s.out
	return s.loop.AwaitExternal(thread, name, func(done func(starlark.Value, error)) func() {
		return out.Input(prompt, password, func(text string, ok bool) {
			switch {
			case !ok:
				done(nil, exception.New("EOFError", "the cell that asked has ended"))
			case text == "\x04":
				done(nil, exception.New("EOFError", "EOF when reading a line"))
			default:
				done(starlark.String(text), nil)
			}
		})
	})
}
