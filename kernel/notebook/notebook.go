package notebook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// Notebook is a notebook of nbformat 4.
type Notebook struct {
	// Cells are the cells in order. Cells may be added, moved and removed.
	Cells []*Cell

	root map[string]any // every field but "cells"
}

// Read reads the notebook in a file. The error names the file, and the place in
// it if it is a *FormatError.
func Read(path string) (*Notebook, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	n, err := Parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return n, nil
}

// Parse reads a notebook from the text of an .ipynb file. The error is a
// *FormatError if the text is not JSON, no notebook, or a notebook of another
// version than nbformat 4.
func Parse(data []byte) (*Notebook, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	v, err := decode(data)
	if err != nil {
		return nil, err
	}
	root, ok := v.(map[string]any)
	if !ok {
		return nil, &FormatError{Problem: "not a notebook: got " + kindOf(v) + ", want a JSON object"}
	}
	if err := checkVersion(root); err != nil {
		return nil, err
	}
	if m, there := root["metadata"]; there {
		if _, ok := m.(map[string]any); !ok {
			return nil, wrongKind("metadata", m, "an object")
		}
	}
	list, ok := root["cells"].([]any)
	if !ok {
		return nil, wrongKind("cells", root["cells"], "a list")
	}
	n := &Notebook{root: root}
	delete(root, "cells")
	for i, v := range list {
		cell, err := parseCell(v, fmt.Sprintf("cells[%d]", i))
		if err != nil {
			return nil, err
		}
		n.Cells = append(n.Cells, cell)
	}
	// What older programs left in files and nbformat drops, too.
	if m, ok := root["metadata"].(map[string]any); ok {
		delete(m, "orig_nbformat")
		delete(m, "orig_nbformat_minor")
		delete(m, "signature")
	}
	return n, nil
}

func checkVersion(root map[string]any) error {
	v, there := root["nbformat"]
	if !there {
		return &FormatError{Problem: "not a notebook: it has no nbformat"}
	}
	number, _ := v.(json.Number)
	switch version, err := number.Int64(); {
	case err != nil:
		return wrongKind("nbformat", v, "the number 4")
	case version < 4:
		return &FormatError{Where: "nbformat", Problem: fmt.Sprintf("version %d is too old; "+
			"open and save the notebook in JupyterLab to make it version 4", version)}
	case version > 4:
		return &FormatError{Where: "nbformat", Problem: fmt.Sprintf("version %d is newer than the 4 "+
			"that starkernel knows", version)}
	}
	return nil
}

// wrongKind reports a field of the wrong JSON type.
func wrongKind(where string, got any, want string) error {
	return &FormatError{Where: where, Problem: "got " + kindOf(got) + ", want " + want}
}

func kindOf(v any) string {
	switch v.(type) {
	case nil:
		return "nothing"
	case bool:
		return "a boolean"
	case string:
		return "a string"
	case json.Number:
		return "a number"
	case []any:
		return "a list"
	}
	return "an object"
}

// Metadata gives the notebook's metadata, which is never nil. A change to the
// map is a change to the notebook.
func (n *Notebook) Metadata() map[string]any { return object(n.root, "metadata") }

// Language gives the language of the notebook's code as its metadata tell it, in
// lower case, or "".
func (n *Notebook) Language() string {
	for _, path := range [][2]string{{"kernelspec", "language"}, {"language_info", "name"}} {
		if m, ok := n.Metadata()[path[0]].(map[string]any); ok {
			if s, ok := m[path[1]].(string); ok && s != "" {
				return strings.ToLower(s)
			}
		}
	}
	return ""
}

// object gives the object at key, and makes one if there is none.
func object(fields map[string]any, key string) map[string]any {
	m, ok := fields[key].(map[string]any)
	if !ok {
		m = map[string]any{}
		fields[key] = m
	}
	return m
}

// HasIDs tells if the notebook's cells have ids: from nbformat 4.5 on they must,
// before they must not.
func (n *Notebook) HasIDs() bool {
	number, _ := n.root["nbformat_minor"].(json.Number)
	minor, err := number.Int64()
	return err == nil && minor >= 5
}

// Upgrade makes the notebook one of nbformat 4.5: cells that have no valid id of
// their own get one that depends on their place. A later version stays one.
func (n *Notebook) Upgrade() {
	if !n.HasIDs() {
		n.root["nbformat_minor"] = json.Number("5")
	}
	used := map[string]bool{}
	for _, c := range n.Cells {
		used[c.ID()] = true
	}
	kept := map[string]bool{}
	for i, c := range n.Cells {
		id := c.ID()
		if !validID().MatchString(id) || kept[id] {
			id = "cell-" + strconv.Itoa(i+1)
			for used[id] {
				id += "-"
			}
			c.fields["id"] = id
		}
		used[id], kept[id] = true, true
	}
}

// validID is what the schema of nbformat 4.5 says.
var validID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`) })

// Encode gives the text of an .ipynb file, as Python's nbformat writes it.
func (n *Notebook) Encode() []byte {
	var b bytes.Buffer
	_ = n.EncodeTo(&b) // a buffer takes everything
	return b.Bytes()
}

// EncodeTo writes what Encode gives in pieces, which takes little memory. The error
// is that of w.
func (n *Notebook) EncodeTo(w io.Writer) error {
	root := make(map[string]any, len(n.root)+1)
	for key, v := range n.root {
		root[key] = v
	}
	cells := make([]any, len(n.Cells))
	for i, c := range n.Cells {
		cells[i] = c
	}
	root["cells"] = cells
	e := encoder{to: w}
	e.value(root, 0)
	e.buf = append(e.buf, '\n')
	e.pass(0)
	return e.err
}

// Write replaces the file with the notebook, see [WriteFile].
func (n *Notebook) Write(path string) error { return replaceFile(path, n.EncodeTo) }
