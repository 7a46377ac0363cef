package kernel_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"testing"
	"testing/synctest"

	"starkernel/kernel"
	"starkernel/kernel/kerneltest"
	"starkernel/protocol"
)

// FuzzComm gives a kernel arbitrary contents of the messages about comms.
func FuzzComm(f *testing.F) {
	types := []string{protocol.MsgCommOpen, protocol.MsgCommMsg, protocol.MsgCommClose, protocol.MsgCommInfoRequest}
	for i, content := range []string{
		`{"comm_id":"c1","target_name":"jupyter.widget","data":{"state":{"value":7},"buffer_paths":[["value"]]}}`,
		`{"comm_id":"c1","data":{"method":"update","state":{"value":null},"buffer_paths":[["value",0,"x"],[]]}}`,
		`{"comm_id":"c1","data":{}}`,
		`{"target_name":"jupyter.widget"}`,
		`{"comm_id":"","target_name":"jupyter.widget.control","data":null}`,
		`{"comm_id":7,"data":[]}`,
		`{"data":{"method":"custom","content":{"comm_id":{}}}}`,
		`{"target_name":null}`,
		`{"comm_id":"c1","target_name":"\ud800","data":{"a":1e999}}`,
		`{`,
	} {
		f.Add(byte(i), []byte(content), []byte(`{"version":"2.1.0"}`), []byte("buffer"))
	}
	f.Fuzz(func(t *testing.T, which byte, content, metadata, buffer []byte) {
		checkAnswers(t, commRequest(t, types[int(which)%len(types)], content, metadata, buffer))
	})
}

// FuzzWidget plays what a widget's frontend sends from the opening of its comm to
// the end, with arbitrary names, states and paths of buffers.
func FuzzWidget(f *testing.F) {
	for _, target := range []string{"jupyter.widget", "jupyter.widget.control", "other", ""} {
		f.Add(target, "w1", `{"_model_name":"IntSliderModel","value":3}`, `[["value"]]`, []byte("\x00\xff"))
	}
	f.Add("jupyter.widget", "", `{"children":["IPY_MODEL_w1"],"layout":"IPY_MODEL_"}`, `[["children",0],[],["layout","x"]]`, []byte{})
	f.Add("jupyter.widget", "ключ", `{"a":{"b":[1,{"c":null}]}}`, `[["a","b",1,"c"],["a","b",-1],["a","b",1e300]]`, []byte("x"))
	f.Add("jupyter.widget.control", "w1", `{}`, `{"0":[7]}`, []byte("x"))
	f.Fuzz(func(t *testing.T, target, id, state, paths string, buffer []byte) {
		type object = map[string]any
		if !json.Valid([]byte(state)) || !json.Valid([]byte(paths)) {
			return // the codec lets nothing else through
		}
		data := object{"state": json.RawMessage(state), "buffer_paths": json.RawMessage(paths)}
		update := object{"method": "update", "state": json.RawMessage(state), "buffer_paths": json.RawMessage(paths)}
		var requests []*kernel.Request
		for _, m := range []struct {
			msgType string
			content object
		}{
			{protocol.MsgCommOpen, object{"comm_id": id, "target_name": target, "data": data}},
			{protocol.MsgCommMsg, object{"comm_id": id, "data": update}},
			{protocol.MsgCommMsg, object{"comm_id": id, "data": object{"method": "request_state"}}},
			{protocol.MsgCommMsg, object{"comm_id": id, "data": object{"method": "request_states"}}},
			{protocol.MsgCommMsg, object{"comm_id": id, "data": object{"method": "custom", "content": json.RawMessage(state)}}},
			{protocol.MsgCommInfoRequest, object{"target_name": target}},
			{protocol.MsgCommOpen, object{"comm_id": id, "target_name": target, "data": update}},
			{protocol.MsgCommClose, object{"comm_id": id, "data": data}},
			{protocol.MsgCommMsg, object{"comm_id": id, "data": update}},
		} {
			content, err := json.Marshal(m.content)
			if err != nil {
				t.Fatal(err)
			}
			requests = append(requests, commRequest(t, m.msgType, content, []byte(`{"version":"2.1.0"}`), buffer))
		}
		checkAnswers(t, requests...)
	})
}

func commRequest(t *testing.T, msgType string, content, metadata, buffer []byte) *kernel.Request {
	req := newRequest(t, protocol.Shell, msgType, nil)
	req.Msg.Content, req.Msg.Metadata, req.Msg.Buffers = content, metadata, [][]byte{buffer}
	return req
}

// checkAnswers gives the requests to a kernel. Whatever is in them, all that it
// sends for each must be JSON between a busy and an idle, no handler may panic, and
// it must run a cell afterwards.
func checkAnswers(t *testing.T, requests ...*kernel.Request) {
	synctest.Test(t, func(t *testing.T) {
		var out kerneltest.Recorder
		var panics bytes.Buffer
		log := slog.New(slog.NewTextHandler(&panics, &slog.HandlerOptions{Level: slog.LevelError}))
		k := kernel.New(kerneltest.NewInterpreter(), &out, kernel.Options{Log: log})
		k.Start()
		for _, req := range append(requests, executeRequest(t, "result 1")) {
			before := len(out.Sent())
			k.Handle(req)
			synctest.Wait()
			checkAnswer(t, req, out.Sent()[before:])
		}
		k.Close()
		if panics.Len() > 0 {
			t.Error(panics.String())
		}
	})
}

func checkAnswer(t *testing.T, req *kernel.Request, sent []kerneltest.Sent) {
	t.Helper()
	status := func(at int, state string) bool {
		return len(sent) >= 2 && string(sent[at].Msg.Content) == `{"execution_state":"`+state+`"}`
	}
	if !status(0, protocol.StateBusy) || !status(len(sent)-1, protocol.StateIdle) {
		t.Fatalf("%s %s: %d messages, want busy first and idle last", req.Msg.Header.MsgType, req.Msg.Content, len(sent))
	}
	executed := req.Msg.Header.MsgType != protocol.MsgExecuteRequest
	for _, s := range sent {
		if !bytes.Equal(s.Msg.Parent, req.Msg.RawHeader) {
			t.Errorf("%s has the parent %s", s.Msg.Header.MsgType, s.Msg.Parent)
		}
		for _, raw := range []json.RawMessage{s.Msg.Content, s.Msg.Metadata} {
			if raw != nil && !json.Valid(raw) {
				t.Errorf("%s is no JSON: %q", s.Msg.Header.MsgType, raw)
			}
		}
		executed = executed || s.Msg.Header.MsgType == protocol.MsgExecuteResult
	}
	if !executed {
		t.Error("the kernel runs no cell any more")
	}
}
