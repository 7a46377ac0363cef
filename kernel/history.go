package kernel

import (
	"fmt"
	"iter"
	"slices"

	"starkernel/protocol"
)

// History remembers the inputs of sessions. Its methods may be called from any
// goroutine. Answers have the sessions in the order in which they began, the
// current one last, and its inputs in the order in which they were made.
type History interface {
	// Add records an input of the current session under its execution count.
	Add(line int, source string)
	// SetOutput records the text of the result of that input.
	SetOutput(line int, output string)
	// Tail returns the last n inputs of all sessions; all if n is negative.
	Tail(n int) []HistoryEntry
	// Range returns the inputs of a session from start up to but without stop; a
	// negative stop means all. Session 0 is the current one, -1 the one before.
	Range(session, start, stop int) []HistoryEntry
	// Search returns the last n inputs, all if n is negative, that match a glob:
	// * is any text, ? any character, [a-z] one of a set. With unique, of equal
	// inputs only the last counts.
	Search(pattern string, n int, unique bool) []HistoryEntry
}

// HistoryEntry is one input of the history.
type HistoryEntry struct {
	Session, Line int
	Source        string
	Output        string // the text of the result, "" for none
}

// SearchHistory is History.Search over entries, the last one first. It takes no
// more of them than it needs. The answer is in the other order.
func SearchHistory(lastFirst iter.Seq[HistoryEntry], pattern string, n int, unique bool) []HistoryEntry {
	if n == 0 {
		return nil
	}
	var found []HistoryEntry
	seen := map[string]bool{}
	for e := range lastFirst {
		if unique && seen[e.Source] || !globMatch(pattern, e.Source) {
			continue
		}
		seen[e.Source] = true
		if found = append(found, e); len(found) == n {
			break
		}
	}
	slices.Reverse(found)
	return found
}

// CutHistoryOutput returns what a history keeps of an output: at most 64 KiB
// from its beginning.
func CutHistoryOutput(output string) string {
	if len(output) <= maxHistoryOutput {
		return output
	}
	cut := []byte(output[:maxHistoryOutput])
	return string(cut[:wholeRunes(cut)])
}

func (k *Kernel) answerHistory(req *Request) (any, error) {
	r, err := content[protocol.HistoryRequest](req)
	if err != nil {
		return nil, err
	}
	n := -1
	if r.N != nil {
		n = max(*r.N, 0)
	}
	var entries []HistoryEntry
	switch r.HistAccessType {
	case protocol.HistoryTail:
		entries = k.history.Tail(n)
	case protocol.HistoryRange:
		stop := -1
		if r.Stop != nil {
			stop = max(*r.Stop, 0)
		}
		entries = k.history.Range(r.Session, r.Start, stop)
	case protocol.HistorySearch:
		pattern := "*"
		if r.Pattern != nil {
			pattern = *r.Pattern
		}
		entries = k.history.Search(pattern, n, r.Unique)
	default:
		return nil, fmt.Errorf("hist_access_type %q: want tail, range or search", r.HistAccessType)
	}
	rows := make([][3]any, len(entries))
	for i, e := range entries {
		rows[i] = [3]any{e.Session, e.Line, e.Source}
		if r.Output {
			pair := [2]any{e.Source, nil}
			if e.Output != "" {
				pair[1] = e.Output
			}
			rows[i][2] = pair
		}
	}
	return protocol.HistoryReply{Status: protocol.StatusOK, History: rows}, nil
}
