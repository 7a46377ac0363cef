package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"starkernel/kernel/notebook"
	"starkernel/kernel/runner"
)

// fileFormat is how notebooks are kept in files with an extension.
type fileFormat struct {
	extension, describe string
	// read is nil if nothing can be made of such a file.
	read func(data []byte) (*notebook.Notebook, error)
	// write gets the path of the file that n was read from, too.
	write func(n *notebook.Notebook, from string) ([]byte, error)
	// textOnly: files have no images.
	textOnly bool
}

var fileFormats = []fileFormat{
	{
		extension: ".ipynb", describe: "a notebook",
		read: parseNotebook,
		write: func(n *notebook.Notebook, _ string) ([]byte, error) {
			n.Upgrade()
			return n.Encode(), nil
		},
	},
	{
		extension: ".star", describe: "a program with # %% cells", textOnly: true,
		read: readProgram,
		write: func(n *notebook.Notebook, _ string) ([]byte, error) {
			text, err := n.Program()
			return []byte(text), err
		},
	},
	{extension: ".py", describe: "a program with # %% cells that jupytext has written; to be read only", read: readProgram},
	{extension: ".html", describe: "a web page, with the outputs that the notebook has", write: webPage},
}

func readProgram(data []byte) (*notebook.Notebook, error) {
	return notebook.FromProgram(string(data)), nil
}

// convertFile writes a notebook as a file of another format.
func convertFile(args []string, stdout, stderr io.Writer) int {
	fs := flags("convert", "FROM TO", stderr)
	force := fs.Bool("f", false, "write over TO if it exists")
	usage := fs.Usage
	fs.Usage = func() {
		usage()
		fmt.Fprintln(fs.Output(), "The extensions of the files tell their formats:")
		for _, f := range fileFormats {
			fmt.Fprintf(fs.Output(), "  %-8s %s\n", f.extension, f.describe)
		}
	}
	operands, code := parse(fs, args, anyNumber, stdout)
	if code >= 0 {
		return code
	}
	if len(operands) != 2 {
		fmt.Fprintf(stderr, "%s: got %d operands, want the file to read and the file to write\n", fs.Name(), len(operands))
		fs.Usage()
		return exitUsage
	}
	if err := convert(operands[0], operands[1], *force, stderr); err != nil {
		return failed(stderr, err)
	}
	return exitOK
}

// convert tells on stderr what the new file lacks that somebody may miss.
func convert(from, to string, force bool, stderr io.Writer) error {
	source, err := formatOf(from)
	if err != nil {
		return err
	}
	target, err := formatOf(to)
	if err != nil {
		return err
	}
	if source.read == nil {
		return fmt.Errorf("%s: no notebook can be made of %s", from, source.describe)
	}
	if target.write == nil {
		return fmt.Errorf("%s: such a file is not written; name a .star file, which has the same format", to)
	}
	if _, err := os.Lstat(to); !force && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s exists; -f writes over it", to)
	}
	if err := runner.CheckPlace(to); err != nil {
		return err
	}
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	n, err := source.read(data)
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	if data, err = target.write(n, from); err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	for i, c := range n.Cells {
		if target.textOnly && len(c.Attachments()) > 0 {
			fmt.Fprintf(stderr, "%s: cell %d: its attachments are not in %s\n", from, i+1, to)
		}
	}
	return notebook.WriteFile(to, data)
}

// formatOf tells the format of a file by its name.
func formatOf(path string) (fileFormat, error) {
	i := slices.IndexFunc(fileFormats, func(f fileFormat) bool {
		return strings.EqualFold(f.extension, filepath.Ext(path))
	})
	if i >= 0 {
		return fileFormats[i], nil
	}
	var known []string
	for _, f := range fileFormats {
		known = append(known, f.extension)
	}
	return fileFormat{}, fmt.Errorf("%s: the name of the file does not tell its format; known are %s", path, strings.Join(known, ", "))
}
