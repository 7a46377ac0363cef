package parameters

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestTypesOfTextArePythons(t *testing.T) {
	for text, want := range map[string]string{
		"5": "5", "-5": "-5", "+5": "5", "007": "7", " 1_000 ": "1000", "1__0": `"1__0"`, "_1": `"_1"`,
		"123456789012345678901234567890": "123456789012345678901234567890",
		"2.5":                            "2.5", "5.": "5.0", ".5": "0.5", "1e3": "1000.0", "1e400": `float("inf")`, "1_0.5": "10.5",
		".": `"."`, "": `""`, "e5": `"e5"`, "0x10": `"0x10"`, "1e": `"1e"`,
		"nan": `float("nan")`, "+NaN": `float("nan")`, "+": `"+"`, "-Infinity": `float("-inf")`, "inf": `float("inf")`,
		"True": "True", "False": "False", "None": "None", "true": `"true"`, " True": `" True"`,
		"Ada": `"Ada"`, "a\"b\\\n": `"a\"b\\\n"`, "é": `"é"`, "\xff": `"` + "\uFFFD" + `"`, "a=b": `"a=b"`,
	} {
		var s Set
		if err := s.Add("x=" + text); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if got := s.literals["x"]; got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

func TestYAMLIsWrittenAsLiterals(t *testing.T) {
	for text, want := range map[string]string{
		"x: 5": "5", "x: 0x10": "16", "x: 010": "8", "x: 0o10": "8", "x: 1_000": "1000", "x: 08": `"08"`,
		"x: 123456789012345678901234567890": "123456789012345678901234567890",
		"x: 2.5":                            "2.5", "x: .inf": `float("inf")`, "x: 1e3": "1000.0",
		"x: true": "True", "x: yes": "True", "x: Off": "False", "x: 'yes'": `"yes"`, "x: ~": "None", "x:": "None",
		"x: 2024-01-01": `"2024-01-01"`, "x: '5'": `"5"`, "x: |\n  a\n  b\n": `"a\nb\n"`,
		"x: [1, a, [yes]]":                          `[1, "a", [True]]`,
		"x: {b: 1, a: 2, 3: null}":                  `{"b": 1, "a": 2, 3: None}`,
		`{"x": {"a": [1.0, "b"]}}`:                  `{"a": [1.0, "b"]}`,
		"a: &a [1]\nx: [*a, *a]":                    "[[1], [1]]",
		"a: &a {k: 1, l: 2}\nx: {<<: *a, k: 3}":     `{"k": 3, "l": 2}`,
		"a: &a {k: 1}\nx: {k: 3, <<: [*a, {m: 1}]}": `{"k": 3, "m": 1}`,
	} {
		var s Set
		if err := s.AddYAML(text); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if got := s.literals["x"]; got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

func TestWhatIsNoParameterIsAnError(t *testing.T) {
	bomb := "a0: &a0 [1, 1]\n"
	for i := range 30 {
		bomb += fmt.Sprintf("a%d: &a%d [*a%d, *a%d]\n", i+1, i+1, i, i)
	}
	for _, c := range []struct {
		add  func(*Set, string) error
		text string
		want string
	}{
		{(*Set).Add, "x", "want NAME=VALUE"},
		{(*Set).Add, "a b=1", "is no name"},
		{(*Set).AddRaw, "=1", "is no name"},
		{(*Set).AddYAML, "[1]", "line 1: got no parameters"},
		{(*Set).AddYAML, "x: [", "yaml: "},
		{(*Set).AddYAML, "x: 1\n2: 1", `line 2: "2" is no name`},
		{(*Set).AddYAML, "x: {[1]: 2}", "line 1: the key is a list"},
		{(*Set).AddYAML, "x: !!binary aGk=", "line 1: a value of the type !!binary cannot be"},
		{(*Set).AddYAML, "x: [!own a]", "!own"},
		{(*Set).AddYAML, "x: !!set {a, b}", "!!set"},
		{(*Set).AddYAML, "x: 1\n---\nx: 2", "several documents"},
		{(*Set).AddYAML, "x: {<<: 1}", "<< wants a mapping"},
		{(*Set).AddYAML, "a: &a [*a]", "contains itself"},
		{(*Set).AddYAML, bomb, "too large"},
		{(*Set).AddFile, "none.yaml", "none.yaml"},
	} {
		var s Set
		if err := c.add(&s, c.text); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.40q: error is %v, want one with %q", c.text, err, c.want)
		}
	}
}

func TestLaterValuesWin(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p.json")
	if err := os.WriteFile(path, []byte(`{"a": 1, "b": 2}`), 0o644); err != nil {
		t.Fatal(err)
	}
	var s, other Set
	if err := s.AddFile(path); err != nil {
		t.Fatal(err)
	}
	other.AddRaw("a=3")
	other.Add("c=4")
	s.Update(&other)
	if got, want := s.Source(), "# Parameters\na = \"3\"\nb = 2\nc = 4\n"; got != want {
		t.Errorf("source is %q, want %q", got, want)
	}
}

func TestUnknownNames(t *testing.T) {
	var s Set
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		s.Add(name + "=1")
	}
	defaults := "a = 1\nb: int = 2  # type\nprint(c == 3)\nd == 4\n  e = 5\n"
	if got, want := s.Unknown(defaults), []string{"c", "d", "e"}; !slices.Equal(got, want) {
		t.Errorf("unknown are %v, want %v", got, want)
	}
}
