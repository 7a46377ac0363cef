package runner

import (
	"fmt"
	"time"
)

// The lines are papermill's, so that what reads its logs reads these. What it does
// not have comes with Verbose only.

func (r *run) logFiles() {
	output := r.options.Output
	if output == "" {
		output = "(none)"
	}
	r.log("Input Notebook:  %s", r.options.Notebook)
	r.log("Output Notebook: %s", output)
	r.log("Executing notebook with kernel: starlark")
}

func (r *run) logBegin(this *Case) {
	r.log("Executing Cell %s", number(this))
	if r.options.Verbose {
		r.log("%s %s", time.Now().Format(time.TimeOnly), this.Line)
	}
}

func (r *run) logEnd(this *Case) {
	r.log("Ending Cell %s", number(this))
	if r.options.Verbose {
		r.log("%s took %v", time.Now().Format(time.TimeOnly), this.Duration.Round(time.Millisecond))
	}
}

func (r *run) logSaved() {
	if r.options.Verbose {
		r.log("Saved %s: %d of %d cells have ended", r.options.Output, r.ended, r.result.Cells)
	}
}

// number gives the number of a cell, with papermill's line behind it.
func number(this *Case) string {
	text := []byte(fmt.Sprint(this.Cell))
	for len(text) < 40 {
		text = append(text, '-')
	}
	return string(text)
}

func (r *run) log(format string, args ...any) {
	if r.options.Log || r.options.Verbose {
		r.out.note(fmt.Sprintf(format, args...))
	}
}
