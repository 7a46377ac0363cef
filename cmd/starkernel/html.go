package main

import (
	"os"
	"path/filepath"

	"starkernel/kernel/htmlexport"
	"starkernel/kernel/interp"
	"starkernel/kernel/notebook"
)

// webPage gives a notebook that was read from a file as a web page. Images in the
// file's folder become part of the page, others do not.
func webPage(n *notebook.Notebook, from string) ([]byte, error) {
	o := htmlexport.Options{Title: filepath.Base(from), Builtins: map[string]bool{}}
	session := interp.New(interp.Options{})
	defer session.Close()
	for _, name := range session.Complete("", 0).Matches {
		o.Builtins[name] = true
	}
	if folder, err := os.OpenRoot(filepath.Dir(from)); err == nil {
		defer folder.Close()
		o.Files = folder.FS()
	}
	return htmlexport.Page(n, o), nil
}
