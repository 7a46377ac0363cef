package kernel_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"starkernel/kernel"
	"starkernel/kernel/kerneltest"
	"starkernel/protocol"
)

func TestLogOfWhatClientsCauseIsLimited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		l := kernel.NewLimitedLog(slog.New(slog.NewTextHandler(&out, nil)))
		for range 1000 {
			l.Warn("dropped", "n", 1)
		}
		if n := strings.Count(out.String(), "\n"); n != 20 {
			t.Errorf("%d lines for 1000 messages", n)
		}
		out.Reset()
		time.Sleep(time.Minute)
		l.Warn("dropped", "n", 2)
		if got := out.String(); !strings.Contains(got, "count=980") || !strings.Contains(got, "dropped n=2") {
			t.Errorf("a minute later: %s", got)
		}
	})
}

func TestUselessMessagesDoNotFillTheLog(t *testing.T) {
	var out bytes.Buffer
	k := kernel.New(kerneltest.NewInterpreter(), &kerneltest.Recorder{}, kernel.Options{Log: slog.New(slog.NewTextHandler(&out, nil))})
	for range 100 {
		k.Handle(newRequest(t, protocol.Shell, "nonsense", nil))
		k.Handle(newRequest(t, protocol.Shell, protocol.MsgCommOpen, protocol.CommOpen{CommID: "1", TargetName: "t"}))
		k.Handle(newRequest(t, protocol.Shell, protocol.MsgCommMsg, protocol.CommMsg{CommID: "1"}))
		k.Handle(newRequest(t, protocol.Shell, protocol.MsgCompleteRequest, []int{}))
		k.Handle(newRequest(t, protocol.Stdin, protocol.MsgInputReply, nil))
	}
	k.Close()
	if n := strings.Count(out.String(), "\n"); n > 30 {
		t.Errorf("%d lines for 500 messages", n)
	}
}
