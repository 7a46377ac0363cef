package protocol_test

import (
	"fmt"

	"starkernel/protocol"
)

func ExampleSession() {
	session := protocol.NewSession("kernel")
	request := &protocol.Message{RawHeader: []byte(`{"msg_id":"7","msg_type":"kernel_info_request"}`)}
	status, err := session.New(protocol.MsgStatus, request, protocol.Status{ExecutionState: protocol.StateBusy})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(status.Header.MsgType, string(status.Content))
	fmt.Println(string(status.Parent))
	// Output:
	// status {"execution_state":"busy"}
	// {"msg_id":"7","msg_type":"kernel_info_request"}
}

func ExampleByteOffset() {
	code := "é = 1"
	fmt.Println(protocol.ByteOffset(code, 1), protocol.CodePoints(code, 2))
	// Output: 2 1
}
