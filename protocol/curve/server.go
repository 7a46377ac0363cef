package curve

import (
	"crypto/rand"
	"slices"

	"golang.org/x/crypto/nacl/box"
)

const (
	keySize     = len(Key{})
	boxSize     = box.Overhead
	helloSize   = 2 + 72 + keySize + shortNonce + boxSize + 64
	cookieSize  = longNonce + boxSize + 2*keySize
	welcomeSize = longNonce + boxSize + keySize + cookieSize
	vouchSize   = longNonce + boxSize + 2*keySize
	// leastInitiate is the size of an INITIATE without metadata.
	leastInitiate = cookieSize + shortNonce + boxSize + keySize + vouchSize
)

// Server is the listening end of one handshake. Its methods are called once
// each, in the order Welcome, Initiate, Ready. Commands are bodies, without
// their name. When one fails, the connection must be closed.
type Server struct {
	keys      KeyPair
	client    Key     // the client's key for this connection
	own       KeyPair // ours for this connection
	cookieKey *Secret // set between Welcome and Initiate
	shared    *Secret
	received  uint64 // the number of the last command
}

// NewServer begins a handshake.
func NewServer(keys KeyPair) *Server { return &Server{keys: keys} }

// Welcome checks a HELLO and returns the WELCOME. Only who knows the server's
// public key can make a HELLO that passes.
func (s *Server) Welcome(hello []byte) ([]byte, error) {
	if len(hello) != helloSize {
		return nil, ErrMalformed
	}
	if hello[0] != 1 || hello[1] != 0 {
		return nil, ErrVersion
	}
	padding, rest := hello[2:2+72], hello[2+72:]
	if !same(padding, make([]byte, 72)) {
		return nil, ErrMalformed
	}
	s.client = Key(rest)
	shared, err := agree(&s.client, &s.keys.Secret)
	if err != nil {
		return nil, err
	}
	number, zeros, err := openShort(rest[keySize:], helloNonce, shared)
	if err != nil {
		return nil, err
	}
	if !same(zeros, make([]byte, 64)) {
		return nil, ErrMalformed
	}
	s.received = number
	s.own = NewKeyPair()
	// The key of the cookie lives as long as the handshake, which has a
	// deadline, and is for this connection only.
	s.cookieKey = new(Secret)
	rand.Read(s.cookieKey[:])
	cookie := sealLong(nil, cookieNonce, slices.Concat(s.client[:], s.own.Secret[:]), s.cookieKey)
	return sealLong(nil, welcomeNonce, slices.Concat(s.own.Public[:], cookie), shared), nil
}

// Initiate checks an INITIATE and returns the metadata in it.
func (s *Server) Initiate(initiate []byte) (metadata []byte, err error) {
	key := s.cookieKey
	s.cookieKey = nil
	if key == nil {
		return nil, ErrNonce
	}
	defer clear(key[:])
	if len(initiate) < leastInitiate {
		return nil, ErrMalformed
	}
	cookie, err := openLong(initiate[:cookieSize], cookieNonce, key)
	if err != nil {
		return nil, err
	}
	if !same(cookie, slices.Concat(s.client[:], s.own.Secret[:])) {
		return nil, ErrKey
	}
	if s.shared, err = agree(&s.client, &s.own.Secret); err != nil {
		return nil, err
	}
	number, content, err := openShort(initiate[cookieSize:], initiateNonce, s.shared)
	if err != nil {
		return nil, err
	}
	if !follows(number, s.received) {
		return nil, ErrNonce
	}
	s.received = number
	return content[keySize+vouchSize:], s.checkVouch(Key(content), content[keySize:keySize+vouchSize])
}

// checkVouch wants a box with the client's key for this connection and our
// permanent one, sealed by the client's permanent key.
func (s *Server) checkVouch(permanent Key, vouch []byte) error {
	shared, err := agree(&permanent, &s.own.Secret)
	if err != nil {
		return err
	}
	content, err := openLong(vouch, vouchNonce, shared)
	if err != nil {
		return err
	}
	if !same(content, slices.Concat(s.client[:], s.keys.Public[:])) {
		return ErrKey
	}
	return nil
}

// Ready returns the READY with our metadata, and what to seal messages with.
func (s *Server) Ready(metadata []byte) ([]byte, *Session) {
	session := &Session{
		key:    *s.shared,
		sealer: serverNonce, sent: 1,
		opener: clientNonce, received: s.received,
	}
	s.own = KeyPair{}
	return sealShort(nil, readyNonce, session.sent, metadata, s.shared), session
}
