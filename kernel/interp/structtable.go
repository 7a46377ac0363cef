package interp

import (
	"strconv"

	"go.starlark.net/starlarkstruct"
)

const (
	// maxFields is how many fields the table of a struct shows.
	maxFields = 100
	// maxFieldText is how many bytes of a field's text it shows.
	maxFieldText = 300
)

// structTable is a struct as text/html: a row for each field.
func structTable(x *starlarkstruct.Struct) string {
	rows := [][]string{{"field", "value"}}
	for i := range min(x.Len(), maxFields) {
		name, v := x.AttrAt(i)
		rows = append(rows, []string{name, preview(v, maxFieldText, false)})
	}
	html := plainTable(rows).HTML()
	if hidden := x.Len() - maxFields; hidden > 0 {
		html += "<p>… and " + strconv.Itoa(hidden) + " more fields</p>"
	}
	return html
}
