package protocol

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
	"unicode/utf8"
)

// Base64 is data that a message has as base64 text, such as an image.
type Base64 string

// MarshalText returns the base64 text.
func (b Base64) MarshalText() ([]byte, error) { return b.appendTo(nil), nil }

func (b Base64) appendTo(dst []byte) []byte {
	return base64.StdEncoding.AppendEncode(dst, []byte(b))
}

// encoding/json has what it writes in memory several times. So the large texts of
// a bundle are written apart from the rest of the content, piece by piece.
const (
	largeText   = 64 << 10
	pieceOfText = 32 << 10
)

// bundled is content that begins with a MIME bundle.
type bundled interface {
	// split returns the large texts of the bundle, nil if there are none, and
	// the content without them.
	split() (large MIMEBundle, rest any)
}

func (d DisplayData) split() (large MIMEBundle, rest any) {
	large, d.Data = d.Data.split()
	return large, d
}

func (r ExecuteResult) split() (large MIMEBundle, rest any) {
	large, r.Data = r.Data.split()
	return large, r
}

func (b MIMEBundle) split() (large, small MIMEBundle) {
	small = b
	for mime, v := range b {
		if textSize(v) < largeText {
			continue
		}
		if large == nil {
			large, small = MIMEBundle{}, maps.Clone(b)
		}
		large[mime] = v
		delete(small, mime)
	}
	return large, small
}

// textSize is the length of a text in JSON, if it needs no escapes.
func textSize(v any) int {
	switch v := v.(type) {
	case string:
		return len(v)
	case Base64:
		return base64.StdEncoding.EncodedLen(len(v))
	}
	return 0
}

// marshalLarge puts large texts in front of the small ones in the bundle of rest.
func marshalLarge(large MIMEBundle, rest any) (json.RawMessage, error) {
	tail, err := Marshal(rest)
	if err != nil {
		return nil, err
	}
	const head = `{"data":{`
	size := len(tail)
	for mime, v := range large {
		size += textSize(v) + len(mime) + len(`"":"",`)
	}
	raw := append(make([]byte, 0, size), head...)
	for _, mime := range slices.Sorted(maps.Keys(large)) {
		raw = append(appendText(raw, mime), ':')
		switch v := large[mime].(type) {
		case string:
			raw = appendText(raw, v)
		case Base64:
			raw = append(v.appendTo(append(raw, '"')), '"')
		}
		raw = append(raw, ',')
	}
	tail = tail[len(head):]
	if tail[0] == '}' {
		raw = raw[:len(raw)-1] // no comma after the last
	}
	return append(raw, tail...), nil
}

// appendText appends s as JSON.
func appendText(dst []byte, s string) []byte {
	var piece bytes.Buffer
	enc := json.NewEncoder(&piece)
	enc.SetEscapeHTML(false)
	dst = append(dst, '"')
	for s != "" {
		n := min(len(s), pieceOfText)
		for n < len(s) && n > pieceOfText-utf8.UTFMax && !utf8.RuneStart(s[n]) {
			n--
		}
		piece.Reset()
		enc.Encode(s[:n]) // a string can always be written
		quoted := bytes.TrimSuffix(piece.Bytes(), []byte("\"\n"))
		dst = append(dst, quoted[1:]...)
		s = s[n:]
	}
	return append(dst, '"')
}
