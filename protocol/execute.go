package protocol

import (
	"encoding/json"
	"errors"
)

// ExecuteRequest asks for the execution of a cell.
type ExecuteRequest struct {
	Code            string            `json:"code"`
	Silent          bool              `json:"silent"`
	StoreHistory    bool              `json:"store_history"`
	UserExpressions map[string]string `json:"user_expressions"`
	AllowStdin      bool              `json:"allow_stdin"`
	StopOnError     bool              `json:"stop_on_error"`
}

// UnmarshalJSON fills in what a client may leave out: store_history and
// stop_on_error are true, allow_stdin is false, because a client that does not
// know of it would not answer. A silent request never stores history. Only code
// is required.
func (r *ExecuteRequest) UnmarshalJSON(data []byte) error {
	type fields ExecuteRequest
	v := struct {
		Code *string `json:"code"`
		*fields
	}{fields: (*fields)(r)}
	*r = ExecuteRequest{StoreHistory: true, StopOnError: true}
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	if v.Code == nil {
		return errors.New("code is missing")
	}
	r.Code = *v.Code
	r.StoreHistory = r.StoreHistory && !r.Silent
	return nil
}

// CellMetadata is what the kernel reads of an execute_request's metadata.
type CellMetadata struct {
	CellID string `json:"cellId"`
}

// ExecuteReply answers an execute_request that was run. The error's fields
// belong to status "error" only.
type ExecuteReply struct {
	Status          string                    `json:"status"`
	ExecutionCount  int                       `json:"execution_count"`
	UserExpressions map[string]UserExpression `json:"user_expressions"`
	Payload         []Payload                 `json:"payload"`
	*ErrorContent
}

// AbortedReply answers an execute_request that was not run because an earlier
// one failed or was interrupted. It has no execution count: clients would show
// it beside a cell that never ran.
type AbortedReply struct {
	Status string `json:"status"`
}

// ReplyMetadata is the metadata of an execute_reply.
type ReplyMetadata struct {
	Started string `json:"started"`
	Status  string `json:"status"`
}

// ErrorContent is an error in the content of a message.
type ErrorContent struct {
	EName     string   `json:"ename"`
	EValue    string   `json:"evalue"`
	Traceback []string `json:"traceback"`
}

// ErrorReply answers any request that failed.
type ErrorReply struct {
	Status string `json:"status"`
	ErrorContent
}

// NewErrorReply returns an ErrorReply whose traceback is the error itself.
func NewErrorReply(ename, evalue string) ErrorReply {
	return ErrorReply{StatusError, ErrorContent{ename, evalue, []string{ename + ": " + evalue}}}
}

// Status is the content of a status message.
type Status struct {
	ExecutionState string `json:"execution_state"`
}

// ExecuteInput tells every client which code runs.
type ExecuteInput struct {
	Code           string `json:"code"`
	ExecutionCount int    `json:"execution_count"`
}

// Stream is text written to stdout or stderr.
type Stream struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// DisplayData is the content of display_data and update_display_data.
type DisplayData struct {
	Data      MIMEBundle     `json:"data"`
	Metadata  map[string]any `json:"metadata"`
	Transient Transient      `json:"transient,omitzero"`
}

// ExecuteResult is the value of a cell.
type ExecuteResult struct {
	DisplayData
	ExecutionCount int `json:"execution_count"`
}

// Transient is data that is not stored in a notebook.
type Transient struct {
	DisplayID string `json:"display_id,omitempty"`
	Log       *Log   `json:"starkernel_log,omitempty"`
}

// Log is said of a display whose updates add to its text, for a client that cannot
// replace what it showed. It is an extension: other clients ignore it.
type Log struct {
	// Skipped is how many bytes came before the text. If there are any, the first
	// line of the text is a notice that says so.
	Skipped int `json:"skipped"`
	// Open: what comes next continues the last line. If not, the newline that ends
	// the line is left out of the text.
	Open bool `json:"open"`
}

// ClearOutput clears the output of the cell; with Wait, when the next output
// arrives.
type ClearOutput struct {
	Wait bool `json:"wait"`
}

// InputRequest asks a client for a line of text.
type InputRequest struct {
	Prompt   string `json:"prompt"`
	Password bool   `json:"password"`
}

// InputReply answers an input_request. "\x04" stands for end of file.
type InputReply struct {
	Value string `json:"value"`
}
