package server_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"starkernel/kernel/server"
	"starkernel/protocol/connection"
)

func TestEmptyKeyIsWarnedOf(t *testing.T) {
	for _, key := range []string{"", "secret"} {
		var log bytes.Buffer
		srv, err := server.Listen(connection.Info{Transport: connection.TCP, IP: "127.0.0.1", Key: key},
			server.Config{Log: slog.New(slog.NewTextHandler(&log, nil))})
		if err != nil {
			t.Fatal(err)
		}
		srv.Close()
		if warned := strings.Contains(log.String(), "EMPTY KEY"); warned != (key == "") {
			t.Errorf("key %q: the log has %q", key, log.String())
		}
	}
}
