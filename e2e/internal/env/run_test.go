package env

import "testing"

func TestVerdictsOfProbesAreRead(t *testing.T) {
	tests := []struct {
		line               string
		kind, name, detail string
	}{
		{"PASS launcher — /logo.svg (0.1 s)", "PASS", "launcher", "/logo.svg (0.1 s)"},
		{"FAIL hostile[bad_json] — kernel died", "FAIL", "hostile[bad_json]", "kernel died"},
		{"SKIP opt:subshells — not supported: a — b", "SKIP", "opt:subshells", "not supported: a — b"},
		{"PASS quiet — ", "PASS", "quiet", ""},
		{"PASS quiet", "PASS", "quiet", ""},
		{"  PASS is not at the start", "", "", ""},
		{"115 passed, 3 failed", "", "", ""},
	}
	for _, test := range tests {
		m := verdict.FindStringSubmatch(test.line)
		if m == nil {
			m = make([]string, 4)
		}
		if m[1] != test.kind || m[2] != test.name || m[3] != test.detail {
			t.Errorf("%q: got %q", test.line, m[1:])
		}
	}
}

func TestReportOfPytestIsRead(t *testing.T) {
	const report = `<?xml version="1.0"?><testsuites><testsuite name="pytest">
		<testcase classname="test_a" name="test_good"/>
		<testcase name="test_bad"><failure message="assert 1 == 2">test_a.py:1: assert</failure></testcase>
		<testcase name="test_left_out"><skipped type="pytest.skip" message="no reason"/></testcase>
		<testcase name="test_broken"><error message="failed on setup">boom</error></testcase>
	</testsuite></testsuites>`
	cases, err := readReport([]byte(report))
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) != 4 {
		t.Fatalf("got %d cases", len(cases))
	}
	if c := cases[0]; c.Name != "test_good" || c.Failures != nil || c.Errors != nil || c.Skipped != nil {
		t.Errorf("a test that passed: %+v", c)
	}
	if c := cases[1]; len(c.Failures) != 1 || c.Failures[0].Text != "test_a.py:1: assert" {
		t.Errorf("a test that failed: %+v", c)
	}
	if c := cases[2]; c.Skipped == nil || c.Skipped.Message != "no reason" {
		t.Errorf("a test that was skipped: %+v", c)
	}
	if c := cases[3]; len(c.Errors) != 1 {
		t.Errorf("a test whose fixture failed: %+v", c)
	}
	if _, err := readReport([]byte("<testsuites>")); err == nil {
		t.Error("half a report is no report")
	}
}
