package server_test

import (
	"net"
	"strings"
	"testing"
	"time"

	"starkernel/kernel"
	"starkernel/kernel/kerneltest"
	"starkernel/kernel/server"
	"starkernel/protocol"
	"starkernel/protocol/client"
	"starkernel/protocol/connection"
	"starkernel/protocol/zmtp"
)

// subscribeAndStall connects to iopub, subscribes to everything and never reads.
func subscribeAndStall(t *testing.T, info connection.Info) {
	t.Helper()
	network, addr := info.Address(info.IOPubPort)
	conn, err := net.Dial(network, addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	ready := "\x05READY\x0bSocket-Type\x00\x00\x00\x03SUB"
	greeting := "\xff\x00\x00\x00\x00\x00\x00\x00\x01\x7f\x03\x00NULL" + strings.Repeat("\x00", 48)
	if _, err := conn.Write([]byte(greeting + "\x04" + string(rune(len(ready))) + ready + "\x00\x01\x01")); err != nil {
		t.Fatal(err)
	}
}

// flood is an interpreter whose cells show more than sockets hold.
type flood struct{ *kerneltest.Interpreter }

func (flood) Execute(_ kernel.Cell, out kernel.Output) kernel.Outcome {
	text := strings.Repeat("x", 1<<20)
	for range 32 {
		out.Display(kernel.Display{Data: protocol.MIMEBundle{"text/plain": text}})
	}
	return kernel.Outcome{}
}

func TestShutdownEndsAKernelThatAStalledClientHoldsUp(t *testing.T) {
	info := connection.Info{Transport: connection.TCP, IP: "127.0.0.1", Key: "secret", SignatureScheme: connection.Scheme}
	srv, err := server.Listen(info, server.Config{Sockets: zmtp.Config{MaxQueue: 1 << 20, Stall: 4 * patience}})
	if err != nil {
		t.Fatal(err)
	}
	k := kernel.New(flood{kerneltest.NewInterpreter()}, srv, srv.KernelOptions())
	ended := make(chan error, 1)
	go func() {
		err := srv.Serve(t.Context(), k)
		k.Close()
		srv.Close()
		ended <- err
	}()
	subscribeAndStall(t, srv.Info())
	c, err := client.Connect(srv.Info())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	cell, err := c.Send(protocol.Shell, protocol.MsgExecuteRequest, protocol.ExecuteRequest{Code: "x"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Expect(timeout(t), protocol.MsgExecuteInput, cell); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Send(protocol.Control, protocol.MsgShutdownRequest, protocol.ShutdownRequest{}); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(patience): // two seconds are for slow clients
		t.Error("the kernel does not end")
		<-ended
	}
}
