package lib

import "go.starlark.net/starlark"

// Modules gives the predeclared modules, and struct, module, table and vegalite,
// for a session.
// The members of a module are made when a program first uses them.
func Modules(h *Host) starlark.StringDict {
	h.started = h.now()
	d := make(starlark.StringDict, len(modules())+2)
	for _, s := range modules() {
		d[s.name] = newModule(h, s)
	}
	for _, s := range []*spec{&structSpec, &displaySpec} {
		for i := range s.members {
			m := &s.members[i]
			d[m.name] = m.builtin(h, m.name, nil)
		}
	}
	return d
}

func modules() []*spec {
	return []*spec{
		&itertoolsSpec, &functoolsSpec, &jsonSpec, &mathSpec, &timeSpec, &randomSpec,
		&reSpec, &csvSpec, &hashlibSpec, &base64Spec, &statsSpec, &binarySpec, &plotSpec,
	}
}

// specs lists all tables. A type's table comes before its module's table.
func specs() []*spec {
	return append([]*spec{&universeSpec, &structSpec, &displaySpec, &patternSpec, &matchSpec}, modules()...)
}
