package runner

import (
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"starkernel/kernel"
	"starkernel/kernel/local"
	"starkernel/kernel/notebook"
)

// Report tells how the run of one notebook ended. Err is what [Run] gave.
type Report struct {
	Notebook string
	Result
	Err error
}

// ExitCode gives the exit code for the notebook; it is 1 if there is an Err.
func (r Report) ExitCode() int {
	if code := r.Result.ExitCode(); code != 0 || r.Err == nil {
		return code
	}
	return 1
}

// The elements of JUnit's XML, as far as the common readers of it agree.
type (
	junitSuites struct {
		XMLName xml.Name     `xml:"testsuites"`
		Suites  []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Time     string      `xml:"time,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		Time    string        `xml:"time,attr"`
		Failure *junitProblem `xml:"failure"`
		Error   *junitProblem `xml:"error"`
		Skipped *junitProblem `xml:"skipped"`
	}
	junitProblem struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr,omitempty"`
		Text    string `xml:",chardata"`
	}
)

// WriteJUnit writes a report in JUnit's XML: a suite for each notebook, a case for
// each of its code cells. What went wrong without a cell is a case "run".
func WriteJUnit(path string, reports []Report) error {
	var suites junitSuites
	for _, report := range reports {
		suites.Suites = append(suites.Suites, suiteOf(report))
	}
	text, err := xml.MarshalIndent(suites, "", "  ")
	if err != nil {
		return err
	}
	if err := notebook.WriteFile(path, append([]byte(xml.Header), append(text, '\n')...)); err != nil {
		return writeError(path, err)
	}
	return nil
}

func suiteOf(report Report) junitSuite {
	s := junitSuite{Name: report.Notebook}
	var total time.Duration
	told := false // of what ended the run
	for _, c := range report.Cases {
		jc := junitCase{Class: report.Notebook, Name: local.Plain(fmt.Sprintf("cell %d: %s", c.Cell, c.Line)), Time: seconds(c.Duration)}
		total += c.Duration
		switch {
		case c.Failure != nil:
			told = told || c.Failure == report.Failure
			jc.Failure = problem(c.Failure)
			s.Failures++
		case c.Skipped != "":
			jc.Skipped = &junitProblem{Message: c.Skipped}
			s.Skipped++
		}
		s.Cases = append(s.Cases, jc)
	}
	if p := runProblem(report); p != nil && !told {
		s.Cases = append(s.Cases, junitCase{Class: report.Notebook, Name: "run", Time: seconds(0), Error: p})
		s.Errors++
	}
	s.Tests, s.Time = len(s.Cases), seconds(total)
	return s
}

// runProblem is what ended the run.
func runProblem(report Report) *junitProblem {
	switch {
	case report.Err != nil:
		return &junitProblem{Message: local.Plain(report.Err.Error()), Type: "Error"}
	case report.Failure != nil:
		return problem(report.Failure)
	case report.Interrupted:
		return &junitProblem{Message: "interrupted", Type: "KeyboardInterrupt"}
	}
	return nil
}

func problem(e *kernel.CellError) *junitProblem {
	return &junitProblem{Message: local.Plain(e.Error()), Type: local.Plain(e.EName), Text: local.Plain(strings.Join(e.Traceback, "\n"))}
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
