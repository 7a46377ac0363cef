package wire_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"starkernel/protocol/wire"
)

func TestMessagesOfTheStartupHandshakeHaveOneSignedFrame(t *testing.T) {
	frames := wire.NewCodec([]byte("secret")).EncodeRegistration([]byte(`{"a":1}`))
	want := []string{"<IDS|MSG>", "aa9e2e3575f5d7098b6caccd790888c36d5fdb63342a73bada2d6a51747a8494", `{"a":1}`}
	for i, f := range frames {
		if string(f) != want[i] {
			t.Errorf("frame %d is %q, want %q", i, f, want[i])
		}
	}
}

func TestDecodeRegistration(t *testing.T) {
	codec := wire.NewCodec([]byte("secret"))
	ack := codec.EncodeRegistration([]byte("ACK")) // no JSON, as in xeus
	frame := func(s string) []byte { return []byte(s) }
	for name, frames := range map[string][][]byte{
		"plain":           ack,
		"with identities": append([][]byte{frame("id"), nil}, ack...),
	} {
		if content, err := codec.DecodeRegistration(frames); err != nil || string(content) != "ACK" {
			t.Errorf("%s: got %q, %v", name, content, err)
		}
	}
	for name, test := range map[string]struct {
		frames [][]byte
		want   error
	}{
		"nothing":       {nil, wire.ErrMalformed},
		"no delimiter":  {ack[1:], wire.ErrMalformed},
		"no content":    {ack[:2], wire.ErrMalformed},
		"two contents":  {append(ack[:3:3], frame("more")), wire.ErrMalformed},
		"no signature":  {[][]byte{ack[0], nil, ack[2]}, wire.ErrSignature},
		"other content": {[][]byte{ack[0], ack[1], frame("NAK")}, wire.ErrSignature},
		"other key":     {wire.NewCodec([]byte("other")).EncodeRegistration(frame("ACK")), wire.ErrSignature},
	} {
		if _, err := codec.DecodeRegistration(test.frames); !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", name, err, test.want)
		}
	}
	open := wire.NewCodec(nil)
	if content, err := open.DecodeRegistration([][]byte{ack[0], nil, ack[2]}); err != nil || string(content) != "ACK" {
		t.Errorf("without a key: got %q, %v", content, err)
	}
}

// FuzzDecodeRegistration decodes arbitrary frames, some of them signed as they
// should be. What is accepted must be what was signed.
func FuzzDecodeRegistration(f *testing.F) {
	f.Add([]byte("<IDS|MSG>\n\n{\"kernel_id\":\"k\"}"), true)
	f.Add([]byte("id\n\n<IDS|MSG>\nsignature\nACK"), true)
	f.Add([]byte("<IDS|MSG>\naa9e2e3575f5d7098b6caccd790888c36d5fdb63342a73bada2d6a51747a8494\n{\"a\":1}"), false)
	f.Add([]byte("<IDS|MSG>\n<IDS|MSG>\n<IDS|MSG>"), false)
	f.Add([]byte("<IDS|MSG>\nsignature"), false)
	f.Add([]byte(""), false)
	codec := wire.NewCodec([]byte("secret"))
	f.Fuzz(func(t *testing.T, data []byte, signed bool) {
		frames := bytes.Split(data, []byte("\n"))
		if signed && len(frames) >= 3 {
			last := frames[len(frames)-3:]
			copy(last[1:], codec.EncodeRegistration(last[2])[1:])
		}
		content, err := codec.DecodeRegistration(frames)
		if err != nil {
			if err != wire.ErrSignature && !errors.Is(err, wire.ErrMalformed) {
				t.Errorf("unexpected error %v", err)
			}
			return
		}
		if len(frames) < 3 || !slices.EqualFunc(codec.EncodeRegistration(content), frames[len(frames)-3:], bytes.Equal) {
			t.Errorf("%q was accepted as %q", frames, content)
		}
	})
}
