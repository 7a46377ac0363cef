package env

import (
	"bufio"
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Pytest runs pytest in the folder of the calling test, with args, and reports
// each of its tests as a subtest. None of them may be skipped: what the kernel
// need not pass is not in these folders.
func (j *Jupyter) Pytest(t *testing.T, args ...string) {
	t.Helper()
	report := filepath.Join(j.Dir, "report.xml")
	args = append([]string{"-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=short", "--junit-xml=" + report}, args...)
	cmd := j.Command(t, j.Python, args...)
	cmd.Dir = "" // where go test put the calling test
	out, runErr := cmd.CombinedOutput()
	data, err := os.ReadFile(report)
	if err != nil {
		t.Fatalf("pytest: %v\n%s", runErr, out)
	}
	cases, err := readReport(data)
	if err != nil {
		t.Fatalf("pytest's report: %v", err)
	}
	for _, c := range cases {
		t.Run(c.Name, c.report)
	}
	if len(cases) == 0 || runErr != nil && !t.Failed() {
		t.Errorf("pytest: %v\n%s", runErr, out)
	}
}

// testCase is one test in a report of pytest.
type testCase struct {
	Name     string   `xml:"name,attr"`
	Seconds  string   `xml:"time,attr"`
	Failures []reason `xml:"failure"`
	Errors   []reason `xml:"error"`
	Skipped  *reason  `xml:"skipped"`
}

type reason struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// readReport reads a report in JUnit's format, as pytest writes it.
func readReport(data []byte) ([]testCase, error) {
	var suites struct {
		Cases []testCase `xml:"testsuite>testcase"`
	}
	err := xml.Unmarshal(data, &suites)
	return suites.Cases, err
}

// report is the test as a subtest.
func (c testCase) report(t *testing.T) {
	t.Logf("took %s s", c.Seconds)
	for _, r := range append(c.Failures, c.Errors...) {
		t.Errorf("%s", r.Text)
	}
	if c.Skipped != nil {
		t.Errorf("skipped: %s", c.Skipped.Message)
	}
}

// verdict matches a line of kernel_probe.py or lab_probe.py.
var verdict = regexp.MustCompile(`^(PASS|FAIL|SKIP) (\S+)(?: — (.*))?$`)

// Checks runs a Python program that prints a line "PASS name — detail", FAIL or
// SKIP for each of its checks, and reports each as a subtest. The path of the
// program is relative to the folder of the calling test. It returns the names
// of the checks that ran.
func (j *Jupyter) Checks(t *testing.T, program string, args ...string) (names []string) {
	t.Helper()
	cmd := j.Command(t, j.Python, append([]string{program}, args...)...)
	cmd.Dir = ""
	out, err := cmd.CombinedOutput()
	lines := bufio.NewScanner(strings.NewReader(string(out)))
	for lines.Scan() {
		m := verdict.FindStringSubmatch(lines.Text())
		if m == nil {
			continue
		}
		names = append(names, m[2])
		t.Run(m[2], func(t *testing.T) {
			switch m[1] {
			case "FAIL":
				t.Error(m[3])
			case "SKIP":
				t.Skip(m[3])
			case "PASS":
				t.Log(m[3])
			}
		})
	}
	if _, failed := err.(*exec.ExitError); err != nil && (!failed || !t.Failed()) || len(names) == 0 {
		t.Errorf("%s: %v\n%s", program, err, out)
	}
	return names
}
