package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	starlark "go.starlark.net/syntax"

	"starkernel/kernel/format"
	"starkernel/kernel/notebook"
	"starkernel/starlarkasync/exception"
)

// formatter is what starkernel fmt was asked to do.
type formatter struct {
	list, diff, write, check, verbose bool
	stdout, stderr                    io.Writer
	changed                           bool // some file has another layout
}

// formatFiles lays out programs and notebooks.
func formatFiles(args []string, stdout, stderr io.Writer) int {
	f := &formatter{stdout: stdout, stderr: stderr}
	fs := flags("fmt", "[FILE|FOLDER...]", stderr)
	fs.BoolVar(&f.list, "l", false, "list the files whose layout changes")
	fs.BoolVar(&f.diff, "d", false, "show what changes")
	fs.BoolVar(&f.write, "w", false, "write the files, and do not print them")
	fs.BoolVar(&f.check, "check", false, "exit with 1 if a layout changes; lists the files unless -d is given")
	fs.BoolVar(&f.verbose, "v", false, "tell what stays as it is, and why")
	operands, code := parse(fs, args, anyNumber, stdout)
	if code >= 0 {
		return code
	}
	f.list = f.list || f.check && !f.diff
	ok := true
	if len(operands) == 0 || len(operands) == 1 && operands[0] == "-" {
		if f.write {
			fmt.Fprintln(stderr, "starkernel fmt: -w needs a file; standard input cannot be written to")
			return exitUsage
		}
		if err := f.stdin(os.Stdin); err != nil {
			fmt.Fprintln(stderr, err)
			ok = false
		}
	} else {
		ok = eachFile(operands, stderr, f.file)
	}
	if !ok || f.check && f.changed {
		return exitError
	}
	return exitOK
}

func (f *formatter) stdin(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	return f.one("<stdin>", data)
}

func (f *formatter) file(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return f.one(path, data)
}

// one formats one file and does with it what was asked for.
func (f *formatter) one(path string, data []byte) error {
	lay := f.program
	if isNotebook(path) {
		lay = f.notebook
	}
	out, err := lay(path, data)
	if err != nil {
		return err
	}
	differs := string(out) != string(data)
	f.changed = f.changed || differs
	if f.list && differs {
		fmt.Fprintln(f.stdout, path)
	}
	if f.diff && differs {
		f.stdout.Write(diff.Diff(path+".orig", data, path, out))
	}
	if f.write && differs {
		return notebook.WriteFile(path, out)
	}
	if !f.list && !f.diff && !f.write {
		_, err = f.stdout.Write(out)
	}
	return err
}

// program lays out the cells of a text file. A file that is one cell with an
// error is an error.
func (f *formatter) program(path string, data []byte) ([]byte, error) {
	var failure error
	cells := 0
	out := notebook.EditProgram(string(data), func(c notebook.ProgramCell) (string, bool) {
		cells++
		text, kept, err := format.Source(path, c.Source)
		if err != nil {
			failure = atLine(path, c.Line, err)
			f.note("%v", failure)
		}
		for _, k := range kept {
			f.note("%s:%d: stays as it is: %s", path, c.Line+k.Line-1, k.Reason)
		}
		return text, err == nil
	})
	if failure != nil && cells == 1 {
		return nil, failure
	}
	if strings.TrimSpace(out) == "" {
		out = ""
	}
	return []byte(out), nil
}

// notebook lays out the code cells of a notebook. Cells with errors stay.
func (f *formatter) notebook(path string, data []byte) ([]byte, error) {
	n, err := parseNotebook(data)
	if err != nil {
		return nil, err
	}
	sources := map[int]string{}
	for i, c := range n.Cells {
		if c.Type() != notebook.Code {
			continue
		}
		text, kept, err := format.Source(path, c.Source())
		if err != nil {
			f.note("%s cell %d line %d: stays as it is: %v", path, i+1, placeOf(err).Line, err)
			continue
		}
		for _, k := range kept {
			f.note("%s cell %d line %d: stays as it is: %s", path, i+1, k.Line, k.Reason)
		}
		if text = strings.TrimRight(text, "\r\n"); text != c.Source() {
			sources[i] = text
		}
	}
	return notebook.ReplaceSources(data, sources)
}

func (f *formatter) note(format string, args ...any) {
	if f.verbose {
		fmt.Fprintf(f.stderr, format+"\n", args...)
	}
}

// atLine gives the error of a cell that begins at a line of a file.
func atLine(path string, line int, err error) error {
	at := placeOf(err)
	return fmt.Errorf("%s:%d:%d: %w", path, line+int(at.Line)-1, at.Col, err)
}

// placeOf gives the place of a SyntaxError in its cell.
func placeOf(err error) starlark.Position {
	if e := exception.Find(err); e != nil {
		return e.Pos
	}
	return starlark.MakePosition(nil, 1, 1)
}
