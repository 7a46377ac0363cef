package main

import (
	"fmt"
	"io"
	"os"

	"starkernel/kernel/interp"
	"starkernel/kernel/notebook"
	"starkernel/starlarkasync/lint"
)

// lintFiles prints the likely mistakes in programs and notebooks.
func lintFiles(args []string, stdout, stderr io.Writer) int {
	fs := flags("lint", "FILE|FOLDER...", stderr)
	operands, code := parse(fs, args, anyNumber, stdout)
	if code >= 0 {
		return code
	}
	if len(operands) == 0 {
		fmt.Fprintf(stderr, "%s: want a file or a folder\n", fs.Name())
		fs.Usage()
		return exitUsage
	}
	clean := true
	predeclared := interp.New(interp.Options{}).Predeclared()
	ok := eachFile(operands, stderr, func(path string) error {
		cells, where, err := codeCells(path)
		if err != nil {
			return err
		}
		for _, w := range lint.Check(cells, predeclared) {
			clean = false
			fmt.Fprintf(stdout, "%s: %s (%s)\n", where(w), w.Message, w.Name)
		}
		return nil
	})
	if !ok || !clean {
		return exitError
	}
	return exitOK
}

// codeCells gives the code cells of a file, and the place of a warning about them
// as text.
func codeCells(path string) (cells []string, where func(lint.Warning) string, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, err
	}
	if !isNotebook(path) {
		list := notebook.ProgramCells(string(data))
		for _, c := range list {
			cells = append(cells, c.Source)
		}
		return cells, func(w lint.Warning) string {
			return fmt.Sprintf("%s:%d:%d", path, list[w.Cell].Line+w.Line-1, w.Col)
		}, nil
	}
	n, err := parseNotebook(data)
	if err != nil {
		return nil, nil, err
	}
	var numbers []int // of the cells, from 1, text cells included
	for i, c := range n.Cells {
		if c.Type() == notebook.Code {
			cells = append(cells, c.Source())
			numbers = append(numbers, i+1)
		}
	}
	return cells, func(w lint.Warning) string {
		return fmt.Sprintf("%s cell %d line %d", path, numbers[w.Cell], w.Line)
	}, nil
}
