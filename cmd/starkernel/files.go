package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"starkernel/kernel/notebook"
)

// errOtherLanguage is the error of a notebook whose code is not Starlark.
var errOtherLanguage = errors.New("the notebook is not one for Starlark")

// eachFile calls f for each operand, and for each .star and .ipynb file below the
// folders among them; not in folders whose names begin with a dot. Errors are
// reported, except that notebooks in other languages in folders are passed over.
// It reports whether all went well.
func eachFile(operands []string, stderr io.Writer, f func(path string) error) bool {
	ok := true
	fail := func(path string, err error) {
		ok = false
		if !strings.HasPrefix(err.Error(), path) {
			err = fmt.Errorf("%s: %w", path, err)
		}
		fmt.Fprintln(stderr, err)
	}
	for _, operand := range operands {
		filepath.WalkDir(operand, func(path string, d fs.DirEntry, err error) error {
			ext := filepath.Ext(path)
			switch {
			case err != nil:
				var e *fs.PathError
				if errors.As(err, &e) {
					err = e.Err
				}
				fail(path, err)
			case d.IsDir() && path != operand && strings.HasPrefix(d.Name(), "."):
				return filepath.SkipDir
			case d.IsDir(), path != operand && ext != ".star" && ext != ".ipynb":
			default:
				if err := f(path); err != nil && (path == operand || !errors.Is(err, errOtherLanguage)) {
					fail(path, err)
				}
			}
			return nil
		})
	}
	return ok
}

// parseNotebook reads a notebook whose code is Starlark, or which does not say.
func parseNotebook(data []byte) (*notebook.Notebook, error) {
	n, err := notebook.Parse(data)
	if err != nil {
		return nil, err
	}
	return n, checkLanguage(n)
}

func checkLanguage(n *notebook.Notebook) error {
	if language := n.Language(); language != "" && language != "starlark" {
		return fmt.Errorf("%w but for %s", errOtherLanguage, language)
	}
	return nil
}

func isNotebook(path string) bool { return strings.EqualFold(filepath.Ext(path), ".ipynb") }
