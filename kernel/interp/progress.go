package interp

import (
	"fmt"

	"starkernel/kernel"
	"starkernel/protocol"
)

// progress is [starlarkasync.Options.Progress]: a line that is replaced as the
// work goes on. A batch run shows it once, at the end.
func (s *Starlark) progress(name string) func(done, total int, ended bool) error {
	batch := s.options.Batch || s.options.Virtual
	id := ""
	return func(done, total int, ended bool) error {
		if s.out == nil || batch && !ended {
			return nil
		}
		line := fmt.Sprintf("%s: %d of %d", name, done, total)
		if ended && done < total {
			line += ", stopped"
		}
		d := kernel.Display{Data: protocol.MIMEBundle{"text/plain": line}, DisplayID: id, Update: id != ""}
		if id == "" && !batch {
			id = protocol.NewID()
			d.DisplayID = id
		}
		s.out.Display(d)
		return nil
	}
}
