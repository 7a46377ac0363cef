package notebook

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"
)

// WriteFile replaces a file. Whatever happens, the file is the old one or the new
// one, whole. A symbolic link stays and its target changes; the file's permissions
// stay, and one that nobody may write to is not replaced. Other hard links keep the
// old file. A path that is no regular file, such as /dev/stdout, is written to.
func WriteFile(path string, data []byte) error {
	return replaceFile(path, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// replaceFile is WriteFile for what write writes.
func replaceFile(path string, write func(io.Writer) error) error {
	mode := fs.FileMode(0o666)
	info, err := os.Stat(path)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return writeTo(path, write)
	case err == nil && IsReadOnly(info):
		return &fs.PathError{Op: "write", Path: path, Err: errors.New("it is read-only")}
	case err == nil:
		mode = info.Mode().Perm()
		if path, err = filepath.EvalSymlinks(path); err != nil {
			return err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	default:
		if target, e := os.Readlink(path); e == nil { // a link to what is not there yet
			if !filepath.IsAbs(target) {
				target = filepath.Join(filepath.Dir(path), target)
			}
			return replaceFile(target, write)
		}
	}
	temp, err := createBeside(path, mode)
	if err != nil {
		return err
	}
	err = write(temp)
	if err == nil && info != nil {
		err = temp.Chmod(mode) // the umask took rights that the old file had
	}
	if e := temp.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		os.Remove(temp.Name())
	}
	return err
}

// IsReadOnly tells if nobody may write to a file.
func IsReadOnly(info fs.FileInfo) bool { return info.Mode().Perm()&0o222 == 0 }

// leftover is how old a temporary file is that no process still writes.
const leftover = time.Hour

// RemoveLeftovers removes the temporary files beside a file that processes left when
// they were killed in WriteFile.
func RemoveLeftovers(path string) {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	dir, base := filepath.Split(path)
	entries, _ := os.ReadDir(filepath.Clean(dir))
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), "."+base+".") || !tempEnd().MatchString(e.Name()[len(base)+1:]) {
			continue
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && time.Since(info.ModTime()) > leftover {
			os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}

// tempEnd matches what createBeside puts behind the name of a file.
var tempEnd = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\.[0-9]+-[0-9]+\.tmp$`) })

// writeTo writes to what is there already.
func writeTo(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	err = write(f)
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

// createBeside makes a new file in the folder of path. os.CreateTemp would make
// it private, whatever the umask says.
func createBeside(path string, mode fs.FileMode) (*os.File, error) {
	dir, base := filepath.Split(path)
	for i := 0; ; i++ {
		name := fmt.Sprintf("%s.%s.%d-%d.tmp", dir, base, os.Getpid(), i)
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if err == nil || !errors.Is(err, fs.ErrExist) || i == 100 {
			return f, err
		}
	}
}
