package curve

import "slices"

// Client is the connecting end of one handshake. Its methods are called once
// each, in the order Hello, Initiate, Ready. Commands are bodies, without
// their name. When one fails, the connection must be closed.
type Client struct {
	keys   KeyPair
	server Key     // the server's permanent key
	own    KeyPair // ours for this connection
	hello  *Secret
	shared *Secret
}

// NewClient begins a handshake with the owner of the public key server.
func NewClient(keys KeyPair, server Key) *Client {
	return &Client{keys: keys, server: server, own: NewKeyPair()}
}

// Hello returns the HELLO. It fails if the server's key cannot be one.
func (c *Client) Hello() ([]byte, error) {
	var err error
	if c.hello, err = agree(&c.server, &c.own.Secret); err != nil {
		return nil, err
	}
	hello := append(make([]byte, 2+72, helloSize), c.own.Public[:]...)
	hello[0] = 1 // version 1.0
	return sealShort(hello, helloNonce, 1, make([]byte, 64), c.hello), nil
}

// Initiate checks a WELCOME and returns the INITIATE with our metadata. Only
// the owner of the server's secret key can make a WELCOME that passes.
func (c *Client) Initiate(welcome, metadata []byte) ([]byte, error) {
	if len(welcome) != welcomeSize {
		return nil, ErrMalformed
	}
	content, err := openLong(welcome, welcomeNonce, c.hello)
	if err != nil {
		return nil, err
	}
	transient, cookie := Key(content), content[keySize:]
	if c.shared, err = agree(&transient, &c.own.Secret); err != nil {
		return nil, err
	}
	vouching, err := agree(&transient, &c.keys.Secret)
	if err != nil {
		return nil, err
	}
	vouch := sealLong(nil, vouchNonce, slices.Concat(c.own.Public[:], c.server[:]), vouching)
	return sealShort(cookie, initiateNonce, 2, slices.Concat(c.keys.Public[:], vouch, metadata), c.shared), nil
}

// Ready checks a READY and returns the metadata in it, and what to seal
// messages with.
func (c *Client) Ready(ready []byte) (metadata []byte, session *Session, err error) {
	number, metadata, err := openShort(ready, readyNonce, c.shared)
	if err != nil {
		return nil, nil, err
	}
	session = &Session{
		key:    *c.shared,
		sealer: clientNonce, sent: 2,
		opener: serverNonce, received: number,
	}
	c.own = KeyPair{}
	return metadata, session, nil
}
