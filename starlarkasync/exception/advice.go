package exception

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"go.starlark.net/syntax"
)

// Suggest adds advice to the notes of an error that is about to be shown: what
// to write in place of something that Python has and Starlark has not, or, for a
// NameError, "did you mean …?" if one of the candidates is similar to the name.
// An error that has notes is left as it is.
func (e *Error) Suggest(candidates []string) {
	if len(e.Notes) > 0 {
		return
	}
	if note := e.advice(candidates); note != "" {
		e.Notes = []string{note}
	}
}

func (e *Error) advice(candidates []string) string {
	if (e.Class == "TypeError" || e.Class == "AttributeError") && coroutineUsed().MatchString(e.Message) {
		return "did you forget await?"
	}
	switch e.Class {
	case "NameError":
		if _, rest, ok := strings.Cut(e.Message, "name '"); ok {
			name, _, _ := strings.Cut(rest, "'")
			return adviceName(name, candidates)
		}
	case "AttributeError":
		if m := noAttribute().FindStringSubmatch(e.Message); m != nil {
			return adviceAttribute(m[1], m[2])
		}
	case "TypeError":
		if stringIterated().MatchString(e.Message) {
			return "a string is not iterable: write s.elems(), or s.codepoints() if not all of it is ASCII"
		}
		if e.Message == "invalid call of non-function (module)" {
			return "a module has functions to call, as in math.sqrt(2): dir(module) lists them"
		}
	case "ValueError":
		return adviceFormat(e.Message)
	}
	return ""
}

var noAttribute = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:getattr: )?(\S+) has no \.(\w+) (?:field or method|attribute)`)
})

var stringIterated = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^string value is not iterable$|\bgot string, want iterable$|^got string in sequence assignment$|is not iterable: string$`)
})

// coroutineUsed matches the messages about a coroutine where its result was
// meant. Where a function is wanted, await is not what is missing.
var coroutineUsed = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(strings.Join([]string{
		`^(\w+: )?unknown (binary|unary) op: .*\bcoroutine\b`, `^(\w+: )?(coroutine [<>]=? \S+|\S+ [<>]=? coroutine) not implemented$`,
		`^got coroutine in sequence assignment$`, `^(\w+: )?coroutine value is not iterable$`, `: argument #\d+ is not iterable: coroutine$`,
		`^unhandled index operation coroutine\[`, `^invalid slice operand coroutine$`, `^coroutine value does not support item assignment$`,
		`^(getattr: )?coroutine has no \.`, `^can't assign to \.\S+ field of coroutine$`, `^len: value of type coroutine has no len$`,
		`^argument after \*\*? must be .*, not coroutine$`, `\bcannot convert coroutine to int$`,
		`\bgot coroutine, want (int|float|number|string|iterable)\b`, `^join: in list, want string, got coroutine$`,
	}, "|"))
})

// adviceFormat is for what Python's formats have and Starlark's have not.
func adviceFormat(message string) string {
	if rest, ok := strings.CutPrefix(message, "unknown conversion %"); ok && rest != "" {
		if rest[0] == '.' {
			return `% has no precision: write "%s" % format(x, ".2f")`
		}
		if spec := flagExample(rest[0]); spec != "" {
			return `% has no widths and flags: write "%s" % format(x, "` + spec + `")`
		}
		return ""
	}
	if spec, ok := strings.CutPrefix(message, "format spec features not supported in replacement fields: "); ok {
		return `a field has nothing after a colon: write "{}".format(format(x, ` + syntax.Quote(spec, false) + "))"
	}
	return ""
}

// flagExample gives a specification for the function format that does what a flag
// or a width does after Python's %.
func flagExample(flag byte) string {
	switch flag {
	case '0':
		return "08d"
	case '1', '2', '3', '4', '5', '6', '7', '8', '9', '*':
		return ">8"
	case '-':
		return "<8"
	case '+', ' ':
		return string(flag) + "d"
	case '#':
		return "#x"
	}
	return ""
}

const (
	noClasses   = "Starlark has no classes: use struct(name=value, ...), or a function that returns one"
	noIterators = "Starlark has no iterators: go over xs in a for loop, or take xs[0]"
	noEval      = "no text can be run as code: write it in a cell"
)

// pythonNames has what to write for names that every Python program sees.
var pythonNames = map[string]string{
	"isinstance":   `write type(x) == "int": type gives a string`,
	"issubclass":   noClasses,
	"super":        noClasses,
	"object":       noClasses,
	"property":     noClasses,
	"classmethod":  noClasses,
	"staticmethod": noClasses,
	"setattr":      "fields of a struct cannot change: use a dict",
	"delattr":      "fields of a struct cannot change: use a dict",
	"round":        `write math.round(x), or format(x, ".2f") for a text with two digits`,
	"pow":          "write math.pow(x, y)",
	"divmod":       "write (x // y, x % y)",
	"map":          "write a comprehension: [f(x) for x in xs]",
	"filter":       "write a comprehension: [x for x in xs if f(x)]",
	"next":         noIterators,
	"iter":         noIterators,
	"open":         `code of a cell reads and writes no files; load("file.star", "name") reads names of a Starlark file`,
	"quit":         "write exit()",
	"eval":         noEval,
	"exec":         noEval,
	"compile":      noEval,
	"frozenset":    "write set(xs), or tuple(xs) for the key of a dict",
	"bytearray":    "write bytes(xs), or a list of ints",
	"hex":          `write "%x" % n`,
	"oct":          `write "%o" % n`,
	"null":         "write None",
	"nil":          "write None",
	"undefined":    "write None",
}

// resultName matches the names of results, such as _ and _1. They are not what
// someone misspells.
var resultName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^_+i*\d*$`) })

func adviceName(name string, candidates []string) string {
	if note, ok := pythonNames[name]; ok {
		return note
	}
	if resultName().MatchString(name) {
		return ""
	}
	near := Nearest(name, slices.DeleteFunc(slices.Clone(candidates), resultName().MatchString))
	switch {
	case near != "":
		return "did you mean " + near + "?"
	case name == "Exception" || strings.HasSuffix(name, "Error") && name != "Error":
		return `error("message", name="` + name + `") makes an error, fail(...) raises it`
	}
	return ""
}

// pythonMethods has what to write for attributes of Python's types and modules,
// by the type and the name.
var pythonMethods = map[string]map[string]string{
	"list": {
		"sort":    "write xs = sorted(xs)",
		"reverse": "write xs = reversed(xs)",
		"copy":    "write list(xs)",
		"count":   "write len([x for x in xs if x == y])",
		"add":     "write xs.append(x)",
		"push":    "write xs.append(x)",
		"join":    `write ", ".join(xs)`,
		"length":  "write len(xs)",
		"map":     "write a comprehension: [f(x) for x in xs]",
		"filter":  "write a comprehension: [x for x in xs if f(x)]",
	},
	"dict": {
		"copy":       "write dict(d)",
		"fromkeys":   "write {k: value for k in keys}",
		"has_key":    "write key in d",
		"iteritems":  "write d.items()",
		"iterkeys":   "write d.keys()",
		"itervalues": "write d.values()",
	},
	"set": {
		"copy":   "write set(s)",
		"append": "write s.add(x)",
	},
	"string": {
		"encode":   "write bytes(s)",
		"casefold": "write s.lower()",
		"zfill":    `write format(s, "0>8") for a width of 8`,
		"rjust":    `write format(s, ">8") for a width of 8`,
		"ljust":    `write format(s, "<8") for a width of 8`,
		"center":   `write format(s, "^8") for a width of 8`,
		"length":   "write len(s)",
	},
	"bytes": {
		"decode": "write str(b)",
	},
	"module": {
		"dumps": "write json.encode(x)",
		"loads": "write json.decode(s)",
	},
}

// unboundMethods are methods of strings, lists and dicts that Python programs
// take from the type: str.upper("a").
var unboundMethods = map[string]bool{
	"capitalize": true, "endswith": true, "find": true, "format": true, "isdigit": true, "join": true, "lower": true,
	"lstrip": true, "replace": true, "rstrip": true, "split": true, "startswith": true, "strip": true, "title": true, "upper": true,
	"append": true, "extend": true, "items": true, "keys": true, "pop": true, "values": true,
}

func adviceAttribute(typ, name string) string {
	if typ != "builtin_function_or_method" {
		return pythonMethods[typ][name]
	}
	switch {
	case name == "fromkeys":
		return pythonMethods["dict"][name]
	case unboundMethods[name]:
		return "types have no methods: call that of a value, such as " + methodExample(name)
	}
	return ""
}

// methodExample gives a call of a method.
func methodExample(name string) string {
	switch name {
	case "append", "extend":
		return "xs." + name + "(x)"
	case "items", "keys", "pop", "values":
		return "d." + name + "()"
	}
	return `"a".` + name + "()"
}
