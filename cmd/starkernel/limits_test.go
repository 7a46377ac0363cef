package main

import (
	"context"
	"io"
	"net"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"starkernel/protocol"
	"starkernel/protocol/client"
	"starkernel/protocol/connection"
	"starkernel/protocol/zmtp"
)

func TestLimitFlagsAreThoseOfTheSockets(t *testing.T) {
	for args, want := range map[string]zmtp.Config{
		"": {
			MaxMessage: zmtp.DefaultMaxMessage, MaxQueue: zmtp.DefaultMaxQueue, MaxPeers: zmtp.DefaultMaxPeers,
			Stall: zmtp.DefaultStall, Handshake: zmtp.DefaultHandshake,
		},
		"-max-message=1GiB -max-incoming=4GiB -max-queue=64KiB -max-connections=3 -stall-timeout=1m -handshake-timeout=2s": {
			MaxMessage: 1 << 30, MaxIncoming: 4 << 30, MaxQueue: 64 << 10, MaxPeers: 3, Stall: time.Minute, Handshake: 2 * time.Second,
		},
	} {
		fs := flags("kernel", "", io.Discard)
		l := limitFlags(fs)
		if err := fs.Parse(strings.Fields(args)); err != nil {
			t.Fatal(err)
		}
		if got := l.sockets(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", args, got, want)
		}
		if got := strings.Join(l.given(), " "); got != strings.Replace(args, "1m ", "1m0s ", 1) {
			t.Errorf("%s is passed on as %s", args, got)
		}
	}
}

func TestAKernelHasTheLimitsOfItsFlags(t *testing.T) {
	runtime := t.TempDir()
	t.Setenv("JUPYTER_RUNTIME_DIR", runtime)
	code := make(chan int, 1)
	go func() {
		code <- run([]string{"kernel", "-max-message", "64KiB", "-max-connections", "2"}, io.Discard, io.Discard)
	}()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var info connection.Info
	for err := error(io.EOF); err != nil; {
		// It is written while we look for it.
		files, _ := filepath.Glob(filepath.Join(runtime, "kernel-*.json"))
		if len(files) > 0 {
			info, err = connection.Read(files[0])
		}
		select {
		case <-ctx.Done():
			t.Fatal("the kernel does not start: ", err)
		case <-time.After(time.Millisecond):
		}
	}
	c, err := client.Connect(info)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	shell := net.JoinHostPort(info.IP, strconv.Itoa(info.ShellPort))
	second, err := zmtp.DialDealer("tcp", shell, "", zmtp.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if third, err := zmtp.DialDealer("tcp", shell, "", zmtp.Config{}); err == nil {
		third.Close()
		t.Error("a third connection is accepted")
	}
	second.Send([][]byte{make([]byte, 64<<10+1)})
	if _, err := second.Recv(ctx); err != zmtp.ErrClosed {
		t.Errorf("after a message over the limit: %v", err)
	}
	if _, err := c.Send(protocol.Control, protocol.MsgShutdownRequest, protocol.ShutdownRequest{}); err != nil {
		t.Error(err)
	}
	wantExit(t, code, exitOK)
}
