package wire

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"sync"
	"unicode/utf8"

	"starkernel/protocol"
)

var (
	// ErrMalformed is wrapped by every error about frames that are no message.
	ErrMalformed = errors.New("wire: malformed message")
	// ErrSignature says that a message was not signed with the connection's key.
	ErrSignature = errors.New("wire: invalid signature")
	// ErrReplayed says that a signed message came a second time.
	ErrReplayed = errors.New("wire: message repeated")
)

var (
	delimiter   = []byte("<IDS|MSG>")
	emptyObject = []byte("{}")
)

// jsonFrames is the number of signed frames: header, parent, metadata, content.
const jsonFrames = 4

// Codec signs and checks messages with the key of one connection. It may be
// used from any goroutine.
type Codec struct {
	key  []byte
	macs sync.Pool // of hash.Hash: keying an HMAC costs more than a small message
	seen replays   // signatures that Decode has accepted
}

// NewCodec returns a Codec for a key; an empty key means unsigned messages.
func NewCodec(key []byte) *Codec {
	c := &Codec{key: bytes.Clone(key)}
	c.macs.New = func() any { return hmac.New(sha256.New, c.key) }
	return c
}

// Encode returns the frames of m from the delimiter on; the caller puts the
// identities or the topic before them. The frames share memory with m, so
// neither may be changed afterwards.
func (c *Codec) Encode(m *protocol.Message) ([][]byte, error) {
	header := m.RawHeader
	if header == nil {
		raw, err := protocol.Marshal(m.Header)
		if err != nil {
			return nil, err
		}
		header = raw
	}
	frames := make([][]byte, 0, 2+jsonFrames+len(m.Buffers))
	frames = append(frames, delimiter, nil,
		header, orEmpty(m.Parent), orEmpty(m.Metadata), orEmpty(m.Content))
	frames[1] = c.sign(frames[2:])
	return append(frames, m.Buffers...), nil
}

func orEmpty(raw json.RawMessage) []byte {
	if raw == nil {
		return emptyObject
	}
	return raw
}

// Decode returns the message in frames and the identities before it. The error
// is ErrSignature, ErrReplayed or wraps ErrMalformed. The message shares memory
// with frames.
func (c *Codec) Decode(frames [][]byte) (m *protocol.Message, identities [][]byte, err error) {
	at := -1
	for i, f := range frames {
		if bytes.Equal(f, delimiter) {
			at = i
			break
		}
	}
	if at < 0 {
		return nil, nil, malformed("no <IDS|MSG> among %d frames", len(frames))
	}
	identities, rest := frames[:at], frames[at+1:]
	if len(rest) < 1+jsonFrames {
		return nil, nil, malformed("%d frames after <IDS|MSG>, want at least %d", len(rest), 1+jsonFrames)
	}
	signature, parts, buffers := rest[0], rest[1:1+jsonFrames], rest[1+jsonFrames:]
	if len(c.key) > 0 && !hmac.Equal(signature, c.sign(parts)) {
		return nil, nil, ErrSignature
	}
	for i, name := range [...]string{"header", "parent header", "metadata", "content"} {
		if err := checkObject(parts[i]); err != nil {
			return nil, nil, malformed("%s: %v", name, err)
		}
	}
	m = &protocol.Message{
		RawHeader: parts[0],
		Parent:    parts[1],
		Metadata:  parts[2],
		Content:   parts[3],
		Buffers:   buffers,
	}
	if err := decodeHeader(parts[0], &m.Header); err != nil {
		return nil, nil, malformed("header: %v", err)
	}
	if len(c.key) > 0 && !c.seen.add(signature) {
		return nil, nil, ErrReplayed
	}
	return m, identities, nil
}

// decodeHeader reads a header. Only the id and the type are needed; another
// field of an unexpected type is left empty.
func decodeHeader(raw []byte, h *protocol.Header) error {
	err := json.Unmarshal(raw, h)
	if _, ok := errors.AsType[*json.UnmarshalTypeError](err); err != nil && !ok {
		return err
	}
	if h.MsgID == "" || h.MsgType == "" {
		return errors.New("msg_id or msg_type is missing")
	}
	return nil
}

func checkObject(raw []byte) error {
	switch trimmed := bytes.TrimLeft(raw, " \t\r\n"); {
	case len(trimmed) == 0 || trimmed[0] != '{':
		return errors.New("not a JSON object")
	case !utf8.Valid(raw):
		return errors.New("invalid UTF-8")
	case !json.Valid(raw):
		return errors.New("invalid JSON")
	}
	return nil
}

// sign returns the signature of the JSON frames; without a key it is empty.
func (c *Codec) sign(parts [][]byte) []byte {
	if len(c.key) == 0 {
		return []byte{}
	}
	mac := c.macs.Get().(hash.Hash)
	defer c.macs.Put(mac)
	mac.Reset()
	for _, p := range parts {
		mac.Write(p)
	}
	var sum [sha256.Size]byte
	out := make([]byte, hex.EncodedLen(sha256.Size))
	hex.Encode(out, mac.Sum(sum[:0]))
	return out
}

func malformed(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrMalformed, fmt.Sprintf(format, args...))
}
