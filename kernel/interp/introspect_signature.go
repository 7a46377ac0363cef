package interp

import (
	"strings"

	"go.starlark.net/starlark"

	"starkernel/kernel/interp/lib"
	"starkernel/starlarkasync"
)

// paramKind says how an argument can reach a parameter.
type paramKind uint8

const (
	anyParam paramKind = iota
	positionalParam
	keywordParam
)

// param is a parameter that takes one argument.
type param struct {
	name string
	kind paramKind
}

// maxDefault is how many bytes of a parameter's default a signature shows.
const maxDefault = 40

// plainFunction gives the function of a def, an async def or a lambda.
func plainFunction(v starlark.Value) (f *starlark.Function, async bool) {
	switch v := v.(type) {
	case *starlark.Function:
		return v, false
	case *starlarkasync.AsyncFunction:
		return v.Function(), true
	}
	return nil, false
}

// parameters is the parameter list of a callable value, as "(w, h=2)", or "" if
// nothing is known about it.
func (x subject) parameters() string {
	if f, _ := plainFunction(x.value); f != nil {
		return functionParameters(f, x.frozen)
	}
	if _, ok := x.value.(starlark.Callable); !ok {
		return ""
	}
	d, ok := x.doc()
	if !ok {
		return ""
	}
	if i := strings.IndexByte(d.Signature, '('); i >= 0 {
		return d.Signature[i:]
	}
	return ""
}

// functionParameters writes the parameters of f as its def has them.
func functionParameters(f *starlark.Function, frozen bool) string {
	n := f.NumParams()
	kwargs, varargs := "", ""
	if f.HasKwargs() {
		n--
		kwargs, _ = f.Param(n)
	}
	if f.HasVarargs() {
		n--
		varargs, _ = f.Param(n)
	}
	var b strings.Builder
	add := func(mark, name string) {
		if b.Len() > 1 {
			b.WriteString(", ")
		}
		b.WriteString(mark)
		b.WriteString(name)
	}
	b.WriteByte('(')
	for i := range n {
		if i == n-f.NumKwonlyParams() {
			add("*", varargs)
		}
		name, _ := f.Param(i)
		add("", name)
		if d := f.ParamDefault(i); d != nil {
			b.WriteByte('=')
			b.WriteString(preview(d, maxDefault, frozen))
		}
	}
	if varargs != "" && f.NumKwonlyParams() == 0 {
		add("*", varargs)
	}
	if kwargs != "" {
		add("**", kwargs)
	}
	b.WriteByte(')')
	return b.String()
}

// params lists the parameters of a callable value that take one argument each.
func (x subject) params() []param {
	if f, _ := plainFunction(x.value); f != nil {
		return functionParams(f)
	}
	return parseParams(x.parameters())
}

func functionParams(f *starlark.Function) []param {
	n := f.NumParams()
	if f.HasKwargs() {
		n--
	}
	if f.HasVarargs() {
		n--
	}
	list := make([]param, n)
	for i := range list {
		list[i].name, _ = f.Param(i)
		if i >= n-f.NumKwonlyParams() {
			list[i].kind = keywordParam
		}
	}
	return list
}

// parseParams reads a parameter list such as "(x, /, *args, key=None)".
func parseParams(text string) []param {
	s := scanCode(text)
	var list []param
	kind, depth := anyParam, 0
	for i := range s.tokens {
		switch {
		case s.is(i, "(", "[", "{"):
			depth++
			continue
		case s.is(i, ")", "]", "}"):
			depth--
			continue
		}
		if depth != 1 || i != 1 && !s.is(i-1, ",") {
			continue
		}
		switch {
		case s.tokens[i].kind == nameToken:
			list = append(list, param{s.at(i), kind})
		case s.is(i, "/"):
			for j := range list {
				list[j].kind = positionalParam
			}
		case s.is(i, "*"):
			kind = keywordParam
		}
	}
	return list
}

// doc finds the documentation of what is not defined in Starlark.
func (x subject) doc() (lib.Doc, bool) {
	b, ok := x.value.(*starlark.Builtin)
	switch {
	case !ok:
		if f, _ := plainFunction(x.value); f != nil {
			return lib.Doc{}, false
		}
		if m := moduleName(x.value); m != "" {
			return findDoc(m)
		}
		return constantDoc(x.key)
	case b.Receiver() != nil && !strings.Contains(b.Name(), "."): // package lib gives full names
		recv := b.Receiver().Type()
		if d, ok := findDoc(recv + "." + b.Name()); ok {
			return d, true
		}
		if recv == "Task" {
			return findDoc("Future." + b.Name())
		}
		return lib.Doc{}, false
	}
	for _, module := range []string{"", "asyncio.", "contextvars."} {
		if d, ok := findDoc(module + b.Name()); ok {
			return d, true
		}
	}
	return lib.Doc{}, false
}

// constantDoc finds the documentation of a constant of a module, and of the few
// values that have a name of their own. A user's value that shadows a predeclared
// name is not what the documentation of that name is about.
func constantDoc(key string) (lib.Doc, bool) {
	switch key {
	case "None", "True", "False", "In", "Out":
	default:
		if !strings.Contains(key, ".") {
			return lib.Doc{}, false
		}
	}
	d, ok := findDoc(key)
	return d, ok && !strings.Contains(d.Signature, "(")
}

// findDoc looks a full name up in all tables.
func findDoc(name string) (lib.Doc, bool) {
	if d, ok := introspectDocs()[name]; ok {
		return d, true
	}
	return lib.Lookup(name)
}
