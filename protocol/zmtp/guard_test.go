package zmtp

import (
	"net"
	"runtime"
	"testing"
)

func TestWhatIsAnnouncedTakesNoMemoryUntilItComes(t *testing.T) {
	const size = "\x02\x00\x00\x00\x00\x10\x00\x00\x00" // 256 MiB
	for name, attack := range map[string]func(t *testing.T) *Router{
		"plain": func(t *testing.T) *Router {
			r := startRouter(t, Config{})
			conn := rawConn(t, r.Addr())
			shake(t, conn, "DEALER", "attacker")
			announce(conn, size+"the first bytes")
			return r
		},
		"sealed": func(t *testing.T) *Router {
			r := startRouter(t, serving())
			conn, _ := sealedConn(t, r.Addr())
			announce(conn, size+"\x07MESSAGE\x00\x00\x00\x00\x00\x00\x00\x03"+"the first bytes")
			return r
		},
	} {
		t.Run(name, func(t *testing.T) {
			checkLeaks(t)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			r := attack(t)
			eventually(t, "the connection has ended", func() bool { return connections(&r.endpoint) == 0 })
			runtime.ReadMemStats(&after)
			if grown := after.TotalAlloc - before.TotalAlloc; grown > 32<<20 {
				t.Errorf("%d bytes were allocated", grown)
			}
		})
	}
}

// announce sends the beginning of a frame, and is gone.
func announce(conn net.Conn, beginning string) {
	conn.Write([]byte(beginning))
	conn.Close()
}
