package syntax

import (
	"fmt"
	"strings"
	"testing"

	"go.starlark.net/starlark"
)

// run executes cells in one session and gives what they print, and the value
// or the error of each.
func run(t *testing.T, s *Session, cells ...string) string {
	t.Helper()
	var out strings.Builder
	for i, src := range cells {
		thread := &starlark.Thread{Print: func(_ *starlark.Thread, msg string) { fmt.Fprintln(&out, msg) }}
		cell, err := s.Compile(fmt.Sprintf("In [%d]", i+1), src)
		if err != nil {
			fmt.Fprintln(&out, err)
			continue
		}
		v, err := cell.Call(thread)
		switch {
		case err != nil:
			fmt.Fprintln(&out, err)
		case v != starlark.None:
			fmt.Fprintln(&out, v)
		}
	}
	return out.String()
}

func TestSmoke(t *testing.T) {
	s := NewSession(starlark.Universe, Hooks{})
	t.Log(run(t, s, "x = 1\nx + 1", "def f():\n  return x\nf()", "x = 5\nf()", "len = 3", "a, b = [1, 2]\na+b",
		"d = {1:2}\nfor k in d:\n  d[k+1] = 3", "d={1:2}\n[d.update([(k+1,1)]) for k in d]", "y", "def f(): return 3\nf();", "xs=[1,2]\nfor x in xs:\n  if len(xs) < 6: xs.append(x)\nxs"))
}
func BenchmarkCompile(b *testing.B) {
	s := NewSession(starlark.Universe, Hooks{})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Compile("In [1]", "x + 1"); err != nil {
			b.Fatal(err)
		}
	}
}
