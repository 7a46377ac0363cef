package wire

import (
	"bytes"
	"crypto/hmac"
)

// EncodeRegistration returns the frames of a message of the startup handshake
// (jupyter_client, "Kernel startup handshake"): it has a content and a signature,
// but no header.
func (c *Codec) EncodeRegistration(content []byte) [][]byte {
	return [][]byte{delimiter, c.sign([][]byte{content}), content}
}

// DecodeRegistration returns the content of a message of the startup handshake.
// The error is ErrSignature or wraps ErrMalformed. The content need not be JSON.
func (c *Codec) DecodeRegistration(frames [][]byte) (content []byte, err error) {
	for len(frames) > 0 && !bytes.Equal(frames[0], delimiter) {
		frames = frames[1:]
	}
	if len(frames) != 3 {
		return nil, malformed("want <IDS|MSG>, a signature and one frame")
	}
	signature, content := frames[1], frames[2]
	if len(c.key) > 0 && !hmac.Equal(signature, c.sign(frames[2:])) {
		return nil, ErrSignature
	}
	return content, nil
}
