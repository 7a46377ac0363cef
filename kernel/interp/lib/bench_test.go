package lib

import (
	"testing"

	"go.starlark.net/starlark"
)

// BenchmarkSorted compares the package's sorted with Starlark's.
func BenchmarkSorted(b *testing.B) {
	s := newSession()
	for _, data := range []struct{ name, code string }{
		{"ints", `[(i * 7919) % 100003 for i in range(100000)]`},
		{"floats", `[((i * 7919) % 100003) / 7.0 for i in range(100000)]`},
		{"strings", `[str((i * 7919) % 100003) for i in range(100000)]`},
		{"tuples", `[((i * 7919) % 100003, i) for i in range(100000)]`},
	} {
		list, err := s.eval(data.code)
		if err != nil {
			b.Fatal(err)
		}
		for _, f := range []struct {
			name   string
			sorted starlark.Value
		}{{"own", s.globals["sorted"]}, {"starlark", starlark.Universe["sorted"]}} {
			b.Run(data.name+"/"+f.name, func(b *testing.B) {
				for b.Loop() {
					if _, err := starlark.Call(s.thread, f.sorted, starlark.Tuple{list}, nil); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkSession is what a new session costs.
func BenchmarkSession(b *testing.B) {
	for b.Loop() {
		h := new(Host)
		Universe(h)
		Modules(h)
	}
}

// BenchmarkStr is str of a short value.
func BenchmarkStr(b *testing.B) {
	v := starlark.NewList([]starlark.Value{starlark.MakeInt(1), starlark.String("two"), starlark.Float(3)})
	for b.Loop() {
		if _, err := Str(v, MaxText, nil); err != nil {
			b.Fatal(err)
		}
	}
}
