package zmtp_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"starkernel/protocol/zmtp"
)

// A Router answers whoever sent the request.
func ExampleRouter() {
	router, err := zmtp.ListenRouter("tcp", "127.0.0.1:0", zmtp.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer router.Close(time.Second)
	dealer, err := zmtp.DialDealer("tcp", router.Addr().String(), "client", zmtp.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer dealer.Close()

	dealer.Send([][]byte{[]byte("question")})
	request, err := router.Recv()
	if err != nil {
		log.Fatal(err)
	}
	router.Send(request.Identity, [][]byte{[]byte("answer to"), request.Frames[0]})
	reply, err := dealer.Recv(context.Background())
	fmt.Printf("%s: %s (%v)\n", request.Identity, reply, err)
	// Output: client: [answer to question] (<nil>)
}

// A new subscriber is welcomed, and then misses nothing.
func ExampleXPub() {
	welcome := func(topic string) [][]byte { return [][]byte{[]byte("welcome")} }
	publisher, err := zmtp.ListenXPub("tcp", "127.0.0.1:0", zmtp.Config{}, welcome)
	if err != nil {
		log.Fatal(err)
	}
	defer publisher.Close(time.Second)
	sub, err := zmtp.DialSub("tcp", publisher.Addr().String(), []string{""}, zmtp.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer sub.Close()

	first, _ := sub.Recv(context.Background())
	publisher.Publish([][]byte{[]byte("stream"), []byte("hello")})
	second, _ := sub.Recv(context.Background())
	fmt.Printf("%s %s\n", first, second)
	// Output: [welcome] [stream hello]
}
