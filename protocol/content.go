package protocol

// The contents of messages that an interpreter fills. The others are in files
// of their own.

// MIMEBundle maps MIME types to data: text as string, JSON types as objects,
// images as base64 text or [Base64].
type MIMEBundle map[string]any

// CompleteReply answers a complete_request. Cursor positions are code points.
type CompleteReply struct {
	Status      string         `json:"status"`
	Matches     []string       `json:"matches"`
	CursorStart int            `json:"cursor_start"`
	CursorEnd   int            `json:"cursor_end"`
	Metadata    map[string]any `json:"metadata"`
}

// InspectReply answers an inspect_request.
type InspectReply struct {
	Status   string         `json:"status"`
	Found    bool           `json:"found"`
	Data     MIMEBundle     `json:"data"`
	Metadata map[string]any `json:"metadata"`
}

// IsCompleteReply answers an is_complete_request. Status is "complete",
// "incomplete", "invalid" or "unknown"; Indent belongs to "incomplete" only.
type IsCompleteReply struct {
	Status string  `json:"status"`
	Indent *string `json:"indent,omitempty"`
}

// KernelInfoReply answers a kernel_info_request.
type KernelInfoReply struct {
	Status                string       `json:"status"`
	ProtocolVersion       string       `json:"protocol_version"`
	Implementation        string       `json:"implementation"`
	ImplementationVersion string       `json:"implementation_version"`
	LanguageInfo          LanguageInfo `json:"language_info"`
	Banner                string       `json:"banner"`
	HelpLinks             []HelpLink   `json:"help_links"`
	SupportedFeatures     []string     `json:"supported_features"`
	Debugger              bool         `json:"debugger"`
}

// LanguageInfo describes the language of a kernel.
type LanguageInfo struct {
	Name           string `json:"name"`
	Version        string `json:"version"`
	MIMEType       string `json:"mimetype"`
	FileExtension  string `json:"file_extension"`
	PygmentsLexer  string `json:"pygments_lexer"`
	CodeMirrorMode string `json:"codemirror_mode"`
}

// HelpLink is one entry of a front end's help menu.
type HelpLink struct {
	Text string `json:"text"`
	URL  string `json:"url"`
}

// UserExpression is the value of one user expression: data and metadata with
// status "ok", or the fields of an error.
type UserExpression map[string]any

// Payload is one entry of the payload list of an execute_reply; its "source"
// says which kind: page, set_next_input or ask_exit.
type Payload map[string]any
