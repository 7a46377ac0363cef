package starlarkasync

import (
	"fmt"
	"strings"

	"go.starlark.net/starlark"
	"starkernel/starlarkasync/exception"
)

// parameters are those of a function. Its errors about a call's arguments are
// CPython's.
type parameters struct {
	name string // of the function, as errors give it
	// self is 1 if a receiver comes before the arguments: CPython counts it.
	self int
	// names are those of the positional parameters, then of the keyword-only
	// ones.
	names          []string
	required       []bool
	positional     int // how many of names can be given by position
	varargs, other bool
}

// parametersOf gives those of a function of Starlark.
func parametersOf(fn *starlark.Function) *parameters {
	n := fn.NumParams()
	p := &parameters{name: fn.Name(), varargs: fn.HasVarargs(), other: fn.HasKwargs()}
	if p.other {
		n--
	}
	if p.varargs {
		n--
	}
	p.positional = n - fn.NumKwonlyParams()
	p.names, p.required = make([]string, n), make([]bool, n)
	for i := range n {
		p.names[i], _ = fn.Param(i)
		p.required[i] = fn.ParamDefault(i) == nil
	}
	return p
}

// check gives the TypeError of a call that does not fit, in the order of
// CPython's checks.
func (p *parameters) check(args starlark.Tuple, kwargs []starlark.Tuple) error {
	given := make([]bool, len(p.names))
	for i := range min(len(args), p.positional) {
		given[i] = true
	}
	others := map[string]bool{}
	keywordOnly := 0
	for _, kv := range kwargs {
		name := string(kv[0].(starlark.String))
		i := p.index(name)
		switch {
		case i < 0 && !p.other:
			return p.unexpected(name)
		case i >= 0 && given[i] && i < len(args):
			return p.errorf("got multiple values for argument '%s'", name)
		case i >= 0 && given[i], others[name]:
			return p.errorf("got multiple values for keyword argument '%s'", name)
		case i >= 0:
			given[i] = true
			if i >= p.positional {
				keywordOnly++
			}
		default:
			others[name] = true
		}
	}
	if len(args) > p.positional && !p.varargs {
		return p.tooMany(len(args), keywordOnly)
	}
	if err := p.missing("positional", given, 0, p.positional); err != nil {
		return err
	}
	return p.missing("keyword-only", given, p.positional, len(p.names))
}

func (p *parameters) index(name string) int {
	for i, n := range p.names {
		if n == name {
			return i
		}
	}
	return -1
}

func (p *parameters) errorf(format string, args ...any) error {
	return exception.Newf("TypeError", "%s() "+format, append([]any{p.name}, args...)...)
}

func (p *parameters) unexpected(name string) error {
	if near := exception.Nearest(name, p.names); near != "" {
		return p.errorf("got an unexpected keyword argument '%s'. Did you mean '%s'?", name, near)
	}
	return p.errorf("got an unexpected keyword argument '%s'", name)
}

func (p *parameters) tooMany(given, keywordOnly int) error {
	given, most := given+p.self, p.positional+p.self
	least := p.self
	for _, required := range p.required[:p.positional] {
		if required {
			least++
		}
	}
	takes := fmt.Sprintf("%d positional argument%s", most, plural(most))
	if least < most {
		takes = fmt.Sprintf("from %d to %d positional arguments", least, most)
	}
	verb := "were"
	more := ""
	if keywordOnly > 0 {
		more = fmt.Sprintf(" positional argument%s (and %d keyword-only argument%s)", plural(given), keywordOnly, plural(keywordOnly))
	} else if given == 1 {
		verb = "was"
	}
	return p.errorf("takes %s but %d%s %s given", takes, given, more, verb)
}

// missing is the error of the required parameters from, up to but without to,
// that were not given.
func (p *parameters) missing(kind string, given []bool, from, to int) error {
	var names []string
	for i := from; i < to; i++ {
		if p.required[i] && !given[i] {
			names = append(names, "'"+p.names[i]+"'")
		}
	}
	n := len(names)
	switch n {
	case 0:
		return nil
	case 1, 2:
		return p.errorf("missing %d required %s argument%s: %s", n, kind, plural(n), strings.Join(names, " and "))
	}
	return p.errorf("missing %d required %s arguments: %s, and %s", n, kind, strings.Join(names[:n-1], ", "), names[n-1])
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}
