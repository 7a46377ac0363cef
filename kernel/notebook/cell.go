package notebook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// Cell types (nbformat, "Cell Types").
const (
	Code     = "code"
	Markdown = "markdown"
	Raw      = "raw"
)

// Cell is one cell of a notebook. Its text fields are whole strings in memory.
type Cell struct {
	fields map[string]any
	// outputs are the fields of the outputs, in memory form.
	outputs []map[string]any
}

// newCell makes a cell as nbformat's new_code_cell and its like do.
func newCell(kind, id, source string) *Cell {
	c := &Cell{fields: map[string]any{"cell_type": kind, "metadata": map[string]any{}, "source": source}}
	if id != "" {
		c.fields["id"] = id
	}
	if kind == Code {
		c.fields["execution_count"] = nil
		c.fields["outputs"] = []any{}
	}
	return c
}

// parseCell checks a cell of a file and joins its texts. where is its path.
func parseCell(v any, where string) (*Cell, error) {
	fields, ok := v.(map[string]any)
	if !ok {
		return nil, wrongKind(where, v, "an object")
	}
	c := &Cell{fields: fields}
	if _, ok := fields["cell_type"].(string); !ok {
		return nil, wrongKind(where+".cell_type", fields["cell_type"], `"code", "markdown" or "raw"`)
	}
	if text, ok := joinLines(fields["source"]); ok {
		fields["source"] = text
	} else if _, ok := fields["source"].(string); !ok {
		return nil, wrongKind(where+".source", fields["source"], "a string or a list of strings")
	}
	if m, there := fields["metadata"]; there {
		meta, ok := m.(map[string]any)
		if !ok {
			return nil, wrongKind(where+".metadata", m, "an object")
		}
		delete(meta, "trusted") // what nbformat drops
	}
	if a, there := fields["attachments"]; there {
		attachments, ok := a.(map[string]any)
		if !ok {
			return nil, wrongKind(where+".attachments", a, "an object")
		}
		for name, v := range attachments {
			bundle, ok := v.(map[string]any)
			if !ok {
				return nil, wrongKind(where+".attachments["+strconv.Quote(name)+"]", v, "an object")
			}
			joinBundle(bundle)
		}
	}
	if c.Type() == Code {
		return c, c.parseOutputs(where + ".outputs")
	}
	return c, nil
}

func (c *Cell) parseOutputs(where string) error {
	v, there := c.fields["outputs"]
	if !there {
		return nil
	}
	list, ok := v.([]any)
	if !ok {
		return wrongKind(where, v, "a list")
	}
	for i, v := range list {
		where := fmt.Sprintf("%s[%d]", where, i)
		output, ok := v.(map[string]any)
		if !ok {
			return wrongKind(where, v, "an object")
		}
		switch kind, ok := output["output_type"].(string); {
		case !ok:
			return wrongKind(where+".output_type", output["output_type"], "a string")
		case kind == "execute_result" || kind == "display_data":
			if d, there := output["data"]; there {
				bundle, ok := d.(map[string]any)
				if !ok {
					return wrongKind(where+".data", d, "an object")
				}
				joinBundle(bundle)
			}
		default:
			if text, ok := joinLines(output["text"]); ok {
				output["text"] = text
			}
		}
		c.outputs = append(c.outputs, output)
	}
	return nil
}

// stored gives the cell's fields as a file holds them.
func (c *Cell) stored() map[string]any {
	fields := make(map[string]any, len(c.fields))
	for key, v := range c.fields {
		fields[key] = v
	}
	fields["source"] = lines(c.Source())
	if attachments, ok := fields["attachments"].(map[string]any); ok {
		split := make(map[string]any, len(attachments))
		for name, v := range attachments {
			if bundle, ok := v.(map[string]any); ok {
				v = splitBundle(bundle)
			}
			split[name] = v
		}
		fields["attachments"] = split
	}
	if _, there := fields["outputs"]; there && c.Type() == Code {
		outputs := make([]any, len(c.outputs))
		for i, output := range c.outputs {
			outputs[i] = storedOutput(output)
		}
		fields["outputs"] = outputs
	}
	return fields
}

// storedOutput is an output, which has lists of lines in files.
type storedOutput map[string]any

func (output storedOutput) stored() map[string]any {
	split := make(map[string]any, len(output))
	for key, v := range output {
		split[key] = v
	}
	switch output["output_type"] {
	case "execute_result", "display_data":
		if bundle, ok := output["data"].(map[string]any); ok {
			split["data"] = splitBundle(bundle)
		}
	case "stream":
		if text, ok := output["text"].(string); ok {
			split["text"] = lines(text)
		}
	}
	return split
}

// Type gives the cell's type: Code, Markdown, Raw, or one that a later format
// adds.
func (c *Cell) Type() string { return c.text("cell_type") }

// ID gives the cell's id, "" before nbformat 4.5.
func (c *Cell) ID() string { return c.text("id") }

// Source gives the cell's text.
func (c *Cell) Source() string { return c.text("source") }

// SetSource changes the cell's text.
func (c *Cell) SetSource(text string) { c.fields["source"] = text }

func (c *Cell) text(key string) string {
	s, _ := c.fields[key].(string)
	return s
}

// Metadata gives the cell's metadata, which is never nil. A change to the map is
// a change to the cell.
func (c *Cell) Metadata() map[string]any { return object(c.fields, "metadata") }

// Tags gives the tags in the cell's metadata.
func (c *Cell) Tags() []string {
	meta, _ := c.fields["metadata"].(map[string]any)
	list, _ := meta["tags"].([]any)
	var tags []string
	for _, v := range list {
		if tag, ok := v.(string); ok {
			tags = append(tags, tag)
		}
	}
	return tags
}

// TagRaises is the tag of cells that may fail, as nbclient knows it.
const TagRaises = "raises-exception"

// HasTag tells if the cell has the tag.
func (c *Cell) HasTag(tag string) bool { return slices.Contains(c.Tags(), tag) }

// Attachments gives the files that the cell's text shows: a MIME bundle for each
// name. They are the cell's own: do not change them.
func (c *Cell) Attachments() map[string]any {
	attachments, _ := c.fields["attachments"].(map[string]any)
	return attachments
}

// ExecutionCount gives the n of In [n], 0 if the cell has none.
func (c *Cell) ExecutionCount() int {
	switch v := c.fields["execution_count"].(type) {
	case int:
		return v
	case json.Number:
		n, _ := strconv.Atoi(string(v))
		return n
	}
	return 0
}

// SetExecutionCount changes the n of In [n]; 0 takes it away.
func (c *Cell) SetExecutionCount(n int) {
	if n == 0 {
		c.fields["execution_count"] = nil
	} else {
		c.fields["execution_count"] = n
	}
}

// Outputs gives the outputs of a code cell as nbformat has them, but with text
// as whole strings. They are the cell's own: do not change them.
func (c *Cell) Outputs() []map[string]any { return c.outputs }

// HasError tells if one of the outputs is an error.
func (c *Cell) HasError() bool {
	return slices.ContainsFunc(c.outputs, func(output map[string]any) bool { return output["output_type"] == "error" })
}

// SetOutputs replaces the outputs of a code cell, which takes them over. They
// consist of map[string]any, []any, strings, numbers and booleans, with text as
// whole strings.
func (c *Cell) SetOutputs(outputs []map[string]any) {
	c.outputs = outputs
	c.fields["outputs"] = []any{}
}

// ClearOutputs takes away what an execution of a code cell left: outputs,
// execution count and times.
func (c *Cell) ClearOutputs() {
	c.SetOutputs(nil)
	c.SetExecutionCount(0)
	if meta, ok := c.fields["metadata"].(map[string]any); ok {
		delete(meta, "execution")
	}
}

// SameOutputs tells if two lists of outputs show the same. Execution counts do not
// matter, nor how the text of a stream came in pieces.
func SameOutputs(a, b []map[string]any) bool {
	return bytes.Equal(encode(shownOutputs(a)), encode(shownOutputs(b)))
}

func shownOutputs(outputs []map[string]any) []any {
	list := []any{}
	for _, output := range JoinStreams(outputs) {
		output = maps.Clone(output)
		delete(output, "execution_count")
		list = append(list, output)
	}
	return list
}
