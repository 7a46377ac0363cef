package exception

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

var update = flag.Bool("update", false, "write golden files anew")

// renderings are the errors of testdata/render.golden.
func renderings(t *testing.T) (names []string, lines map[string][]string) {
	lines = map[string][]string{}
	add := func(name, code string, change func(*Error)) {
		_, err := starlark.ExecFileOptions(options, new(starlark.Thread), "In [1]", code, nil)
		e := Classify(err)
		if e == nil {
			t.Fatalf("%s: no error", name)
		}
		if change != nil {
			change(e)
		}
		names = append(names, name)
		lines[name] = Render(e, func(file string) (string, bool) { return code, file == "In [1]" }, false)
	}
	raise := "def f(x):\n    return g(x) + 1\n\ndef g(x):\n    # divides\n    return x // 0\n\nf(1)"
	add("frames and source lines", raise, nil)
	add("no frames of builtins", "def key(x):\n    return x.nope\nsorted([1], key=key)", nil)
	add("a long recursion is folded", "def f(n):\n    return f(n)\nf(1)", nil)
	add("a mutual recursion is cut", "def f(n):\n    return g(n)\ndef g(n):\n    return f(n)\nf(1)", nil)
	add("tabs and wide characters before the caret", "def f():\n\tx = \"日本\";\ty = 1 // 0\nf()", nil)
	add("combining characters before the caret", "x = \"e\u0301\" + 1 // 0", nil)
	add("a long line is cut", "x = ["+strings.Repeat("1, ", 100)+"1 // 0, "+strings.Repeat("2, ", 100)+"]", nil)
	add("lines around, dedented", "def f(x):\n    if x:\n        y = 1\n\n        return y // 0\n\n    # after\n    return x\nf(1)", nil)
	add("lines around that are blank", "\n\n1 // 0\n\n\n", nil)
	add("numbers of two digits", strings.Repeat("#\n", 8)+"1 // 0\nx = 1\n", nil)
	add("long lines around", "x = \""+strings.Repeat("a", 300)+"\"\n1 // 0", nil)
	add("tabs show no lines around", "def f():\n\tx = 1\n\treturn x // 0\nf()", nil)
	add("a line with windows ends", "x = 1\r\ny = 1 // 0\r\n", nil)
	add("control characters are harmless", "x = \"\x1b[31m\" + 1", nil)
	add("syntax error", "x = 1\n  y = )\n", nil)
	add("notes", "1 // 0", func(e *Error) { e.Notes = []string{"first note", "second\nthird"} })
	add("message of several lines", "fail(\"a\\nb\")", nil)
	add("no message", "fail()", nil)
	add("causes", raise, func(e *Error) {
		e.Cause = &Error{Class: "ValueError", Message: "why", Cause: New("OSError", "the root")}
	})
	add("group", raise, func(e *Error) {
		e.Class, e.Message = "ExceptionGroup", "two tasks (2 sub-exceptions)"
		e.Errors = []*Error{New("ValueError", "a"), {Class: "ExceptionGroup", Message: "inner", Errors: []*Error{New("KeyError", "b"), New("TypeError", "c")}}}
	})
	add("nested groups that end together", raise, func(e *Error) {
		e.Class, e.Message = "ExceptionGroup", "outer"
		inner := *e
		inner.Errors = []*Error{{Class: "ValueError", Message: "a", Cause: New("OSError", "why"), Notes: []string{"a note"}}}
		e.Errors = []*Error{New("KeyError", "b"), &inner}
	})
	add("cause that is a group", raise, func(e *Error) {
		e.Cause = &Error{Class: "ExceptionGroup", Message: "g", Errors: []*Error{New("ValueError", "a")}}
	})
	add("large group", "fail()", func(e *Error) {
		for i := range 17 {
			e.Errors = append(e.Errors, Newf("ValueError", "%d", i))
		}
	})
	return names, lines
}

func TestRender(t *testing.T) {
	names, lines := renderings(t)
	var out strings.Builder
	for _, name := range names {
		fmt.Fprintf(&out, "== %s\n%s\n", name, strings.Join(lines[name], "\n"))
	}
	if *update {
		if err := os.WriteFile("testdata/render.golden", []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile("testdata/render.golden")
	if err != nil {
		t.Fatal(err)
	}
	if got := out.String(); got != string(want) {
		t.Errorf("got:\n%s", got)
	}
}

func TestColorsAddNoText(t *testing.T) {
	_, err := starlark.ExecFileOptions(options, new(starlark.Thread), "In [1]", "x = 1\nx // 0", nil)
	source := func(string) (string, bool) { return "x = 1\nx // 0", true }
	plain := strings.Join(Render(Classify(err), source, false), "\n")
	colored := strings.Join(Render(Classify(err), source, true), "\n")
	if colored == plain {
		t.Error("no colours")
	}
	for _, c := range []string{ansi.place, ansi.name, ansi.caret, ansi.class, ansi.end} {
		colored = strings.ReplaceAll(colored, c, "")
	}
	if colored != plain {
		t.Errorf("colours change the text:\n%s\n%s", colored, plain)
	}
}

func TestSourceMayBeMissing(t *testing.T) {
	_, err := starlark.ExecFileOptions(options, new(starlark.Thread), "In [1]", "1 // 0", nil)
	want := "Traceback (most recent call last):\n  In [1]:1:3, in <toplevel>\nZeroDivisionError: integer division or modulo by zero"
	for _, source := range []func(string) (string, bool){nil, func(string) (string, bool) { return "", false }} {
		if got := strings.Join(Render(Classify(err), source, false), "\n"); got != want {
			t.Errorf("got:\n%s", got)
		}
	}
	// A position that the source has not.
	e := New("SyntaxError", "x")
	file := "f"
	e.Pos = syntax.MakePosition(&file, 99, 99)
	if got := Render(e, func(string) (string, bool) { return "a", true }, false); len(got) != 2 {
		t.Errorf("got %q", got)
	}
}

func TestCyclesOfCausesEnd(t *testing.T) {
	e := New("ValueError", "loop")
	e.Cause = e
	e.Errors = []*Error{e}
	if got := len(Render(e, nil, false)); got == 0 || got > 1e6 {
		t.Errorf("%d lines", got)
	}
}
