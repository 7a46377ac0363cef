package runner

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"starkernel/kernel"
)

func TestAReportTellsWhatEndedTheRun(t *testing.T) {
	failure := &kernel.CellError{EName: "E", EValue: "v", Traceback: []string{"\x1b[31mline 1\x1b[0m", "E: v"}}
	ran := Case{Cell: 2, Line: "x", Duration: 1500 * time.Millisecond}
	failed := Case{Cell: 3, Line: "y", Failure: failure}
	for name, c := range map[string]struct {
		report Report
		want   []string
	}{
		"a cell": {Report{Notebook: "n", Result: Result{Failure: failure, Cases: []Case{ran, failed}}},
			[]string{`tests="2" failures="1" errors="0" skipped="0" time="1.500"`, `<failure message="E: v" type="E">line 1&#xA;E: v</failure>`}},
		"an interrupt": {Report{Notebook: "n", Result: Result{Interrupted: true, Cases: []Case{ran}}},
			[]string{`tests="2" failures="0" errors="1"`, `name="run"`, `<error message="interrupted" type="KeyboardInterrupt">`}},
		"the end": {Report{Notebook: "n", Result: Result{Failure: failure, TimedOut: true, Cases: []Case{ran}}},
			[]string{`tests="2" failures="0" errors="1"`, `<error message="E: v" type="E">`}},
		"a file": {Report{Notebook: "n", Err: errors.New("no file")},
			[]string{`tests="1" failures="0" errors="1"`, `<error message="no file" type="Error">`}},
	} {
		path := filepath.Join(t.TempDir(), "r.xml")
		if err := WriteJUnit(path, []Report{c.report}); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range c.want {
			if !strings.Contains(string(text), want) {
				t.Errorf("%s: the report is\n%s\nwant %s in it", name, text, want)
			}
		}
	}
}
