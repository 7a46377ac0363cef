package lib

import (
	"slices"
	"strings"
	"testing"

	"go.starlark.net/starlark"
)

func TestLookupFindsBuiltinsModulesAndMethods(t *testing.T) {
	for _, test := range []struct{ name, signature string }{
		{"sorted", "sorted(iterable, key=None, reverse=False)"},
		{"math", "math"},
		{"math.pi", "math.pi"},
		{"math.log", "math.log(x, base=e, /)"},
		{"re.Match", "re.Match"},
		{"re.Match.group", "re.Match.group(*groups)"},
		{"struct", "struct(**fields)"},
	} {
		if d, ok := Lookup(test.name); !ok || d.Signature != test.signature {
			t.Errorf("Lookup(%q) = %+v, %v; want signature %q", test.name, d, ok, test.signature)
		}
	}
	for _, name := range []string{"", "nope", "math.nope", "math.", ".", "re.Match.nope"} {
		if d, ok := Lookup(name); ok {
			t.Errorf("Lookup(%q) = %+v, want none", name, d)
		}
	}
}

func TestParamsAreThoseThatMayBeNamed(t *testing.T) {
	for _, test := range []struct {
		name string
		want []string
	}{
		{"sorted", []string{"iterable", "key", "reverse"}},
		{"print", []string{"sep", "end", "flush"}},
		{"math.sqrt", nil},
		{"math.pi", nil},
		{"csv.read", []string{"text", "delimiter", "quotechar"}},
		{"json.encode_indent", []string{"prefix", "indent"}},
		{"dict", nil},
		{"range", nil},
		{"nope", nil},
	} {
		if got := Params(test.name); !slices.Equal(got, test.want) {
			t.Errorf("Params(%q) = %q, want %q", test.name, got, test.want)
		}
	}
}

// TestEveryParamIsAccepted calls each function with a keyword argument of every name
// that Params gives; the type may be wrong, the name must be known.
func TestEveryParamIsAccepted(t *testing.T) {
	s := newSession()
	for _, name := range Names() {
		sp, m := locate(name)
		if m == nil || m.call == nil || sp == &patternSpec || sp == &matchSpec {
			continue
		}
		for _, p := range Params(name) {
			f := m.builtin(s.host, name, nil)
			_, err := starlark.Call(s.thread, f, nil, []starlark.Tuple{{starlark.String(p), starlark.MakeInt(1)}})
			if err != nil && strings.Contains(describe(err), "unexpected keyword") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestRebindGivesValuesOfTheOtherHost(t *testing.T) {
	a, b := newSession(), newSession()
	for _, expr := range []string{"math", "math.sqrt", "sorted", "range(3)", `re.compile("a")`, `re.match("a", "a")`, "random.Random(1)", "table([1])", "plot.line([1])"} {
		v, err := a.eval(expr)
		if err != nil {
			t.Fatal(err)
		}
		w, ok := Rebind(v, b.host)
		if !ok || w.String() != v.String() || w.Type() != v.Type() {
			t.Errorf("%s: got %v, %v", expr, w, ok)
		}
	}
	v, _ := a.eval("range(1000)")
	w, _ := Rebind(v, b.host)
	a.stop.Store(true)
	b.globals["r"] = w
	if n, err := b.eval("len(list(r))"); err != nil || n.String() != "1000" {
		t.Errorf("a range of the other host gives %v, %v", n, err)
	}
	if _, ok := Rebind(starlark.None, b.host); ok {
		t.Error("None was rebound")
	}
}
