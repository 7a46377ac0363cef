package lib

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"starkernel/kernel/interp/plot"
	"starkernel/kernel/interp/table"
)

// maxVegaText is the most bytes of a specification: front ends keep it in memory.
const maxVegaText = 8 << 20

var vegaliteMember = member{name: "vegalite", params: "(spec)",
	text:    "A chart of a specification of Vega-Lite 5, a dict that JSON can hold. Its data must be in it as values: data from a URL is refused, since the front end would fetch it. A chart of lines, points or bars without transformations is shown as SVG, too.",
	example: `vegalite({"data": {"values": [{"a": 1, "b": 2}]}, "mark": "point", "encoding": {"x": {"field": "a", "type": "quantitative"}, "y": {"field": "b", "type": "quantitative"}}}).kind # "vegalite"`,
	call:    callVegaLite}

// composed are the keys of a specification whose parts have data of their own.
var composed = []string{"layer", "concat", "hconcat", "vconcat", "spec"}

func callVegaLite(c call) (starlark.Value, error) {
	var spec *starlark.Dict
	if err := c.unpack("spec", &spec); err != nil {
		return nil, err
	}
	text, err := c.encode(spec)
	if err != nil {
		return nil, err
	}
	if len(text) > maxVegaText {
		return nil, c.errorf("ValueError", "the specification has %d bytes as JSON, at most %d; aggregate the data first", len(text), maxVegaText)
	}
	var s map[string]any
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return nil, c.errorf("ValueError", "%v", err)
	}
	if err := c.checkSpec(s); err != nil {
		return nil, err
	}
	if s["$schema"] == nil { // the rest stays as it was written
		text = fmt.Sprintf(`{"$schema":%q`, plot.VegaLiteSchema) + strings.Replace(text, "{", ",", 1)
	}
	return &plotValue{h: c.h, spec: json.RawMessage(text), what: describeSpec(s), chart: c.drawnSpec(spec, s)}, nil
}

// checkSpec checks what Vega-Lite would answer with an empty chart, and what would
// load something.
func (c call) checkSpec(s map[string]any) error {
	if schema, ok := s["$schema"]; ok {
		if text, _ := schema.(string); !strings.Contains(text, "/vega-lite/v5") {
			return c.errorf("ValueError", "spec[\"$schema\"] is %.80q, want Vega-Lite 5: leave it out, or write %q", fmt.Sprint(schema), plot.VegaLiteSchema)
		}
	}
	whole := s["data"] != nil
	for _, key := range composed {
		whole = whole || s[key] != nil
	}
	if !whole {
		return c.errorf("ValueError", "spec has no data; add \"data\": {\"values\": [{…}, …]}")
	}
	if s["mark"] == nil && s["data"] != nil && !hasAny(s, composed) {
		return c.errorf("ValueError", "spec has no mark; add \"mark\": \"line\", \"point\", \"bar\" or another one")
	}
	if meta, ok := s["usermeta"].(map[string]any); ok && meta["embedOptions"] != nil {
		return c.errorf("ValueError", "spec[\"usermeta\"][\"embedOptions\"] is refused, since it can load code; leave it out")
	}
	return c.refuseURLs(s, "spec")
}

func hasAny(s map[string]any, keys []string) bool {
	for _, key := range keys {
		if s[key] != nil {
			return true
		}
	}
	return false
}

// refuseURLs refuses what makes a front end fetch something: a notebook is safe to
// open. Data that is in the specification may have a field of any name.
func (c call) refuseURLs(v any, path string) error {
	switch v := v.(type) {
	case []any:
		for i, x := range v {
			if err := c.refuseURLs(x, fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) { // of several the same is named each time
			x := v[key]
			at := fmt.Sprintf("%s[%q]", path, key)
			switch {
			case key == "url" && x != nil:
				return c.errorf("PermissionError", "%s is refused: the front end would fetch it, and a notebook must be safe to open; pass the data as \"values\"", at)
			case key == "values" && strings.HasSuffix(path, `["data"]`), key == "datasets" && path == "spec":
				continue
			}
			if err := c.refuseURLs(x, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// describeSpec tells in one line what the specification shows.
func describeSpec(s map[string]any) string {
	what := "Vega-Lite chart"
	switch mark := s["mark"].(type) {
	case string:
		what += " of mark " + mark
	case map[string]any:
		what += fmt.Sprint(" of mark ", mark["type"])
	default:
		for _, key := range composed {
			if parts, ok := s[key].([]any); ok {
				what += fmt.Sprintf(" with %d parts (%s)", len(parts), key)
			}
		}
	}
	title := s["title"]
	if t, ok := title.(map[string]any); ok {
		title = t["text"]
	}
	if t, ok := title.(string); ok {
		what += ": " + t
	}
	if data, ok := s["data"].(map[string]any); ok {
		if values, ok := data["values"].([]any); ok {
			what += ", " + table.Plural(len(values), "row") + " of data"
		}
	}
	return table.OneLine(what, 300)
}

// drawnSpec gives the chart of a specification of a form that we can draw, else nil.
func (c call) drawnSpec(spec *starlark.Dict, s map[string]any) *plot.Chart {
	for key := range s {
		switch key {
		case "$schema", "data", "mark", "encoding", "title", "width", "height", "description", "name":
		default:
			return nil
		}
	}
	kind, _ := s["mark"].(string)
	if mark, ok := s["mark"].(map[string]any); ok {
		kind, _ = mark["type"].(string)
	}
	draw := map[string]func(call) (starlark.Value, error){"line": plotLine, "point": plotScatter, "circle": plotScatter, "bar": plotBar}[kind]
	encoding, _ := s["encoding"].(map[string]any)
	data, _ := s["data"].(map[string]any)
	if _, ok := data["values"].([]any); !ok || len(data) != 1 || draw == nil {
		return nil
	}
	d, _, _ := spec.Get(starlark.String("data"))
	values, _, _ := d.(starlark.Mapping).Get(starlark.String("values"))
	args := []starlark.Tuple{{starlark.String("data"), values}}
	for channel, v := range encoding {
		if channel == "tooltip" {
			continue
		}
		e, _ := v.(map[string]any)
		field, ok := e["field"].(string)
		if !ok || !drawnChannel(kind, channel, e) {
			return nil
		}
		args = append(args, starlark.Tuple{starlark.String(channel), starlark.String(field)})
	}
	if title, ok := s["title"].(string); ok {
		args = append(args, starlark.Tuple{starlark.String("title"), starlark.String(title)})
	}
	v, err := draw(call{h: c.h, thread: c.thread, name: c.name, kwargs: args})
	if err != nil {
		return nil
	}
	return v.(*plotValue).chart
}

// drawnChannel tells whether a channel of an encoding is one that we can draw.
func drawnChannel(kind, channel string, e map[string]any) bool {
	for key := range e {
		if key != "field" && key != "type" && key != "title" {
			return false
		}
	}
	numeric := e["type"] == "quantitative"
	switch channel {
	case "x":
		return e["type"] != "temporal" && !(numeric && kind == "bar")
	case "y":
		return numeric
	case "color":
		return e["type"] == "nominal" || e["type"] == "ordinal"
	}
	return false
}
