package protocol

import (
	"encoding/json"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
)

// Session makes the messages of one process. Clients stop listening to a kernel
// whose session id changes, so a kernel process has exactly one Session. Its
// methods may be called from any goroutine.
type Session struct {
	id       string
	username string
	made     atomic.Uint64
}

// NewSession returns a Session with a new random id.
func NewSession(username string) *Session {
	return &Session{id: uuid.NewString(), username: username}
}

// ID returns the session id, a UUID.
func (s *Session) ID() string { return s.id }

// New makes a message of the given type that answers, or is caused by, parent;
// nil means no parent. Content is anything that [Marshal] takes; nil means {}.
// It fails only if content cannot be written as JSON.
func (s *Session) New(msgType string, parent *Message, content any) (*Message, error) {
	m := &Message{Header: Header{
		MsgID:    s.id + "_" + strconv.FormatUint(s.made.Add(1), 10),
		Session:  s.id,
		Username: s.username,
		Date:     Timestamp(time.Now()),
		MsgType:  msgType,
		Version:  Version,
	}}
	if parent != nil {
		m.Parent = parent.ParentHeader()
	}
	if content == nil {
		return m, nil
	}
	raw, err := Marshal(content)
	if err != nil {
		return nil, err
	}
	m.Content = raw
	return m, nil
}

// ParentHeader returns what a message caused by m carries as its parent header:
// m's header as it came, or as it was made here.
func (m *Message) ParentHeader() json.RawMessage {
	if m.RawHeader != nil {
		return m.RawHeader
	}
	raw, err := Marshal(m.Header)
	if err != nil {
		return nil // cannot happen: a Header is seven strings
	}
	return raw
}

// Timestamp formats t as messages do: ISO 8601 in UTC, microseconds, a Z.
func Timestamp(t time.Time) string {
	return t.UTC().Format("2006-01-02T15:04:05.000000Z")
}

// NewID makes a random id, for a display or a comm.
func NewID() string { return uuid.NewString() }
