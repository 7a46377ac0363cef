package interp

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"go.starlark.net/starlark"

	"starkernel/protocol"
)

var updateIntrospection = flag.Bool("update-introspection", false, "write the answers of completion and inspection into testdata")

// cursorMark is where the cursor of a case is.
const cursorMark = "‸"

// introspected makes a session, runs the code of a cell in it as In [1] and
// gives its view.
func introspected(t testing.TB, code string) view {
	t.Helper()
	s := New(Options{Virtual: true, Batch: true, Folder: "testdata/complete/folder"})
	t.Cleanup(s.Close)
	cell, err := s.session.Compile("In [1]", code)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cell.Call(new(starlark.Thread)); err != nil {
		t.Fatal(err)
	}
	v := s.view()
	v.source = func(file string) (string, bool) { return code, file == "In [1]" }
	return v
}

// runIntrospection runs the cases of a folder. A file has the part setup, the
// code of a cell, and then pairs: a case with the cursor in it, and the answer.
func runIntrospection(t *testing.T, folder string, answer func(v view, code string, cursor int, name string) string) {
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			setup, parts := "", a.Files
			if len(parts) > 0 && parts[0].Name == "setup" {
				setup, parts = string(parts[0].Data), parts[1:]
			}
			v := introspected(t, setup)
			var written []txtar.File
			for i := 0; i < len(parts); i++ {
				name, text := parts[i].Name, string(parts[i].Data)
				before, after, ok := strings.Cut(strings.TrimSuffix(text, "\n"), cursorMark)
				if !ok {
					t.Fatalf("%s: no %s", name, cursorMark)
				}
				got := answer(v, before+after, len([]rune(before)), name)
				want := ""
				if i+1 < len(parts) && parts[i+1].Name == "want" {
					i++
					want = string(parts[i].Data)
				}
				if got != want && !*updateIntrospection {
					t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
				}
				written = append(written, txtar.File{Name: name, Data: []byte(text)}, txtar.File{Name: "want", Data: []byte(got)})
			}
			if *updateIntrospection {
				a.Files = append(a.Files[:len(a.Files)-len(parts)], written...)
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func TestCompletionCorpus(t *testing.T) {
	runIntrospection(t, "complete", func(v view, code string, cursor int, _ string) string {
		r := complete(v, code, cursor)
		runes := []rune(code)
		replaced := string(runes[r.CursorStart:r.CursorEnd])
		var b strings.Builder
		fmt.Fprintf(&b, "%d..%d %q\n", r.CursorStart, r.CursorEnd, replaced)
		for i, m := range r.Metadata["_jupyter_types_experimental"].([]match) {
			if m.Text != r.Matches[i] || m.Start != r.CursorStart || m.End != r.CursorEnd {
				t.Errorf("metadata %v does not go with match %q", m, r.Matches[i])
			}
			if m.Type != "dict key" && !strings.HasPrefix(m.Text, replaced) {
				t.Errorf("match %q does not begin with %q", m.Text, replaced)
			}
			fmt.Fprintln(&b, strings.TrimRight(fmt.Sprintf("%s  %s %s", m.Text, m.Type, m.Signature), " "))
		}
		return b.String()
	})
}

func TestInspectionCorpus(t *testing.T) {
	runIntrospection(t, "inspect", func(v view, code string, cursor int, name string) string {
		detail := 0
		if strings.HasPrefix(name, "source") {
			detail = 1
		}
		r := inspect(v, code, cursor, detail)
		if !r.Found {
			if len(r.Data) > 0 {
				t.Error("data without found")
			}
			return "not found\n"
		}
		if strings.HasPrefix(name, "markdown") {
			return r.Data["text/markdown"].(string) + "\n"
		}
		return r.Data["text/plain"].(string) + "\n"
	})
}

func TestCursorsOutsideTheCodeAreItsNearestEnd(t *testing.T) {
	v := introspected(t, "abc = 1")
	for _, cursor := range []int{3, 99, 1 << 40} {
		r := complete(v, "abc", cursor)
		if len(r.Matches) != 1 || r.Matches[0] != "abc" || r.CursorStart != 0 || r.CursorEnd != 3 {
			t.Errorf("cursor %d: %+v", cursor, r)
		}
		if !inspect(v, "abc", cursor, 0).Found {
			t.Errorf("cursor %d: not found", cursor)
		}
	}
	if r := complete(v, "abc", -1); r.CursorStart != 0 || r.CursorEnd != 0 {
		t.Errorf("cursor -1: %+v", r)
	}
}

func TestKeysComeFirstWhereNoQuoteWasTyped(t *testing.T) {
	v := introspected(t, "d = {'b': 1, 'a': 2, 3: 4}")
	r := complete(v, "d[", 2)
	if len(r.Matches) < 50 || r.Matches[0] != `"a"]` || r.Matches[1] != `"b"]` || r.Matches[2] != `3]` || r.CursorStart != 2 {
		t.Errorf("got %d..%d %q", r.CursorStart, r.CursorEnd, r.Matches)
	}
}

// TestFilesWithTheQuoteInTheirNameAreNotOffered: the string would end there. Such
// files cannot be in testdata, since modules of Go must not have them.
func TestFilesWithTheQuoteInTheirNameAreNotOffered(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "it's.star"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	n := newNotebook(t, Options{Folder: folder})
	for code, want := range map[string]string{`load('it`: "", `load("it`: `it's.star"`} {
		if r := n.Complete(code, len(code)); strings.Join(r.Matches, " ") != want {
			t.Errorf("%s is completed to %q, want %q", code, r.Matches, want)
		}
	}
}

func TestOddCodeIsAnswered(t *testing.T) {
	v := introspected(t, "x = 1")
	codes := []string{"", ".", "..", "x.", "x..", "😀", "😀😀.", strings.Repeat("(", 500), strings.Repeat("x.", 5000),
		strings.Repeat("x[0]", 5000) + ".", ")", "]", "[", "x[", `x["`, `x["a`, `"`, `"""`, "def", "def ", "def f(", "lambda", "async ", "load(",
		"f(x=", "f(=", "x[]", "x[].", "{}.", "().", "[.", "\\", "\\\n", "\x00", "\xff\xfe", "r'", "1.", "1..", "0x", "x(", "x()(", "x[1:2].", "#", "x #", "=", "a, = "}
	for _, code := range codes {
		for cursor := 0; cursor <= min(len(code), 60); cursor++ {
			complete(v, code, cursor)
			inspect(v, code, cursor, 1)
		}
		complete(v, code, len(code))
		inspect(v, code, len(code), 1)
	}
}

func FuzzCursor(f *testing.F) {
	f.Add("f(s.is, d[\"a", 7)
	f.Add("def g(a, b=len(\n x", 12)
	f.Add("[1].ap 😀 'x", 6)
	v := introspected(f, "def f(a, b=2): pass\ns = 'abc'\nd = {'a': [1]}")
	f.Fuzz(func(t *testing.T, code string, cursor int) {
		r := complete(v, code, cursor)
		if n := protocol.CodePoints(code, len(code)); r.CursorStart < 0 || r.CursorStart > r.CursorEnd || r.CursorEnd > n {
			t.Fatalf("%q at %d: %d..%d", code, cursor, r.CursorStart, r.CursorEnd)
		}
		inspect(v, code, cursor, 1)
	})
}

func TestFrozenViewsReadNoMutableValues(t *testing.T) {
	v := introspected(t, "l = [1]\nd = {'key': 'v'}\ndef f(a, b=[1], c=2): pass\nn = 5\np = struct(x=l)")
	v.frozen = true
	if r := complete(v, "d['", 3); len(r.Matches) > 0 {
		t.Errorf("keys of a dict: %v", r.Matches)
	}
	if r := complete(v, "l.app", 5); len(r.Matches) != 1 {
		t.Errorf("methods of a list: %v", r.Matches)
	}
	for code, want := range map[string]string{
		"l": "Type:      list", "p": "Type:      struct", "n": "Value:     5", "f": "f(a, b=<list>, c=2)", "p.x": "Type:      list",
	} {
		r := inspect(v, code, len(code), 0)
		text, _ := r.Data["text/plain"].(string)
		if !strings.Contains(text, want) || code != "n" && strings.Contains(text, "Value:") {
			t.Errorf("%s: %q, want %q", code, text, want)
		}
	}
	if x := inspect(v, "l[0]", 1, 0); !x.Found {
		t.Error("l: not found")
	}
	if r := complete(v, "d['key'].up", 11); len(r.Matches) > 0 {
		t.Errorf("values of a dict: %v", r.Matches)
	}
}

func TestFrozenViewsMayBeReadWhileCodeRuns(t *testing.T) {
	v := introspected(t, "l = [1]\nd = {'key': 'v'}\nst = set([1])\ndef f(a, b=l): pass\np = struct(x=l, y=d)\nt = (l, d)")
	v.frozen = true
	value := func(name string) starlark.Value { x, _ := v.get(name); return x }
	l, d, st := value("l").(*starlark.List), value("d").(*starlark.Dict), value("st").(*starlark.Set)
	stop, done := make(chan struct{}), make(chan struct{})
	go func() { // ends when stop is closed
		defer close(done)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			x := starlark.MakeInt(i % 100)
			_ = l.Append(x)
			_ = d.SetKey(x, x)
			_ = st.Insert(x)
			if i%100 == 0 {
				_ = l.Clear()
				_ = d.Clear()
				_ = st.Clear()
			}
		}
	}()
	for range 50 {
		for _, code := range []string{"", "l", "l.", "l[0]", "d", "d[", "d['", "d['key'].", "st", "st.", "f(", "p", "p.", "p.x", "p.x[0].", "t", "t[0]", "t[0].", "asyncio.", "math.pi",
			"y = l\ny[0].", "for x in d: x.", "for x in t: x[0].", "[x[0]. for x in t]", "d.items()[0][0].", "d.get('key').", "[l][0][0].", "struct(a=l).a[0].", "y = d\ny['", "l[:1].", "for x in sorted(d): x.", "(l, 1)[0][0].", "for i, x in enumerate(l): x."} {
			complete(v, code, len(code))
			inspect(v, code, len(code), 1)
		}
	}
	close(stop)
	<-done
}

func TestLargeCodeIsAnsweredSoon(t *testing.T) {
	v := introspected(t, "x = [1]")
	const n = 1 << 17
	doubling := "x0 = [1]\n"
	for i := range 200 {
		doubling += fmt.Sprintf("x%d = [x%d, x%d]\n", i+1, i, i)
	}
	for _, code := range []string{
		strings.Repeat("(", n) + strings.Repeat("]", n), "x[" + strings.Repeat("-", n) + "1].", strings.Repeat("x,", n) + "=",
		strings.Repeat("x.", n), strings.Repeat("f(", n), "x[" + strings.Repeat("1", n) + "].", strings.Repeat("x", n), strings.Repeat("a = 1\n", n/6),
		doubling + "x200.", strings.Repeat("a = a + a\n", n/10) + "a.", strings.Repeat("lambda a: ", n/10), "[" + strings.Repeat("a, ", n/3) + "a].",
		"x." + strings.Repeat(" for x in x", n/11) + "]",
	} {
		start := time.Now()
		complete(v, code, len(code))
		inspect(v, code, len(code), 1)
		if d := time.Since(start); d > time.Minute { // quadratic time is many
			t.Errorf("%.20q…: %v", code, d)
		}
	}
}

func TestHelpDescribesValuesWithoutNames(t *testing.T) {
	v := introspected(t, "")
	for name, want := range map[string]string{"math": "Members:", "print": "Signature: print(", "asyncio": "Tasks, futures"} {
		x, _ := v.get(name)
		if got := describe(v, x); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestEveryPredeclaredNameIsDocumented(t *testing.T) {
	v := introspected(t, "")
	for _, name := range v.names() {
		x, _ := v.get(name)
		if _, ok := (subject{value: x, key: name}).doc(); !ok && !strings.HasPrefix(name, "_") {
			t.Errorf("%s has no documentation", name)
		}
	}
	asyncio, _ := v.get("asyncio")
	for _, name := range attrNames(asyncio) {
		x, _ := subject{value: asyncio, key: "asyncio"}.attr(name)
		d, ok := x.doc()
		if got, _, _ := strings.Cut(d.Signature, "("); !ok || got != "asyncio."+name {
			t.Errorf("asyncio.%s is documented as %q", name, d.Signature)
		}
	}
}

func TestEveryDocumentedNameExists(t *testing.T) {
	v := introspected(t, `
async def work(): pass
coroutine = work()
progress = progress(total=1)
EventLoop = asyncio.get_running_loop()
Future = asyncio.Future()
Event = asyncio.Event()
Lock = asyncio.Lock()
Condition = asyncio.Condition()
Semaphore = asyncio.Semaphore()
BoundedSemaphore = asyncio.BoundedSemaphore()
Barrier = asyncio.Barrier(2)
Queue = asyncio.Queue()
TaskGroup = asyncio.TaskGroup()
Timeout = asyncio.timeout(1)
Task = asyncio.create_task(work())
Handle = EventLoop.call_soon(print)
TimerHandle = EventLoop.call_later(1, print)
ContextVar = contextvars.ContextVar("v")
Context = contextvars.Context()
string, bytes, list, dict, set = "", b"", [], {}, set()
moment = time.now()
`)
	for name, d := range introspectDocs() {
		if strings.HasPrefix(name, "keyword ") {
			continue
		}
		if d.Text == "" || strings.Contains(name, " ") {
			t.Errorf("%s: %+v", name, d)
		}
		if strings.HasPrefix(name, "DisplayHandle.") {
			continue
		}
		root, attr, dotted := strings.Cut(strings.Replace(name, "time.time.", "moment.", 1), ".")
		x, ok := v.get(root)
		if ok && dotted {
			ok = attrOf(x, attr) != nil
		}
		if !ok {
			t.Errorf("%s does not exist", name)
		}
	}
	for _, recv := range []string{"string", "bytes", "list", "dict", "set", "Future", "Event", "Lock", "Condition", "Semaphore", "BoundedSemaphore", "Queue", "TaskGroup", "Timeout", "EventLoop", "Task", "Handle", "TimerHandle", "ContextVar", "Context"} {
		x, _ := v.get(recv)
		for _, name := range attrNames(x) {
			a := subject{value: attrOf(x, name)}
			if _, callable := a.value.(*starlark.Builtin); !callable || strings.HasPrefix(name, "__") {
				continue
			}
			if _, ok := a.doc(); !ok {
				t.Errorf("%s.%s has no documentation", recv, name)
			}
		}
	}
}

func manyNames(n int) view {
	values := make(starlark.StringDict, n)
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("name_%d_of_many", i*7919%n)
		values[names[i]] = starlark.MakeInt(i)
	}
	return view{
		names: func() []string { return names },
		get:   func(name string) (starlark.Value, bool) { v, ok := values[name]; return v, ok },
	}
}

func BenchmarkComplete(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		v := manyNames(n)
		for name, code := range map[string]string{"one": "x = 1\nname_17_of", "all": "na"} {
			b.Run(fmt.Sprintf("%d-names-%s", n, name), func(b *testing.B) {
				for b.Loop() {
					complete(v, code, len(code))
				}
			})
		}
	}
}

func BenchmarkCompleteInASession(b *testing.B) {
	var code strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&code, "def bench_name_%04d(a, b=1): pass\n", i)
	}
	v := introspected(b, code.String())
	for _, code := range []string{"bench_name_004", "bench_na", ""} {
		b.Run("prefix-"+code, func(b *testing.B) {
			for b.Loop() {
				complete(v, code, len(code))
			}
		})
	}
}

func BenchmarkInspect(b *testing.B) {
	v := introspected(b, "def area(w, h=2):\n    \"\"\"Area of a box.\"\"\"\n    return w * h\nbig = [[i] * 100 for i in range(100000)]")
	for _, code := range []string{"area(", "big"} {
		b.Run(code, func(b *testing.B) {
			for b.Loop() {
				inspect(v, code, len(code), 1)
			}
		})
	}
}
