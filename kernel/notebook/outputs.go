package notebook

import (
	"encoding/json"
	"fmt"
	"slices"

	"starkernel/protocol"
)

// Outputs turns the messages that a kernel sends about a cell into the outputs
// that the notebook stores, by nbclient's rules:
//
//   - each message with text of a stream is one output, and carriage returns and
//     backspaces stay in the text;
//   - an update of a display, or another display of the same id, changes every
//     output that was shown under the id, in whatever cell;
//   - clear_output with wait clears when the next output comes;
//   - the times at which the cell began and ended are kept in its metadata.
//
// One Outputs serves all cells of a notebook, one after the other. It is not
// safe for concurrent use.
type Outputs struct {
	// NoTiming: the outputs do not depend on how fast the machine is. The cell's
	// metadata gets no times, and text on one stream that follows text on the same
	// stream is one output, whatever the messages it came in. Set it before Begin.
	NoTiming bool

	cell     *Cell // the cell that runs
	late     bool  // it had ended before
	outputs  []map[string]any
	clear    bool // before the next output
	stream   openStream
	displays map[string][]shown
}

// openStream is a stream output that more text may join. Its text is apart: many
// small pieces cost no more than one large one.
type openStream struct {
	output map[string]any // nil for none
	text   []byte
}

// shown is an output with a display id.
type shown struct {
	cell   *Cell
	output map[string]any
}

// NewOutputs returns an Outputs that has seen no cell.
func NewOutputs() *Outputs { return &Outputs{displays: map[string][]shown{}} }

// Begin says that the next messages are about this cell. It takes away what an
// earlier execution left: outputs, execution count and times.
func (o *Outputs) Begin(c *Cell) {
	o.cell, o.late, o.clear = c, false, false
	o.clearOutputs()
	c.SetExecutionCount(0)
	if o.NoTiming {
		delete(c.Metadata(), "execution")
	} else {
		c.Metadata()["execution"] = map[string]any{}
	}
}

// Continue says that the next messages add to the outputs of a cell that has ended.
// Its execution count and times stay.
func (o *Outputs) Continue(c *Cell) {
	o.cell, o.late, o.clear = c, true, false
	o.stream, o.outputs = openStream{}, c.outputs
}

// Add takes a message whose parent is the cell's execute_request: one of iopub or
// the execute_reply. Messages that leave nothing in a notebook are ignored. After
// the idle status the cell is complete. With NoTiming the last text on a stream
// appears in the cell when something else follows, or the idle status, or End.
// The error reports content that is not what the protocol wants; the message is
// then ignored.
func (o *Outputs) Add(m *protocol.Message) error {
	content, err := decodeContent(m)
	if err != nil {
		return err
	}
	// execute_input and execute_result say which execution this is.
	if n, ok := content["execution_count"].(json.Number); ok && !o.late && m.Header.MsgType != protocol.MsgExecuteReply {
		o.cell.fields["execution_count"] = n
	}
	switch m.Header.MsgType {
	case protocol.MsgStatus:
		switch content["execution_state"] {
		case protocol.StateBusy:
			o.stamp("iopub.status.busy", m)
		case protocol.StateIdle:
			o.stamp("iopub.status.idle", m)
			o.endStream()
		}
	case protocol.MsgExecuteInput:
		o.stamp("iopub.execute_input", m)
	case protocol.MsgExecuteReply:
		o.stamp("shell.execute_reply", m)
	case protocol.MsgStream:
		name, text := content["name"], content["text"]
		if s, ok := text.(string); ok {
			o.addText(name, s)
		}
	case protocol.MsgExecuteResult:
		o.addDisplay(content, map[string]any{
			"output_type": "execute_result", "execution_count": content["execution_count"],
		})
	case protocol.MsgDisplayData:
		o.addDisplay(content, map[string]any{"output_type": "display_data"})
	case protocol.MsgUpdateDisplayData:
		o.updateDisplays(content)
	case protocol.MsgError:
		o.add(map[string]any{
			"output_type": "error",
			"ename":       orElse(content["ename"], ""),
			"evalue":      orElse(content["evalue"], ""),
			"traceback":   orElse(content["traceback"], []any{}),
		})
	case protocol.MsgClearOutput:
		if content["wait"] == true {
			o.clear = true
		} else {
			o.clearOutputs()
		}
	}
	return nil
}

// End stores what Add has held back of a cell whose idle status never comes.
func (o *Outputs) End() { o.endStream() }

// Sync stores what Add has held back so far.
func (o *Outputs) Sync() {
	if o.stream.output != nil {
		o.stream.output["text"] = string(o.stream.text)
	}
}

func decodeContent(m *protocol.Message) (map[string]any, error) {
	if m.Content == nil {
		return nil, nil
	}
	v, err := decode(m.Content)
	if err != nil {
		return nil, fmt.Errorf("content of %s: %w", m.Header.MsgType, err)
	}
	content, ok := v.(map[string]any)
	if !ok {
		return nil, wrongKind("content of "+m.Header.MsgType, v, "an object")
	}
	return content, nil
}

// orElse gives v, or the default if v has another JSON type.
func orElse[T any](v any, otherwise T) T {
	if t, ok := v.(T); ok {
		return t
	}
	return otherwise
}

// stamp notes when something happened, by the date of its message.
func (o *Outputs) stamp(event string, m *protocol.Message) {
	if o.late {
		return
	}
	// Not with NoTiming.
	if times, ok := o.cell.Metadata()["execution"].(map[string]any); ok {
		times[event] = m.Header.Date
	}
}

// add appends an output, and clears those before it if that was asked for.
func (o *Outputs) add(output map[string]any) {
	if o.clear {
		o.clearOutputs()
		o.clear = false
	}
	o.endStream()
	o.outputs = append(o.outputs, output)
	o.cell.SetOutputs(o.outputs)
}

// addText appends text of a stream, with NoTiming to the output before, if that is
// of the same stream.
func (o *Outputs) addText(name any, text string) {
	if !o.clear && o.stream.output != nil && o.stream.output["name"] == name {
		o.stream.text = append(o.stream.text, text...)
		return
	}
	output := map[string]any{"output_type": "stream", "name": name, "text": text}
	o.add(output)
	if o.NoTiming {
		o.stream = openStream{output, []byte(text)}
	}
}

// endStream stores the text that was collected.
func (o *Outputs) endStream() {
	o.Sync()
	o.stream = openStream{}
}

// addDisplay appends an execute_result or display_data.
func (o *Outputs) addDisplay(content, output map[string]any) {
	output["data"] = orElse(content["data"], map[string]any{})
	output["metadata"] = orElse(content["metadata"], map[string]any{})
	o.updateDisplays(content)
	o.add(output)
	if id := displayID(content); id != "" {
		o.displays[id] = append(o.displays[id], shown{o.cell, output})
	}
}

// updateDisplays changes the outputs that were shown under the content's display
// id. Each gets the same data: nothing changes them in place.
func (o *Outputs) updateDisplays(content map[string]any) {
	for _, s := range o.displays[displayID(content)] {
		s.output["data"] = orElse(content["data"], map[string]any{})
		s.output["metadata"] = orElse(content["metadata"], map[string]any{})
	}
}

func displayID(content map[string]any) string {
	transient, _ := content["transient"].(map[string]any)
	id, _ := transient["display_id"].(string)
	return id
}

// clearOutputs takes away the cell's outputs. Updates do not reach them any more.
func (o *Outputs) clearOutputs() {
	o.stream = openStream{}
	o.outputs = []map[string]any{}
	o.cell.SetOutputs(o.outputs)
	for id, list := range o.displays {
		list = slices.DeleteFunc(list, func(s shown) bool { return s.cell == o.cell })
		if len(list) == 0 {
			delete(o.displays, id)
		} else {
			o.displays[id] = list
		}
	}
}
