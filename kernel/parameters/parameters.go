// Package parameters reads the parameters of a notebook as papermill does, and
// writes the cell that sets them.
//
// Values come from the command line, as text whose type is guessed, or from YAML,
// of which JSON is a part. They are kept as literals of Starlark: nothing else is
// done with them.
package parameters

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Set is a list of parameters, in the order in which their names came. The zero
// Set is empty.
type Set struct {
	names    []string
	literals map[string]string
}

// identifier matches what can be assigned to.
var identifier = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`) })

// reserved words of Starlark match identifier, too.
var reserved = strings.Fields("and as async await break class continue def del elif else except finally for from global " +
	"if import in is lambda load nonlocal not or pass raise return try while with yield")

// set gives a parameter a value, in place of the one it had.
func (s *Set) set(name, literal string) error {
	if !identifier().MatchString(name) {
		return fmt.Errorf("%q is no name of a parameter: want letters, digits and _, and no digit at the beginning", name)
	}
	if slices.Contains(reserved, name) {
		return fmt.Errorf("%q is no name of a parameter: it is a reserved word", name)
	}
	if s.literals == nil {
		s.literals = map[string]string{}
	}
	if _, there := s.literals[name]; !there {
		s.names = append(s.names, name)
	}
	s.literals[name] = literal
	return nil
}

// Add adds a parameter from text such as n=5. The value is an int, a float, True,
// False or None if Python's int and float take it, or it is one of these words;
// else it is a string.
func (s *Set) Add(assignment string) error { return s.assign(assignment, literalOf) }

// AddRaw is Add for a value that is a string, whatever it looks like.
func (s *Set) AddRaw(assignment string) error { return s.assign(assignment, quote) }

func (s *Set) assign(assignment string, literal func(string) string) error {
	name, value, ok := strings.Cut(assignment, "=")
	if !ok {
		return fmt.Errorf("%q has no value: want NAME=VALUE", assignment)
	}
	return s.set(name, literal(value))
}

// Update takes over the parameters of another set.
func (s *Set) Update(other *Set) {
	for _, name := range other.names {
		s.set(name, other.literals[name])
	}
}

// Len gives the number of parameters.
func (s *Set) Len() int { return len(s.names) }

// Source gives the text of the cell that sets the parameters.
func (s *Set) Source() string {
	lines := []string{"# Parameters"}
	for _, name := range s.names {
		lines = append(lines, name+" = "+s.literals[name])
	}
	return strings.Join(lines, "\n") + "\n"
}

// assignment matches a line that gives a name a value, with or without a type.
var assignment = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^(\w+)[ \t]*(?::[^=\n]*)?=(?:[^=]|$)`) })

// Unknown gives the names that the cell with the defaults does not set.
func (s *Set) Unknown(defaults string) (unknown []string) {
	var known []string
	for _, m := range assignment().FindAllStringSubmatch(defaults, -1) {
		known = append(known, m[1])
	}
	for _, name := range s.names {
		if !slices.Contains(known, name) {
			unknown = append(unknown, name)
		}
	}
	return unknown
}
