package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/diff"

	"starkernel/kernel"
	"starkernel/kernel/compare"
	"starkernel/kernel/interp"
	"starkernel/kernel/local"
	"starkernel/kernel/notebook"
	"starkernel/kernel/runner"
)

// tester is what starkernel test was asked to do.
type tester struct {
	update, exact  bool
	run            runner.Options
	session        interp.Options
	stdout, stderr io.Writer
	mu             sync.Mutex // of the writers
}

// testNotebooks runs notebooks again and compares what they show with what they
// showed when they were saved.
func testNotebooks(args []string, stdout, stderr io.Writer) int {
	fs := flags("test", "NOTEBOOK.ipynb|PROGRAM.star|FOLDER ...", stderr)
	t := &tester{stdout: stdout, stderr: stderr}
	t.run.Stdout, t.run.Stderr = io.Discard, io.Discard // the verdict is what counts
	f := runFlags{parallel: 1}
	f.add(fs, &t.run)
	fs.BoolVar(&t.update, "update", false, "save what notebooks show now, unless cells fail unexpectedly")
	fs.BoolVar(&t.exact, "exact", false, "compare also times, durations, addresses, ids and paths")
	session := sessionFlags(fs, "virtual")
	operands, code := parse(fs, args, anyNumber, stdout)
	if code >= 0 {
		return code
	}
	var err error
	if t.session, err = session(); err != nil {
		return badFlag(fs, err)
	}
	jobs, err := f.jobs(operands, &t.run)
	if err != nil {
		return badFlag(fs, err)
	}
	t.run.AllowErrors = true
	t.run.Skip = func(c *notebook.Cell) bool { return compare.ModeOf(c).Skip }
	reports := eachJob(jobs, f.parallel, t.test)
	if len(jobs) > 1 {
		t.summarize(reports)
	}
	return conclude(reports, f.junit, stderr)
}

// summarize tells how many files passed.
func (t *tester) summarize(reports []runner.Report) {
	failed := 0
	for _, report := range reports {
		if report.ExitCode() != exitOK {
			failed++
		}
	}
	fmt.Fprintf(t.stdout, "%d files: %d ok, %d failed\n", len(reports), len(reports)-failed, failed)
}

// test tests one file.
func (t *tester) test(ctx context.Context, interrupts <-chan os.Signal, j job) runner.Report {
	report := runner.Report{Notebook: j.input}
	var now bytes.Buffer
	r := t.run
	r.Notebook, r.Final, r.Interrupts = j.input, &now, interrupts
	var before *notebook.Notebook
	if isNotebook(j.input) {
		if before, report.Err = notebook.Read(j.input); report.Err != nil {
			return t.tell(report, "")
		}
	}
	if report.Result, report.Err = runCells(ctx, r, t.session, false); report.Err != nil {
		return t.tell(report, "")
	}
	if before == nil { // a program, which has no outputs to compare with
		report.Failure = firstFailure(report.Cases, report.Failure)
		return t.tell(report, "")
	}
	after, err := notebook.Parse(now.Bytes())
	if err == nil && len(after.Cells) != len(before.Cells) {
		err = fmt.Errorf("%s was changed during the test; test it again", j.input)
	}
	if err != nil {
		report.Err = err
		return t.tell(report, "")
	}
	differs, fails := t.compare(before, after, report.Cases)
	remark := ""
	if t.update && differs && !fails && report.Failure == nil && !report.Interrupted {
		for i := range report.Cases {
			report.Cases[i].Failure = nil
		}
		if report.Err = notebook.WriteFile(j.input, now.Bytes()); report.Err == nil {
			remark = "updated"
		}
	}
	report.Failure = firstFailure(report.Cases, report.Failure)
	return t.tell(report, remark)
}

// compare makes differences and unexpected errors the failures of the cells.
func (t *tester) compare(before, after *notebook.Notebook, cases []runner.Case) (differs, fails bool) {
	for i := range cases {
		c := &cases[i]
		if c.Skipped != "" {
			continue
		}
		old, now := before.Cells[c.Cell-1], after.Cells[c.Cell-1]
		if compare.Fails(old, now) && c.Failure != nil {
			fails = true
			continue
		}
		c.Failure = nil
		if a, b := compare.Cell(old, now, t.exact); a != b {
			differs = true
			c.Failure = &kernel.CellError{EName: "OutputDiffers", EValue: "the cell shows something else than was saved",
				Traceback: t.difference(old, now)}
		}
	}
	return differs, fails
}

// difference gives the lines of a diff of what a cell showed and shows.
func (t *tester) difference(old, now *notebook.Cell) []string {
	a, b, rich := compare.Readable(old, now, t.exact)
	text := string(diff.Diff("saved", []byte(a), "now", []byte(b)))
	_, text, _ = strings.Cut(text, "\n") // a line for the diff program
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if rich {
		lines = append(lines, "(the forms beside text/plain differ, too)")
	}
	return lines
}

// firstFailure gives the failure of the run, else that of the first cell that has one.
func firstFailure(cases []runner.Case, failure *kernel.CellError) *kernel.CellError {
	for _, c := range cases {
		if failure == nil {
			failure = c.Failure
		}
	}
	return failure
}

// tell shows how the test of a file ended.
func (t *tester) tell(report runner.Report, remark string) runner.Report {
	t.mu.Lock()
	defer t.mu.Unlock()
	verdict := "ok"
	if report.ExitCode() != exitOK {
		verdict = "FAIL"
	}
	failed := 0
	for _, c := range report.Cases {
		if c.Failure == nil {
			continue
		}
		failed++
		fmt.Fprintf(t.stdout, "%s: cell %d: %s\n", report.Notebook, c.Cell, c.Line)
		for line := range strings.Lines(local.Plain(strings.Join(c.Failure.Traceback, "\n") + "\n")) {
			fmt.Fprintf(t.stdout, "    %s", line)
		}
	}
	switch {
	case report.Err != nil:
		fmt.Fprintf(t.stderr, "starkernel: %v\n", report.Err)
	case report.Interrupted:
		remark = "interrupted"
	case report.TimedOut:
		remark = report.Failure.EValue
	case failed > 0:
		remark = fmt.Sprintf("%d of %d cells", failed, len(report.Cases))
		if t.update && isNotebook(report.Notebook) {
			remark += "; not updated: tag cells that may fail with raises-exception"
		}
	}
	fmt.Fprintln(t.stdout, strings.TrimRight(fmt.Sprintf("%-4s  %s  %s", verdict, report.Notebook, remark), " "))
	return report
}
