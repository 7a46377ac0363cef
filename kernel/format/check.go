package format

import (
	"errors"
	"reflect"
	"slices"
	"strings"

	starlark "go.starlark.net/syntax"

	"starkernel/starlarkasync/syntax"
)

// sameProgram is an error unless two texts have the same syntax tree, comments,
// and semicolon at the end.
func sameProgram(a *syntax.Tree, textA string, b *syntax.Tree, textB string) error {
	c := comparison{a, b}
	switch {
	case !c.same(reflect.ValueOf(a.File.Stmts), reflect.ValueOf(b.File.Stmts)):
		return errors.New("another layout would change what it means")
	case hidesResult(a) != hidesResult(b):
		return errors.New("another layout would change the semicolon at the end")
	case !slices.Equal(comments(textA), comments(textB)):
		return errors.New("another layout would lose or move a comment")
	}
	return nil
}

func comments(src string) []string {
	var list []string
	for _, c := range syntax.Comments(src) {
		list = append(list, strings.TrimSpace(c.Text))
	}
	return list
}

// comparison compares the nodes of two trees.
type comparison struct{ a, b *syntax.Tree }

// Types that say nothing about the meaning of a program.
var (
	positionType = reflect.TypeFor[starlark.Position]()
	literalType  = reflect.TypeFor[starlark.Literal]()
)

// same compares all fields of two nodes, so that none is forgotten: but not
// positions, parentheses and how literals are written.
func (c comparison) same(x, y reflect.Value) bool {
	x, y = bare(x), bare(y)
	if !x.IsValid() || !y.IsValid() {
		return x.IsValid() == y.IsValid()
	}
	if x.Type() != y.Type() {
		return false
	}
	switch x.Kind() {
	case reflect.Pointer:
		if x.IsNil() || y.IsNil() {
			return x.IsNil() == y.IsNil()
		}
		if n, ok := x.Interface().(starlark.Node); ok && c.a.Async(n) != c.b.Async(y.Interface().(starlark.Node)) {
			return false
		}
		return c.same(x.Elem(), y.Elem())
	case reflect.Slice:
		if x.Len() != y.Len() {
			return false
		}
		for i := range x.Len() {
			if !c.same(x.Index(i), y.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Struct:
		if x.Type() == positionType {
			return true
		}
		for i := range x.NumField() {
			f := x.Type().Field(i)
			if !f.IsExported() || x.Type() == literalType && f.Name == "Raw" {
				continue
			}
			if x.Type() == literalType && f.Name == "Value" {
				if !reflect.DeepEqual(x.Field(i).Interface(), y.Field(i).Interface()) {
					return false
				}
				continue
			}
			if !c.same(x.Field(i), y.Field(i)) {
				return false
			}
		}
		return true
	}
	return x.Equal(y)
}

// bare looks into an interface, and into parentheses.
func bare(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Interface {
		v = v.Elem()
		if v.IsValid() {
			if p, ok := v.Interface().(*starlark.ParenExpr); ok {
				v = reflect.ValueOf(&p.X).Elem()
			}
		}
	}
	return v
}
