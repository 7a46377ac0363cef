package notebook

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestPiecesOfStreamsAreJoined(t *testing.T) {
	stream := func(name, text any) map[string]any {
		return map[string]any{"output_type": "stream", "name": name, "text": text}
	}
	result := map[string]any{"output_type": "execute_result", "text": "no stream"}
	outputs := []map[string]any{stream("a", "1"), stream("a", "2"), stream("b", "3"), stream("a", "4"), result, stream("a", "5")}
	show := func(outputs []map[string]any) (text string) {
		for _, o := range outputs {
			text += fmt.Sprintf("%v:%v ", o["name"], o["text"])
		}
		return text
	}
	before := show(outputs)
	for _, c := range []struct{ got, want string }{
		{show(JoinStreams(outputs)), "a:12 b:3 a:4 <nil>:no stream a:5 "},
		{show(GatherStreams(outputs)), "a:1245 b:3 <nil>:no stream "},
		{show(outputs), before},
		// What files may have in place of names and texts.
		{show(JoinStreams([]map[string]any{stream([]any{}, "1"), stream([]any{}, "2"), stream("a", 3), stream("a", nil)})), "[]:1 []:2 a:3 a:<nil> "},
		{show(GatherStreams([]map[string]any{stream([]any{}, "1"), stream([]any{}, "2")})), "[]:1 []:2 "},
	} {
		if c.got != c.want {
			t.Errorf("got %s, want %s", c.got, c.want)
		}
	}
}

// TestManyPiecesAreJoinedQuickly would take hours if each piece were added to a copy of
// the text before it.
func TestManyPiecesAreJoinedQuickly(t *testing.T) {
	const n = 200_000
	piece := map[string]any{"output_type": "stream", "name": "stdout", "text": strings.Repeat("x", 100)}
	joined := JoinStreams(slices.Repeat([]map[string]any{piece}, n))
	if len(joined) != 1 || len(joined[0]["text"].(string)) != 100*n {
		t.Errorf("%d outputs", len(joined))
	}
}
