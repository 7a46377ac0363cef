package curve

import (
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"

	"golang.org/x/crypto/curve25519"
	"golang.org/x/crypto/nacl/box"
)

// Key is a public or a secret key of Curve25519.
type Key = [32]byte

// KeyPair is a public key and the secret key that it belongs to.
type KeyPair struct {
	Public, Secret Key
}

// NewKeyPair makes a random pair.
func NewKeyPair() KeyPair {
	public, secret, err := box.GenerateKey(rand.Reader)
	if err != nil {
		panic(err) // crypto/rand never fails
	}
	return KeyPair{*public, *secret}
}

// ParseKeyPair reads a pair in Z85, 40 characters for each key, and checks that
// the keys belong together.
func ParseKeyPair(public, secret string) (KeyPair, error) {
	var pair KeyPair
	if err := decodeZ85(&pair.Public, public); err != nil {
		return KeyPair{}, fmt.Errorf("public key: %w", err)
	}
	if err := decodeZ85(&pair.Secret, secret); err != nil {
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
	return encodeZ85(k.Public), encodeZ85(k.Secret)
}

// String hides the secret key from logs.
func (k KeyPair) String() string { return "curve.KeyPair(" + encodeZ85(k.Public) + ")" }
