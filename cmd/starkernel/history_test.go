package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"
)

func TestHistoryIsWhereItIsAskedFor(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_STATE_HOME", filepath.Join(dir, "state"))
	standard := filepath.Join(dir, "state", "starkernel", "history.sqlite")
	a, b := filepath.Join(dir, "a.sqlite"), filepath.Join(dir, "b.sqlite")
	for _, c := range []struct{ flag, variable, want string }{
		{"off", "", ""}, {"", "off", ""}, {"off", a, ""}, {a, "off", a}, {"", b, b}, {"", "", standard},
	} {
		t.Setenv("STARKERNEL_HISTORY", c.variable)
		h, closeHistory := openHistory(c.flag, slog.New(slog.DiscardHandler))
		h.Add(1, "x")
		if got := h.Tail(-1); len(got) != 1 {
			t.Errorf("flag %q, variable %q: %v", c.flag, c.variable, got)
		}
		closeHistory()
		for _, path := range []string{a, b, standard} {
			_, err := os.Stat(path)
			if there := err == nil; there != (path == c.want) {
				t.Errorf("flag %q, variable %q: %s is there: %v", c.flag, c.variable, path, there)
			}
			os.Remove(path)
		}
	}
}
