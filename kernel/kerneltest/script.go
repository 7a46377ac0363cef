package kerneltest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"starkernel/kernel"
	"starkernel/protocol"
)

// RunScript plays the message script in the file against a kernel with an
// [Interpreter], and fails the test if the kernel does not send what the script
// wants. With update it writes into the file what the kernel sent.
func RunScript(t *testing.T, file string, update bool) {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(bytes.TrimSpace(archive.Comment)) == 0 {
		t.Errorf("%s: a script begins with a sentence that says what it shows", file)
	}
	var requests string
	want := -1
	for i, f := range archive.Files {
		switch f.Name {
		case "requests":
			requests = string(f.Data)
		case "want":
			want = i
		default:
			t.Fatalf("%s: unknown section %q", file, f.Name)
		}
	}
	if want < 0 {
		archive.Files = append(archive.Files, txtar.File{Name: "want"})
		want = len(archive.Files) - 1
	}
	var got string
	synctest.Test(t, func(t *testing.T) { got = play(t, requests) })
	if update {
		archive.Files[want].Data = []byte(got)
		if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := firstDifference(string(archive.Files[want].Data), got); d != "" {
		t.Errorf("%s: %s\nall that was sent:\n%s", file, d, got)
	}
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		a, b := "", ""
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			return fmt.Sprintf("message %d:\n got %s\nwant %s", i+1, b, a)
		}
	}
	return ""
}

// script is one run of a script.
type script struct {
	kernel   *kernel.Kernel
	interp   *Interpreter
	recorder *Recorder
	names    map[string]string // of messages, by id
	ids      map[string]string // of messages, by name
	requests int
}

func play(t *testing.T, requests string) string {
	s := &script{
		interp: NewInterpreter(), recorder: &Recorder{},
		names: map[string]string{}, ids: map[string]string{},
	}
	s.kernel = kernel.New(s.interp, s.recorder, kernel.Options{})
	s.kernel.Start()
	synctest.Wait()
	for line := range strings.Lines(requests) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		if err := s.do(line); err != nil {
			t.Fatalf("requests: %s: %v", line, err)
		}
		synctest.Wait()
		time.Sleep(2 * interruptDelay)
		synctest.Wait()
		s.nameQuestions()
	}
	got := s.transcript()
	s.kernel.Close()
	return got
}

func (s *script) do(line string) error {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "sleep":
		d, err := time.ParseDuration(rest)
		time.Sleep(d) // of the bubble's clock
		return err
	case "release":
		s.interp.Release()
	case "interrupt":
		s.kernel.Interrupt()
	case "stop":
		s.kernel.Stop()
	default:
		req, err := s.request(word, rest)
		if err != nil {
			return err
		}
		s.kernel.Handle(req)
	}
	return nil
}

// request makes the request of a line, which gets the next name.
func (s *script) request(channel, rest string) (*kernel.Request, error) {
	msgType, rest, _ := strings.Cut(rest, " ")
	s.requests++
	name := fmt.Sprintf("r%d", s.requests)
	id := "client_" + name
	s.names[id], s.ids[name] = name, id
	header, err := protocol.Marshal(protocol.Header{MsgID: id, Session: "client", MsgType: msgType, Version: protocol.Version})
	if err != nil {
		return nil, err
	}
	m := &protocol.Message{RawHeader: header}
	if err := json.Unmarshal(header, &m.Header); err != nil {
		return nil, err
	}
	dec := json.NewDecoder(strings.NewReader(rest))
	if err := dec.Decode(&m.Content); err != nil {
		return nil, fmt.Errorf("content: %w", err)
	}
	rest = rest[dec.InputOffset():]
	for field := range strings.FieldsSeq(rest) {
		key, value, _ := strings.Cut(field, "=")
		switch key {
		case "metadata":
			m.Metadata = json.RawMessage(value)
		case "parent":
			m.Parent = json.RawMessage(`{"msg_id":"` + s.ids[value] + `"}`)
		default:
			return nil, fmt.Errorf("unknown field %q", key)
		}
	}
	return &kernel.Request{Channel: protocol.Channel(channel), Peer: "client", Msg: m}, nil
}

func (s *script) nameQuestions() {
	n := 0
	for _, sent := range s.recorder.Sent() {
		if sent.Msg.Header.MsgType == protocol.MsgInputRequest {
			n++
			s.ids[fmt.Sprintf("q%d", n)] = sent.Msg.Header.MsgID
		}
	}
}

var dates = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z`)

func (s *script) transcript() string {
	var b strings.Builder
	for _, sent := range s.recorder.Sent() {
		parent := "-"
		if sent.Msg.Parent != nil {
			var h protocol.Header
			if err := json.Unmarshal(sent.Msg.Parent, &h); err == nil {
				parent = s.names[h.MsgID]
			}
		}
		fmt.Fprintf(&b, "%s %s %s %s", sent.Channel, sent.Msg.Header.MsgType, parent, sent.Msg.Content)
		if sent.Msg.Metadata != nil {
			fmt.Fprintf(&b, " metadata=%s", dates.ReplaceAllString(string(sent.Msg.Metadata), "<date>"))
		}
		b.WriteByte('\n')
	}
	return b.String()
}
