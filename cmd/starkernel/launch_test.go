package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"starkernel/kernel/launch/launchtest"
	"starkernel/protocol"
	"starkernel/protocol/client"
)

// launchAt starts a kernel as a gateway does. The channel gives its exit code.
func launchAt(t *testing.T, g *launchtest.Gateway, stderr io.Writer, args ...string) <-chan int {
	t.Helper()
	args = append([]string{"launch", "--ip", "127.0.0.1", "--kernel-id", "k-1",
		"--response-address", g.Address, "--public-key", g.PublicKey}, args...)
	code := make(chan int, 1)
	go func() { code <- run(args, io.Discard, stderr) }()
	return code
}

// receive waits for the report of a kernel, which must not end before.
func receive(t *testing.T, g *launchtest.Gateway, code <-chan int, stderr *strings.Builder) launchtest.Report {
	t.Helper()
	report, err := g.Receive()
	if err != nil {
		t.Fatalf("no kernel: %v; %s", err, ended(code, stderr))
	}
	return report
}

// ended says how a kernel ended that should not have, and what it wrote.
func ended(code <-chan int, stderr *strings.Builder) string {
	select {
	case got := <-code:
		return fmt.Sprintf("exit code %d, stderr: %s", got, stderr)
	default:
		return "it still runs"
	}
}

func wantExit(t *testing.T, code <-chan int, want int) {
	t.Helper()
	select {
	case got := <-code:
		if got != want {
			t.Errorf("the exit code is %d, want %d", got, want)
		}
	case <-time.After(time.Minute):
		t.Fatal("the kernel does not end")
	}
}

func TestAGatewayLaunchesUsesInterruptsAndEndsAKernel(t *testing.T) {
	gateway := launchtest.New(t)
	var stderr strings.Builder // read after the end of the kernel
	code := launchAt(t, gateway, &stderr, "--port-range", "20000..30000", "--spark-context-initialization-mode", "lazy", "--cluster-type", "spark")
	report := receive(t, gateway, code, &stderr)
	if report.KernelID != "k-1" || len(report.Key) < 32 || report.IP != "127.0.0.1" {
		t.Errorf("got %+v", report)
	}
	seen := map[int]bool{}
	for _, port := range []int{report.ShellPort, report.IOPubPort, report.StdinPort, report.ControlPort, report.HBPort, report.CommPort} {
		if port < 20000 || port > 30000 || seen[port] {
			t.Errorf("port %d is not in the range, or used twice", port)
		}
		seen[port] = true
	}

	c, err := client.Connect(report.Info)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if a, err := c.Execute(ctx, "6 * 7"); err != nil || a.Result() != "42" {
		t.Fatalf("got %q, %v", a.Result(), err)
	}

	launchtest.Send(t, report.CommPort, `{"signum": 0}`)
	launchtest.Send(t, report.CommPort, "GET / HTTP/1.1\r\n\r\n")
	cell, err := c.Send(protocol.Shell, protocol.MsgExecuteRequest, protocol.ExecuteRequest{Code: "await asyncio.sleep(3600)"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Expect(ctx, protocol.MsgExecuteInput, cell); err != nil {
		t.Fatal(err)
	}
	launchtest.Send(t, report.CommPort, `{"signum": 2}`)
	reply, err := c.Expect(ctx, protocol.MsgExecuteReply, cell)
	if err != nil {
		t.Fatal(err)
	}
	var content protocol.ExecuteReply
	if err := reply.Content(&content); err != nil || content.EName != "KeyboardInterrupt" {
		t.Errorf("the interrupted cell ends with %s, %v", reply.Msg.Content, err)
	}

	launchtest.Send(t, report.CommPort, `{"shutdown": 1}`)
	wantExit(t, code, exitOK)
	if !strings.Contains(stderr.String(), "there is no Spark in Starlark") {
		t.Errorf("stderr is %s", &stderr)
	}
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(report.CommPort))
	if conn, err := net.Dial("tcp", address); err == nil {
		conn.Close()
		t.Error("the communication port is open after the end")
	}
}

func TestALaunchedKernelEndsWithTheShutdownOfAClient(t *testing.T) {
	for _, policy := range []string{"disabled", "auto", "required"} {
		t.Run(policy, func(t *testing.T) { shutDownByClient(t, policy) })
	}
}

func shutDownByClient(t *testing.T, policy string) {
	gateway := launchtest.New(t)
	var stderr strings.Builder
	code := launchAt(t, gateway, &stderr, "--transport-encryption", policy)
	report := receive(t, gateway, code, &stderr)
	if _, encrypted, err := report.CurveKeys(); err != nil || encrypted != (policy != "disabled") {
		t.Errorf("encrypted: %v, %v", encrypted, err)
	}
	c, err := client.Connect(report.Info)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Send(protocol.Control, protocol.MsgShutdownRequest, protocol.ShutdownRequest{}); err != nil {
		t.Fatal(err)
	}
	wantExit(t, code, exitOK)
}

func TestAKernelWithoutPortsDoesNotStart(t *testing.T) {
	gateway := launchtest.New(t)
	taken := holdPorts(t, launchPorts)
	var stderr strings.Builder
	code := launchAt(t, gateway, &stderr, "--port-range", taken)
	wantExit(t, code, exitError)
	if !strings.Contains(stderr.String(), "shell channel: all ports from") {
		t.Errorf("stderr is %s", &stderr)
	}
}

// holdPorts gives a range of n ports that stay in use until the test ends.
func holdPorts(t *testing.T, n int) string {
	t.Helper()
	var held []net.Listener
	t.Cleanup(func() {
		for _, l := range held {
			l.Close()
		}
	})
	listen := func(port int) (int, bool) {
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil {
			return 0, false
		}
		held = append(held, l)
		return l.Addr().(*net.TCPAddr).Port, true
	}
	for range 100 {
		low, ok := listen(0)
		for port := low + 1; ok && port < low+n; port++ {
			_, ok = listen(port)
		}
		if ok {
			return fmt.Sprintf("%d..%d", low, low+n-1)
		}
	}
	t.Fatalf("no %d free ports in a row", n)
	return ""
}
