package kerneltest

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"starkernel/kernel"
)

// historyInputs are the inputs of one session, with the outputs of some.
var historyInputs = []kernel.HistoryEntry{
	{Line: 1, Source: "x = 1"},
	{Line: 2, Source: "x + 1", Output: "2"},
	{Line: 3, Source: "x = 1"},
	{Line: 4, Source: "def f():\n    return 'ü 星'\n"},
	{Line: 6, Source: "f()", Output: "'ü 星'\n\x00"},
	{Line: 7, Source: "X = '%_[a-z]*\x00'"},
}

// TestHistory tests an implementation of kernel.History that has no inputs yet.
func TestHistory(t *testing.T, h kernel.History) {
	t.Helper()
	for name, got := range map[string][]kernel.HistoryEntry{
		"tail": h.Tail(-1), "current": h.Range(0, 0, -1), "before": h.Range(-1, 0, -1), "search": h.Search("*", -1, true),
	} {
		if len(got) > 0 {
			t.Errorf("%s of an empty history: %v", name, got)
		}
	}
	for _, e := range historyInputs {
		h.Add(e.Line, e.Source)
		if e.Output != "" {
			h.SetOutput(e.Line, e.Output)
		}
	}
	h.SetOutput(99, "of no input")
	session := h.Tail(1)[0].Session
	if session <= 0 {
		t.Fatalf("the current session has the number %d", session)
	}

	const all = "1 2 3 4 6 7"
	for _, c := range []struct {
		name string
		got  []kernel.HistoryEntry
		want string // lines
	}{
		{"tail of all", h.Tail(-1), all},
		{"tail of more than there are", h.Tail(math.MaxInt), all},
		{"tail of two", h.Tail(2), "6 7"},
		{"tail of none", h.Tail(0), ""},
		{"current session", h.Range(0, 0, -1), all},
		{"the same by its number", h.Range(session, 1, -1), all},
		{"lines from 2 until 4", h.Range(session, 2, 4), "2 3"},
		{"a line that is missing", h.Range(0, 5, 6), ""},
		{"until 0", h.Range(0, 0, 0), ""},
		{"backwards", h.Range(0, 4, 2), ""},
		{"the session before", h.Range(-1, 0, -1), ""},
		{"a session to come", h.Range(session+1, 0, -1), ""},
		{"a session before all", h.Range(-session-10, 0, -1), ""},
		{"the least session", h.Range(math.MinInt, 0, -1), ""},
		{"search for all", h.Search("*", -1, false), all},
		{"search for nothing", h.Search("", -1, false), ""},
		{"search for none", h.Search("*", 0, false), ""},
		{"prefix", h.Search("x*", -1, false), "1 2 3"},
		{"the last two", h.Search("x*", 2, false), "2 3"},
		{"unique", h.Search("x*", -1, true), "2 3"},
		{"the last one, unique", h.Search("x*", 1, true), "3"},
		{"two, unique", h.Search("*", 5, true), "2 3 4 6 7"},
		{"one character", h.Search("x = ?", -1, false), "1 3"},
		{"a set", h.Search("[a-f]*", -1, false), "4 6"},
		{"not of a set", h.Search("[^a-fx]*", -1, false), "7"},
		{"more than one line", h.Search("def*return*", -1, false), "4"},
		{"a character of several bytes", h.Search("*'? ?'*", -1, false), "4"},
		{"what SQL takes for a pattern", h.Search("%", -1, false), ""},
	} {
		var lines []string
		for _, e := range c.got {
			lines = append(lines, fmt.Sprint(e.Line))
			if e.Session != session {
				t.Errorf("%s: line %d has session %d, want %d", c.name, e.Line, e.Session, session)
			}
			for _, in := range historyInputs {
				if in.Line == e.Line && (in.Source != e.Source || in.Output != e.Output) {
					t.Errorf("%s: %+v, want %+v", c.name, e, in)
				}
			}
		}
		if got := strings.Join(lines, " "); got != c.want {
			t.Errorf("%s: lines %q, want %q", c.name, got, c.want)
		}
	}
}
