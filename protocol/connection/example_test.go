package connection_test

import (
	"fmt"

	"starkernel/protocol/connection"
)

func ExampleInfo_Address() {
	info := connection.Info{Transport: connection.TCP, IP: "127.0.0.1", ShellPort: 57503}
	fmt.Println(info.Address(info.ShellPort))
	// Output: tcp 127.0.0.1:57503
}
