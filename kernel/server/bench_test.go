package server_test

import (
	"testing"

	"starkernel/protocol/connection"
)

func BenchmarkExecuteRoundTrip(b *testing.B) {
	c := start(b, connection.Info{}).connect(b)
	for b.Loop() {
		execute(b, c, "result 2")
	}
}
