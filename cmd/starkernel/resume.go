package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"starkernel/kernel/notebook"
	"starkernel/kernel/runner"
)

// goOn gives the operands of a run with -resume: its file, or a notebook to begin
// with while there is no such file. Modules and images are beside the notebook, if one
// is named.
func (f *runFlags) goOn(operands []string, r *runner.Options) ([]string, error) {
	var begin string
	switch {
	case len(operands) > 1 || f.inplace:
		return nil, errors.New("-resume goes on with its file: want one notebook at most, to begin with, and no -inplace")
	case len(operands) == 1:
		begin = operands[0]
		if info, err := os.Stat(begin); f.output != "" || begin == runner.Stdin || err == nil && info.IsDir() {
			return nil, errors.New("-resume with a notebook to begin with: want a file, and no -o")
		}
		f.beside = begin
	case r.Parameters.Len() > 0:
		return nil, errors.New("-resume takes the parameters from its file: want none, or a notebook to begin with")
	}
	if f.output == "" {
		f.output = f.resume
	}
	if _, err := os.Stat(f.resume); begin != "" && errors.Is(err, fs.ErrNotExist) {
		return []string{begin}, nil
	}
	if begin != "" {
		warnOutdated(f.resume, begin, r)
	}
	r.Resume, r.Parameters = true, nil
	return []string{f.resume}, nil
}

// warnOutdated tells what a run that goes on with a file does not use: parameters that
// the file does not have, and what has changed in the notebook since. What cannot be
// read the run tells of, if it needs it.
func warnOutdated(file, begin string, r *runner.Options) {
	had, err := notebook.Read(file)
	if err != nil {
		return
	}
	cells, parameters := code(had)
	if wanted := strings.TrimSpace(r.Parameters.Source()); r.Parameters.Len() > 0 && wanted != parameters {
		fmt.Fprintf(r.Stderr, "%s: warning: the run goes on with the parameters that it began with, not with those that are given; to begin anew remove the file\n", file)
	}
	now, err := readEither(begin)
	if err != nil {
		return
	}
	if changed, _ := code(now); !slices.Equal(cells, changed) {
		fmt.Fprintf(r.Stderr, "%s: warning: the run goes on with the cells that it has, which are not those of %s; to begin anew remove the file\n", file, begin)
	}
}

// code gives the texts of the code cells, without the parameters that a run has set,
// and these.
func code(n *notebook.Notebook) (cells []string, parameters string) {
	for _, c := range n.Cells {
		switch {
		case c.HasTag(notebook.TagInjected):
			parameters = strings.TrimSpace(c.Source())
		case c.Type() == notebook.Code:
			cells = append(cells, c.Source())
		}
	}
	return cells, parameters
}

// readEither reads a notebook or a program.
func readEither(path string) (*notebook.Notebook, error) {
	if isNotebook(path) {
		return notebook.Read(path)
	}
	text, err := os.ReadFile(path)
	return notebook.FromProgram(string(text)), err
}
