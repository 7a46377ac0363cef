package exception

import (
	"regexp"
	"sync"
)

// message is a row of the table that gives the interpreter's plain errors their
// class. The first row whose pattern matches decides.
type message struct {
	pattern *regexp.Regexp
	class   string
	// make, if set, makes the error of the pattern's submatches; else the
	// interpreter's wording stays.
	make func(match []string) *Error
}

// messages is the table. Messages may hold values of the user's program: rows
// for those come first and are anchored, so that no value is taken for another
// message.
var messages = sync.OnceValue(func() []message {
	var table []message
	for _, row := range rewordings {
		table = append(table, message{pattern: regexp.MustCompile("(?s)" + row.pattern), make: row.make})
	}
	for _, row := range classes {
		for _, p := range row.patterns {
			table = append(table, message{pattern: regexp.MustCompile("(?s)" + p), class: row.class})
		}
	}
	return table
})

// rewordings are the messages that are told in other words than the
// interpreter's.
var rewordings = []struct {
	pattern string
	make    func(match []string) *Error
}{
	{`^Starlark computation cancelled: (.*)$`, cancelled},
	{`^fail: ?(.*)$`, func(m []string) *Error { return New("fail", m[1]) }},
	{`^internal error: predeclared variable \$(\S+) is uninitialized$`, func(m []string) *Error { return NameError(m[1]) }},
	{`^global variable (\S+) referenced before assignment$`, func(m []string) *Error { return NameError(m[1]) }},
	{`^local variable @(\S+) referenced before assignment$`, func(m []string) *Error { return NameError(m[1]) }},
	{`^local variable (\S+) referenced before assignment$`, unboundLocal},
	{`^too many values to unpack \(got -1, want (\d+)\)$`, func(m []string) *Error { // of an iterator without a length
		return Newf("ValueError", "too many values to unpack (expected %s)", m[1])
	}},
	// CPython's texts. For / and // the interpreter does not tell ints from floats:
	// the texts are those of ints.
	{`^floating-point division by zero$`, func([]string) *Error { return New("ZeroDivisionError", "division by zero") }},
	{`^floored division by zero$`, func([]string) *Error { return New("ZeroDivisionError", "integer division or modulo by zero") }},
	{`^floating-point modulo by zero$`, func([]string) *Error { return New("ZeroDivisionError", "float modulo by zero") }},
	{`^Starlark stack overflow$`, func([]string) *Error { return New("RecursionError", "maximum recursion depth exceeded") }},
}

// classes are the messages whose wording is kept.
var classes = []struct {
	class    string
	patterns []string
}{
	// Messages that embed a value of the program.
	{"KeyError", []string{`^key .* not in \S+$`, `^key not found: `, `^format: keyword .* not found$`}},
	{"KeyError", []string{`^(pop|popitem|remove): (missing key|empty dict|empty set)$`}},
	{"ValueError", []string{
		`^duplicate key: `, `^int: invalid literal with base \d+: `, `^invalid float literal: `, `^negative shift count: `,
		`^json\.decode: at offset `, `^json\.indent: `, `^unknown time zone `, `^int in bytes: `, `^bytes: at index \d+, \S+ out of range`, `^parsing time `, `^format: (attribute|element) syntax `, `^format spec features not supported`,
	}},
	{"TypeError", []string{`^(\w+: )?duplicate keyword arg: `}},
	{"OverflowError", []string{`^repeat count .* too large$`, `^shift count too large: `}},
	{"IndexError", []string{`^(\w+: )?(\w+ )?index -?\d+ out of range`, `^\S+ index: -?\d+ out of range$`, `^format: tuple index out of range$`}},
	{"OverflowError", []string{`-?\d+ out of range( \(want value in (un)?signed \d+-bit range\))?$`}},

	{"AttributeError", []string{` has no \.\S+ (field or method|attribute)`, `^can't assign to \.\S+ field of `, `attribute .* \(despite `}},
	{"ZeroDivisionError", []string{`(division|modulo) by zero$`}},
	{"ValueError", []string{
		`: value not in list$`, `^remove: element not found$`, `: substring not found$`, `^float: empty string$`,
		`^int: base must be an integer `, `empty separator$`, `: step argument must not be zero$`,
		`^zero is not a valid slice step$`, `: argument is an empty sequence$`, `^too (many|few) values to unpack `,
		`^(dict: |update: )?dictionary update sequence element #\d+ has length `, `Unicode code point \S+ out of range`,
		`^incomplete format`, `^unknown conversion %`, `^format: `, `requires a valid Unicode code point`,
		`cannot convert float NaN to integer$`, `cycle in JSON structure$`, `cannot encode non-finite float `,
		`^time\.\w+: `, `^parse_\w+: `,
	}},
	{"OverflowError", []string{
		`^floating-point number too large$`, `int too large to convert to float$`, `cannot convert float infinity to integer$`,
	}},
	{"MemoryError", []string{`^excessive repeat `}},
	{"RecursionError", []string{`^function \S+ called recursively$`, `^comparison exceeded maximum recursion depth$`}},
	{"RuntimeError", []string{`^(\w+: )?cannot .* during iteration$`, `^internal error: `, `^load not implemented `}},
	{"TypeError", []string{
		`^(\w+: )?cannot .* frozen (list|hash table|module|dict|set)`,
		`\bgot (an? )?\S.*, want `, `^got \S+ in sequence assignment$`, `, wants? (exactly |at most |at least )?\d+$`,
		`^unknown (binary|unary) op: `, ` not implemented$`, `not iterable\b`, `^invalid call of non-function `, ` has no len$`,
		`unhashable( type)?: `, `does not support item assignment$`, `^function \S+ (accepts|missing|got) `,
		`: missing argument for `, `unexpected (keyword|positional) argument`, `got multiple values for `,
		`requires at least one positional argument$`, `^keywords must be strings`, `^argument after \*`,
		`as left operand, not `, `does not accept keyword arguments$`, `cannot convert \S+ to int$`,
		`^int: can't convert non-string`, `^invalid slice `, `^invalid (start|end) index: `, `^unhandled index operation `,
		`^(not enough|too many) arguments for format string$`, `^(%\S )?format requires `, `: want string, got `,
		`^join: in list, want string`, `cannot encode \S+ as JSON$`, ` key, want string$`, `^ord: (string encodes|bytes has length) `,
		`^(dict: |update: )?dictionary update sequence element #\d+ (is not|has unknown)`, `^\S+ index: got `,
	}},
}
