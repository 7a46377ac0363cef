package exception

import (
	"fmt"
	"strings"
)

// Limits on the members of exception groups, those of CPython.
const (
	maxMembers = 15
	maxNesting = 10
)

// groupFrame is the frame that is drawn around the members of exception groups.
type groupFrame struct {
	depth int
	// open: the frame of the last member is not closed yet. Groups that end
	// together share the line that closes them.
	open bool
}

func (g groupFrame) indent() string { return strings.Repeat("  ", g.depth) }

// emit adds lines, inside of the frame.
func (r *renderer) emit(lines ...string) {
	margin := ""
	if r.groups.depth > 0 {
		margin = r.groups.indent() + "| "
	}
	for _, line := range lines {
		r.out = append(r.out, margin+line)
	}
}

// group renders a group as CPython does: its own lines, then its members in a
// frame.
func (r *renderer) group(e *Error) {
	g := &r.groups
	if g.depth > maxNesting {
		r.emit(fmt.Sprintf("... (max_group_depth is %d)", maxNesting))
		return
	}
	top := g.depth == 0
	if top {
		g.depth++
	}
	head := r.error(e)
	if strings.HasPrefix(head[0], "Traceback ") {
		head[0] = "Exception Group " + head[0]
		if top {
			r.out = append(r.out, "  + "+head[0])
			head = head[1:]
		}
	}
	r.emit(head...)
	g.open = false
	members := min(len(e.Errors), maxMembers+1)
	for i, m := range e.Errors[:members] {
		title, left := fmt.Sprint(i+1), "  "
		if i == 0 {
			left = "+-"
		}
		if i == maxMembers {
			title = "..."
		}
		r.out = append(r.out, g.indent()+left+"+---------------- "+title+" ----------------")
		g.open = i == members-1
		g.depth++
		if i < maxMembers {
			r.chain(m)
		} else {
			r.emit("and " + count(len(e.Errors)-maxMembers, "more exception"))
		}
		if i == members-1 && g.open {
			r.out = append(r.out, g.indent()+"+------------------------------------")
			g.open = false
		}
		g.depth--
	}
	if top {
		g.depth = 0
	}
}
