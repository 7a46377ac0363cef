package main

import (
	"flag"
	"fmt"

	"starkernel/kernel/parameters"
)

// parameterFlags adds the flags for parameters. The function that it returns gives
// the parameters once the flags are parsed: as in papermill files come first, then
// YAML, then single values, wherever they stand.
func parameterFlags(fs *flag.FlagSet) func() (*parameters.Set, error) {
	var files, texts, values, raw []string
	list := func(name, usage string, values *[]string) {
		fs.Func(name, usage, func(text string) error {
			*values = append(*values, text)
			return nil
		})
	}
	list("p", "set the parameter `name=value`: an int, a float, True, False, None or a string", &values)
	list("r", "set the parameter `name=value`: a string", &raw)
	list("y", "set the parameters in `YAML`", &texts)
	list("f", "set the parameters in a `file` with YAML or JSON", &files)
	return func() (*parameters.Set, error) {
		set := &parameters.Set{}
		for _, flag := range []struct {
			name   string
			values []string
			add    func(string) error
		}{{"f", files, set.AddFile}, {"y", texts, set.AddYAML}, {"p", values, set.Add}, {"r", raw, set.AddRaw}} {
			for _, v := range flag.values {
				if err := flag.add(v); err != nil {
					return nil, fmt.Errorf("-%s: %w", flag.name, err)
				}
			}
		}
		return set, nil
	}
}
