package protocol

// Version is the version of the messaging protocol that the kernel speaks.
const Version = "5.5"

// Channel names one of the sockets between a client and a kernel.
type Channel string

// The channels that carry messages. Heartbeat carries bare bytes.
const (
	Shell   Channel = "shell"
	Control Channel = "control"
	Stdin   Channel = "stdin"
	IOPub   Channel = "iopub"
)

// Requests on shell or control, and their replies.
const (
	MsgExecuteRequest    = "execute_request"
	MsgExecuteReply      = "execute_reply"
	MsgCompleteRequest   = "complete_request"
	MsgCompleteReply     = "complete_reply"
	MsgInspectRequest    = "inspect_request"
	MsgInspectReply      = "inspect_reply"
	MsgIsCompleteRequest = "is_complete_request"
	MsgIsCompleteReply   = "is_complete_reply"
	MsgHistoryRequest    = "history_request"
	MsgHistoryReply      = "history_reply"
	MsgKernelInfoRequest = "kernel_info_request"
	MsgKernelInfoReply   = "kernel_info_reply"
	MsgCommInfoRequest   = "comm_info_request"
	MsgCommInfoReply     = "comm_info_reply"
	MsgConnectRequest    = "connect_request"
	MsgConnectReply      = "connect_reply"
	MsgShutdownRequest   = "shutdown_request"
	MsgShutdownReply     = "shutdown_reply"
	MsgInterruptRequest  = "interrupt_request"
	MsgInterruptReply    = "interrupt_reply"
	MsgDebugRequest      = "debug_request"
	MsgDebugReply        = "debug_reply"
	MsgUsageRequest      = "usage_request"
	MsgUsageReply        = "usage_reply"
)

// Messages on stdin: the kernel asks, the client answers.
const (
	MsgInputRequest = "input_request"
	MsgInputReply   = "input_reply"
)

// Comm messages; they go both ways and have no reply.
const (
	MsgCommOpen  = "comm_open"
	MsgCommMsg   = "comm_msg"
	MsgCommClose = "comm_close"
)

// Messages on iopub.
const (
	MsgStatus            = "status"
	MsgStream            = "stream"
	MsgExecuteInput      = "execute_input"
	MsgExecuteResult     = "execute_result"
	MsgDisplayData       = "display_data"
	MsgUpdateDisplayData = "update_display_data"
	MsgClearOutput       = "clear_output"
	MsgError             = "error"
	MsgDebugEvent        = "debug_event"
	MsgIOPubWelcome      = "iopub_welcome"
)

// Execution states of a status message.
const (
	StateStarting = "starting"
	StateBusy     = "busy"
	StateIdle     = "idle"
)

// Values of "status" in replies.
const (
	StatusOK      = "ok"
	StatusError   = "error"
	StatusAborted = "aborted"
)
