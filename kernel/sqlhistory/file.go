package sqlhistory

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	_ "modernc.org/sqlite" // the driver

	"starkernel/kernel"
)

// What the file keeps at most, about: it is looked at when a session begins and
// after so many of its inputs. Then the oldest tenth goes.
const (
	maxInputs  = 100_000
	maxBytes   = 64 << 20
	pruneEvery = 1000
)

// bounds are maxInputs and maxBytes, or less in a test.
type bounds struct{ inputs, bytes int64 }

const (
	// applicationID marks the file as a history of starkernel, "star" in ASCII.
	applicationID = 0x73746172
	// version is that of the schema.
	version = 1
)

const schema = `
CREATE TABLE history (
	id      INTEGER PRIMARY KEY, -- in the order in which inputs were made
	session INTEGER NOT NULL,
	line    INTEGER NOT NULL,
	source  TEXT NOT NULL,
	output  TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX history_session ON history (session);
`

// pragmas are said to each connection. NORMAL does not wait for the disk at each
// input. Who finds the file locked tries again for two seconds.
const pragmas = "?mode=rw&_txlock=immediate&_pragma=busy_timeout(2000)&_pragma=synchronous(NORMAL)"

// writeAhead is said to a file that is known to be ours, since it stays in the
// file. With the write-ahead log readers and a writer do not disturb each other,
// and a process that dies leaves a whole file.
const writeAhead = "PRAGMA journal_mode = WAL"

// file is an open history. Its methods are for one goroutine.
type file struct {
	db      *sql.DB
	bounds  bounds
	session int // the number of the current session, 0 before the first input
	added   int // inputs of this session
}

// openFile opens the file at path and prepares it if it is empty.
func openFile(path string, b bounds) (*file, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", dataSource(path))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	f := &file{db: db, bounds: b}
	if err = f.prepare(); err == nil {
		_, err = db.Exec(writeAhead)
	}
	if err != nil {
		f.close()
		return nil, err
	}
	return f, nil
}

// create makes an empty file that only the user can read. SQLite gives the files
// that it puts beside it the same mode.
func create(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// dataSource is the name of a file for the driver.
func dataSource(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive of Windows
	}
	return "file://" + (&url.URL{Path: path}).EscapedPath() + pragmas
}

// prepare makes the table in a new file, and refuses one of another program.
func (f *file) prepare() error {
	tx, err := f.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var id, v, objects int
	row := tx.QueryRow("SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)")
	if err := row.Scan(&id, &v, &objects); err != nil {
		return err
	}
	switch {
	case id == applicationID && v == version:
		return nil
	case id == applicationID:
		return fmt.Errorf("it has version %d, this starkernel knows version %d", v, version)
	case objects > 0:
		return errors.New("it is a database of another program")
	}
	if _, err := tx.Exec(schema + fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, version)); err != nil {
		return err
	}
	return tx.Commit()
}

func (f *file) close() { f.db.Close() }

// add writes an input. The first one takes a number for the session.
func (f *file) add(line int, source string) error {
	if f.added%pruneEvery == 0 {
		if err := f.prune(); err != nil {
			return err
		}
	}
	f.added++
	number := "?"
	if f.session == 0 {
		number = "(SELECT coalesce(max(session), 0) + 1 FROM history) + ?"
	}
	return f.db.QueryRow("INSERT INTO history (session, line, source) VALUES ("+number+", ?, ?) RETURNING session", f.session, line, source).Scan(&f.session)
}

// prune forgets the oldest inputs while there are too many, or the file is too
// large. Its size does not shrink; what comes next uses the place.
func (f *file) prune() error {
	for {
		var inputs, bytes int64
		err := f.db.QueryRow("SELECT (SELECT count(*) FROM history), ((SELECT page_count FROM pragma_page_count) - (SELECT freelist_count FROM pragma_freelist_count)) * (SELECT page_size FROM pragma_page_size)").
			Scan(&inputs, &bytes)
		if err != nil || inputs == 0 || inputs <= f.bounds.inputs && bytes <= f.bounds.bytes {
			return err
		}
		if _, err := f.db.Exec("DELETE FROM history WHERE id <= (SELECT id FROM history ORDER BY id LIMIT 1 OFFSET ?)", inputs/10); err != nil {
			return err
		}
	}
}

// setOutput writes the output of the last input of that line.
func (f *file) setOutput(line int, output string) error {
	_, err := f.db.Exec("UPDATE history SET output = ? WHERE id = (SELECT max(id) FROM history WHERE session = ? AND line = ?)", output, f.session, line)
	return err
}

// tail returns the last n inputs of other sessions, all if n is negative.
func (f *file) tail(ctx context.Context, n int) ([]kernel.HistoryEntry, error) {
	var entries []kernel.HistoryEntry
	err := f.query(ctx, func(e kernel.HistoryEntry) bool {
		entries = append(entries, e)
		return true
	}, "WHERE session <> ? ORDER BY session DESC, id DESC LIMIT ?", f.session, n)
	slices.Reverse(entries)
	return entries, err
}

// earlier calls yield with the inputs of other sessions that may match a glob,
// the last one first, until it returns false. It costs less to leave inputs out in
// SQLite than to read them all, but sets of characters are not quite the same
// there.
func (f *file) earlier(ctx context.Context, pattern string, yield func(kernel.HistoryEntry) bool) error {
	if strings.Contains(pattern, "[") {
		pattern = "*"
	}
	return f.query(ctx, yield, "WHERE session <> ? AND source GLOB ? ORDER BY session DESC, id DESC", f.session, pattern)
}

// lines returns inputs of another session, with the meaning that History.Range
// gives its arguments.
func (f *file) lines(ctx context.Context, session, start, stop int) ([]kernel.HistoryEntry, error) {
	if session < 0 {
		current := f.session
		if current == 0 {
			if err := f.db.QueryRowContext(ctx, "SELECT coalesce(max(session), 0) + 1 FROM history").Scan(&current); err != nil {
				return nil, err
			}
		}
		session += current
	}
	var entries []kernel.HistoryEntry
	err := f.query(ctx, func(e kernel.HistoryEntry) bool {
		entries = append(entries, e)
		return true
	}, "WHERE session = ? AND line >= ? AND (line < ? OR ? < 0) ORDER BY id", session, start, stop, stop)
	return entries, err
}

// query calls yield with the inputs that a condition selects, until it returns
// false.
func (f *file) query(ctx context.Context, yield func(kernel.HistoryEntry) bool, condition string, args ...any) error {
	rows, err := f.db.QueryContext(ctx, "SELECT session, line, source, output FROM history "+condition, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var e kernel.HistoryEntry
		if err := rows.Scan(&e.Session, &e.Line, &e.Source, &e.Output); err != nil {
			return err
		}
		if !yield(e) {
			return nil
		}
	}
	return rows.Err()
}
