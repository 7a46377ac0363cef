package interp

import (
	"fmt"

	"go.starlark.net/starlark"

	"starkernel/starlarkasync/exception"
)

// maxOut is how many values Out keeps. Older ones go first.
const maxOut = 1000

// inOut is what IPython keeps of cells: In, Out, _, __ and ___.
type inOut struct {
	in  *starlark.List
	out *starlark.Dict
	// order lists the keys of out, oldest first.
	order []int
	// last are the latest results, newest first.
	last [3]starlark.Value
	// taken: user code has stored to the name, and the kernel leaves it alone.
	taken map[string]bool
}

// resultNames are bound to the latest results.
var resultNames = [3]string{"_", "__", "___"}

func (h *inOut) init() {
	h.in = starlark.NewList([]starlark.Value{starlark.String("")})
	h.out = new(starlark.Dict)
	h.order = nil
	h.last = [3]starlark.Value{}
	h.taken = map[string]bool{}
}

// stored notes that code of a cell has stored a global.
func (h *inOut) stored(name string) {
	if len(name) <= 3 && name[0] == '_' && (name == "_" || name == "__" || name == "___") {
		h.taken[name] = true
	}
}

// begin remembers the code of a cell.
func (h *inOut) begin(count int, code string) {
	// Fails only while user code iterates over In, which ends with its cell.
	for h.in.Len() < count {
		if h.in.Append(starlark.String("")) != nil {
			return
		}
	}
	_ = h.in.Append(starlark.String(code))
}

// remember stores the result of a cell.
func (s *Starlark) remember(v starlark.Value) {
	h := &s.history
	n := s.cell.Count
	if h.out.SetKey(starlark.MakeInt(n), v) == nil {
		h.order = append(h.order, n)
	}
	s.session.Set(fmt.Sprintf("_%d", n), v)
	for len(h.order) > maxOut {
		old := h.order[0]
		h.order = h.order[1:]
		_, _, _ = h.out.Delete(starlark.MakeInt(old))
		s.session.Delete(fmt.Sprintf("_%d", old))
	}
	h.last[2], h.last[1], h.last[0] = h.last[1], h.last[0], v
	for i, name := range resultNames {
		if h.last[i] != nil && !h.taken[name] {
			s.session.Set(name, h.last[i])
		}
	}
}

// showResult publishes the value of a cell. It gives an error when the value
// has no text.
func (s *Starlark) showResult(v starlark.Value, remembered bool) *exception.Error {
	d, err := s.formsOf(v, choice{})
	if err != nil {
		return exception.Classify(err)
	}
	if remembered {
		s.remember(v)
	}
	if _, ok := v.(interface{ told() }); !ok { // else it was shown when it was made
		s.out.Result(d)
	}
	return nil
}

// reset removes the session's names and results. Tasks go on.
func (s *Starlark) reset() {
	s.session.Reset()
	count := s.history.in.Len()
	s.history.init()
	for s.history.in.Len() < count {
		_ = s.history.in.Append(starlark.String(""))
	}
	s.session.Set("In", s.history.in)
	s.session.Set("Out", s.history.out)
}
