package protocol

import "encoding/json"

// Header is the header of a message (Messaging in Jupyter, "Message header").
// All fields are text; Date is ISO 8601 in UTC with a Z.
type Header struct {
	MsgID      string `json:"msg_id"`
	Session    string `json:"session"`
	Username   string `json:"username"`
	Date       string `json:"date"`
	MsgType    string `json:"msg_type"`
	Version    string `json:"version"`
	SubshellID string `json:"subshell_id,omitempty"`
}

// Message is one Jupyter message, without its transport: no identities, no
// signature. Package wire turns messages into signed frames and back.
type Message struct {
	Header Header
	// RawHeader is the header as it came, unknown keys included. It is what an
	// answer carries as its parent header. It is nil in a message made here.
	RawHeader json.RawMessage
	// Parent is the raw header of the request that caused this message; nil
	// means {}.
	Parent json.RawMessage
	// Metadata and Content are JSON objects; nil means {}.
	Metadata json.RawMessage
	Content  json.RawMessage
	Buffers  [][]byte
	// Topic is what subscribers of iopub can filter by; "" means the default,
	// which ends in the message type. It is not part of the message itself.
	Topic string
}
