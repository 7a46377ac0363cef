package interp

import (
	"cmp"
	"fmt"
	"html"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"starkernel/kernel"
	"starkernel/kernel/interp/table"
	"starkernel/protocol"
	"starkernel/starlarkasync"
)

// jobs lists all background tasks and executor jobs, as the shell's jobs does.
func (s *Starlark) jobs(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := starlark.UnpackArgs(b.Name(), args, kwargs); err != nil {
		return nil, err
	}
	return newJobList(s.loop.Background()), nil
}

// jobList is what jobs() gives: a sequence of tasks and of futures of executor
// jobs, with what they did when it was made.
type jobList struct {
	values starlark.Tuple
	rows   [][]string // nil: there are none
	note   string     // below the table
}

var (
	_ starlark.Indexable = (*jobList)(nil)
	_ starlark.Sequence  = (*jobList)(nil)
)

// Limits of a table: the oldest are shown, and of the others those that computed
// most.
const (
	maxOldest = 30
	maxBusy   = 10
)

func newJobList(work []starlarkasync.Work) *jobList {
	l := &jobList{values: make(starlark.Tuple, len(work))}
	shown := make([]int, len(work))
	for i, w := range work {
		l.values[i], shown[i] = w, i
	}
	if len(work) == 0 {
		return l
	}
	if hidden := len(work) - maxOldest - maxBusy; hidden > 0 {
		rest := shown[maxOldest:]
		slices.SortStableFunc(rest, func(a, b int) int { return cmp.Compare(work[b].Steps(), work[a].Steps()) })
		rest = rest[:maxBusy]
		slices.Sort(rest)
		shown = shown[:maxOldest+maxBusy]
		l.note = fmt.Sprintf("… and %d more, which began later and computed less; jobs() has them all", hidden)
	}
	l.rows = [][]string{{"#", "NAME", "STATE", "WHERE", "STARTED IN", "AGE", "STEPS"}}
	for _, i := range shown {
		w := work[i]
		l.rows = append(l.rows, []string{fmt.Sprint(i), oneLine(w.Name()), oneLine(w.State()), w.Where(), w.Origin(), w.Age().String(), count(w.Steps())})
	}
	return l
}

// maxCell is the most characters of a cell of the table.
const maxCell = 80

func oneLine(s string) string { return table.OneLine(s, maxCell) }

// count shortens a number of steps. Small ones are all the same to a person.
func count(n uint64) string {
	for _, unit := range []struct {
		size uint64
		name string
	}{{1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
		switch x := float64(n) / float64(unit.size); {
		case x >= 10:
			return fmt.Sprintf("%.0f%s", x, unit.name)
		case x >= 1:
			return fmt.Sprintf("%.1f%s", x, unit.name)
		}
	}
	if n == 0 {
		return ""
	}
	return "<1k"
}

// String is the table, since print(jobs()) is how a program shows it.
func (l *jobList) String() string {
	if l.rows == nil {
		return "no background tasks"
	}
	return strings.TrimSuffix(plainTable(l.rows).Text()+"\n"+l.note, "\n")
}

func (l *jobList) forms() kernel.Display {
	shown := "<p>no background tasks</p>"
	if l.rows != nil {
		shown = plainTable(l.rows).HTML()
	}
	if l.note != "" {
		shown += "<p>" + html.EscapeString(l.note) + "</p>"
	}
	return kernel.Display{Data: protocol.MIMEBundle{"text/html": shown, "text/plain": l.String()}}
}

func (l *jobList) Type() string               { return "jobs" }
func (l *jobList) Freeze()                    {}
func (l *jobList) Truth() starlark.Bool       { return len(l.values) > 0 }
func (l *jobList) Hash() (uint32, error)      { return 0, fmt.Errorf("unhashable type: jobs") }
func (l *jobList) Len() int                   { return len(l.values) }
func (l *jobList) Index(i int) starlark.Value { return l.values[i] }
func (l *jobList) Iterate() starlark.Iterator { return l.values.Iterate() }

// nameOf gives the name of a session's global that is the value.
func (s *Starlark) nameOf(v starlark.Value) string {
	found := ""
	for _, name := range s.session.Visible() {
		if x, ok := s.session.Get(name); ok && x == v && name[0] != '_' && (found == "" || name < found) {
			found = name
		}
	}
	return found
}

// plainTable is a table of short texts, the first row of which is its head.
func plainTable(rows [][]string) *table.Table {
	t := &table.Table{Rows: rows[1:], Plain: true}
	for _, name := range rows[0] {
		t.Columns = append(t.Columns, table.Column{Name: name})
	}
	return t
}
