package runner

import "strings"

// inject adds the cell that sets the parameters, with papermill's warnings.
func (r *run) inject() {
	p := r.options.Parameters
	if p == nil || p.Len() == 0 {
		return
	}
	defaults := r.notebook.Inject(strings.TrimSuffix(p.Source(), "\n"))
	source := ""
	if defaults != nil {
		source = defaults.Source()
	}
	for _, name := range p.Unknown(source) {
		r.screen.Note(r.options.Notebook + ": Passed unknown parameter: " + name)
	}
	if defaults == nil {
		r.screen.Note(r.options.Notebook + ": Input notebook does not contain a cell with tag 'parameters'")
	}
}
