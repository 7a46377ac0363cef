package runner

import (
	"fmt"

	"starkernel/kernel/notebook"
)

// rebuilt is what is known about the cells that had ended before the run, and run
// again to rebuild the state.
type rebuilt struct {
	rebuilding bool // they have not all run yet
	cells      int  // how many they are; 0 for none
	before     [][]map[string]any
}

// forget takes away what earlier executions left in the cells, as papermill does:
// what a notebook has after a run comes from that run. With Resume it remembers the
// outputs of the first cells, as far as they had ended well.
func (r *run) forget(cells []*notebook.Cell) {
	for _, c := range cells {
		if !r.options.Resume || !r.endedWell(c) {
			break
		}
		r.before = append(r.before, c.Outputs())
	}
	r.rebuilt.cells = len(r.before)
	r.rebuilding = r.rebuilt.cells > 0
	for _, c := range cells {
		c.ClearOutputs()
	}
}

// endedWell tells if an earlier run came past the cell.
func (r *run) endedWell(c *notebook.Cell) bool {
	if c.ExecutionCount() == 0 {
		return false
	}
	return !c.HasError() || c.HasTag(notebook.TagRaises) || r.options.AllowErrors
}

// compareRebuilt warns of the cells that have other outputs than before, once they
// have all run again.
func (r *run) compareRebuilt(cells []*notebook.Cell) {
	if !r.rebuilding || r.result.Executed < r.rebuilt.cells || r.result.Failure != nil || r.result.Interrupted {
		return
	}
	r.rebuilding = false
	for i, before := range r.before {
		if !notebook.SameOutputs(before, cells[i].Outputs()) {
			this := r.result.Cases[r.cases[i]]
			r.screen.Note(fmt.Sprintf("%s: warning: cell %d has other outputs than before: %s", r.options.Notebook, this.Cell, this.Line))
		}
	}
}
