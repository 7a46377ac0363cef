package interp

import (
	"slices"
	"strings"

	"go.starlark.net/starlark"
)

// maxInference is how many values of names one completion tells from the code.
const maxInference = 1000

// maxParts is how many elements of a list or dict in the code are looked at.
const maxParts = 100

// binding is a place of the code that gives a name its value.
type binding struct {
	name string
	scan *scan
	// at is the token before an expression: the = of an assignment or of a
	// parameter, the in of a for.
	at int
	// each: the name gets the elements of the expression's value, one by one.
	each bool
	// position is which element the name gets of a tuple that is unpacked.
	position int
}

// wholeValue is the position of a name that stands alone.
const wholeValue = -1

// position is that of the i-th of n names that are bound together.
func position(i, n int) int {
	if n == 1 {
		return wholeValue
	}
	return i
}

// bindValue notes that the expression after the next token is the value of the
// name.
func (s *scanner) bindValue(name string, position int, each bool) {
	in := &s.scopes[len(s.scopes)-1]
	in.bindings = append(in.bindings, binding{name, &s.scan, len(s.tokens), each, position})
}

// bindElements notes the values of the names between for and in.
func (s *scanner) bindElements() {
	var names []string // the last one first
	for i := len(s.tokens) - 1; i >= 0 && !s.is(i, "for"); i-- {
		if s.tokens[i].kind == nameToken {
			names = append(names, s.at(i))
		} else if s.is(i, "(", "[") && !s.is(i-1, "for") {
			return // tuples in tuples
		}
	}
	for i, name := range names {
		s.bindValue(name, position(len(names)-1-i, len(names)), true)
	}
}

// bindRest binds the variables of a comprehension whose for comes after the
// cursor, on the same line.
func (s *scan) bindRest(rest string) {
	if len(s.open) == 0 {
		return
	}
	rest, _, _ = strings.Cut(rest, "\n")
	after := scanCode(rest)
	end := slices.IndexFunc(after.tokens, func(t token) bool { // of the brackets around the cursor
		return t.open < 0 && strings.Contains(")]}", rest[t.start:t.end])
	})
	in := &s.scopes[len(s.scopes)-1]
	for _, b := range after.scopes[0].bindings {
		if b.each && (end < 0 || b.at < end) {
			in.names[b.name] = byAssignment
			in.bindings = append(in.bindings, b)
		}
	}
}

// bindLambdas binds the parameters of the lambdas in whose bodies the text ends.
func (s *scan) bindLambdas() {
	colon, comma := -1, false
	for i := len(s.tokens) - 1; i >= 0; i-- {
		switch {
		case s.tokens[i].open >= 0:
			i = s.tokens[i].open
		case s.tokens[i].kind == lineEnd:
			return
		case s.is(i, "(", "[", "{"):
			colon, comma = -1, false
		case s.is(i, ",") && colon < 0:
			comma = true
		case s.is(i, ":") && !comma:
			colon = i
		case s.is(i, "lambda") && colon >= 0:
			for _, p := range s.split(i+1, colon-1) {
				for s.is(p.from, "*", "**") {
					p.from++
				}
				if p.from < colon && s.tokens[p.from].kind == nameToken {
					s.scopes[len(s.scopes)-1].names[s.at(p.from)] = byParam
				}
			}
			colon = -1
		}
	}
}

// variable is the value of the name that is token i: the one that the session
// has, or, where the code before gives it a value of another type, that.
func (v view) variable(s *scan, i, depth int) (subject, bool) {
	name := s.at(i)
	if isKeyword(name) {
		return subject{}, false
	}
	live, ok := v.get(name)
	ok = ok && live != nil && !s.local(name)
	if v.inference != nil && *v.inference > 0 {
		*v.inference--
		if x, told := v.bound(s, i, depth); told && !(ok && x.value.Type() == live.Type()) {
			return x, true
		}
	}
	return subject{live, name, v.frozen}, ok
}

// bound is the value that the code gives to the name that is token i.
func (v view) bound(s *scan, i, depth int) (subject, bool) {
	name := s.at(i)
	for n := len(s.scopes) - 1; n >= 0; n-- {
		for _, b := range slices.Backward(s.scopes[n].bindings) {
			if b.name != name {
				continue
			}
			end := b.scan.expressionEnd(b.at + 1)
			if b.scan == s && i <= end {
				continue // in the expression itself, or before it
			}
			return v.bindingValue(b, end, depth)
		}
		if _, ok := s.scopes[n].names[name]; ok {
			return subject{}, false
		}
	}
	return subject{}, false
}

// bindingValue is the value that a binding gives, whose expression ends with token
// end.
func (v view) bindingValue(b binding, end, depth int) (subject, bool) {
	if b.position != wholeValue && !b.each && b.scan.is(end+1, ",") { // a, b = 1, 2
		from := b.at + 1
		for range b.position {
			if !b.scan.is(end+1, ",") {
				return subject{}, false
			}
			from = end + 2
			end = b.scan.expressionEnd(from)
		}
		return v.expression(b.scan, from, end, depth)
	}
	x, ok := v.expression(b.scan, b.at+1, end, depth)
	if ok && b.each {
		x, ok = v.element(x, firstOf)
	}
	if ok && b.position != wholeValue {
		x, ok = v.element(x, func(x starlark.Value) (starlark.Value, bool) {
			return elementOf(x, starlark.MakeInt(b.position))
		})
	}
	return x, ok && x.value != starlark.None
}

// element is an element of a value, unless reading it could meet a change.
func (v view) element(x subject, of func(starlark.Value) (starlark.Value, bool)) (subject, bool) {
	if x.frozen && mutable(x.value) {
		return subject{}, false
	}
	e, ok := of(x.value)
	return subject{value: e, frozen: v.frozen}, ok
}

// expression is the value of an expression from one token to another: a primary
// expression, or the left one of an operation whose result is of its type.
func (v view) expression(s *scan, from, to, depth int) (subject, bool) {
	for to >= from {
		first := s.first(to)
		if first == from {
			return v.primary(s, to, depth)
		}
		if v.inference == nil || !s.is(first-1, "+", "%", "*", "or") {
			break
		}
		to = first - 2
	}
	return subject{}, false
}

// expressionEnd is the last token of the expression that begins with token i.
func (s *scan) expressionEnd(i int) int {
	depth := 0
	for ; i < len(s.tokens); i++ {
		switch {
		case s.is(i, "(", "[", "{"):
			depth++
		case s.is(i, ")", "]", "}"):
			depth--
			if depth < 0 {
				return i - 1
			}
		case depth == 0 && (s.tokens[i].kind == lineEnd || s.is(i, ",", ";", ":", "if", "for")):
			return i - 1
		}
	}
	return len(s.tokens) - 1
}

// part is an element of a list of expressions, from one token to another.
type part struct{ from, to int }

// parts are the elements within the brackets that end with token i.
func (s *scan) parts(i int) []part { return s.split(s.tokens[i].open+1, i-1) }

// split cuts tokens at the commas that are in no brackets of their own.
func (s *scan) split(from, to int) []part {
	var list []part
	for from <= to && len(list) < maxParts {
		comma := s.find(from, to, ",")
		if comma < 0 {
			comma = to + 1
		}
		if comma > from {
			list = append(list, part{from, comma - 1})
		}
		from = comma + 1
	}
	return list
}

// find is the first token from one to another that is the symbol and in no
// brackets of its own, or -1.
func (s *scan) find(from, to int, symbol string) int {
	depth := 0
	for i := from; i <= to; i++ {
		switch {
		case depth == 0 && s.is(i, symbol):
			return i
		case s.is(i, "(", "[", "{"):
			depth++
		case s.is(i, ")", "]", "}"):
			depth--
		}
	}
	return -1
}
