package curve

import (
	"bytes"
	"testing"
)

// FuzzHandshake gives a server arbitrary commands. None that a client did not
// make may pass.
func FuzzHandshake(f *testing.F) {
	keys := NewKeyPair()
	client := NewClient(NewKeyPair(), keys.Public)
	hello, _ := client.Hello()
	welcome, err := NewServer(keys).Welcome(hello)
	if err != nil {
		f.Fatal(err)
	}
	initiate, err := client.Initiate(welcome, nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(hello, initiate)
	f.Add([]byte{}, []byte{})
	f.Fuzz(func(t *testing.T, first, second []byte) {
		server := NewServer(keys)
		// The corpus may hold a HELLO that was made with other keys.
		if _, err := server.Welcome(first); (err == nil) != bytes.Equal(first, hello) {
			t.Fatalf("HELLO %x: %v", first, err)
		}
		if _, err := server.Initiate(second); err == nil {
			t.Fatalf("INITIATE %x passed", second)
		}
		c := NewClient(NewKeyPair(), keys.Public)
		if _, err := c.Hello(); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Initiate(first, nil); err == nil {
			t.Fatalf("WELCOME %x passed", first)
		}
		c.shared = &Secret{}
		if _, _, err := c.Ready(second); err == nil {
			t.Fatalf("READY %x passed", second)
		}
	})
}

// FuzzOpen gives a session arbitrary bytes in place of a message.
func FuzzOpen(f *testing.F) {
	good := seal(&Session{sealer: clientNonce}, More, []byte("hello"))
	f.Add(good)
	f.Add([]byte(messageName))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, message []byte) {
		s := &Session{opener: clientNonce}
		flags, frame, err := openAll(s, message)
		if err != nil {
			if s.received != 0 {
				t.Fatal("a refused message counts")
			}
			return
		}
		// The key of this test is known, so that any frame can be sealed.
		if again := seal(&Session{sealer: clientNonce}, flags, frame); len(again) != len(message) {
			t.Fatalf("%x was opened", message)
		}
	})
}
