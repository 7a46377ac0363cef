package syntax

import "testing"

func TestIsComplete(t *testing.T) {
	complete := []string{
		"1", "x = 1", "print('hello, world')", "print(1)", "f(1,\n  2)", "", "# only a comment", "\n", "'''a\nb'''", "1\\\n+2",
		"def f(x):\n    return x * 2\n\n", "if 1:\n    x = 2\n\n", "for i in range(3):\n    print(i)\n\n", "for i in x:\n    y\n",
		"async def g():\n    await asyncio.sleep(0)\n\n", `"""a` + "\n" + `b"""`, "def f():\n    return 3\n\nf() * 7", "if 1: x = 2",
		"for i in range(3):\n    print(i)\n    ", "await f(\n)", "x;", "r'''\n'''", "await x",
	}
	incomplete := map[string]string{ // with the indentation of the next line
		"def f():": "    ", "def f(x):": "    ", "x = (1,": "", "[1, 2": "", "{'a':": "", "print('''hello": "",
		"if 1:\n    y = 2": "    ", "for i in range(3):": "    ", "while True:": "    ", "async def g():": "    ",
		"x = 1 + \\": "", "x = \\\n": "", "'''abc": "", "if 1:\n": "    ", "async def f():\n": "    ",
		"for a in range(5):\n    if a > 0:": "        ", "def f():\n    # why": "    ", "if 1:\n    f(1,": "    ",
		"def f():\n    x = '''": "    ", "if x:\n    y\nelse:": "    ", "a = '''\n   hi": "   ", "\\\n": "", "def f():\n  return 1": "  ",
		"rb'''": "", "async for x in y:": "    ", "\\\r\n": "",
	}
	invalid := []string{
		"import", "1 +* 2", "x = )", "def 3():", "'abc", "a b", "return return", "x =", "raise = 2", ")", "]", "}", ")(", "a \\ ",
		"x = (1 +* 2", "async x", "def f(:", "if 1:\nx", "x?", "!ls", "%timeit f()", "f'a'",
	}
	check := func(src, status, indent string) {
		if gotStatus, gotIndent := IsComplete(src); gotStatus != status || gotIndent != indent {
			t.Errorf("IsComplete(%q) = %s, %q; want %s, %q", src, gotStatus, gotIndent, status, indent)
		}
	}
	for _, src := range complete {
		check(src, "complete", "")
	}
	for src, indent := range incomplete {
		check(src, "incomplete", indent)
	}
	for _, src := range invalid {
		check(src, "invalid", "")
	}
}
