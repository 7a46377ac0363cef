package interp

import (
	"io/fs"
	"path"
	"strings"

	"go.starlark.net/starlark"
)

// maxFiles is how many files of a folder are looked at.
const maxFiles = 1000

// inLoad tells whether a bracket is that of a load statement.
func (s *scan) inLoad(open int) bool {
	return s.is(open, "(") && s.is(open-1, "load") && (open == 1 || s.tokens[open-2].kind == lineEnd || s.is(open-2, ";"))
}

// load completes a string of a load statement: the path of a file, or a name
// that the file binds. quote ends the string.
func (c *completer) load(open int, quote string) {
	if open == len(c.scan.tokens)-1 {
		c.paths(quote)
		return
	}
	file, ok := literal(c.scan.at(open + 1))
	if name, isText := file.(starlark.String); ok && isText {
		c.exports(string(name), quote)
	}
}

// paths adds the modules and folders in the folder whose path was typed.
func (c *completer) paths(quote string) {
	folder, _ := path.Split(c.prefix)
	files := c.view.files(folder)
	for _, f := range files[:min(len(files), maxFiles)] {
		name, ok := c.plainText(starlark.String(folder+f.Name()), c.scan.text.quote)
		switch {
		case !ok, strings.HasPrefix(f.Name(), "."):
		case f.IsDir():
			c.matches = append(c.matches, match{Text: name + "/", Type: "folder", rank: plainRank})
		case path.Ext(name) == ".star":
			c.matches = append(c.matches, match{Text: name + quote, Type: "module", rank: argumentRank})
		}
	}
}

// exports adds the public names that a file binds. It is read, not run.
func (c *completer) exports(file, quote string) {
	text, ok := c.view.module(file)
	if !ok {
		return
	}
	for name, how := range scanCode(text).scopes[0].names {
		if strings.HasPrefix(name, c.prefix) && !strings.HasPrefix(name, "_") {
			kind := "instance"
			if how == byDef {
				kind = "function"
			}
			c.matches = append(c.matches, match{Text: name + quote, Type: kind, rank: argumentRank})
		}
	}
}

// moduleFiles lists a folder that a load statement may name, in the order of
// the names.
func (s *Starlark) moduleFiles(folder string) []fs.DirEntry {
	rel, err := modulePath(".", folder+".")
	if err != nil {
		return nil
	}
	root, err := s.openFolder()
	if err != nil {
		return nil
	}
	defer root.Close()
	files, _ := fs.ReadDir(root.FS(), rel)
	return files
}

// moduleText reads a file that a load statement may name.
func (s *Starlark) moduleText(name string) (string, bool) {
	rel, err := modulePath(".", name)
	if err != nil {
		return "", false
	}
	text, err := s.readModule(rel, name)
	return string(text), err == nil
}
