package sqlhistory

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// corrupt: the error says that the file is a damaged database.
func corrupt(err error) bool { return codeOf(err) == sqlite3.SQLITE_CORRUPT }

// foreign: the error says that the file is no database at all. It may be one that
// was named by mistake.
func foreign(err error) bool { return codeOf(err) == sqlite3.SQLITE_NOTADB }

// codeOf gives SQLite's code, without what makes it an extended one; 0 for other
// errors.
func codeOf(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() & 0xff
	}
	return 0
}

// errReplaced: another kernel has moved the damaged file, and made a new one.
var errReplaced = errors.New("it has been replaced")

// moveAside renames a damaged file, which was found so, and says to what. What
// belongs to it goes first, so that it is never taken for a part of a new file.
func moveAside(path string, found os.FileInfo) (aside string, err error) {
	if now, err := os.Stat(path); err != nil || !os.SameFile(now, found) {
		return "", errReplaced
	}
	aside = fmt.Sprintf("%s.damaged-%s-%d", path, time.Now().UTC().Format("20060102T150405"), os.Getpid())
	for _, suffix := range []string{"-wal", "-shm", ""} {
		err := os.Rename(path+suffix, aside+suffix)
		if err != nil && !(suffix != "" && errors.Is(err, fs.ErrNotExist)) {
			return "", err
		}
	}
	return aside, nil
}
