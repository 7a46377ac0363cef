package parameters

import (
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// AddYAML adds the parameters of a YAML text, such as {n: 5, names: [a, b]}. As in
// PyYAML, which papermill uses, yes, no, on and off are booleans; as there, dates
// stay strings. Other values are those of YAML 1.2, so 1e3 is a number.
func (s *Set) AddYAML(text string) error {
	var document, more yaml.Node
	documents := yaml.NewDecoder(strings.NewReader(text))
	if err := documents.Decode(&document); err != nil && err != io.EOF {
		return err
	}
	if documents.Decode(&more) != io.EOF {
		return errors.New("got several documents, want one")
	}
	if len(document.Content) == 0 || document.Content[0].Tag == "!!null" {
		return nil
	}
	root := document.Content[0]
	if root.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: got no parameters, want a mapping such as {n: 5}", root.Line)
	}
	w := writer{left: maxSize}
	fields, err := w.fields(root)
	if err != nil {
		return err
	}
	for _, f := range fields {
		if err := s.set(f.key.Value, f.literal); err != nil {
			return fmt.Errorf("line %d: %w", f.key.Line, err)
		}
	}
	return nil
}

// AddFile adds the parameters of a file with YAML or JSON.
func (s *Set) AddFile(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := s.AddYAML(string(text)); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// Bounds of what a text may say once its aliases are followed: they can make a
// large value of a short text, and one that contains itself.
const (
	maxSize  = 10 << 20 // of all text, in bytes; a value counts as one more
	maxDepth = 1000
)

// writer writes values as literals.
type writer struct{ left, depth int }

// field is one of a mapping.
type field struct {
	key           *yaml.Node
	name, literal string // both as literals
}

// fields gives the fields of a mapping, each key once, in the order of the text.
// The fields of what is merged (<<) come where that stands, and the mapping's own
// win.
func (w *writer) fields(n *yaml.Node) (fields []field, err error) {
	at := map[string]int{}
	put := func(f field, merge bool) {
		i, there := at[f.name]
		switch {
		case !there:
			at[f.name] = len(fields)
			fields = append(fields, f)
		case !merge:
			fields[i] = f
		}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := follow(n.Content[i]), n.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			return nil, fmt.Errorf("line %d: the key is a list or a mapping; want a string or a number", key.Line)
		}
		if key.Tag == "!!merge" {
			from, err := w.merge(value)
			if err != nil {
				return nil, err
			}
			for _, f := range from {
				put(f, true)
			}
			continue
		}
		name, err := w.value(key)
		if err != nil {
			return nil, err
		}
		literal, err := w.value(value)
		if err != nil {
			return nil, err
		}
		put(field{key, name, literal}, false)
	}
	return fields, nil
}

// merge gives the fields of a mapping, or of a list of mappings, to be merged.
func (w *writer) merge(n *yaml.Node) (fields []field, err error) {
	if err := w.enter(n); err != nil {
		return nil, err
	}
	defer w.leave()
	switch n = follow(n); n.Kind {
	case yaml.MappingNode:
		return w.fields(n)
	case yaml.SequenceNode:
		for _, item := range n.Content {
			more, err := w.merge(item)
			if err != nil {
				return nil, err
			}
			fields = append(fields, more...)
		}
		return fields, nil
	}
	return nil, fmt.Errorf("line %d: << wants a mapping, or a list of them", n.Line)
}

// enter counts a value, whose fields or items follow until leave.
func (w *writer) enter(n *yaml.Node) error {
	w.left -= 1 + len(follow(n).Value)
	w.depth++
	switch {
	case w.left < 0:
		return fmt.Errorf("line %d: the parameters are too large: the limit is %d bytes", n.Line, maxSize)
	case w.depth > maxDepth:
		return fmt.Errorf("line %d: the value is nested more than %d deep, or contains itself", n.Line, maxDepth)
	}
	return nil
}

func (w *writer) leave() { w.depth-- }

// follow gives what an alias stands for.
func follow(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// known are the tags of values that have a literal.
var known = []string{"!!map", "!!seq", "!!str", "!!int", "!!float", "!!bool", "!!null", "!!timestamp", "!!merge"}

// value gives the literal of any value.
func (w *writer) value(n *yaml.Node) (string, error) {
	if err := w.enter(n); err != nil {
		return "", err
	}
	defer w.leave()
	n = follow(n)
	if !slices.Contains(known, n.Tag) {
		return "", fmt.Errorf("line %d: a value of the type %s cannot be a parameter; give it as a string, or without the type", n.Line, n.Tag)
	}
	switch n.Kind {
	case yaml.MappingNode:
		fields, err := w.fields(n)
		if err != nil {
			return "", err
		}
		items := make([]string, len(fields))
		for i, f := range fields {
			items[i] = f.name + ": " + f.literal
		}
		return "{" + strings.Join(items, ", ") + "}", nil
	case yaml.SequenceNode:
		items := make([]string, len(n.Content))
		for i, item := range n.Content {
			literal, err := w.value(item)
			if err != nil {
				return "", err
			}
			items[i] = literal
		}
		return "[" + strings.Join(items, ", ") + "]", nil
	}
	return scalar(n), nil
}

// scalar gives the literal of a value that is no list and no mapping.
func scalar(n *yaml.Node) string {
	switch n.Tag {
	case "!!null":
		return "None"
	case "!!bool":
		return boolean(strings.EqualFold(n.Value, "true"))
	case "!!int":
		// Base 0 has the prefixes of YAML 1.2; a 0 alone is octal in YAML 1.1.
		if i, ok := new(big.Int).SetString(strings.ReplaceAll(n.Value, "_", ""), 0); ok {
			return i.String()
		}
	case "!!float":
		// The package takes integers for floats that are larger than a uint64, or
		// that would be octal if they had no 8 or 9: those are strings in PyYAML.
		if digits := strings.TrimLeft(n.Value, "+-"); integer().MatchString(n.Value) && digits[0] == '0' {
			return quote(n.Value)
		} else if integer().MatchString(n.Value) {
			return literalOf(n.Value)
		}
		var f float64
		if err := n.Decode(&f); err == nil {
			return float(f)
		}
	}
	if n.Style == 0 && n.Tag == "!!str" {
		switch n.Value {
		case "yes", "Yes", "YES", "on", "On", "ON":
			return "True"
		case "no", "No", "NO", "off", "Off", "OFF":
			return "False"
		}
	}
	return quote(n.Value)
}

func boolean(b bool) string {
	if b {
		return "True"
	}
	return "False"
}
