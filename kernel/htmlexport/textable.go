package htmlexport

import "strings"

// table translates an environment of rows and columns.
func (p *texParser) table() (item, error) {
	name, err := p.text()
	if err != nil {
		return item{}, err
	}
	fences, ok := map[string][2]string{
		"matrix": {}, "smallmatrix": {}, "pmatrix": {"(", ")"}, "bmatrix": {"[", "]"}, "Bmatrix": {"{", "}"},
		"vmatrix": {"|", "|"}, "Vmatrix": {"‖", "‖"}, "cases": {"{", ""}, "array": {}, "equation": {}, "gather": {},
		"align": {}, "aligned": {}, "split": {}, "eqnarray": {}, "gathered": {}, "multline": {},
	}[strings.TrimSuffix(name, "*")]
	if !ok {
		return item{}, errTeX
	}
	if name == "array" {
		if _, err := p.text(); err != nil { // its columns
			return item{}, err
		}
	}
	var rows, cells strings.Builder
	columns, widest := 0, 0
	for {
		cell, err := p.row(endOfCell)
		if err != nil {
			return item{}, err
		}
		cells.WriteString(`<mtd style="text-align: ` + columnAlign(name, columns) + `">` + cell + "</mtd>")
		columns++
		widest = max(widest, columns)
		token := p.next()
		if token == "&" {
			continue
		}
		if cell != "" || columns > 1 || token == `\\` {
			rows.WriteString(element("mtr", cells.String()))
		}
		cells.Reset()
		columns = 0
		if token == `\end` {
			break
		}
	}
	end, err := p.text()
	if err != nil || end != name {
		return item{}, errTeX
	}
	start := "<mtable>"
	if strings.HasPrefix(columnAlign(name, 1), "left") && name != "cases" {
		start = `<mtable columnspacing="0.2em" displaystyle="true">`
	}
	return item{mathml: group(fence(fences[0]) + start + rows.String() + "</mtable>" + fence(fences[1]))}, nil
}

// columnAlign: equations are aligned at their signs.
func columnAlign(environment string, column int) string {
	switch strings.TrimSuffix(environment, "*") {
	case "cases":
		return "left"
	case "align", "aligned", "split", "eqnarray":
		return [...]string{"right", "left"}[column%2]
	}
	return "center"
}
