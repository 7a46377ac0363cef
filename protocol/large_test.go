package protocol_test

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"starkernel/protocol"
)

func TestLargeTextsAreWrittenLikeOthers(t *testing.T) {
	const n = 100 << 10
	long := strings.Repeat("x", n)
	image := strings.Repeat("\x00\xffz", n)
	b64 := base64.StdEncoding.EncodeToString([]byte(image))
	for name, c := range map[string]struct{ in, want any }{
		"plain":                      {long, long},
		"quotes and lines":           {strings.Repeat("\"a\\\n", n), strings.Repeat("\"a\\\n", n)},
		"ends in a quote":            {long + `"`, long + `"`},
		"HTML":                       {strings.Repeat("<b>&", n), strings.Repeat("<b>&", n)},
		"runes of 3 bytes":           {strings.Repeat("中", n), strings.Repeat("中", n)},
		"runes of 4 bytes":           {"a" + strings.Repeat("😀", n), "a" + strings.Repeat("😀", n)},
		"invalid UTF-8":              {strings.Repeat("\x80", n), strings.Repeat("\ufffd", n)},
		"a small image":              {protocol.Base64("\x00\xff"), "AP8="},
		"a large image":              {protocol.Base64(image), b64},
		"a large image and one byte": {protocol.Base64(image + "a"), base64.StdEncoding.EncodeToString([]byte(image + "a"))},
	} {
		for _, others := range []protocol.MIMEBundle{{}, {"a/a": "small"}, {"a/a": long, "z/z": math.NaN()}} {
			bundle := protocol.MIMEBundle{"m/<m>": c.in}
			want := map[string]any{"m/<m>": c.want}
			for mime, v := range others {
				bundle[mime], want[mime] = v, v
				if v != v {
					want[mime] = nil
				}
			}
			d := protocol.DisplayData{Data: bundle, Transient: protocol.Transient{DisplayID: "id"}}
			sameJSON(t, name, d, map[string]any{"data": want, "metadata": nil, "transient": map[string]any{"display_id": "id"}})
			d.Transient = protocol.Transient{}
			sameJSON(t, name, protocol.ExecuteResult{DisplayData: d, ExecutionCount: 7},
				map[string]any{"data": want, "metadata": nil, "execution_count": 7.0})
			if len(bundle) != 1+len(others) {
				t.Errorf("%s: the bundle was changed", name)
			}
		}
	}
}

func sameJSON(t *testing.T, name string, v any, want map[string]any) {
	t.Helper()
	raw, err := protocol.Marshal(v)
	var got map[string]any
	if err == nil {
		err = json.Unmarshal(raw, &got)
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %.200s…, %v", name, raw, err)
	}
}

func TestLargeTextIsInMemoryOnce(t *testing.T) {
	const size = 16 << 20
	for name, v := range map[string]any{
		"text":  strings.Repeat("x", size),
		"image": protocol.Base64(strings.Repeat("x", size/4*3)),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		raw, err := protocol.Marshal(protocol.DisplayData{Data: protocol.MIMEBundle{"a/b": v}})
		runtime.ReadMemStats(&after)
		if err != nil || len(raw) < size {
			t.Errorf("%s: %d bytes, %v", name, len(raw), err)
		}
		if allocated := after.TotalAlloc - before.TotalAlloc; allocated > size*5/2 {
			t.Errorf("%s: allocated %d bytes for %d", name, allocated, size)
		}
	}
}
