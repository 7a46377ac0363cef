package exception

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"go.starlark.net/lib/json"
	"go.starlark.net/lib/math"
	"go.starlark.net/lib/time"
	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"
	"go.starlark.net/syntax"
)

var options = &syntax.FileOptions{Set: true, While: true, TopLevelControl: true, GlobalReassign: true, Recursion: true}

// coroutine stands in for a coroutine that was not awaited.
type coroutine struct{ starlark.NoneType }

func (coroutine) Type() string { return "coroutine" }

// provoke runs code in the interpreter and gives its error.
func provoke(code string) error {
	frozen := starlark.NewList([]starlark.Value{starlark.NewList(nil), starlark.NewDict(0), starlark.NewSet(0)})
	frozen.Freeze()
	predeclared := starlark.StringDict{"struct": starlark.NewBuiltin("struct", starlarkstruct.Make), "json": json.Module, "math": math.Module, "time": time.Module, "frozen": frozen, "coro": coroutine{}}
	thread := new(starlark.Thread)
	thread.SetMaxExecutionSteps(10_000_000)
	_, err := starlark.ExecFileOptions(options, thread, "c", code, predeclared)
	return err
}

// TestMessagesOfTheInterpreter provokes the messages of the interpreter in
// testdata/messages.txt: a line of code, a tab, the error and, if there is
// advice, another tab and that. It fails when a new version of the library words
// one in another way.
func TestMessagesOfTheInterpreter(t *testing.T) {
	data, err := os.ReadFile("testdata/messages.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		code, want, found := strings.Cut(line, "\t")
		if !found {
			out.WriteString(line + "\n")
			continue
		}
		got := "no error"
		if e := Classify(provoke(strings.ReplaceAll(code, "⏎", "\n"))); e != nil {
			e.Suggest(nil)
			got = strings.ReplaceAll(strings.Join(append([]string{e.Error()}, e.Notes...), "\t"), "\n", "⏎")
		}
		if got != want && !*update {
			t.Errorf("%s\ngot  %s\nwant %s", code, got, want)
		}
		fmt.Fprintf(&out, "%s\t%s\n", code, got)
	}
	if *update {
		if err := os.WriteFile("testdata/messages.txt", []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestValuesInMessagesDoNotDecideTheClass(t *testing.T) {
	tests := []struct{ code, class string }{
		{`{}["x: division by zero"]`, "KeyError"},
		{`{}["fail: no"]`, "KeyError"},
		{`{}["a\n is not iterable"]`, "KeyError"},
		{`int("got list, want int")`, "ValueError"},
		{`fail("key 1 not in dict")`, "fail"},
		{`fail("Starlark stack overflow")`, "fail"},
	}
	for _, tt := range tests {
		if e := Classify(provoke(tt.code)); e.Class != tt.class {
			t.Errorf("%s: %v", tt.code, e)
		}
	}
}

func TestCancelledComputationsHaveTheClassOfTheirReason(t *testing.T) {
	for reason, want := range map[string]string{
		"KeyboardInterrupt":          "KeyboardInterrupt",
		"MemoryError: limit reached": "MemoryError: limit reached",
		"too many steps":             "RuntimeError: too many steps",
		"tired":                      "RuntimeError: computation cancelled: tired",
	} {
		thread := new(starlark.Thread)
		thread.Cancel(reason)
		_, err := starlark.ExecFileOptions(options, thread, "c", "1", nil)
		if got := Classify(err).Error(); got != want {
			t.Errorf("%s: got %s", reason, got)
		}
	}
}

func TestErrorsOfGoHaveClasses(t *testing.T) {
	_, statErr := os.Stat("/nonexistent/file")
	for _, tt := range []struct {
		err   error
		class string
	}{
		{statErr, "FileNotFoundError"},
		{fmt.Errorf("opening: %w", fs.ErrPermission), "PermissionError"},
		{context.DeadlineExceeded, "TimeoutError"},
		{errors.New("something else"), "Error"},
		{fmt.Errorf("f: %w", New("ValueError", "x")), "ValueError"},
	} {
		if e := Classify(tt.err); e.Class != tt.class {
			t.Errorf("%v: class %s", tt.err, e.Class)
		}
	}
	if Classify(nil) != nil {
		t.Error("Classify(nil) is not nil")
	}
}

func TestTheStackIsKeptFromTheFirstRaise(t *testing.T) {
	shared := New("ValueError", "shared")
	raise := starlark.NewBuiltin("raise_it", func(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
		return nil, shared
	})
	for _, code := range []string{"def f():\n    raise_it()\nf()", "raise_it()"} {
		_, err := starlark.ExecFileOptions(options, new(starlark.Thread), "c", code, starlark.StringDict{"raise_it": raise})
		if e := Classify(err); e != shared {
			t.Fatalf("Classify gives %v", e)
		}
	}
	if got := len(shared.Stack); got != 3 {
		t.Errorf("the stack has %d frames: %v", got, shared.Stack)
	}
}

func TestHugeMessagesAreShortened(t *testing.T) {
	e := Classify(provoke(`{}["é" * 1000000]`))
	if e.Class != "KeyError" || len(e.Message) > maxMessage+10 || !strings.HasSuffix(e.Message, `not in dict`) || !strings.Contains(e.Message, " … ") {
		t.Errorf("class %s, %d bytes: %.40s", e.Class, len(e.Message), e.Message)
	}
}

func TestSyntaxErrorsHaveTheirPlace(t *testing.T) {
	for code, want := range map[string]string{"x = )": "c:1:5", "\nbreak": "c:2:1"} {
		e := Classify(provoke(code))
		if e.Class != "SyntaxError" || e.Pos.String() != want {
			t.Errorf("%q: %v at %v", code, e, e.Pos)
		}
	}
}

func TestNearest(t *testing.T) {
	names := []string{"print", "range", "run_in_background", "run_in_foreground", "len", "True", "asyncio", "x", "total"}
	for name, want := range map[string]string{
		"pritn": "print", "prnt": "print", "rnage": "range", "true": "True", "run_in_backgroud": "run_in_background",
		"asyncoi": "asyncio", "y": "", "zzzzz": "", "totl": "total", "print": "", "lne": "len", strings.Repeat("x", 100): "",
	} {
		if got := Nearest(name, names); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestSuggestAddsOneNote(t *testing.T) {
	e := NameError("pritn")
	e.Suggest([]string{"print"})
	e.Suggest([]string{"print"})
	if len(e.Notes) != 1 || e.Notes[0] != "did you mean print?" || e.Error() != "NameError: name 'pritn' is not defined" {
		t.Errorf("%v %q", e, e.Notes)
	}
}

func TestNamesOfPythonAndOfResultsHaveTheirOwnAdvice(t *testing.T) {
	candidates := []string{"max", "_10", "_1", "rounds", "MyError"}
	for name, want := range map[string]string{
		"isinstance": `write type(x) == "int": type gives a string`,
		"map":        "write a comprehension: [f(x) for x in xs]",
		"round":      `write math.round(x), or format(x, ".2f") for a text with two digits`,
		"quit":       "write exit()",
		"object":     noClasses,
		"ValueError": `error("message", name="ValueError") makes an error, fail(...) raises it`,
		"MyEror":     "did you mean MyError?",
		"_2":         "",
		"___":        "",
		"x1":         "",
		"mx":         "did you mean max?",
	} {
		e := NameError(name)
		e.Suggest(candidates)
		if got := strings.Join(e.Notes, "; "); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func BenchmarkClassify(b *testing.B) {
	for _, code := range []string{"nope()", `{}["a"]`, "1 // 0", "1()"} {
		err := provoke("def f():\n    " + strings.ReplaceAll(code, "nope", "fail") + "\nf()")
		b.Run(strings.Fields(code)[0], func(b *testing.B) {
			for b.Loop() {
				Classify(err)
			}
		})
	}
}
