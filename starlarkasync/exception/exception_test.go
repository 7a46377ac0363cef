package exception

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.starlark.net/starlark"
)

func TestAttributesOfAnError(t *testing.T) {
	cause := New("KeyError", "why")
	e := &Error{Class: "ValueError", Message: "bad", Cause: cause, Notes: []string{"look"}, Errors: []*Error{cause}}
	for name, want := range map[string]string{
		"name": `"ValueError"`, "message": `"bad"`, "args": "()", "cause": `KeyError: why`, "exceptions": `(KeyError: why,)`, "traceback": `""`,
		"notes": `("look",)`,
	} {
		v, err := e.Attr(name)
		if err != nil || v == nil || v.String() != want {
			t.Errorf("%s = %v, %v; want %s", name, v, err, want)
		}
	}
	if len(e.AttrNames()) != 7 {
		t.Errorf("attributes %v", e.AttrNames())
	}
	if v, _ := e.Attr("nope"); v != nil {
		t.Errorf("nope = %v", v)
	}
}

func TestReprOfGroupsShowsMembersAndIsBounded(t *testing.T) {
	g := New("ExceptionGroup", "two (2 sub-exceptions)")
	g.Args = starlark.Tuple{starlark.String("two"), starlark.NewList(nil)}
	g.Errors = []*Error{New("ValueError", "a"), New("KeyError", "b")}
	if got, want := g.Repr(), `ExceptionGroup("two", [ValueError("a"), KeyError("b")])`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for range 100 { // each level has the one below twice
		g = &Error{Class: "ExceptionGroup", Errors: []*Error{g, g}}
	}
	if got := len(g.Repr()); got > 1000 {
		t.Errorf("%d bytes", got)
	}
}

func TestTracebackAttributeHidesBuiltins(t *testing.T) {
	e := Classify(provoke("def f(x): return x.nope\nsorted([1], key=f)"))
	v, _ := e.Attr("traceback")
	if got, want := string(v.(starlark.String)), "c:2:7: in <toplevel>\nc:1:19: in f\n"; got != want {
		t.Errorf("got:\n%s", got)
	}
}

func TestArgumentErrorsAreTheCallers(t *testing.T) {
	e := Classify(provoke("def f(x): pass\ndef g():\n    f()\ng()"))
	if got := fmt.Sprint(e.Stack[len(e.Stack)-1].Pos); got != "c:3:6" {
		t.Errorf("the last frame is at %s", got)
	}
}

// The seams of the packages below starlarkasync: the Starlark library, the
// standard library and each other.
func TestImports(t *testing.T) {
	importLine := regexp.MustCompile(`^(?:import )?\s*(?:\w+ )?"([^"]+\.[^"]+/[^"]*|starkernel/[^"]*)"$`)
	for dir, allowed := range map[string][]string{
		".":         {"go.starlark.net/"},
		"../syntax": {"go.starlark.net/", "starkernel/starlarkasync/exception"},
	} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatal(dir, files, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(data)) {
				m := importLine.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
				ok := m == nil
				for _, prefix := range allowed {
					ok = ok || strings.HasPrefix(m[1], prefix)
				}
				if !ok {
					t.Errorf("%s imports %s", file, m[1])
				}
			}
		}
	}
}
