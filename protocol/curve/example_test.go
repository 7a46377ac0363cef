package curve_test

import (
	"fmt"

	"starkernel/protocol/curve"
)

func Example() {
	keys := curve.NewKeyPair()
	server := curve.NewServer(keys)
	client := curve.NewClient(curve.NewKeyPair(), keys.Public)

	// Errors are left out here; none may be in a program.
	hello, _ := client.Hello()
	welcome, _ := server.Welcome(hello)
	initiate, _ := client.Initiate(welcome, []byte("metadata of the client"))
	metadata, _ := server.Initiate(initiate)
	ready, ours := server.Ready(nil)
	_, theirs, _ := client.Ready(ready)
	fmt.Printf("%s\n", metadata)

	message, _ := theirs.Seal(nil, 0, []byte("hello"))
	_, frame, _ := ours.Open(message[:curve.HeaderSize], message[curve.HeaderSize:])
	fmt.Printf("%s\n", frame)
	// Output:
	// metadata of the client
	// hello
}
