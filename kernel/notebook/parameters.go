package notebook

import (
	"fmt"
	"slices"
)

// Tags of the cells that set parameters, as papermill knows them: their defaults, and what
// a run has added.
const (
	tagParameters = "parameters"
	TagInjected   = "injected-parameters"
)

// Inject adds a cell that sets parameters, as papermill does: in place of the one
// that was injected before, else below the cell with the tag parameters, else at
// the top. It gives the cell with that tag, which sets the defaults; nil if there
// is none.
func (n *Notebook) Inject(source string) (defaults *Cell) {
	tagged := func(tag string) int {
		return slices.IndexFunc(n.Cells, func(c *Cell) bool { return c.HasTag(tag) })
	}
	at := tagged(tagParameters)
	if at >= 0 {
		defaults = n.Cells[at]
	}
	if injected := tagged(TagInjected); injected >= 0 {
		at = injected
		n.Cells = slices.Delete(n.Cells, injected, injected+1)
	} else {
		at++
	}
	id := ""
	if n.HasIDs() {
		id = n.freeID(TagInjected)
	}
	c := newCell(Code, id, source)
	c.Metadata()["tags"] = []any{TagInjected}
	n.Cells = slices.Insert(n.Cells, at, c)
	return defaults
}

// freeID gives an id that no cell has. It does not depend on chance: the same
// notebook gives the same file.
func (n *Notebook) freeID(like string) string {
	id := like
	for i := 2; slices.ContainsFunc(n.Cells, func(c *Cell) bool { return c.ID() == id }); i++ {
		id = fmt.Sprintf("%s-%d", like, i)
	}
	return id
}
