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

// BenchmarkGuards compares calls of this package's builtins with those of
// Starlark's own.
func BenchmarkGuards(b *testing.B) {
	s := newSession()
	for _, f := range []struct{ name, args string }{
		{"abs", `-3,`}, {"all", `[1] * 10,`}, {"bool", `3,`}, {"chr", `65,`}, {"dict", `[(1, 2)],`}, {"enumerate", `[1] * 10,`}, {"float", `3,`},
		{"getattr", `"", "upper"`}, {"hash", `"a",`}, {"int", `"12",`}, {"len", `[],`}, {"list", `[1] * 10,`}, {"max", `3, 4`}, {"range", `3,`},
		{"repr", `[1, "two"],`}, {"reversed", `[1] * 10,`}, {"set", `[1] * 10,`}, {"sorted", `[3, 1, 2],`}, {"str", `30000,`}, {"tuple", `[1] * 10,`}, {"type", `3,`}, {"zip", `[1] * 10, [2] * 10`},
	} {
		args, err := s.eval("(" + f.args + ")")
		if err != nil {
			b.Fatal(err)
		}
		for _, c := range []struct {
			name string
			call starlark.Value
		}{{"own", s.globals[f.name]}, {"starlark", starlark.Universe[f.name]}} {
			b.Run(f.name+"/"+c.name, func(b *testing.B) {
				for b.Loop() {
					if _, err := starlark.Call(s.thread, c.call, args.(starlark.Tuple), nil); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
