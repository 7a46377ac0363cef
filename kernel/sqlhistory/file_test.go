package sqlhistory

import (
	"bytes"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// write leaves a file with one session at path.
func write(t *testing.T, path string) {
	t.Helper()
	h := open(t, path)
	h.Add(1, "old = 1")
	h.Close()
}

// rawDB opens the file as another program would.
func rawDB(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", dataSource(path))
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}

// expectMemoryOnly uses a history whose file is of no use: the session goes on,
// and there is one line in the log, which has want.
func expectMemoryOnly(t *testing.T, path, want string) {
	t.Helper()
	h, log := openWithLog(t, path)
	h.Add(1, "x = 1")
	h.SetOutput(1, "1")
	h.Add(2, "y = 2")
	if got, want := lines(h.Tail(-1)), "1/1 x = 1 -> 1; 1/2 y = 2"; got != want {
		t.Errorf("tail: %s, want %s", got, want)
	}
	if got, want := lines(h.Range(1, 2, -1)), "1/2 y = 2"; got != want {
		t.Errorf("range: %s, want %s", got, want)
	}
	if got, want := lines(h.Search("x*", -1, true)), "1/1 x = 1 -> 1"; got != want {
		t.Errorf("search: %s, want %s", got, want)
	}
	h.Close()
	if n := strings.Count(log.String(), "\n"); n != 1 || !strings.Contains(log.String(), want) || !strings.Contains(log.String(), "level=WARN") {
		t.Errorf("want one warning with %q, got:\n%s", want, log)
	}
}

func TestUnusableFileCostsOnlyThePersistence(t *testing.T) {
	t.Run("folder in its place", func(t *testing.T) {
		path := testPath(t)
		if err := os.MkdirAll(path, 0o700); err != nil {
			t.Fatal(err)
		}
		expectMemoryOnly(t, path, "not a regular file")
	})
	t.Run("folder cannot be made", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		expectMemoryOnly(t, filepath.Join(file, "history.sqlite"), "not kept")
	})
	t.Run("folder is read-only", func(t *testing.T) {
		if os.Geteuid() == 0 {
			t.Skip("root may write everywhere")
		}
		dir := t.TempDir()
		if err := os.Chmod(dir, 0o500); err != nil {
			t.Fatal(err)
		}
		expectMemoryOnly(t, filepath.Join(dir, "history.sqlite"), "permission denied")
	})
	t.Run("file is read-only", func(t *testing.T) {
		if os.Geteuid() == 0 {
			t.Skip("root may write everywhere")
		}
		path := testPath(t)
		write(t, path)
		if err := os.Chmod(path, 0o400); err != nil {
			t.Fatal(err)
		}
		expectMemoryOnly(t, path, "readonly")
	})
	t.Run("locked", func(t *testing.T) {
		path := testPath(t)
		write(t, path)
		other := rawDB(t, path)
		if _, err := other.Exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE"); err != nil {
			t.Fatal(err)
		}
		h, log := openWithLog(t, path)
		h.Add(1, "x = 1") // returns while the file is locked
		if got, want := lines(h.Tail(-1)), "1/1 x = 1"; got != want {
			t.Errorf("tail: %s, want %s", got, want)
		}
		h.Close()
		<-h.ended
		if n := strings.Count(log.String(), "not kept"); n != 1 {
			t.Errorf("%d warnings:\n%s", n, log)
		}
	})
	t.Run("of another program", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "other.sqlite")
		if err := create(path); err != nil {
			t.Fatal(err)
		}
		if _, err := rawDB(t, path).Exec("CREATE TABLE history (session, line)"); err != nil {
			t.Fatal(err)
		}
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		expectMemoryOnly(t, path, "another program")
		if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
			t.Errorf("the other program's file has changed, %v", err)
		}
	})
	t.Run("of a newer version", func(t *testing.T) {
		path := testPath(t)
		write(t, path)
		if _, err := rawDB(t, path).Exec("PRAGMA user_version = 2"); err != nil {
			t.Fatal(err)
		}
		expectMemoryOnly(t, path, "version 2")
	})
}

// damaged returns what was moved aside.
func damaged(t *testing.T, path string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), filepath.Base(path)+".damaged-") {
			names = append(names, filepath.Join(filepath.Dir(path), e.Name()))
		}
	}
	return names
}

func TestFileThatIsNoDatabaseStays(t *testing.T) {
	path := testPath(t)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	text := bytes.Repeat([]byte("not a database\n"), 1000)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	expectMemoryOnly(t, path, "no SQLite database")
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, text) {
		t.Errorf("the file has changed, %v", err)
	}
}

func TestDamageInTheMiddleCostsNoCell(t *testing.T) {
	path := testPath(t)
	h := open(t, path)
	for i := range 100 {
		h.Add(i+1, strings.Repeat("a rather long line ", 50))
	}
	h.Close()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 4096; i < len(content); i++ { // all but the schema
		content[i] = 0xff
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	h, log := openWithLog(t, path)
	h.Add(1, "x = 1")
	if got := h.Search("x*", -1, false); len(got) != 1 || got[0].Source != "x = 1" {
		t.Errorf("search: %v", got)
	}
	h.Close()
	aside := damaged(t, path)
	if len(aside) != 1 || strings.Count(log.String(), "\n") != 1 || !strings.Contains(log.String(), "moved to") {
		t.Fatalf("log:\n%s", log)
	}
	if got, err := os.ReadFile(aside[0]); err != nil || !bytes.Equal(got, content) {
		t.Errorf("what was moved aside has changed, %v", err)
	}
}

func TestOldInputsArePruned(t *testing.T) {
	path := testPath(t)
	write(t, path)
	small := bounds{inputs: 1000, bytes: 1 << 20}
	_, err := rawDB(t, path).Exec("WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 1001) INSERT INTO history (session, line, source) SELECT 1, i, 'x' FROM n")
	if err != nil {
		t.Fatal(err)
	}
	h := open(t, path)
	h.bounds = small
	h.Add(1, "new")
	all := h.Tail(-1)
	if want := 1001 - 101 + 1; len(all) != want { // the oldest tenth, and the one after it
		t.Fatalf("%d inputs are left, want %d", len(all), want)
	}
	if got := lines(all[len(all)-2:]); got != "1/1001 x; 2/1 new" {
		t.Errorf("the last are %s", got)
	}
	for range 20 {
		h.Add(2, strings.Repeat("long", 20_000))
	}
	h.Close()

	h = open(t, path)
	h.bounds = small
	h.Add(1, "newest")
	if n := len(lines(h.Tail(-1))); n > 1<<20 || n < 1<<19 {
		t.Errorf("%d bytes are left", n)
	}
}

// modes lists what is in the folder of path, with its mode.
func modes(t *testing.T, path string) string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(filepath.Dir(path), func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		out = append(out, fmt.Sprintf("%s %v", d.Name(), info.Mode()))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(out, "\n")
}
