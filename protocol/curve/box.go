package curve

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"sync"

	"golang.org/x/crypto/nacl/box"
)

// Errors that end a connection.
var (
	// ErrMalformed is a command of the wrong size or form.
	ErrMalformed = errors.New("curve: malformed command")
	// ErrVersion is a HELLO of a version other than 1.0.
	ErrVersion = errors.New("curve: the client speaks another version of CurveZMQ")
	// ErrKey is a box that does not open: the other end has another key, or
	// somebody has changed what was sent.
	ErrKey = errors.New("curve: wrong key, or changed on the way")
	// ErrNonce is a command that was repeated, reordered or left out, or one
	// too many for its number.
	ErrNonce = errors.New("curve: a command was repeated or left out, or no number is left for it")
)

// The first part of a nonce says what a box is for; the rest is unique.
const (
	helloNonce    = "CurveZMQHELLO---"
	cookieNonce   = "COOKIE--"
	welcomeNonce  = "WELCOME-"
	vouchNonce    = "VOUCH---"
	initiateNonce = "CurveZMQINITIATE"
	readyNonce    = "CurveZMQREADY---"
	clientNonce   = "CurveZMQMESSAGEC"
	serverNonce   = "CurveZMQMESSAGES"
)

const (
	shortNonce = 8  // bytes of a nonce that counts
	longNonce  = 16 // bytes of a nonce that is random
)

func nonceOf(prefix string, rest []byte) *[24]byte {
	var n [24]byte
	copy(n[copy(n[:], prefix):], rest)
	return &n
}

// weak is the key that every public key of low order gives, whatever the secret
// one, so that anybody could make it. box.Precompute does not mind.
var weak = sync.OnceValue(func() Secret { return precompute(&Key{}, &Secret{}) })

func precompute(public *Key, secret *Secret) (shared Secret) {
	box.Precompute((*Key)(&shared), public, (*Key)(secret))
	return shared
}

// agree makes the key that only the owners of the two pairs can make.
func agree(public *Key, secret *Secret) (*Secret, error) {
	shared, weak := precompute(public, secret), weak()
	if same(shared[:], weak[:]) {
		return nil, ErrKey
	}
	return &shared, nil
}

// sealLong appends a random nonce, and a box with it, to out.
func sealLong(out []byte, prefix string, content []byte, shared *Secret) []byte {
	var unique [longNonce]byte
	rand.Read(unique[:])
	return box.SealAfterPrecomputation(append(out, unique[:]...), content, nonceOf(prefix, unique[:]), (*Key)(shared))
}

// openLong is the reverse of sealLong.
func openLong(sealed []byte, prefix string, shared *Secret) ([]byte, error) {
	if len(sealed) < longNonce+box.Overhead {
		return nil, ErrMalformed
	}
	return open(sealed[longNonce:], nonceOf(prefix, sealed[:longNonce]), shared)
}

// sealShort appends the number of a command, and a box with it, to out.
func sealShort(out []byte, prefix string, number uint64, content []byte, shared *Secret) []byte {
	out = binary.BigEndian.AppendUint64(out, number)
	return box.SealAfterPrecomputation(out, content, nonceOf(prefix, out[len(out)-shortNonce:]), (*Key)(shared))
}

// openShort is the reverse of sealShort.
func openShort(sealed []byte, prefix string, shared *Secret) (number uint64, content []byte, err error) {
	if len(sealed) < shortNonce+box.Overhead {
		return 0, nil, ErrMalformed
	}
	content, err = open(sealed[shortNonce:], nonceOf(prefix, sealed[:shortNonce]), shared)
	return binary.BigEndian.Uint64(sealed), content, err
}

func open(sealed []byte, nonce *[24]byte, shared *Secret) ([]byte, error) {
	content, ok := box.OpenAfterPrecomputation(nil, sealed, nonce, (*Key)(shared))
	if !ok {
		return nil, ErrKey
	}
	return content, nil
}

func same(a, b []byte) bool { return subtle.ConstantTimeCompare(a, b) == 1 }
