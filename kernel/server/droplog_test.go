package server

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestLogOfDroppedMessagesIsLimited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		d := dropLog{log: slog.New(slog.NewTextHandler(&out, nil))}
		for range 1000 {
			d.logf("dropped %d", 1)
		}
		if n := strings.Count(out.String(), "\n"); n != dropLines {
			t.Errorf("%d lines for 1000 messages", n)
		}
		out.Reset()
		time.Sleep(dropWindow)
		d.logf("dropped %d", 2)
		if got := out.String(); !strings.Contains(got, "count=980") || !strings.Contains(got, "dropped 2") {
			t.Errorf("a minute later: %s", got)
		}
	})
}
