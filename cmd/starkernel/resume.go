package main

import (
	"errors"
	"io/fs"
	"os"

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
	r.Resume, r.Parameters = true, nil
	return []string{f.resume}, nil
}
