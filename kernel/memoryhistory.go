package kernel

import (
	"slices"
	"sync"
)

// What a MemoryHistory keeps at most. Sizes are in bytes.
const (
	maxHistoryEntries = 10_000
	maxHistoryOutput  = 64 << 10 // of one entry
	maxHistoryText    = 16 << 20 // sources and outputs of all
)

// MemoryHistory is a History of one session, number 1, that ends with the
// process. It is bounded: it keeps the beginning of a long output, and when all
// is too much it forgets the oldest outputs first, then the oldest inputs.
type MemoryHistory struct {
	mu      sync.Mutex
	entries []HistoryEntry
	size    int // of the text of all entries
	bare    int // so many of the first entries have no output
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
	h.size += len(source)
	h.forget()
}

// SetOutput implements History.
func (h *MemoryHistory) SetOutput(line int, output string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	output = CutHistoryOutput(output)
	for i := len(h.entries) - 1; i >= 0; i-- {
		if e := &h.entries[i]; e.Line == line {
			h.size += len(output) - len(e.Output)
			e.Output = output
			h.bare = min(h.bare, i)
			h.forget()
			return
		}
	}
}

// forget drops what is too much.
func (h *MemoryHistory) forget() {
	for ; h.size > maxHistoryText && h.bare < len(h.entries); h.bare++ {
		h.size -= len(h.entries[h.bare].Output)
		h.entries[h.bare].Output = ""
	}
	// The last entry stays, whatever its size: it is the cell that runs.
	for len(h.entries) > maxHistoryEntries || h.size > maxHistoryText && len(h.entries) > 1 {
		h.size -= len(h.entries[0].Source) + len(h.entries[0].Output)
		h.entries[0] = HistoryEntry{} // lets go of its text now
		h.entries = h.entries[1:]
		h.bare = max(h.bare-1, 0)
	}
}

// Tail implements History.
func (h *MemoryHistory) Tail(n int) []HistoryEntry {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(last(h.entries, n))
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
	return SearchHistory(func(yield func(HistoryEntry) bool) {
		for _, e := range slices.Backward(h.entries) {
			if !yield(e) {
				return
			}
		}
	}, pattern, n, unique)
}

func last(entries []HistoryEntry, n int) []HistoryEntry {
	if n < 0 || n >= len(entries) {
		return entries
	}
	return entries[len(entries)-n:]
}
