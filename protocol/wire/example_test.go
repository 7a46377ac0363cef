package wire_test

import (
	"fmt"

	"starkernel/protocol"
	"starkernel/protocol/wire"
)

func Example() {
	codec := wire.NewCodec([]byte("the key of the connection file"))
	m, err := protocol.NewSession("client").New(protocol.MsgExecuteRequest, nil, protocol.ExecuteRequest{Code: "1 + 1"})
	if err != nil {
		fmt.Println(err)
		return
	}
	frames, err := codec.Encode(m)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(frames), string(frames[0]))

	got, _, err := codec.Decode(frames)
	fmt.Println(got.Header.MsgType, err)

	frames[5] = []byte(`{"code":"something else"}`)
	_, _, err = codec.Decode(frames)
	fmt.Println(err)
	// Output:
	// 6 <IDS|MSG>
	// execute_request <nil>
	// wire: invalid signature
}
