package interp

import (
	"crypto/sha256"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"starkernel/starlarkasync/exception"
	"starkernel/starlarkasync/syntax"
)

// maxModule is the most bytes of a module's file.
const maxModule = 1 << 20

// module is a loaded file. Its globals are frozen.
type module struct {
	session *syntax.Session
	exports starlark.StringDict
	sum     [sha256.Size]byte
	loads   []string
}

// moduleCache holds the modules of a session by their path below its folder.
type moduleCache struct {
	loaded map[string]*module
	// loading is the chain of modules being loaded, for cycles.
	loading []string
	// texts are the sources of all modules ever loaded, for tracebacks.
	texts map[string]string
}

func (c *moduleCache) source(file string) (string, bool) {
	text, ok := c.texts[file]
	return text, ok
}

// load is the load statement of a cell.
func (s *Starlark) load(thread *starlark.Thread, name string) (starlark.StringDict, error) {
	return s.loadFrom(thread, ".", name)
}

// loadFrom loads name as a file in folder from, both below the session's
// folder.
func (s *Starlark) loadFrom(thread *starlark.Thread, from, name string) (starlark.StringDict, error) {
	rel, err := modulePath(from, name)
	if err != nil {
		return nil, err
	}
	c := &s.modules
	if i := slices.Index(c.loading, rel); i >= 0 {
		return nil, exception.Newf("ImportError", "load: cycle of modules: %s", strings.Join(append(slices.Clone(c.loading[i:]), rel), " -> "))
	}
	text, err := s.readModule(rel, name)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(text)
	if m := c.loaded[rel]; m != nil && m.sum == sum && s.current(m) {
		return m.exports, nil
	}
	m, err := s.runModule(thread, rel, string(text))
	if err != nil {
		return nil, err
	}
	m.sum = sum
	c.loaded[rel] = m
	return m.exports, nil
}

// modulePath joins the path of a load statement to the folder of the file that
// has it, and refuses to leave the session's folder.
func modulePath(from, name string) (string, error) {
	refuse := func(why string) (string, error) {
		return "", exception.Newf("PermissionError", "load: %q %s; only files in the notebook's folder and below can be loaded", name, why)
	}
	switch {
	case name == "":
		return "", exception.New("ValueError", "load: the path of the module is empty")
	case path.IsAbs(name) || filepath.IsAbs(name) || strings.ContainsAny(name, "\\\x00"):
		return refuse("is not a relative path")
	case slices.Contains(strings.Split(name, "/"), ".."):
		return refuse("leaves its folder")
	}
	return path.Join(from, name), nil
}

// readModule reads a file below the session's folder. A symbolic link out of
// it is an error.
func (s *Starlark) readModule(rel, name string) ([]byte, error) {
	root, err := s.openFolder()
	if err != nil {
		return nil, exception.Newf("FileNotFoundError", "load: cannot open the notebook's folder: %v", err)
	}
	defer root.Close()
	info, err := root.Stat(rel)
	switch {
	case os.IsNotExist(err):
		return nil, exception.Newf("FileNotFoundError", "load: there is no file %q in the notebook's folder", rel)
	case err != nil:
		return nil, exception.Newf("PermissionError", "load: cannot open %q: %v", name, cause(err))
	case !info.Mode().IsRegular():
		return nil, exception.Newf("IsADirectoryError", "load: %q is not a file", name)
	case info.Size() > maxModule:
		return nil, exception.Newf("MemoryError", "load: %q has %d bytes, more than %d", name, info.Size(), maxModule)
	}
	text, err := fs.ReadFile(root.FS(), rel)
	if err != nil {
		return nil, exception.Newf("PermissionError", "load: cannot read %q: %v", name, cause(err))
	}
	return text, nil
}

// openFolder opens the session's folder.
func (s *Starlark) openFolder() (*os.Root, error) {
	folder := s.options.Folder
	if folder == "" {
		folder = "."
	}
	return os.OpenRoot(folder)
}

// cause drops the operation and the path of a file error.
func cause(err error) error {
	if p, ok := err.(*fs.PathError); ok {
		return p.Err
	}
	return err
}

// current reports whether the modules that m loaded are those on disk.
func (s *Starlark) current(m *module) bool {
	for _, rel := range m.loads {
		text, err := s.readModule(rel, rel)
		dep := s.modules.loaded[rel]
		if err != nil || dep == nil || sha256.Sum256(text) != dep.sum || !s.current(dep) {
			return false
		}
	}
	return true
}

// runModule runs a module once, on the thread of the task that loads it.
func (s *Starlark) runModule(thread *starlark.Thread, rel, text string) (*module, error) {
	c := &s.modules
	if c.loaded == nil {
		c.loaded, c.texts = map[string]*module{}, map[string]string{}
	}
	c.texts[rel] = text
	m := &module{exports: starlark.StringDict{}}
	hooks := s.hooks()
	hooks.Stored = nil
	hooks.Load = func(thread *starlark.Thread, name string) (starlark.StringDict, error) {
		d, err := s.loadFrom(thread, path.Dir(rel), name)
		if err == nil {
			dep, _ := modulePath(path.Dir(rel), name)
			m.loads = append(m.loads, dep)
		}
		return d, err
	}
	m.session = syntax.NewSession(s.predeclared(), hooks)
	code, err := m.session.Compile(rel, text)
	if err != nil {
		return nil, err
	}
	if err := s.callModule(thread, rel, m.session, code); err != nil {
		return nil, err
	}
	m.session.Freeze()
	for name, v := range m.session.Snapshot() {
		if !strings.HasPrefix(name, "_") {
			m.exports[name] = v
		}
	}
	return m, nil
}

// callModule runs the code of a module. The session is as before afterwards, also
// when a builtin panics.
func (s *Starlark) callModule(thread *starlark.Thread, rel string, inner *syntax.Session, code *syntax.Cell) error {
	c, outer := &s.modules, s.inner
	c.loading = append(c.loading, rel)
	s.inner = inner
	defer func() {
		s.inner = outer
		c.loading = c.loading[:len(c.loading)-1]
	}()
	_, err := code.Call(thread)
	return err
}
