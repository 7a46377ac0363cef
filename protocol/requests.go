package protocol

// CompleteRequest asks what could stand at the cursor, counted in code points.
type CompleteRequest struct {
	Code      string `json:"code"`
	CursorPos int    `json:"cursor_pos"`
}

// InspectRequest asks what stands at the cursor. DetailLevel 1 asks for the
// source as well.
type InspectRequest struct {
	Code        string `json:"code"`
	CursorPos   int    `json:"cursor_pos"`
	DetailLevel int    `json:"detail_level"`
}

// IsCompleteRequest asks whether code can be executed as it is.
type IsCompleteRequest struct {
	Code string `json:"code"`
}

// Kinds of access to the history.
const (
	HistoryTail   = "tail"
	HistoryRange  = "range"
	HistorySearch = "search"
)

// HistoryRequest asks for earlier inputs. N belongs to tail and search; nil is
// no limit. Session, Start and Stop (excluded; nil is no limit) belong to range.
// Pattern, a glob, and Unique belong to search.
type HistoryRequest struct {
	Output         bool    `json:"output"`
	Raw            bool    `json:"raw"`
	HistAccessType string  `json:"hist_access_type"`
	Session        int     `json:"session"`
	Start          int     `json:"start"`
	Stop           *int    `json:"stop"`
	N              *int    `json:"n"`
	Pattern        *string `json:"pattern"`
	Unique         bool    `json:"unique"`
}

// HistoryReply answers a history_request. Each row is [session, line, source],
// or [session, line, [source, output]] if output was asked for.
type HistoryReply struct {
	Status  string   `json:"status"`
	History [][3]any `json:"history"`
}

// CommInfoRequest asks for the open comms, all or those of one target.
type CommInfoRequest struct {
	TargetName string `json:"target_name"`
}

// CommInfoReply lists open comms by id.
type CommInfoReply struct {
	Status string              `json:"status"`
	Comms  map[string]CommInfo `json:"comms"`
}

// CommInfo describes an open comm.
type CommInfo struct {
	TargetName string `json:"target_name"`
}

// CommOpen opens a comm.
type CommOpen struct {
	CommID     string         `json:"comm_id"`
	TargetName string         `json:"target_name"`
	Data       map[string]any `json:"data"`
}

// CommMsg is the content of comm_msg and comm_close.
type CommMsg struct {
	CommID string         `json:"comm_id"`
	Data   map[string]any `json:"data"`
}

// ConnectReply answers a connect_request with the five ports.
type ConnectReply struct {
	Status      string `json:"status"`
	ShellPort   int    `json:"shell_port"`
	IOPubPort   int    `json:"iopub_port"`
	StdinPort   int    `json:"stdin_port"`
	HBPort      int    `json:"hb_port"`
	ControlPort int    `json:"control_port"`
}

// ShutdownRequest asks the kernel to end; Restart says that another one follows.
type ShutdownRequest struct {
	Restart bool `json:"restart"`
}

// ShutdownReply answers a shutdown_request, and tells all clients on iopub.
type ShutdownReply struct {
	Status  string `json:"status"`
	Restart bool   `json:"restart"`
}

// OKReply is a reply that says nothing but success.
type OKReply struct {
	Status string `json:"status"`
}

// DebugRequest is the part of a Debug Adapter Protocol request that is needed
// to refuse it.
type DebugRequest struct {
	Seq     int    `json:"seq"`
	Command string `json:"command"`
}

// DebugReply is a Debug Adapter Protocol response without a body.
type DebugReply struct {
	Type       string `json:"type"`
	Seq        int    `json:"seq"`
	RequestSeq int    `json:"request_seq"`
	Success    bool   `json:"success"`
	Command    string `json:"command"`
	Message    string `json:"message"`
}

// UsageReply answers a usage_request. CPU figures are in percent, memory in
// bytes. Figures that the system does not give are left out.
type UsageReply struct {
	Hostname          string       `json:"hostname"`
	PID               int          `json:"pid"`
	KernelCPU         float64      `json:"kernel_cpu"`
	KernelMemory      int64        `json:"kernel_memory,omitempty"`
	HostCPUPercent    float64      `json:"host_cpu_percent"`
	CPUCount          int          `json:"cpu_count"`
	HostVirtualMemory *UsageMemory `json:"host_virtual_memory,omitempty"`
}

// UsageMemory is the memory of the host, in bytes; Percent is the share in use.
type UsageMemory struct {
	Total     int64   `json:"total"`
	Available int64   `json:"available"`
	Percent   float64 `json:"percent"`
	Used      int64   `json:"used"`
	Free      int64   `json:"free"`
	Buffers   int64   `json:"buffers"`
	Cached    int64   `json:"cached"`
	Shared    int64   `json:"shared"`
}

// IOPubWelcome greets a new subscriber of iopub.
type IOPubWelcome struct {
	Subscription string `json:"subscription"`
}
