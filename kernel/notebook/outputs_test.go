package notebook

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"starkernel/protocol"
)

// feed passes messages to o; a message is "TYPE CONTENT".
func feed(t *testing.T, o *Outputs, messages ...string) {
	t.Helper()
	for i, text := range messages {
		msgType, content, _ := strings.Cut(text, " ")
		m := &protocol.Message{
			Header:  protocol.Header{MsgType: msgType, Date: fmt.Sprintf("2026-01-02T03:04:%02d.000000Z", i)},
			Content: json.RawMessage(content),
		}
		if err := o.Add(m); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// show gives the outputs of a cell, one a line.
func show(c *Cell) string {
	var b strings.Builder
	for _, output := range c.Outputs() {
		line, err := json.Marshal(output)
		if err != nil {
			return err.Error()
		}
		b.Write(append(line, '\n'))
	}
	return b.String()
}

const idle = `status {"execution_state":"idle"}`

func TestMessagesBecomeOutputs(t *testing.T) {
	tests := []struct {
		name     string
		messages []string
		want     []string
	}{
		{"each message with text is one output", []string{
			`stream {"name":"stdout","text":"a\n"}`, `stream {"name":"stdout","text":"b"}`,
			`stream {"name":"stderr","text":"c"}`, `stream {"name":"stdout","text":""}`,
		}, []string{
			`{"name":"stdout","output_type":"stream","text":"a\n"}`,
			`{"name":"stdout","output_type":"stream","text":"b"}`,
			`{"name":"stderr","output_type":"stream","text":"c"}`,
			`{"name":"stdout","output_type":"stream","text":""}`,
		}},
		{"other output separates text", []string{
			`stream {"name":"stdout","text":"a"}`, `display_data {"data":{"text/plain":"x"},"metadata":{"m":1}}`,
			`stream {"name":"stdout","text":"b"}`,
		}, []string{
			`{"name":"stdout","output_type":"stream","text":"a"}`,
			`{"data":{"text/plain":"x"},"metadata":{"m":1},"output_type":"display_data"}`,
			`{"name":"stdout","output_type":"stream","text":"b"}`,
		}},
		{"carriage returns and backspaces stay", []string{
			`stream {"name":"stdout","text":"\r50%\r100%\nx\b\by\r\n"}`,
		}, []string{`{"name":"stdout","output_type":"stream","text":"\r50%\r100%\nx\b\by\r\n"}`}},
		{"results and errors", []string{
			`execute_result {"data":{"text/plain":"1"},"metadata":{},"execution_count":3}`,
			`error {"ename":"E","evalue":"v","traceback":["t1","t2"]}`, `error {}`,
		}, []string{
			`{"data":{"text/plain":"1"},"execution_count":3,"metadata":{},"output_type":"execute_result"}`,
			`{"ename":"E","evalue":"v","output_type":"error","traceback":["t1","t2"]}`,
			`{"ename":"","evalue":"","output_type":"error","traceback":[]}`,
		}},
		{"clear", []string{
			`stream {"name":"stdout","text":"a"}`, `clear_output {"wait":false}`, `stream {"name":"stdout","text":"b"}`,
		}, []string{`{"name":"stdout","output_type":"stream","text":"b"}`}},
		{"clear that waits", []string{
			`stream {"name":"stdout","text":"a"}`, `clear_output {"wait":true}`, `stream {"name":"stdout","text":"b"}`,
			`stream {"name":"stdout","text":"c"}`,
		}, []string{
			`{"name":"stdout","output_type":"stream","text":"b"}`, `{"name":"stdout","output_type":"stream","text":"c"}`,
		}},
		{"clear that waits in vain", []string{
			`stream {"name":"stdout","text":"a"}`, `clear_output {"wait":true}`,
		}, []string{`{"name":"stdout","output_type":"stream","text":"a"}`}},
		{"displays with one id change together", []string{
			`display_data {"data":{"text/plain":"1"},"metadata":{},"transient":{"display_id":"d"}}`,
			`display_data {"data":{"text/plain":"2"},"metadata":{},"transient":{"display_id":"d"}}`,
			`display_data {"data":{"text/plain":"other"},"metadata":{},"transient":null}`,
			`update_display_data {"data":{"text/plain":"3"},"metadata":{"m":2},"transient":{"display_id":"d"}}`,
			`update_display_data {"data":{"text/plain":"4"},"metadata":{},"transient":{"display_id":"unknown"}}`,
		}, []string{
			`{"data":{"text/plain":"3"},"metadata":{"m":2},"output_type":"display_data"}`,
			`{"data":{"text/plain":"3"},"metadata":{"m":2},"output_type":"display_data"}`,
			`{"data":{"text/plain":"other"},"metadata":{},"output_type":"display_data"}`,
		}},
		{"a display after one of its id updates it", []string{
			`execute_result {"data":{"text/plain":"1"},"metadata":{},"execution_count":1,"transient":{"display_id":"d"}}`,
			`display_data {"data":{"text/plain":"2"},"metadata":{},"transient":{"display_id":"d"}}`,
		}, []string{
			`{"data":{"text/plain":"2"},"execution_count":1,"metadata":{},"output_type":"execute_result"}`,
			`{"data":{"text/plain":"2"},"metadata":{},"output_type":"display_data"}`,
		}},
		{"what leaves nothing", []string{
			`comm_open {"comm_id":"c","data":{}}`, `debug_event {}`, `status {"execution_state":"busy"}`, `later {"x":1}`,
		}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o, c := NewOutputs(), newCell(Code, "", "")
			c.SetOutputs([]map[string]any{{"output_type": "stream", "text": "old"}})
			o.Begin(c)
			feed(t, o, append(tt.messages, idle)...)
			want := strings.Join(append(tt.want, ""), "\n")
			if got := show(c); got != want {
				t.Errorf("outputs are\n%swant\n%s", got, want)
			}
		})
	}
}

func TestDisplaysAreUpdatedInEarlierCells(t *testing.T) {
	o := NewOutputs()
	first, second, third := newCell(Code, "", ""), newCell(Code, "", ""), newCell(Code, "", "")
	const display = `display_data {"data":{"text/plain":"1"},"metadata":{},"transient":{"display_id":"d"}}`
	o.Begin(first)
	feed(t, o, display, idle)
	o.Begin(second)
	feed(t, o, display, `clear_output {}`, display, idle)
	o.Begin(third)
	feed(t, o, `update_display_data {"data":{"text/plain":"2"},"metadata":{},"transient":{"display_id":"d"}}`, idle)
	const want = `{"data":{"text/plain":"2"},"metadata":{},"output_type":"display_data"}` + "\n"
	if show(first) != want || show(second) != want || show(third) != "" {
		t.Errorf("outputs are %s, %s and %s", show(first), show(second), show(third))
	}
}

func TestTimesAndExecutionCountAreKept(t *testing.T) {
	o, c := NewOutputs(), newCell(Code, "", "")
	c.SetExecutionCount(9)
	c.Metadata()["execution"] = map[string]any{"old": "x"}
	o.Begin(c)
	if c.ExecutionCount() != 0 {
		t.Errorf("execution count of an earlier run is kept")
	}
	feed(t, o, `status {"execution_state":"busy"}`, `execute_input {"code":"","execution_count":4}`,
		`execute_reply {"status":"ok","execution_count":5}`, idle)
	got, _ := json.Marshal(c.Metadata()["execution"])
	const want = `{"iopub.execute_input":"2026-01-02T03:04:01.000000Z","iopub.status.busy":"2026-01-02T03:04:00.000000Z",` +
		`"iopub.status.idle":"2026-01-02T03:04:03.000000Z","shell.execute_reply":"2026-01-02T03:04:02.000000Z"}`
	if string(got) != want || c.ExecutionCount() != 4 {
		t.Errorf("times are %s, count %d", got, c.ExecutionCount())
	}
}

func TestNoTimingDependsOnNoTime(t *testing.T) {
	o, c := NewOutputs(), newCell(Code, "", "")
	o.NoTiming = true
	c.Metadata()["execution"] = map[string]any{"iopub.status.busy": "old"}
	c.Metadata()["other"] = "kept"
	o.Begin(c)
	feed(t, o, `status {"execution_state":"busy"}`, `stream {"name":"stdout","text":"gone"}`, `clear_output {"wait":true}`,
		`stream {"name":"stdout","text":"\r50%"}`, `stream {"name":"stdout","text":"\r100%\n"}`,
		`stream {"name":"stderr","text":"e"}`, `stream {"name":"stdout","text":"a"}`,
		`display_data {"data":{},"metadata":{}}`, `stream {"name":"stdout","text":"b"}`, `stream {"name":"stdout","text":"c"}`,
		`execute_reply {"status":"ok","execution_count":1}`, idle)
	const want = `{"name":"stdout","output_type":"stream","text":"\r50%\r100%\n"}
{"name":"stderr","output_type":"stream","text":"e"}
{"name":"stdout","output_type":"stream","text":"a"}
{"data":{},"metadata":{},"output_type":"display_data"}
{"name":"stdout","output_type":"stream","text":"bc"}
`
	if got := show(c); got != want {
		t.Errorf("outputs are\n%swant\n%s", got, want)
	}
	if meta, _ := json.Marshal(c.Metadata()); string(meta) != `{"other":"kept"}` {
		t.Errorf("metadata is %s", meta)
	}
}

func TestBadContentIsAnErrorAndChangesNothing(t *testing.T) {
	o, c := NewOutputs(), newCell(Code, "", "")
	o.Begin(c)
	for _, content := range []string{`{`, `[]`, `"x"`} {
		m := &protocol.Message{Header: protocol.Header{MsgType: "stream"}, Content: json.RawMessage(content)}
		if err := o.Add(m); err == nil || !strings.Contains(err.Error(), "content of stream") {
			t.Errorf("error for %s is %v", content, err)
		}
	}
	feed(t, o, `stream {"name":"stdout"}`, `display_data {"data":1,"metadata":[]}`, idle)
	if got, want := show(c), `{"data":{},"metadata":{},"output_type":"display_data"}`+"\n"; got != want {
		t.Errorf("outputs are %s, want %s", got, want)
	}
}
