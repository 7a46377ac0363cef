package kernel

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// textSize returns how much text entries hold.
func textSize(entries []HistoryEntry) (n int) {
	for _, e := range entries {
		n += len(e.Source) + len(e.Output)
	}
	return n
}

func TestHistoryCutsALongOutputBetweenCodePoints(t *testing.T) {
	h := NewMemoryHistory()
	h.Add(1, "x")
	h.SetOutput(1, "a"+strings.Repeat("é", 1_000_000))
	got := h.Tail(-1)[0].Output
	if len(got) != maxHistoryOutput-1 || !utf8.ValidString(got) {
		t.Errorf("%d bytes, valid UTF-8: %v", len(got), utf8.ValidString(got))
	}
}

func TestHistoryForgetsTheOldestOutputsFirst(t *testing.T) {
	h := NewMemoryHistory()
	output := strings.Repeat("o", maxHistoryOutput)
	const cells = 1000
	for i := range cells {
		h.Add(i, fmt.Sprint("source ", i))
		h.SetOutput(i, output)
	}
	all := h.Tail(-1)
	if len(all) != cells {
		t.Fatalf("%d inputs", len(all))
	}
	if n := textSize(all); n > maxHistoryText || n != h.size || n < maxHistoryText-2*maxHistoryOutput {
		t.Errorf("%d bytes, counted as %d", n, h.size)
	}
	forgotten := 0
	for i, e := range all {
		if e.Source != fmt.Sprint("source ", i) {
			t.Fatalf("input %d is %q", i, e.Source)
		}
		if e.Output == "" {
			forgotten = i + 1
		}
	}
	for i, e := range all[:forgotten] {
		if e.Output != "" {
			t.Fatalf("output %d is kept, output %d is not", i, forgotten-1)
		}
	}
}

func TestHistoryKeepsTheLastInputs(t *testing.T) {
	h := NewMemoryHistory()
	for i := range 3 * maxHistoryEntries {
		h.Add(i, "s")
		h.SetOutput(i, "o")
	}
	all := h.Tail(-1)
	if len(all) != maxHistoryEntries || all[0].Line != 2*maxHistoryEntries || all[0].Output != "o" || textSize(all) != h.size {
		t.Errorf("%d inputs from %v on, %d bytes counted as %d", len(all), all[0], textSize(all), h.size)
	}
	for i := range 5 {
		h.Add(i, strings.Repeat("x", maxHistoryText/2+1))
	}
	if all := h.Tail(-1); len(all) != 1 || all[0].Line != 4 || textSize(all) != h.size {
		t.Errorf("%d huge inputs, %d bytes counted as %d", len(all), textSize(all), h.size)
	}
	h.Add(5, strings.Repeat("x", 2*maxHistoryText))
	if n := len(h.Tail(-1)); n != 1 {
		t.Errorf("%d inputs after one that is larger than all may be", n)
	}
}
