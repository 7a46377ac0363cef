package zmtp

import (
	"net"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestSilentConnectionsDelayNobody(t *testing.T) {
	checkLeaks(t)
	cfg := Config{Handshake: 2 * patience}
	r := startRouter(t, cfg)
	x := startXPub(t, cfg, greet)
	e := must[*Echo](t)(ListenEcho("tcp", "127.0.0.1:0", cfg))
	defer e.Close()
	for range 20 {
		for _, addr := range []net.Addr{r.Addr(), x.Addr(), e.Addr()} {
			rawConn(t, addr)
		}
	}
	roundTrip(t, dialDealer(t, r.Addr(), ""), "hello")
	roundTrip(t, dialDealer(t, e.Addr(), ""), "", "hello")
	dialSub(t, x.Addr(), "")
}

func TestSilentConnectionsAreClosed(t *testing.T) {
	checkLeaks(t)
	r := startRouter(t, Config{Handshake: 100 * time.Millisecond})
	for range 5 {
		expectClosed(t, rawConn(t, r.Addr()))
	}
}

// openings are what strangers send first.
var openings = map[string]string{
	"http":                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
	"tls":                 "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + strings.Repeat("r", 80),
	"zeros":               strings.Repeat("\x00", 64),
	"ZMTP 1":              "\x01\x00",
	"ZMTP 2":              "\xff\x00\x00\x00\x00\x00\x00\x00\x01\x7f\x01\x05\x00\x00",
	"CURVE":               string(greeting("CURVE")),
	"PLAIN":               string(greeting("PLAIN")),
	"message first":       string(greeting("NULL")) + "\x00\x01x",
	"wrong command":       string(greeting("NULL")) + string(command("HELLO", "")),
	"empty command":       string(greeting("NULL")) + "\x04\x00",
	"command with more":   string(greeting("NULL")) + "\x05\x06\x05READY",
	"large command":       string(greeting("NULL")) + "\x06\x00\x00\x00\x00\x00\x00\x20\x00" + strings.Repeat("r", 8192),
	"huge command":        string(greeting("NULL")) + "\x06\x40\x00\x00\x00\x00\x00\x00\x00",
	"wrong type":          string(greeting("NULL")) + string(ready("PULL", "")),
	"unknown type":        string(greeting("NULL")) + string(ready("TOASTER", "")),
	"no type":             string(greeting("NULL")) + string(command("READY", "")),
	"name beyond end":     string(greeting("NULL")) + string(command("READY", "\xffSocket")),
	"value beyond end":    string(greeting("NULL")) + string(command("READY", "\x0bSocket-Type\xff\xff\xff\xffSUB")),
	"value without size":  string(greeting("NULL")) + string(command("READY", "\x0bSocket-Type\x00")),
	"name longer than it": string(greeting("NULL")) + "\x04\x02\xffR",
}

func TestStrangersAreRefused(t *testing.T) {
	checkLeaks(t)
	r := startRouter(t, Config{Handshake: 2 * patience})
	x := startXPub(t, Config{Handshake: 2 * patience}, greet)
	e := must[*Echo](t)(ListenEcho("tcp", "127.0.0.1:0", Config{Handshake: 2 * patience}))
	defer e.Close()
	for name, opening := range openings {
		for _, addr := range []net.Addr{r.Addr(), x.Addr(), e.Addr()} {
			c := rawConn(t, addr)
			c.Write([]byte(opening))
			expectClosed(t, c)
			if t.Failed() {
				t.Fatalf("after %q", name)
			}
		}
	}
	roundTrip(t, dialDealer(t, r.Addr(), ""), "hello")
	roundTrip(t, dialDealer(t, e.Addr(), ""), "", "hello")
	dialSub(t, x.Addr(), "")
}

func TestFramesOverTheLimitsCloseTheConnection(t *testing.T) {
	checkLeaks(t)
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	r := startRouter(t, Config{MaxMessage: 1 << 20})
	for name, attack := range map[string]string{
		"2^62 bytes":        "\x02\x40\x00\x00\x00\x00\x00\x00\x00",
		"2^63 bytes":        "\x02\x80\x00\x00\x00\x00\x00\x00\x00",
		"2^40 bytes":        "\x02\x00\x00\x01\x00\x00\x00\x00\x00",
		"one byte over":     "\x02\x00\x00\x00\x00\x00\x10\x00\x01",
		"sum over":          "\x01\x01x\x02\x00\x00\x00\x00\x00\x10\x00\x00",
		"endless frames":    strings.Repeat("\x01\x00", maxFrames+1),
		"empty command":     "\x04\x00",
		"large command":     "\x06\x00\x00\x00\x00\x00\x00\x10\x01",
		"command in middle": "\x01\x01x" + string(command("PING", "\x00\x00")),
		"command with more": "\x05\x05\x04PING",
		"reserved flags":    "\x08\x01x",
	} {
		c := rawConn(t, r.Addr())
		shake(t, c, "DEALER", "attacker")
		c.Write([]byte(attack))
		expectClosed(t, c)
		if t.Failed() {
			t.Fatalf("after %q", name)
		}
	}
	d := dialDealer(t, r.Addr(), "")
	roundTrip(t, d, strings.Repeat("x", 1<<20))
	var after runtime.MemStats
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 64<<20 {
		t.Errorf("%d bytes were allocated", grown)
	}
}

func TestClaimsOfManyPeersShareOneAllowance(t *testing.T) {
	checkLeaks(t)
	const limit = 1 << 20
	r := startRouter(t, Config{MaxMessage: limit, Stall: 4 * time.Second})
	// Each announces a message of the full size and sends none of it.
	var claims []net.Conn
	for range 10 {
		c := rawConn(t, r.Addr())
		shake(t, c, "DEALER", "")
		c.Write([]byte("\x02\x00\x00\x00\x00\x00\x10\x00\x00"))
		claims = append(claims, c)
	}
	d := dialDealer(t, r.Addr(), "")
	roundTrip(t, d, "small messages need no allowance")
	for _, c := range claims {
		expectClosed(t, c)
	}
	roundTrip(t, d, strings.Repeat("x", limit))
	eventually(t, "the allowance is whole again", func() bool {
		r.allowance.mu.Lock()
		defer r.allowance.mu.Unlock()
		return r.allowance.free == fullAllowance(limit)
	})
}

func TestAllowanceCanBeLarger(t *testing.T) {
	checkLeaks(t)
	const limit = 1 << 20
	r := startRouter(t, Config{MaxMessage: limit, MaxIncoming: 20 * limit, Stall: 2 * patience})
	for range 10 {
		c := rawConn(t, r.Addr())
		shake(t, c, "DEALER", "")
		c.Write([]byte("\x02\x00\x00\x00\x00\x00\x10\x00\x00"))
	}
	eventually(t, "all have room", func() bool {
		r.allowance.mu.Lock()
		defer r.allowance.mu.Unlock()
		return r.allowance.free <= 10*limit
	})
	roundTrip(t, dialDealer(t, r.Addr(), ""), strings.Repeat("x", limit))
}

func TestPeersOverTheMaximumAreRefused(t *testing.T) {
	checkLeaks(t)
	r := startRouter(t, Config{MaxPeers: 3})
	var clients []*Dealer
	for range 3 {
		clients = append(clients, dialDealer(t, r.Addr(), ""))
	}
	expectClosed(t, rawConn(t, r.Addr()))
	for _, d := range clients {
		roundTrip(t, d, "hello")
	}
	clients[0].Close()
	eventually(t, "there is room again", func() bool { return connections(&r.endpoint) == 2 })
	roundTrip(t, dialDealer(t, r.Addr(), ""), "hello")
}

func TestParkedConnectionsMakeRoom(t *testing.T) {
	checkLeaks(t)
	r := startRouter(t, Config{MaxPeers: 3})
	for range 10 {
		d := dialDealer(t, r.Addr(), "same")
		roundTrip(t, d, "hello")
	}
	eventually(t, "no more than the maximum is left", func() bool { return connections(&r.endpoint) <= 3 })
}

func TestPingIsAnsweredAndKeptFromTheApplication(t *testing.T) {
	checkLeaks(t)
	r := must[*Router](t)(ListenRouter("tcp", "127.0.0.1:0", Config{}))
	defer r.Close(0)
	c := rawConn(t, r.Addr())
	shake(t, c, "DEALER", "pinger")
	c.Write(command("PING", "\x00\x0acontext"))
	want := string(command("PONG", "context"))
	got := make([]byte, len(want))
	if _, err := readFull(c, got); err != nil || string(got) != want {
		t.Fatalf("got %q, %v; want %q", got, err, want)
	}
	c.Write(command("PONG", ""))
	c.Write(command("UNHEARDOF", "of"))
	c.Write([]byte("\x00\x01x"))
	if m := must[Message](t)(r.Recv()); !equal(m.Frames, frames("x")) {
		t.Errorf("the application got %q", m.Frames)
	}
}

func TestPingFloodWithoutReadingCostsNothing(t *testing.T) {
	checkLeaks(t)
	e := must[*Echo](t)(ListenEcho("tcp", "127.0.0.1:0", Config{Stall: 5 * time.Second}))
	defer e.Close()
	c := rawConn(t, e.Addr())
	shake(t, c, "REQ", "")
	flood := []byte(strings.Repeat(string(command("PING", "\x00\x0a0123456789abcdef")), 10000))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 20 {
		if _, err := c.Write(flood); err != nil {
			break // it was dropped, which is as well
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if after.HeapAlloc > before.HeapAlloc+4<<20 {
		t.Errorf("the heap grew from %d to %d bytes", before.HeapAlloc, after.HeapAlloc)
	}
	roundTrip(t, dialDealer(t, e.Addr(), ""), "", "hello")
}
