package syntax

import (
	"weak"

	"go.starlark.net/starlark"
)

// maxOrigins is how many programs of one file have their text kept.
const maxOrigins = 1000

// origin is a program and the text that it was compiled from. A file name can
// stand for several texts, as when a module has changed and was loaded again.
type origin struct {
	program weak.Pointer[starlark.Program]
	text    string
}

// compiled notes that a program is the text of file. It goes with the program
// or with the file's text, whichever is dropped first.
func (s *sources) compiled(file, text string, program *starlark.Program) {
	if s.origins == nil {
		s.origins = map[string][]origin{}
	}
	kept := s.origins[file][:0]
	for _, o := range s.origins[file] {
		if o.program.Value() != nil {
			kept = append(kept, o)
		}
	}
	if len(kept) >= maxOrigins {
		kept = kept[1:]
	}
	s.origins[file] = append(kept, origin{weak.Make(program), text})
}

// of gives the text that program, of file, was compiled from.
func (s *sources) of(file string, program *starlark.Program) (string, bool) {
	for _, o := range s.origins[file] {
		if o.program.Value() == program {
			return o.text, true
		}
	}
	return "", false
}
