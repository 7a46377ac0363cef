package lib

import (
	"strings"
	"testing"
)

func TestFailedAssertionsTellTheDifference(t *testing.T) {
	for _, test := range []struct{ code, want string }{
		{`assert_eq(1, 2)`, "1 != 2"},
		{`assert_eq(1, "1")`, `1 != "1"`},
		{`assert_eq(1, 2, "sum")`, "sum: 1 != 2"},
		{`assert_eq(1, 2, msg=[3])`, "[3]: 1 != 2"},
		{`assert_eq([1, 2], [1, 3])`, "[1, 2] != [1, 3]: at [1]: 2 != 3"},
		{`assert_eq([1, 2], [1])`, "[1, 2] != [1]: the lengths are 2 and 1"},
		{`assert_eq((1, 2), [1, 2])`, "(1, 2) != [1, 2]"},
		{`assert_eq({"a": [{"b": 1}]}, {"a": [{"b": 2}]})`, `{"a": [{"b": 1}]} != {"a": [{"b": 2}]}: at ["a"][0]["b"]: 1 != 2`},
		{`assert_eq({"a": 1}, {})`, `{"a": 1} != {}: only the first has "a"`},
		{`assert_eq({}, {"a": 1})`, `{} != {"a": 1}: only the second has "a"`},
		{`assert_eq([{"a": 1}], [{"b": 1}])`, `[{"a": 1}] != [{"b": 1}]: at [0]: only the first has "a"`},
		{`assert_eq("a\nb\nc", "a\nB\nc")`, `"a\nb\nc" != "a\nB\nc": line 2: "b" != "B"`},
		{`assert_eq("a\nb", "a\nb\n")`, `"a\nb" != "a\nb\n": they have 2 and 3 lines`},
		{`assert_eq(list(range(99)), list(range(98)) + [0])`, "at [98]: 98 != 0"},
		{`assert_eq(["x" * 200 + "é"], ["x" * 200 + "è"])`, `at [0]: line 1: …"é" != …"è"`},
		{`assert_eq("é" * 200, "é" * 200 + "x")`, `line 1: …"" != …"x"`},
		{`assert_true([])`, "got [], want what counts as true"},
		{`assert_true(0, "empty")`, "empty: got 0, want what counts as true"},
	} {
		s := newSession()
		name, _, _ := strings.Cut(test.code, "(")
		want := "AssertionError: " + name + ": " + test.want
		if err := s.exec("test", test.code); err == nil || err.Error() != want {
			t.Errorf("%s:\ngot  %v\nwant %s", test.code, err, want)
		}
	}
}

func TestAssertionsThatHold(t *testing.T) {
	s := newSession()
	err := s.exec("test", `
assert_eq(1, 1.0)
assert_eq({"a": [1]}, {"a": [1]}, "never")
assert_eq(assert_true("x", msg="never"), None)
`)
	if err != nil {
		t.Error(err)
	}
}

// A message costs little, whatever the values.
func TestAssertionsOnHugeValues(t *testing.T) {
	for _, code := range []string{
		"a = [0] * 1000000\nassert_eq(a, a + [1])",
		`assert_eq("x" * 10000000, "y" * 10000000)`,
		"a = {}\na[0] = a\nb = {}\nb[0] = b\nassert_eq(a, b)",
		"a, b = [], [1]\nfor _ in range(100000):\n    a, b = [a], [b]\nassert_eq(a, b)",
		"a, b = [1], [2]\nfor _ in range(8):\n    a, b = [a], [b]\nassert_eq(a, b)",
	} {
		s := newSession()
		if err := s.exec("test", code); err == nil || len(err.Error()) > 1000 {
			t.Errorf("%.60s: %.2000v", code, err)
		}
	}
}
