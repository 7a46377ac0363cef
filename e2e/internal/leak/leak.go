// Package leak finds what a test leaves behind.
package leak

import (
	"os"
	"runtime"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// patience is how long what a test has used may take to end.
const patience = 2 * time.Minute

// Check fails the test if there are goroutines or file descriptors at its end that
// were not there before.
func Check(t *testing.T) {
	t.Helper()
	before, running := OpenFiles(), goleak.IgnoreCurrent()
	t.Cleanup(func() {
		for end := time.Now().Add(patience); goleak.Find(running) != nil && time.Now().Before(end); {
		}
		goleak.VerifyNone(t, running)
		for end := time.Now().Add(patience); OpenFiles() > before; runtime.Gosched() {
			if time.Now().After(end) {
				t.Fatalf("%d file descriptors are open, %d were before", OpenFiles(), before)
			}
		}
	})
}

// OpenFiles counts the file descriptors of this process; 0 where that is not known.
func OpenFiles() int {
	entries, _ := os.ReadDir("/proc/self/fd")
	return len(entries)
}
