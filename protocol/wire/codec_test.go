package wire

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"starkernel/protocol"
)

// vector is a file of testdata/vectors: a header of "key: value" lines, an empty
// line, and one frame a line as a quoted Go string. The signatures were made by
// Python's hmac module.
type vector struct {
	header map[string]string
	frames [][]byte
}

func readVectors(t testing.TB) map[string]vector {
	t.Helper()
	files, err := filepath.Glob("testdata/vectors/*")
	if err != nil || len(files) == 0 {
		t.Fatal("no vectors", err)
	}
	vectors := map[string]vector{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		v := vector{header: map[string]string{}}
		lines := bufio.NewScanner(bytes.NewReader(data))
		lines.Buffer(nil, 1<<20)
		for lines.Scan() && lines.Text() != "" {
			key, value, _ := strings.Cut(lines.Text(), ":")
			if !slices.Contains([]string{"comment", "expect", "key", "type", "id", "identities", "buffers"}, key) {
				t.Fatalf("%s: unknown key %q", file, key)
			}
			v.header[key] = strings.TrimSpace(value)
		}
		for lines.Scan() {
			frame, err := strconv.Unquote(lines.Text())
			if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			v.frames = append(v.frames, []byte(frame))
		}
		vectors[filepath.Base(file)] = v
	}
	return vectors
}

func TestVectors(t *testing.T) {
	for name, v := range readVectors(t) {
		t.Run(name, func(t *testing.T) {
			codec := NewCodec([]byte(v.header["key"]))
			m, identities, err := codec.Decode(v.frames)
			switch v.header["expect"] {
			case "signature":
				if err != ErrSignature {
					t.Errorf("got %v, want ErrSignature", err)
				}
			case "malformed":
				if !errors.Is(err, ErrMalformed) {
					t.Errorf("got %v, want ErrMalformed", err)
				}
			case "ok":
				if err != nil {
					t.Fatal(err)
				}
				if m.Header.MsgType != v.header["type"] || m.Header.MsgID != v.header["id"] ||
					strconv.Itoa(len(identities)) != v.header["identities"] || strconv.Itoa(len(m.Buffers)) != v.header["buffers"] {
					t.Errorf("got %+v, %d identities, %d buffers", m.Header, len(identities), len(m.Buffers))
				}
				frames, err := codec.Encode(m)
				if err != nil {
					t.Fatal(err)
				}
				want := slices.Clone(v.frames[len(identities):])
				if v.header["key"] == "" {
					want[1] = nil // any signature was accepted, none is made
				}
				if !slices.EqualFunc(frames, want, bytes.Equal) {
					t.Errorf("encoded again: %q", frames)
				}
			default:
				t.Errorf("expect: %q", v.header["expect"])
			}
		})
	}
}

func TestWhatIsEncodedIsDecodedAgain(t *testing.T) {
	codec := NewCodec([]byte("secret"))
	session := protocol.NewSession("kernel")
	request, err := session.New(protocol.MsgExecuteRequest, nil, map[string]any{"code": "a<b\xff"})
	if err != nil {
		t.Fatal(err)
	}
	reply, err := session.New(protocol.MsgExecuteReply, request, protocol.OKReply{Status: protocol.StatusOK})
	if err != nil {
		t.Fatal(err)
	}
	reply.Buffers = [][]byte{{1, 2}, {}}
	frames, err := codec.Encode(reply)
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := codec.Decode(frames)
	if err != nil {
		t.Fatal(err)
	}
	if got.Header != reply.Header || !bytes.Equal(got.Parent, request.ParentHeader()) ||
		string(got.Content) != `{"status":"ok"}` || string(got.Metadata) != "{}" || len(got.Buffers) != 2 {
		t.Errorf("got %+v", got)
	}
	if string(request.Content) != `{"code":"a<b\ufffd"}` {
		t.Errorf("content is %s", request.Content)
	}
}

func TestParentHeaderIsTheRequestsHeaderWhole(t *testing.T) {
	header := `{"msg_id":"1","msg_type":"x","unknown":[1]}`
	m := &protocol.Message{RawHeader: json.RawMessage(header)}
	reply, err := protocol.NewSession("kernel").New(protocol.MsgStatus, m, nil)
	if err != nil {
		t.Fatal(err)
	}
	frames, err := NewCodec(nil).Encode(reply)
	if err != nil {
		t.Fatal(err)
	}
	if string(frames[3]) != header {
		t.Errorf("parent header is %s", frames[3])
	}
}

func TestRepeatedMessageIsRefused(t *testing.T) {
	codec := NewCodec([]byte("secret"))
	session := protocol.NewSession("x")
	encode := func() [][]byte {
		m, err := session.New(protocol.MsgKernelInfoRequest, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		frames, err := codec.Encode(m)
		if err != nil {
			t.Fatal(err)
		}
		return frames
	}
	first := encode()
	if _, _, err := codec.Decode(first); err != nil {
		t.Fatal(err)
	}
	if _, _, err := codec.Decode(first); err != ErrReplayed {
		t.Errorf("got %v, want ErrReplayed", err)
	}
	for range maxSeen + 100 {
		if _, _, err := codec.Decode(encode()); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(codec.seen.seen); n != maxSeen {
		t.Errorf("%d signatures are remembered, want %d", n, maxSeen)
	}
}

func FuzzDecode(f *testing.F) {
	for _, v := range readVectors(f) {
		f.Add(bytes.Join(v.frames, []byte("|")), v.header["key"] != "")
	}
	f.Fuzz(func(t *testing.T, data []byte, signed bool) {
		frames := bytes.Split(data, []byte("|"))
		codec := NewCodec(nil)
		if signed && len(frames) > 5 {
			// Sign it, to get past the signature.
			codec = NewCodec([]byte("secret"))
			frames[1] = codec.sign(frames[2:6])
		}
		// <IDS|MSG> has the separator in it.
		frames = append([][]byte{delimiter}, frames[1:]...)
		m, _, err := codec.Decode(frames)
		if err != nil {
			if err != ErrSignature && !errors.Is(err, ErrMalformed) {
				t.Errorf("unexpected error %v", err)
			}
			return
		}
		for _, raw := range []json.RawMessage{m.RawHeader, m.Parent, m.Metadata, m.Content} {
			if !utf8.Valid(raw) || !json.Valid(raw) {
				t.Errorf("not valid JSON in UTF-8: %q", raw)
			}
		}
		if m.Header.MsgID == "" || m.Header.MsgType == "" {
			t.Errorf("header %+v", m.Header)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	frames := benchmarkFrames(b)
	codec := NewCodec([]byte("secret"))
	for b.Loop() {
		codec.seen = replays{}
		if _, _, err := codec.Decode(frames); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	codec := NewCodec([]byte("secret"))
	m, _, err := codec.Decode(benchmarkFrames(b))
	if err != nil {
		b.Fatal(err)
	}
	m.RawHeader = nil // as a message made here
	for b.Loop() {
		if _, err := codec.Encode(m); err != nil {
			b.Fatal(err)
		}
	}
}

func benchmarkFrames(b *testing.B) [][]byte {
	m, err := protocol.NewSession("client").New(protocol.MsgExecuteRequest, nil, protocol.ExecuteRequest{Code: "1+1"})
	if err != nil {
		b.Fatal(err)
	}
	frames, err := NewCodec([]byte("secret")).Encode(m)
	if err != nil {
		b.Fatal(err)
	}
	return frames
}
