package server_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"starkernel/protocol"
	"starkernel/protocol/connection"
	"starkernel/protocol/wire"
	"starkernel/protocol/zmtp"
)

func TestMalformedMessagesAreDroppedAndTheKernelLivesOn(t *testing.T) {
	r := start(t, connection.Info{})
	c := r.connect(t)
	codec := wire.NewCodec([]byte(r.info.Key))
	good := func(change func(m *protocol.Message)) [][]byte {
		m, err := protocol.NewSession("x").New(protocol.MsgKernelInfoRequest, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		change(m)
		frames, err := codec.Encode(m)
		if err != nil {
			t.Fatal(err)
		}
		return frames
	}
	keep := func(*protocol.Message) {}
	unsigned := good(keep)
	unsigned[1] = []byte("0000")
	for name, frames := range map[string][][]byte{
		"unsigned":        unsigned,
		"no delimiter":    {[]byte("hello")},
		"only delimiter":  {[]byte("<IDS|MSG>")},
		"short":           good(keep)[:4],
		"bad content":     good(func(m *protocol.Message) { m.Content = json.RawMessage("{nope") }),
		"deep content":    good(func(m *protocol.Message) { m.Content = bytes.Repeat([]byte("["), 200_000) }),
		"header is null":  good(func(m *protocol.Message) { m.RawHeader = json.RawMessage("null") }),
		"no type":         good(func(m *protocol.Message) { m.Header.MsgType = "" }),
		"thousand frames": make([][]byte, 1000),
	} {
		for _, port := range []int{r.info.ShellPort, r.info.ControlPort, r.info.StdinPort} {
			network, addr := r.info.Address(port)
			d, err := zmtp.DialDealer(network, addr, "", zmtp.Config{})
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Send(frames); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			d.Close()
		}
		if a := execute(t, c, "result 1"); a.Status() != "ok" {
			t.Errorf("after %s: %s", name, a.Status())
		}
	}
}

// welcome subscribes to a topic and wants an iopub_welcome first.
func welcome(t *testing.T, r *running, topic string) {
	t.Helper()
	network, addr := r.info.Address(r.info.IOPubPort)
	sub, err := zmtp.DialSub(network, addr, []string{topic}, zmtp.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer sub.Close()
	frames, err := sub.Recv(timeout(t))
	if err != nil {
		t.Fatal(err)
	}
	m, topics, err := wire.NewCodec([]byte(r.info.Key)).Decode(frames)
	if err != nil {
		t.Fatal(err)
	}
	if m.Header.MsgType != protocol.MsgIOPubWelcome || string(m.Content) != `{"subscription":"`+topic+`"}` ||
		string(m.Parent) != "{}" || string(m.Metadata) != "{}" || len(topics) != 1 || string(topics[0]) != topic {
		t.Errorf("topic %q: got %s %s, parent %s, metadata %s, topics %q", topic, m.Header.MsgType, m.Content, m.Parent, m.Metadata, topics)
	}
}
