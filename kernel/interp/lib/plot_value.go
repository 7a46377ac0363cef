package lib

import (
	"encoding/json"
	"fmt"

	"go.starlark.net/starlark"

	"starkernel/kernel/interp/plot"
)

// vegaLiteType is the MIME type of a specification of Vega-Lite.
const vegaLiteType = "application/vnd.vegalite.v5+json"

// plotValue is a chart as a value. It is never changed.
type plotValue struct {
	h     *Host
	chart *plot.Chart // nil for a specification of the program that we cannot draw
	// spec is the specification that the program gave; nil: it is that of chart.
	spec json.RawMessage
	what string // of spec, in one line
}

var (
	_ Forms             = (*plotValue)(nil)
	_ starlark.HasAttrs = (*plotValue)(nil)
)

func (p *plotValue) vegaLite() json.RawMessage {
	if p.spec != nil {
		return p.spec
	}
	return p.chart.JSON()
}

func (p *plotValue) text() string {
	if p.chart != nil {
		return p.chart.Text()
	}
	return p.what
}

func (p *plotValue) Forms() map[string]any {
	forms := map[string]any{vegaLiteType: p.vegaLite(), "text/plain": p.text()}
	if p.chart != nil {
		forms["image/svg+xml"] = p.chart.SVG()
	}
	return forms
}

// String is short, since it stands in lists. print and str give the text.
func (p *plotValue) String() string {
	if p.spec != nil {
		return "<" + p.what + ">"
	}
	return "<plot " + p.chart.Summary() + ">"
}
func (p *plotValue) Type() string          { return "plot" }
func (p *plotValue) Freeze()               {}
func (p *plotValue) Truth() starlark.Bool  { return true }
func (p *plotValue) Hash() (uint32, error) { return 0, fmt.Errorf("unhashable: plot") }
func (p *plotValue) AttrNames() []string   { return []string{"kind", "spec", "svg", "text"} }

func (p *plotValue) Attr(name string) (starlark.Value, error) {
	switch name {
	case "kind":
		if p.spec != nil {
			return starlark.String("vegalite"), nil
		}
		return starlark.String(p.chart.Kind), nil
	case "spec": // a new dict each time, which the program may change
		r := &jsonReader{c: call{h: p.h, name: "spec"}, s: string(p.vegaLite())}
		return r.value(0), r.err
	case "svg":
		if p.chart == nil {
			return starlark.None, nil
		}
		return starlark.String(p.chart.SVG()), nil
	case "text":
		return starlark.String(p.text()), nil
	}
	return nil, nil
}
