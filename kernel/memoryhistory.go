package kernel

import (
	"slices"
	"sync"
)

// MemoryHistory is a History of one session, number 1, that ends with the
// process.
type MemoryHistory struct {
	mu      sync.Mutex
	entries []HistoryEntry
}

// NewMemoryHistory returns an empty history.
func NewMemoryHistory() *MemoryHistory { return &MemoryHistory{} }

var _ History = (*MemoryHistory)(nil)

const memorySession = 1

// Add implements History.
func (h *MemoryHistory) Add(line int, source string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.entries = append(h.entries, HistoryEntry{Session: memorySession, Line: line, Source: source})
}

// SetOutput implements History.
func (h *MemoryHistory) SetOutput(line int, output string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := len(h.entries) - 1; i >= 0; i-- {
		if h.entries[i].Line == line {
			h.entries[i].Output = output
			return
		}
	}
}

// Tail implements History.
func (h *MemoryHistory) Tail(n int) []HistoryEntry {
	h.mu.Lock()
	defer h.mu.Unlock()
	return last(slices.Clone(h.entries), n)
}

// Range implements History.
func (h *MemoryHistory) Range(session, start, stop int) []HistoryEntry {
	h.mu.Lock()
	defer h.mu.Unlock()
	var out []HistoryEntry
	if session != 0 && session != memorySession {
		return out
	}
	for _, e := range h.entries {
		if e.Line >= start && (stop < 0 || e.Line < stop) {
			out = append(out, e)
		}
	}
	return out
}

// Search implements History.
func (h *MemoryHistory) Search(pattern string, n int, unique bool) []HistoryEntry {
	h.mu.Lock()
	defer h.mu.Unlock()
	var found []HistoryEntry // the last one first
	seen := map[string]bool{}
	for i := len(h.entries) - 1; i >= 0 && len(found) != n; i-- {
		e := h.entries[i]
		if unique && seen[e.Source] || !globMatch(pattern, e.Source) {
			continue
		}
		seen[e.Source] = true
		found = append(found, e)
	}
	slices.Reverse(found)
	return found
}

func last(entries []HistoryEntry, n int) []HistoryEntry {
	if n < 0 || n >= len(entries) {
		return entries
	}
	return entries[len(entries)-n:]
}
