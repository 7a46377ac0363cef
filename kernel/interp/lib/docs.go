package lib

import "strings"

// Doc describes one predeclared name.
type Doc struct {
	// Signature is the call as in a def statement, such as "math.log(x, base=e)".
	// For a constant it is the name alone.
	Signature string
	Text      string
	// Example has lines "expression # value" and lines without value.
	Example string
}

// Lookup gives the documentation of a name such as "sorted", "math", "math.sqrt"
// or "re.Match.group". A builtin's Name is the name to ask for.
func Lookup(name string) (Doc, bool) {
	s, m := locate(name)
	switch {
	case m != nil:
		return Doc{name + m.params, m.text, m.example}, true
	case s != nil:
		return Doc{s.name, s.text, s.example}, true
	}
	return Doc{}, false
}

// Names gives all documented names: builtins, modules, members and methods.
func Names() []string {
	var names []string
	for _, s := range specs() {
		if s.name != "" {
			names = append(names, s.name)
		}
		for i := range s.members {
			names = append(names, s.full(s.members[i].name))
		}
	}
	return names
}

// Quiet reports whether the builtin with this name, of the universe or the math
// module, calls no functions and uses nothing but its arguments. Arguments that
// are lazy iterators ask [Host.Current] before they call functions.
func Quiet(name string) bool {
	switch name {
	case "max", "min", "sorted": // their key
		return false
	case "dir": // without arguments, the names of the session
		return false
	}
	rest, ok := strings.CutPrefix(name, mathSpec.name+".")
	return ok && mathSpec.find(rest) >= 0 || universeSpec.find(name) >= 0
}

// Params gives the names of the parameters that a function takes by keyword, in
// order, for completion of keyword arguments; nil for what is no function.
func Params(name string) []string {
	_, m := locate(name)
	if m == nil {
		return nil
	}
	list := strings.TrimSuffix(strings.TrimPrefix(m.params, "("), ")")
	if i := strings.Index(list, ", /"); i >= 0 {
		list = strings.TrimPrefix(list[i+len(", /"):], ", ")
	}
	var names []string
	for _, p := range splitParams(list) {
		p, _, _ = strings.Cut(strings.TrimSpace(p), "=")
		if p != "" && !strings.HasPrefix(p, "*") {
			names = append(names, p)
		}
	}
	return names
}

// splitParams splits at the commas that are not inside brackets or quotes.
func splitParams(list string) []string {
	var parts []string
	depth, quoted, start := 0, false, 0
	for i := range len(list) {
		switch c := list[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
		case c == ',' && depth == 0:
			parts = append(parts, list[start:i])
			start = i + 1
		}
	}
	return append(parts, list[start:])
}

// locate finds the table entry of a full name; m is nil for a module or type.
func locate(name string) (s *spec, m *member) {
	for _, s := range specs() {
		if s.name == name && name != "" {
			return s, nil
		}
		rest, ok := name, true
		if s.name != "" {
			rest, ok = strings.CutPrefix(name, s.name+".")
		}
		if !ok {
			continue
		}
		if i := s.find(rest); i >= 0 {
			return s, &s.members[i]
		}
	}
	return nil, nil
}
