package curve

import (
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"

	"golang.org/x/crypto/curve25519"
	"golang.org/x/crypto/nacl/box"
)

// Key is a public key of Curve25519.
type Key = [32]byte

// Secret is a secret key, or a key that two ends have agreed on. It does not
// show in logs: neither fmt nor encoding/json tells what it is.
type Secret [32]byte

const hidden = "secret key, not shown"

// Format hides the key, whatever the verb.
func (Secret) Format(f fmt.State, _ rune) { io.WriteString(f, hidden) }

// MarshalText hides the key.
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// KeyPair is a public key and the secret key that it belongs to.
type KeyPair struct {
	Public Key
	Secret Secret
}

// NewKeyPair makes a random pair.
func NewKeyPair() KeyPair {
	public, secret, err := box.GenerateKey(rand.Reader)
	if err != nil {
		panic(err) // crypto/rand never fails
	}
	return KeyPair{*public, Secret(*secret)}
}

// ParseKeyPair reads a pair in Z85, 40 characters for each key, and checks that
// the keys belong together.
func ParseKeyPair(public, secret string) (KeyPair, error) {
	var pair KeyPair
	if err := decodeZ85(&pair.Public, public); err != nil {
		return KeyPair{}, fmt.Errorf("public key: %w", err)
	}
	if err := decodeZ85((*Key)(&pair.Secret), secret); err != nil {
		return KeyPair{}, fmt.Errorf("secret key: %w", err)
	}
	belongs, err := curve25519.X25519(pair.Secret[:], curve25519.Basepoint)
	if err != nil || subtle.ConstantTimeCompare(belongs, pair.Public[:]) == 0 {
		return KeyPair{}, errors.New("the public key does not belong to the secret key")
	}
	return pair, nil
}

// Z85 returns the keys as texts.
func (k KeyPair) Z85() (public, secret string) {
	return encodeZ85(k.Public), encodeZ85(Key(k.Secret))
}

// Format shows the public key and hides the secret one, whatever the verb.
func (k KeyPair) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "curve.KeyPair(%s, %v)", encodeZ85(k.Public), k.Secret)
}

// The types that hold keys in fields of their own, where fmt would not ask how
// to show them.

// Format hides the keys.
func (Client) Format(f fmt.State, _ rune) { io.WriteString(f, "curve.Client") }

// Format hides the keys.
func (Server) Format(f fmt.State, _ rune) { io.WriteString(f, "curve.Server") }

// Format hides the key.
func (Session) Format(f fmt.State, _ rune) { io.WriteString(f, "curve.Session") }
