package format

import (
	"strings"
	"testing"

	"starkernel/starlarkasync/syntax"
)

// check lays a text out and checks what always holds. It gives what stayed.
func check(t *testing.T, src string) []Kept {
	t.Helper()
	out, kept, err := Source("cell", src)
	before, parseErr := syntax.Parse("cell", src)
	if parseErr != nil {
		if err == nil || out != src {
			t.Errorf("a text with an error (%v) is changed:\n%s\n%s", parseErr, src, out)
		}
		return nil
	}
	if err != nil {
		t.Fatalf("%v in\n%s", err, src)
	}
	after, err := syntax.Parse("cell", out)
	if err != nil {
		t.Fatalf("%v:\n%s\nbecomes\n%s", err, src, out)
	}
	if err := sameProgram(before, src, after, out); err != nil {
		t.Errorf("%v:\n%s\nbecomes\n%s", err, src, out)
	}
	if again, _, err := Source("cell", out); err != nil || again != out {
		t.Errorf("%v: twice is not once:\n%s\nbecomes\n%s\nbecomes\n%s", err, src, out, again)
	}
	return kept
}

func TestCorpusKeepsItsMeaning(t *testing.T) {
	cells := corpus(t)
	if len(cells) < 1000 {
		t.Errorf("only %d cells", len(cells))
	}
	for _, src := range cells {
		kept := check(t, src)
		if _, err := syntax.NewSession(nil, syntax.Hooks{}).Compile("cell", src); err != nil {
			continue // some errors are not the parser's
		}
		for _, k := range kept {
			t.Errorf("line %d stays: %s\n%s", k.Line, k.Reason, src)
		}
	}
}

func TestLayout(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"nothing", "", ""},
		{"blanks", " \n\n", ""},
		{"a comment", "#x", "#x\n"},
		{"operators", "x=1+2*3", "x = 1 + 2 * 3\n"},
		{"quotes", `x='a'`, "x = \"a\"\n"},
		{"quotes within", `x = 'say "a"'`, "x = 'say \"a\"'\n"},
		{"escapes", `x='\x1b[0m\u00e9'+'it\'s'`, "x = '\\x1b[0m\\u00e9' + 'it\\'s'\n"},
		{"one line each", "if x: y()", "if x:\n    y()\n"},
		{"async def", "async  def f( a,*b ):\n  return   await g( a )", "async def f(a, *b):\n    return await g(a)\n"},
		{"await in operators", "x=not await f()and - await g()", "x = not await f() and -await g()\n"},
		{"await of parentheses", "await(await x)", "await (await x)\n"},
		{"await await", "await await x", "await await x\n"},
		{"await of a list", "await[x]", "await [x]\n"},
		{"tilde", "x = ~ await y + await z", "x = ~await y + await z\n"},
		{"async for", "async   for (a,b)in f():\n\tpass", "async for (a, b) in f():\n    pass\n"},
		{"async for after async def", "async def f():\n    pass\nasync   for a in f():\n    pass", "async def f():\n    pass\n\nasync for a in f():\n    pass\n"},
		{"async for of two", "async for a,b in f(): pass", "async for a, b in f():\n    pass\n"},
		{"while", "while x<3 and lock : x+=1", "while x < 3 and lock:\n    x += 1\n"},
		{"while in else", "if x:\n  y()\nelse:\n  while z: pass # c", "if x:\n    y()\nelse:\n    while z:\n        pass  # c\n"},
		{"aligned while", "while (a and\n  b or c): pass", "while (a and\n       b or c):\n    pass\n"},
		{"aligned await", "x = [await (a+\n b)]", "x = [await (a +\n            b)]\n"},
		{"bytes", `x=b'a'+rb"\d"`, "x = b'a' + rb\"\\d\"\n"},
		{"bytes of two lines", "f(b'''a\nb''',  1)", "f(b'''a\nb''', 1)\n"},
		{"tuple of literals", "x='a',b'b'\nfor y in 'a',x:pass", "x = \"a\", b'b'\nfor y in \"a\", x:\n    pass\n"},
		{"not only ASCII", "é='ü';x='ö'+é # ä", "é = \"ü\"\nx = \"ö\" + é  # ä\n"},
		{"tabs", "def f():\n\tif x:\n\t\treturn '''\n\ta'''", "def f():\n    if x:\n        return '''\n\ta'''\n"},
		{"semicolon", "x=1\nf( x );", "x = 1\nf(x);\n"},
		{"semicolon and comment", "f( x ) ;# c", "f(x);  # c\n"},
		{"useless semicolon", "x = 1;", "x = 1\n"},
		{"loads stay where they are", "f( 1 )\nload('b','z','a')\nload('a','x')", "f(1)\n\nload(\"b\", \"z\", \"a\")\nload(\"a\", \"x\")\n"},
		{"nothing is sorted", `f(b=1, a=2, deps=[":b",":a"])`, "f(b = 1, a = 2, deps = [\":b\", \":a\"])\n"},
		{"line ends", "x=1\r\ny=2\r\n", "x = 1\r\ny = 2\r\n"},
		{"an error", "x = = 1", "x = = 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, kept, _ := Source("cell", c.src)
			if got != c.want || len(kept) > 0 {
				t.Errorf("%q becomes\n%q, want\n%q; kept %v", c.src, got, c.want, kept)
			}
			check(t, c.src)
		})
	}
}

// An asynchronous comprehension is an error, but not the parser's. Buildifier would
// lose its async.
func TestWhatCannotBeLaidOutStays(t *testing.T) {
	const bad = "x  =  [i async for i in\n  y]"
	got, kept, err := Source("cell", "a=1\n"+bad+" # c\nb=f( 2 );")
	if want := "a = 1\n" + bad + "  # c\nb = f(2)\n"; got != want || err != nil {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	if len(kept) != 1 || kept[0].Line != 2 || !strings.Contains(kept[0].Reason, "change what it means") {
		t.Errorf("kept %v", kept)
	}
}

// The parser reads U+FFFD where a byte is not UTF-8: a literal would lose it.
func TestTextThatIsNotUTF8Stays(t *testing.T) {
	for _, src := range []string{"x='\xe9'\n", "x=1 # \xe9\n"} {
		if got, kept, err := Source("cell", src); got != src || err != nil || len(kept) != 1 {
			t.Errorf("%q becomes %q, %v; kept %v", src, got, err, kept)
		}
	}
}

// Deep trees take neither the stack of the process nor time without end.
func TestDeepTreesStay(t *testing.T) {
	const n = 20_000
	for _, deep := range []string{
		"x  = 1" + strings.Repeat("+1", n),
		"x  = y" + strings.Repeat("()", n),
		"if  x: y" + strings.Repeat("\nelif x: y", n),
	} {
		got, kept, err := Source("cell", "y=1\n"+deep)
		if want := "y = 1\n" + deep + "\n"; got != want || err != nil || len(kept) != 1 || kept[0].Line != 2 {
			t.Errorf("%.20s... becomes %.30q, %v; kept %v", deep, got, err, kept)
		}
	}
	check(t, "x = "+strings.Repeat("(", n)+"1"+strings.Repeat(")", n)) // too much for the parser
}

// FuzzSource: no text makes the formatter panic or changes what it means.
func FuzzSource(f *testing.F) {
	for i, src := range corpus(f) {
		if i%20 == 0 { // TestCorpusKeepsItsMeaning has them all
			f.Add(src)
		}
	}
	f.Fuzz(func(t *testing.T, src string) {
		check(t, src)
	})
}

func BenchmarkSource(b *testing.B) {
	var program strings.Builder
	lines := 0
	for _, src := range corpus(b) {
		if _, err := syntax.Parse("cell", src); err == nil && lines < 1000 {
			program.WriteString(src + "\n")
			lines += strings.Count(src, "\n") + 1
		}
	}
	for b.Loop() {
		if _, _, err := Source("program", program.String()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(lines), "lines")
}

// BenchmarkLongLine: data on one line, as programs write it.
func BenchmarkLongLine(b *testing.B) {
	src := "x = [" + strings.Repeat("'a', ", 50_000) + "]"
	for b.Loop() {
		if _, _, err := Source("program", src); err != nil {
			b.Fatal(err)
		}
	}
}
