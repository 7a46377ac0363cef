package protocol_test

import (
	"encoding/json"
	"math"
	"regexp"
	"testing"
	"time"
	"unicode/utf8"

	"starkernel/protocol"
)

func TestMarshalWritesWhatEveryClientCanRead(t *testing.T) {
	type plain struct {
		F float64 `json:"f"`
		N any     `json:"n"`
	}
	nan, inf := math.NaN(), math.Inf(-1)
	for name, c := range map[string]struct {
		in   any
		want string
	}{
		"HTML characters stay":          {"<a&b>", `"<a&b>"`},
		"invalid UTF-8 is replaced":     {"a\xff\xc3", `"a\ufffd\ufffd"`},
		"text beyond the BMP":           {"😀", `"😀"`},
		"NaN in a map":                  {map[string]any{"x": nan, "y": 1.5}, `{"x":null,"y":1.5}`},
		"infinity in a list in a list":  {[]any{[]any{inf, "a"}}, `[[null,"a"]]`},
		"NaN in a field":                {plain{F: nan, N: nan}, `{"f":0,"n":null}`},
		"NaN behind a pointer":          {&plain{F: inf}, `{"f":0,"n":null}`},
		"float32":                       {[]any{float32(nan)}, `[null]`},
		"a bundle":                      {protocol.MIMEBundle{"application/json": map[string]any{"x": nan}}, `{"application/json":{"x":null}}`},
		"nil and empty things stay":     {map[string]any{"a": nil, "b": []any(nil), "c": []any{}, "d": nan}, `{"a":null,"b":null,"c":[],"d":null}`},
		"a status":                      {protocol.Status{ExecutionState: "busy"}, `{"execution_state":"busy"}`},
		"no transient without an id":    {protocol.DisplayData{}, `{"data":null,"metadata":null}`},
		"no error fields in a good one": {protocol.ExecuteReply{Status: "ok"}, `{"status":"ok","execution_count":0,"user_expressions":null,"payload":null}`},
	} {
		got, err := protocol.Marshal(c.in)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: got %s, %v, want %s", name, got, err, c.want)
		}
	}
}

func TestMarshalSurvivesValuesThatContainThemselves(t *testing.T) {
	loop := map[string]any{}
	loop["self"] = loop
	if raw, err := protocol.Marshal(loop); err != nil || !json.Valid(raw) {
		t.Errorf("got %.50s, %v", raw, err)
	}
	if _, err := protocol.Marshal(make(chan int)); err == nil {
		t.Error("a channel was written as JSON")
	}
}

func TestExecuteRequestFillsInWhatIsMissing(t *testing.T) {
	for in, want := range map[string]protocol.ExecuteRequest{
		`{"code":"a"}`: {Code: "a", StoreHistory: true, StopOnError: true},
		`{"code":"a","silent":true,"store_history":true}`:                               {Code: "a", Silent: true, StopOnError: true},
		`{"code":"a","store_history":false,"stop_on_error":false,"allow_stdin":true}`:   {Code: "a", AllowStdin: true},
		`{"code":"","unheard_of":{"a":[1]},"user_expressions":null,"allow_stdin":null}`: {StoreHistory: true, StopOnError: true},
	} {
		var got protocol.ExecuteRequest
		if err := json.Unmarshal([]byte(in), &got); err != nil {
			t.Errorf("%s: %v", in, err)
		} else if got.UserExpressions != nil || got.Code != want.Code || got.Silent != want.Silent ||
			got.StoreHistory != want.StoreHistory || got.AllowStdin != want.AllowStdin || got.StopOnError != want.StopOnError {
			t.Errorf("%s: got %+v, want %+v", in, got, want)
		}
	}
	for _, in := range []string{`{}`, `{"code":null}`, `{"code":1}`, `{"code":"a","silent":"x"}`, `{"code":"a","user_expressions":[1]}`, `[]`} {
		var r protocol.ExecuteRequest
		if err := json.Unmarshal([]byte(in), &r); err == nil {
			t.Errorf("%s: no error", in)
		}
	}
}

func TestHeadersAreUniqueAndOfOneSession(t *testing.T) {
	s := protocol.NewSession("kernel")
	seen := map[string]bool{}
	date := regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$`)
	for range 100 {
		m, err := s.New(protocol.MsgStatus, nil, protocol.Status{})
		if err != nil {
			t.Fatal(err)
		}
		h := m.Header
		if seen[h.MsgID] || h.Session != s.ID() || h.Version != "5.5" || !date.MatchString(h.Date) {
			t.Fatalf("header %+v", h)
		}
		seen[h.MsgID] = true
	}
	if protocol.NewSession("kernel").ID() == s.ID() {
		t.Error("two sessions have one id")
	}
}

func TestTimestampIsUTC(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 6000, time.FixedZone("", 3600))
	if got := protocol.Timestamp(at); got != "2026-01-02T02:04:05.000006Z" {
		t.Errorf("got %s", got)
	}
}

func TestCursorsCountCodePoints(t *testing.T) {
	for _, c := range []struct {
		text         string
		cursor, byte int
	}{
		{"", 0, 0}, {"", 5, 0}, {"abc", -1, 0}, {"abc", 0, 0}, {"abc", 2, 2}, {"abc", 3, 3}, {"abc", 99, 3},
		{"é😀b", 1, 2}, {"é😀b", 2, 6}, {"é😀b", 3, 7}, {"é😀b", 4, 7}, {"\xff\xffa", 1, 1},
	} {
		if got := protocol.ByteOffset(c.text, c.cursor); got != c.byte {
			t.Errorf("ByteOffset(%q, %d) is %d, want %d", c.text, c.cursor, got, c.byte)
		}
	}
	for _, c := range []struct {
		text         string
		byte, cursor int
	}{
		{"", 0, 0}, {"", 5, 0}, {"abc", -1, 0}, {"é😀b", 2, 1}, {"é😀b", 6, 2}, {"é😀b", 99, 3},
	} {
		if got := protocol.CodePoints(c.text, c.byte); got != c.cursor {
			t.Errorf("CodePoints(%q, %d) is %d, want %d", c.text, c.byte, got, c.cursor)
		}
	}
}

func FuzzCursor(f *testing.F) {
	f.Add("é😀b", 2)
	f.Add("\xff", -1)
	f.Fuzz(func(t *testing.T, text string, cursor int) {
		offset := protocol.ByteOffset(text, cursor)
		if offset < 0 || offset > len(text) {
			t.Fatalf("offset %d of %d bytes", offset, len(text))
		}
		want := min(max(cursor, 0), utf8.RuneCountInString(text))
		if got := protocol.CodePoints(text, offset); got != want {
			t.Errorf("cursor %d came back as %d, want %d", cursor, got, want)
		}
	})
}
