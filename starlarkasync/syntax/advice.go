package syntax

import (
	"fmt"
	"slices"
	"strings"
)

// An advice says what Starlark has not, and in its note what to write instead.
type advice struct{ message, note string }

const adviceWith = "run_with(manager, f) enters the manager, calls f with its value and leaves it"

// words has Python's keywords that Starlark reserves but does not use. They
// are an error wherever they stand.
var words = map[string]advice{
	"try":      adviceTry,
	"except":   adviceTry,
	"finally":  adviceTry,
	"raise":    {"Starlark has no raise statement", `fail("message") raises an error, fail(err) one that was caught; error(message, name="ValueError") makes one`},
	"class":    {"Starlark has no classes", "use struct(name=value, ...), or a function that returns one"},
	"with":     {"Starlark has no with statement", adviceWith},
	"del":      {"Starlark has no del statement", "d.pop(key) removes an item of a dict or list"},
	"global":   {"Starlark has no global statement", "keep the value in a list or dict and change that, or return the new value"},
	"nonlocal": {"Starlark has no nonlocal statement", "keep the value in a list or dict and change that, or return the new value"},
	"yield":    {"Starlark has no generators", "return a list, or give the items to a function that is a parameter"},
	"as":       {"Starlark has no as", ""},
}

var adviceTry = advice{"Starlark has no try statement",
	"value, err = catch_call(f, ...) calls f and catches its error, catch(...) does so for an awaitable; run_finally(..., f) calls f in any case"}

// signs has operators that Starlark has not.
var signs = map[string]advice{
	"**":  {"Starlark has no ** operator", "use x * x, or math.pow(x, y)"},
	"**=": {"Starlark has no ** operator", "use x * x, or math.pow(x, y)"},
	"<>":  {"Starlark has no <> operator", "use !="},
	"&&":  {"Starlark has no && operator", "use and"},
	"||":  {"Starlark has no || operator", "use or"},
	":=":  {"Starlark has no := operator", "assign in a statement of its own"},
	"->":  {"Starlark has no annotations", "leave it out"},
	"@":   {"Starlark has no decorators and no @ operator", "write f = decorator(f) after the def"},
	"$":   {"Starlark has no $", ""},
}

// statements has statements that begin with what is a name in Starlark.
var statements = map[string]advice{
	"print":  {"print is a function", "write print(...)"},
	"assert": {"Starlark has no assert statement", `write assert_true(condition, "message") or assert_eq(a, b)`},
	"match":  {"Starlark has no match statement", "use if and elif, or a dict"},
	"switch": {"Starlark has no switch statement", "use if and elif, or a dict"},
	"exec":   {"Starlark has no exec statement", ""},
	"type":   {"Starlark has no type statement", "leave it out"},
}

// arguments has what to write when the resolver complains about the order of the
// arguments of a call.
var arguments = map[string]string{
	"keyword argument may not follow *args":    "write it before *args",
	"keyword argument may not follow **kwargs": "write it before **kwargs",
}

// advice gives the advice for a mistake that is right in Python, IPython or
// other languages, or none, and moves at to what is mistaken. predeclared tells
// whether there is such a name.
func (m *mistake) advice(predeclared func(string) bool) advice {
	t := m.tokens[m.at]
	text, before := m.text(0), m.text(-1)
	if t.kind == tokName {
		if a, ok := words[text]; ok {
			return a
		}
	}
	if a := m.adviceBrackets(text); a.message != "" {
		return a
	}
	if t.kind == tokOperator {
		if a, ok := signs[text]; ok {
			return a
		}
	}
	switch text {
	case "import", "from":
		return m.adviceImport(predeclared)
	case "is":
		if m.text(1) == "not" {
			return advice{"Starlark has no is operator", "use !="}
		}
		return advice{"Starlark has no is operator", "use =="}
	case "%", "!", "?":
		if a := m.adviceMagic(); a.message != "" {
			return a
		}
	}
	if a := m.adviceLiteral(before); a.message != "" {
		return a
	}
	return m.adviceStatement(text, before)
}

func (m *mistake) adviceImport(predeclared func(string) bool) advice {
	name := m.text(1)
	a := advice{"Starlark has no import statement", `load("file.star", "name") reads names of a Starlark file`}
	if predeclared(name) {
		a.note = name + " is already there: leave the import out"
		if m.text(0) == "from" && m.text(2) == "import" {
			a.note = fmt.Sprintf("%s is already there: write %s.%s", name, name, m.text(3))
		}
	}
	return a
}

// adviceMagic is for IPython's %magic, !command and name?.
func (m *mistake) adviceMagic() advice {
	start := m.at == m.first
	switch m.text(0) {
	case "%":
		if !start {
			return advice{}
		}
		name := m.text(1)
		if name == "%" {
			name = m.text(2)
		}
		if name == "timeit" || name == "time" {
			return advice{"magics are IPython's, not Starlark's", "timeit(f) measures a function"}
		}
		return advice{"magics are IPython's, not Starlark's", "call a function instead"}
	case "!":
		if start || m.text(-1) == "=" {
			return advice{"shell commands are IPython's, not Starlark's", "code of a cell reaches no shell"}
		}
		return advice{"Starlark has no ! operator", "use not"}
	}
	name := m.dotted(-1, -1)
	if m.text(-1) == "" {
		name = m.dotted(1, 1)
	}
	if name == "" {
		return advice{"unexpected '?'", "help(name) shows the documentation of a name"}
	}
	return advice{"Starlark has no ? operator", "help(" + name + ") shows its documentation"}
}

// dotted gives a name such as a.b.c whose last or first part is n places after the
// unexpected token, or "". step is -1 to read to the left, 1 to the right.
func (m *mistake) dotted(n, step int) string {
	parts := []string{}
	for ; ; n += 2 * step {
		i := m.at + n
		if i < 0 || i >= len(m.tokens) || m.tokens[i].kind != tokName {
			return ""
		}
		parts = append(parts, m.text(n))
		if m.text(n+step) != "." {
			break
		}
	}
	if step < 0 {
		slices.Reverse(parts)
	}
	return strings.Join(parts, ".")
}

// adviceLiteral is for f"…", "a" "b", 1_000 and the like.
func (m *mistake) adviceLiteral(before string) advice {
	t := m.tokens[m.at]
	if m.at == 0 {
		return advice{}
	}
	last := m.tokens[m.at-1]
	switch {
	case t.kind == tokString && last.kind == tokName && m.adjacent():
		m.at--
		switch prefix := strings.ToLower(before); prefix {
		case "f", "fr", "rf":
			return adviceFString(m.text(1))
		case "t":
			return advice{"Starlark has no t-strings", `use "%s is %d" % (name, n) or "{} is {}".format(name, n)`}
		case "u":
			return advice{"Starlark has no prefix u", "leave it out: all strings are Unicode"}
		case "r", "b", "br", "rb":
			return advice{"Starlark has no string prefix " + before, `the prefixes are r"", b"" and rb""`}
		}
		m.at++
	case t.kind == tokString && last.kind == tokString:
		return advice{"Starlark does not join neighbouring strings", "put a + between them"}
	case t.kind == tokName && last.kind == tokNumber && m.adjacent():
		switch {
		case strings.HasPrefix(m.text(0), "_"):
			return advice{"Starlark has no underscores in numbers", "leave them out"}
		case m.text(0) == "j":
			return advice{"Starlark has no complex numbers", ""}
		}
	}
	return advice{}
}

// adviceBrackets is for what Python allows in brackets.
func (m *mistake) adviceBrackets(text string) advice {
	open := m.open()
	if open < 0 {
		return advice{}
	}
	bracket := m.tokens[open].text(m.src)
	switch {
	case text == "for" && bracket == "(", text == "async" && bracket == "(":
		return advice{"Starlark has no generator expressions", "write a list comprehension: [... for ...]"}
	case text == "for" && bracket == "{":
		return advice{"Starlark has no set comprehensions", "write set([... for ...])"}
	case (text == "," || text == "}") && bracket == "{" && strings.HasSuffix(m.message, "want ':'"):
		m.at = open
		return advice{"Starlark has no set literals", "write set([a, b])"}
	case text == "*" && bracket != "(":
		return advice{"Starlark has no unpacking in literals", "add lists with +"}
	case text == "**" && bracket == "{" && (m.at == open+1 || m.text(-1) == ","):
		return advice{"Starlark has no unpacking in literals", "join dicts with |"}
	case text == ":" && bracket == "(" && m.tokens[m.at-1].kind == tokName && (m.statement() == "def" || m.statement() == "async"):
		return advice{"Starlark has no annotations", "leave the type out"}
	}
	return advice{}
}

// adviceStatement is for statements that begin with what looks like a name, and
// for assignments.
func (m *mistake) adviceStatement(text, before string) advice {
	if a, ok := statements[m.statement()]; ok && m.at == m.first+1 {
		m.at = m.first
		return a
	}
	switch {
	case strings.Contains(m.message, "does not associate"):
		return advice{"Starlark has no chained comparisons", "write a < b and b < c"}
	case text == "=" && (before == "=" || before == "=="):
		return advice{"unexpected '='", "write one = to assign, == to compare"}
	case text == "=" && m.condition():
		return advice{"cannot assign in a condition", "use == to compare"}
	case text == "=" && m.open() < 0 && m.assigned():
		return advice{"Starlark has no chained assignments", "write one assignment for each name"}
	case text == "else" && m.at == m.first:
		return advice{"else without if", "for, while and try have no else in Starlark"}
	case text == "elif" && m.at == m.first:
		return advice{"elif without if", ""}
	case text == ":" && m.open() < 0 && m.annotated():
		return advice{"Starlark has no annotations", "leave the type out"}
	case text == "*" && (m.at == m.first || before == ","):
		return advice{"Starlark has no starred assignment", "take the parts by index and slice"}
	case (before == "++" || before == "--") && m.incremented():
		return advice{"Starlark has no ++ and --", "write x " + before[:1] + "= 1"}
	}
	return advice{}
}

// condition reports whether the unexpected token stands where if, elif or while
// have their condition.
func (m *mistake) condition() bool {
	switch m.statement() {
	case "if", "elif", "while":
		_, want, _ := strings.Cut(m.message, ", want ")
		return want == "':'" || want == "')'"
	}
	return false
}

// incremented reports whether the ++ or -- before the unexpected token follows a
// value, as in x++.
func (m *mistake) incremented() bool {
	if m.at < m.first+2 {
		return false
	}
	switch t := m.tokens[m.at-2]; t.text(m.src) {
	case ")", "]":
		return true
	default:
		return t.kind == tokName
	}
}

// assigned reports whether the statement has an = before the unexpected token.
func (m *mistake) assigned() bool {
	for _, t := range m.tokens[m.first:m.at] {
		if t.kind == tokOperator && t.text(m.src) == "=" {
			return true
		}
	}
	return false
}

// annotated reports whether the statement begins with x: int or x.y: int.
func (m *mistake) annotated() bool {
	if m.at == m.first || m.tokens[m.at-1].kind != tokName || m.tokens[m.at+1].kind != tokName {
		return false
	}
	for i, t := range m.tokens[m.first:m.at] {
		if i%2 == 0 && t.kind != tokName || i%2 == 1 && t.text(m.src) != "." {
			return false
		}
	}
	return true
}

// statement gives the first word of the statement.
func (m *mistake) statement() string { return m.tokens[m.first].text(m.src) }
