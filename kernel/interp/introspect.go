package interp

import (
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"
	"go.starlark.net/syntax"

	"starkernel/starlarkasync"
)

// view is what completion and inspection see of a session: its live values, or
// a snapshot of them. They read values and never run code of the user, so they
// may be used wherever the goroutine that owns the values has stopped.
type view struct {
	// frozen: the view is a snapshot, and code may run while it is read. Only
	// what never changes is looked at: types, signatures, documentation, plain
	// values.
	frozen bool
	// names gives all names that a cell sees, predeclared ones too, in any order.
	// A name may come twice.
	names func() []string
	// get gives the value of a name.
	get func(name string) (starlark.Value, bool)
	// source gives the text of a file or cell by its name in positions.
	source func(file string) (string, bool)
	// files lists the folder that a path of a load statement names; module gives
	// the text of such a file.
	files  func(folder string) []fs.DirEntry
	module func(file string) (string, bool)
	// inference is how many values may still be told from the code itself, of
	// which only the type is right; nil where only values that exist count.
	inference *int
}

// subject is a value that an expression in a cell stands for.
type subject struct {
	value starlark.Value
	// key is its name in the documentation, such as "math.pi", or "" if the way
	// to it does not tell. A builtin knows its own name.
	key string
	// frozen is that of the view.
	frozen bool
}

// maxChain bounds how long a chain of attributes, indexes and calls is followed.
const maxChain = 100

// resolve evaluates the primary expression that ends with token i, without
// running anything: names, attributes, literals, slices, and indexes that are
// literals or names. What only a call would tell is not found, except for builtins
// whose results are always of one type: see [view.result].
func (v view) resolve(s *scan, i int) (subject, bool) { return v.primary(s, i, maxChain) }

func (v view) primary(s *scan, i, depth int) (subject, bool) {
	if i < 0 || i >= len(s.tokens) || depth == 0 {
		return subject{}, false
	}
	switch t := s.tokens[i]; {
	case t.kind == nameToken && s.is(i-1, "."):
		x, ok := v.primary(s, i-2, depth-1)
		if !ok {
			return subject{}, false
		}
		return x.attr(s.at(i))
	case t.kind == nameToken:
		return v.variable(s, i, depth-1)
	case t.kind == textToken:
		x, ok := literal(s.at(i))
		return subject{value: x, frozen: v.frozen}, ok
	case t.open < 0:
		return subject{}, false
	case s.is(i, ")"):
		return v.parenthesis(s, i, depth-1)
	case s.is(i, "]"):
		return v.bracket(s, i, depth-1)
	default:
		return subject{value: v.dictDisplay(s, i, depth-1)}, !s.operand(t.open - 1)
	}
}

// parenthesis evaluates a call or a parenthesized expression.
func (v view) parenthesis(s *scan, i, depth int) (subject, bool) {
	open := s.tokens[i].open
	if s.operand(open - 1) {
		f, ok := v.primary(s, open-1, depth)
		if !ok {
			return subject{}, false
		}
		return v.result(f, s, i, depth)
	}
	if v.inference != nil && s.find(open+1, i-1, ",") >= 0 {
		return subject{value: starlark.Tuple(v.elements(s, i, depth)), frozen: v.frozen}, true
	}
	return v.expression(s, open+1, i-1, depth)
}

// bracket evaluates an index or a list.
func (v view) bracket(s *scan, i, depth int) (subject, bool) {
	open := s.tokens[i].open
	if !s.operand(open - 1) {
		return subject{value: v.listDisplay(s, i, depth)}, true
	}
	x, ok := v.primary(s, open-1, depth)
	if !ok || i == open+1 {
		return subject{}, false
	}
	if s.find(open+1, i-1, ":") >= 0 {
		_, sliceable := x.value.(starlark.Sliceable)
		return subject{value: x.value, frozen: x.frozen}, sliceable && v.inference != nil
	}
	key, ok := v.key(s, open+1, i-1, depth)
	if !ok || x.frozen && mutable(x.value) {
		return subject{}, false
	}
	element, ok := elementOf(x.value, key)
	return subject{value: element, frozen: v.frozen}, ok
}

// key is the value of an index: a literal, or a name whose value is plain.
func (v view) key(s *scan, from, to, depth int) (starlark.Value, bool) {
	if from == to || from+1 == to && s.is(from, "-") {
		if x, ok := literal(s.code[s.tokens[from].start:s.tokens[to].end]); ok {
			return x, true
		}
	}
	x, ok := v.expression(s, from, to, depth)
	if !ok {
		return nil, false
	}
	switch x.value.(type) {
	case starlark.Int, starlark.String:
		return x.value, true
	}
	return nil, false
}

// elementOf is x[key] for the types that are known to run nothing.
func elementOf(x, key starlark.Value) (starlark.Value, bool) {
	switch x := x.(type) {
	case *starlark.Dict:
		v, ok, err := x.Get(key)
		return v, ok && err == nil
	case starlark.Indexable:
		i, err := starlark.AsInt32(key)
		if err != nil {
			return nil, false
		}
		if i < 0 {
			i += x.Len()
		}
		if i < 0 || i >= x.Len() {
			return nil, false
		}
		return x.Index(i), true
	}
	return nil, false
}

// maxLiteral is the most bytes of a literal that is evaluated.
const maxLiteral = 4096

// literal gives the value of a string or number literal, with its sign.
func literal(text string) (starlark.Value, bool) {
	if len(text) > maxLiteral {
		return nil, false
	}
	e, err := new(syntax.FileOptions).ParseExpr("", text, 0)
	if err != nil {
		return nil, false
	}
	negative := false
	if u, ok := e.(*syntax.UnaryExpr); ok && u.Op == syntax.MINUS {
		negative, e = true, u.X
	}
	lit, ok := e.(*syntax.Literal)
	if !ok {
		return nil, false
	}
	switch x := lit.Value.(type) {
	case string:
		if lit.Token == syntax.BYTES {
			return starlark.Bytes(x), !negative
		}
		return starlark.String(x), !negative
	case int64:
		if negative {
			x = -x
		}
		return starlark.MakeInt64(x), true
	case float64:
		return starlark.Float(x), !negative
	}
	return nil, false
}

// first is the index of the first token of the primary expression that ends
// with token i.
func (s *scan) first(i int) int {
	for i > 0 {
		switch {
		case s.tokens[i].open > 0 && s.operand(s.tokens[i].open-1):
			i = s.tokens[i].open - 1
		case s.tokens[i].open >= 0:
			return s.tokens[i].open
		case s.is(i-1, "."):
			i -= 2
		default:
			return i
		}
	}
	return i
}

// operand tells whether token i ends an expression, so that a bracket after it
// is a call or an index.
func (s *scan) operand(i int) bool {
	if i < 0 || i >= len(s.tokens) {
		return false
	}
	switch s.tokens[i].kind {
	case nameToken:
		return !isKeyword(s.at(i))
	case symbolToken:
		return s.is(i, ")", "]", "}")
	case lineEnd:
		return false
	}
	return true
}

// attr is an attribute of the value.
func (x subject) attr(name string) (subject, bool) {
	if x.frozen && !steadyAttrs(x.value) {
		return subject{}, false
	}
	v := attrOf(x.value, name)
	if v == nil {
		return subject{}, false
	}
	key := ""
	if m := moduleName(x.value); m != "" {
		key = m + "." + name
	}
	return subject{v, key, x.frozen}, true
}

// attrOf reads an attribute, nil if there is none. No type of the language or
// of this kernel runs user code to make an attribute.
func attrOf(x starlark.Value, name string) (v starlark.Value) {
	h, ok := x.(starlark.HasAttrs)
	if !ok {
		return nil
	}
	defer func() {
		if recover() != nil {
			v = nil
		}
	}()
	v, err := h.Attr(name)
	if err != nil {
		return nil
	}
	return v
}

// mutable tells whether the value can change while it is read.
func mutable(x starlark.Value) bool {
	switch x.(type) {
	case starlark.NoneType, starlark.Bool, starlark.Int, starlark.Float, starlark.String, starlark.Bytes,
		starlark.Tuple, *starlark.Function, *starlark.Builtin, *starlarkasync.AsyncFunction:
		return false
	}
	return true
}

// steadyAttrs tells whether the attributes of the value never change.
func steadyAttrs(x starlark.Value) bool {
	switch x.(type) {
	case starlark.String, starlark.Bytes, *starlark.List, *starlark.Dict, *starlark.Set, *starlarkstruct.Struct,
		*starlarkasync.Future, *starlarkasync.Task, *starlarkasync.Coroutine:
		return true
	}
	return x.Type() == "module"
}

// attrNames lists the attributes of a value; the slice is the caller's.
func attrNames(x starlark.Value) []string {
	h, ok := x.(starlark.HasAttrs)
	if !ok {
		return nil
	}
	return slices.Clone(h.AttrNames())
}

// moduleName is the name of a module, "" for all other values.
func moduleName(x starlark.Value) string {
	if m, ok := x.(*starlarkstruct.Module); ok {
		return m.Name
	}
	if x.Type() != "module" {
		return ""
	}
	quoted := strings.TrimSuffix(strings.TrimPrefix(x.String(), "<module "), ">")
	name, err := strconv.Unquote(quoted)
	if err != nil {
		return ""
	}
	return name
}
