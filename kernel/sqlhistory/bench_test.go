package sqlhistory

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkSearch searches a full file for what is not there, as JupyterLab's
// inline suggestions do at each key.
func BenchmarkSearch(b *testing.B) {
	path := filepath.Join(b.TempDir(), "history.sqlite")
	h := Open(path, slog.Default())
	h.answerLimit = time.Minute
	for i := range maxInputs {
		h.Add(i, fmt.Sprintf("input_%d = [%d for i in range(10)]\nprint(input_%d)", i, i, i))
		if i%500 == 0 {
			h.Tail(0) // waits until all is written
		}
	}
	h.Close()
	h = Open(path, slog.Default())
	defer h.Close()
	for b.Loop() {
		h.Search("nothing like it*", 10, true)
	}
}
