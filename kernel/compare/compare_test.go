package compare

import (
	"encoding/json"
	"strings"
	"testing"

	"starkernel/kernel/notebook"
)

func TestRulesReplaceWhatDiffersFromRunToRun(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"at 2026-11-23 04:07:48.5 +0100 CET", "at <time>"},
		{"2026-11-23T04:07:48Z 2000-01-01 00:00:00 +0000 UTC", "<time> <time>"},
		{"2026-11-23, 04:07:48", "<time>, <time>"},
		{"2026-11-23 04:07 ERROR", "<time> ERROR"},
		{"took 1.5s or 1h0m0s, 12 ms, 3µs 4µs", "took <duration> or <duration>, <duration>, <duration> <duration>"},
		{"<function f at 0x7f3a9c00>", "<function f at <address>>"},
		{"id 123e4567-e89b-12d3-a456-426614174000.", "id <id>."},
		{`open "/home/ada/my.star", C:\Users\ada\x.csv`, `open "<path>/my.star", <path>/x.csv`},
		{"\x1b[31mred\x1b[0m", "red"},
		// What means something stays.
		{"In [1]:3:10 a/b/c 3/4 https://a.b/c/d </td></tr> 0xff 12 apples x1s 1.5 a[1:10] 1-2-3", "In [1]:3:10 a/b/c 3/4 https://a.b/c/d </td></tr> 0xff 12 apples x1s 1.5 a[1:10] 1-2-3"},
	} {
		if got := Usual().apply(test.text); got != test.want {
			t.Errorf("%q becomes %q, want %q", test.text, got, test.want)
		}
	}
	if got := Loose().apply("a  1.5\n-2e3 b"); got != "a <number> <number> b" {
		t.Errorf("loosely: %q", got)
	}
}

// cell makes a code cell with outputs in JSON.
func cell(t *testing.T, metadata, source, outputs string) *notebook.Cell {
	t.Helper()
	text, err := json.Marshal(source)
	if err != nil {
		t.Fatal(err)
	}
	n, err := notebook.Parse([]byte(`{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", "id": "a",
		"execution_count": 1, "metadata": ` + metadata + `, "source": ` + string(text) + `, "outputs": [` + outputs + `]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	return n.Cells[0]
}

func TestTextOfOutputs(t *testing.T) {
	c := cell(t, "{}", "", `
		{"output_type": "stream", "name": "stdout", "text": "one\ntw"},
		{"output_type": "stream", "name": "stderr", "text": "careful"},
		{"output_type": "stream", "name": "stdout", "text": "o  \n"},
		{"output_type": "display_data", "metadata": {"x": 1}, "data": {"text/html": ["<b>\n", "x"], "image/png": "aGk=\n",
		 "application/json": {"b": [1.50], "a": "2s"}}},
		{"output_type": "execute_result", "execution_count": 7, "metadata": {}, "data": {"text/plain": "1"}},
		{"output_type": "error", "ename": "E", "evalue": "no", "traceback": ["x"]}`)
	const want = `stdout:
    one
    two
stderr:
    careful
display_data application/json:
    {
      "a": "<duration>",
      "b": [
        1.50
      ]
    }
display_data image/png:
    4 characters, SHA-256 96e3186af2815065
display_data text/html:
    <b>
    x
execute_result text/plain:
    1
error:
    E: no
`
	if got := Text(c.Outputs(), Usual()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestModes(t *testing.T) {
	for _, test := range []struct {
		metadata, source string
		want             Mode
	}{
		{`{}`, "x", Mode{}},
		{`{"tags": ["skip"]}`, "x", Mode{Skip: true}},
		{`{"tags": ["nbval-skip", "other"]}`, "x", Mode{Skip: true}},
		{`{"tags": ["nbval-ignore-output", "raises-exception"]}`, "x", Mode{Ignore: true, Raises: true}},
		{`{"tags": ["compare-loosely"]}`, "x", Mode{Loose: true}},
		{`{}`, "x\n  # NBVAL_IGNORE_OUTPUT \n", Mode{Ignore: true}},
		{`{}`, "#NBVAL_RAISES_EXCEPTION\nx", Mode{Raises: true}},
		{`{}`, "x # NBVAL_SKIP\n# NBVAL_SKIP it", Mode{}},
	} {
		if got := ModeOf(cell(t, test.metadata, test.source, "")); got != test.want {
			t.Errorf("%s %q: %+v, want %+v", test.metadata, test.source, got, test.want)
		}
	}
}

func TestCellsAreComparedAsTheyWant(t *testing.T) {
	output := func(text string) string {
		return `{"output_type": "stream", "name": "stdout", "text": ` + strings.ReplaceAll(`"`+text+`"`, "\n", `\n`) + `}`
	}
	for _, test := range []struct {
		metadata, before, now string
		exact, same           bool
	}{
		{`{}`, "1s", "2s", false, true},
		{`{}`, "1s", "2s", true, false},
		{`{}`, "1", "2", false, false},
		{`{"tags": ["compare-loosely"]}`, "1", "2", true, true},
		{`{"tags": ["ignore-output"]}`, "a", "b", true, true},
	} {
		before, now := cell(t, test.metadata, "", output(test.before)), cell(t, test.metadata, "", output(test.now))
		if a, b := Cell(before, now, test.exact); (a == b) != test.same {
			t.Errorf("%+v: %q and %q", test, a, b)
		}
	}
}

func TestUnexpectedErrors(t *testing.T) {
	const failure = `{"output_type": "error", "ename": "E", "evalue": "", "traceback": []}`
	for _, test := range []struct {
		metadata, before, now string
		want                  bool
	}{
		{`{}`, "", failure, true},
		{`{}`, failure, failure, false},
		{`{}`, failure, "", false},
		{`{"tags": ["nbval-raises-exception"]}`, "", failure, false},
		{`{"tags": ["ignore-output"]}`, "", failure, true},
	} {
		if got := Fails(cell(t, test.metadata, "", test.before), cell(t, test.metadata, "", test.now)); got != test.want {
			t.Errorf("%+v: %v", test, got)
		}
	}
}

func TestReadableShowsTextInPlaceOfOtherForms(t *testing.T) {
	display := func(text, html string) string {
		return `{"output_type": "display_data", "metadata": {}, "data": {"text/plain": "` + text + `", "text/html": "` + html + `"}}`
	}
	stream := func(text string) string {
		return `,{"output_type": "stream", "name": "stdout", "text": "` + text + `"}`
	}
	const onlyHTML = `,{"output_type": "display_data", "metadata": {}, "data": {"text/html": "<i>"}}`
	for _, test := range []struct {
		name, before, now, a, b string
		rich                    bool
	}{
		{"both", display("1", "<b>1"), display("2", "<b>2"), "display_data text/plain:\n    1\n", "display_data text/plain:\n    2\n", true},
		{"the text", display("1", "<b>"), display("2", "<b>"), "display_data text/plain:\n    1\n", "display_data text/plain:\n    2\n", false},
		{"the other form", display("1", "<b>1"), display("1", "<b>2"), "display_data text/html:\n    <b>1\ndisplay_data text/plain:\n    1\n",
			"display_data text/html:\n    <b>2\ndisplay_data text/plain:\n    1\n", false},
		{"a stream", display("1", "<b>") + stream("x"), display("1", "<b>") + stream("y"), "display_data text/plain:\n    1\nstdout:\n    x\n",
			"display_data text/plain:\n    1\nstdout:\n    y\n", false},
		{"a form without text", display("1", "<b>"), display("1", "<b>") + onlyHTML, "display_data text/plain:\n    1\n",
			"display_data text/plain:\n    1\ndisplay_data text/html:\n    <i>\n", false},
	} {
		a, b, rich := Readable(cell(t, "{}", "", test.before), cell(t, "{}", "", test.now), false)
		if a != test.a || b != test.b || rich != test.rich {
			t.Errorf("%s differs: got\n%s\nand\n%s%v", test.name, a, b, rich)
		}
	}
}
