package lib

import (
	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"
)

// structSpec describes struct and module, which are predeclared beside the modules.
var structSpec = spec{members: []member{
	{name: "struct", params: "(**fields)", text: "An immutable value with the given fields. Two structs are equal if their fields are.",
		example: "p = struct(x=1, y=2)\np.x # 1\np # struct(x = 1, y = 2)", call: callStruct},
	{name: "module", params: "(name, /, **fields)", text: "A named collection of fields that is shown by its name alone.",
		example: "m = module(\"geometry\", sides=4)\nm.sides # 4\nm # <module \"geometry\">", call: callModule},
}}

func callStruct(c call) (starlark.Value, error) {
	if len(c.args) > 0 {
		return nil, c.errorf("TypeError", "got %d positional arguments; write the fields as name=value", len(c.args))
	}
	return starlarkstruct.FromKeywords(starlarkstruct.Default, c.kwargs), nil
}

func callModule(c call) (starlark.Value, error) {
	var name string
	if err := (call{name: c.name, args: c.args}).positional(1, &name); err != nil {
		return nil, err
	}
	members := make(starlark.StringDict, len(c.kwargs))
	for _, kv := range c.kwargs {
		members[string(kv[0].(starlark.String))] = kv[1]
	}
	return &starlarkstruct.Module{Name: name, Members: members}, nil
}
