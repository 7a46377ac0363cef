package launch_test

import (
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"log/slog"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"starkernel/kernel/launch"
	"starkernel/kernel/launch/launchtest"
	"starkernel/protocol/connection"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// info is the connection of some kernel.
var info = connection.Info{
	Transport: "tcp", IP: "0.0.0.0", ShellPort: 1, IOPubPort: 2, StdinPort: 3, ControlPort: 4, HBPort: 5,
	Key: "secret", SignatureScheme: connection.Scheme, KernelName: "starlark",
}

// gateway is a Gateway for one of launchtest.
func gateway(t *testing.T, g *launchtest.Gateway) launch.Gateway {
	t.Helper()
	key, err := launch.ParseKey(g.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return launch.Gateway{KernelID: "k-1", Address: g.Address, Key: key}
}

func TestTheGatewayIsToldWhereTheKernelListens(t *testing.T) {
	fake := launchtest.New(t)
	g := gateway(t, fake)
	// The padding of the text differs with its length.
	for n := range 17 {
		g.KernelID = strings.Repeat("k", n+1)
		reported := make(chan error, 1)
		go func() { reported <- g.Report(t.Context(), info, 6) }()
		got, err := fake.Receive()
		if err != nil {
			t.Fatal(err)
		}
		if err := <-reported; err != nil {
			t.Fatal(err)
		}
		if got.Info != info || got.CommPort != 6 || got.KernelID != g.KernelID || got.PID != os.Getpid() {
			t.Errorf("got %+v", got)
		}
	}
}

func TestAGatewayThatIsNotThereIsTriedUntilTheTimeout(t *testing.T) {
	fake := launchtest.New(t)
	g := gateway(t, fake)
	fake.Close()
	g.Timeout = 50 * time.Millisecond
	err := g.Report(t.Context(), info, 6)
	if err == nil || !strings.Contains(err.Error(), "the gateway at "+g.Address+" was not reached in 50ms") {
		t.Errorf("got %v", err)
	}

	ended := errors.New("the kernel shall end")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(ended)
	g.Timeout = 0
	if err := g.Report(ctx, info, 6); err != ended {
		t.Errorf("got %v, want %v", err, ended)
	}
}

func TestAGatewayThatComesLaterIsTold(t *testing.T) {
	fake := launchtest.New(t)
	g := gateway(t, fake)
	// A port at which nobody listens yet.
	late, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g.Address = late.Addr().String()
	late.Close()
	failed := make(chan bool, 1)
	g.Log = slog.New(slog.NewTextHandler(writer(func() { failed <- true }), nil))
	reported := make(chan error, 1)
	go func() { reported <- g.Report(t.Context(), info, 6) }()
	<-failed
	if late, err = net.Listen("tcp", g.Address); err != nil {
		t.Fatal(err)
	}
	defer late.Close()
	if err := <-reported; err != nil {
		t.Error(err)
	}
}

// writer is a log that tells that something was written.
type writer func()

func (w writer) Write(p []byte) (int, error) {
	w()
	return len(p), nil
}

func TestWhatIsMissingIsSaidBeforeTheKernelStarts(t *testing.T) {
	whole := gateway(t, launchtest.New(t))
	if err := whole.Check(); err != nil {
		t.Error(err)
	}
	for want, change := range map[string]func(g *launch.Gateway){
		"pass --kernel-id":        func(g *launch.Gateway) { g.KernelID = "" },
		"pass --response-address": func(g *launch.Gateway) { g.Address = "" },
		"want HOST:PORT":          func(g *launch.Gateway) { g.Address = "gateway" },
		"pass --public-key":       func(g *launch.Gateway) { g.Key = nil },
	} {
		g := whole
		change(&g)
		if err := g.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestParseKeyRefusesWhatIsNoRSAKey(t *testing.T) {
	other, err := x509.MarshalPKIXPublicKey(ed25519.NewKeyFromSeed(make([]byte, 32)).Public())
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"{public_key}":                           "want base64 text",
		"aGVsbG8=":                               "public key: ",
		"":                                       "public key: ",
		base64.StdEncoding.EncodeToString(other): "no RSA key",
	} {
		if _, err := launch.ParseKey(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
	key := launchtest.New(t).PublicKey
	if _, err := launch.ParseKey(" " + key[:64] + "\n" + key[64:] + "\n"); err != nil {
		t.Errorf("with line breaks: %v", err)
	}
}
