package sqlhistory

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"starkernel/kernel"
	"starkernel/kernel/kerneltest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// testPath is a path with what a name of a file can do to a URI.
func testPath(t *testing.T) string {
	return filepath.Join(t.TempDir(), "ü 100%", "a?b#c&mode=ro", "history.sqlite")
}

// open opens a history whose log must stay empty.
func open(t *testing.T, path string) *History {
	t.Helper()
	h, log := openWithLog(t, path)
	t.Cleanup(func() {
		if h.Close(); log.Len() > 0 {
			t.Errorf("logged: %s", log)
		}
	})
	return h
}

// openWithLog opens a history. The log is complete once it is closed.
func openWithLog(t *testing.T, path string) (*History, *bytes.Buffer) {
	t.Helper()
	log := &bytes.Buffer{}
	h := Open(path, slog.New(slog.NewTextHandler(log, nil)))
	h.answerLimit, h.closeLimit = time.Minute, time.Minute // machines of tests are slow
	t.Cleanup(h.Close)
	return h, log
}

// lines is a short form of entries.
func lines(entries []kernel.HistoryEntry) string {
	var out []string
	for _, e := range entries {
		s := fmt.Sprintf("%d/%d %s", e.Session, e.Line, e.Source)
		if e.Output != "" {
			s += " -> " + e.Output
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func TestConformance(t *testing.T) {
	kerneltest.TestHistory(t, open(t, testPath(t)))
}

func TestConformanceWithoutAFile(t *testing.T) {
	h, log := openWithLog(t, "/dev/null/history.sqlite")
	kerneltest.TestHistory(t, h)
	h.Close()
	if n := strings.Count(log.String(), "\n"); n != 1 {
		t.Errorf("%d warnings:\n%s", n, log)
	}
}

func TestNothingHappensBeforeTheFirstUse(t *testing.T) {
	path := testPath(t)
	open(t, path).Close()
	if _, err := os.Stat(filepath.Dir(path)); !os.IsNotExist(err) {
		t.Errorf("the folder is there: %v", err)
	}
}

func TestSessionsFollowEachOther(t *testing.T) {
	path := testPath(t)
	for _, name := range []string{"a", "b", "c"} {
		h := open(t, path)
		h.Add(1, name+" first")
		h.Add(2, name+" second")
		h.SetOutput(2, "output of "+name)
		h.Close()
	}
	h := open(t, path)
	for _, c := range []struct {
		name string
		got  []kernel.HistoryEntry
		want string
	}{
		{"tail", h.Tail(3), "2/2 b second -> output of b; 3/1 c first; 3/2 c second -> output of c"},
		{"before an input -1 is the last session", h.Range(-1, 0, -1), "3/1 c first; 3/2 c second -> output of c"},
		{"current", h.Range(0, 0, -1), ""},
		{"by number", h.Range(2, 2, 9), "2/2 b second -> output of b"},
		{"search", h.Search("[ac] f*", -1, true), "1/1 a first; 3/1 c first"},
	} {
		if got := lines(c.got); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	h.Add(1, "b first")
	for _, c := range []struct {
		name string
		got  []kernel.HistoryEntry
		want string
	}{
		{"tail", h.Tail(2), "3/2 c second -> output of c; 4/1 b first"},
		{"-1", h.Range(-1, 1, 2), "3/1 c first"},
		{"-3", h.Range(-3, 1, 2), "1/1 a first"},
		{"-4", h.Range(-4, 0, -1), ""},
		{"current", h.Range(0, 0, -1), "4/1 b first"},
		{"unique takes the last", h.Search("b*", -1, true), "2/2 b second -> output of b; 4/1 b first"},
		{"limited", h.Search("b*", 1, false), "4/1 b first"},
	} {
		if got := lines(c.got); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestTheCurrentSessionIsTheLastAmongSeveral(t *testing.T) {
	path := testPath(t)
	a, b := open(t, path), open(t, path)
	a.Add(1, "a1")
	a.Tail(0) // has written
	b.Add(1, "b1")
	b.Tail(0)
	a.Add(2, "a2")
	if got, want := lines(a.Tail(-1)), "2/1 b1; 1/1 a1; 1/2 a2"; got != want {
		t.Errorf("a sees %s, want %s", got, want)
	}
	if got, want := lines(b.Tail(-1)), "1/1 a1; 1/2 a2; 2/1 b1"; got != want {
		t.Errorf("b sees %s, want %s", got, want)
	}
	if got, want := lines(a.Search("*1", 1, false)), "1/1 a1"; got != want {
		t.Errorf("a finds %s, want %s", got, want)
	}
}

func TestClosedHistoryKeepsInputsInMemory(t *testing.T) {
	h := open(t, testPath(t))
	h.Add(1, "before")
	h.Close()
	h.Add(2, "after")
	if got, want := lines(h.Tail(-1)), "1/1 before; 1/2 after"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
