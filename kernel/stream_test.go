package kernel

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// emitted is a message of a buffer.
type emitted struct {
	name, text string
	spans      []taskSpan
}

func newBuffer() (*buffer, *[]emitted) {
	var out []emitted
	b := &buffer{}
	b.emit = func(name, text string, spans []taskSpan) { out = append(out, emitted{name, text, spans}) }
	return b, &out
}

func TestTextIsPublishedOnceThereIsEnough(t *testing.T) {
	b, out := newBuffer()
	line := strings.Repeat("x", 99) + "\n"
	for range 1000 {
		b.write(Stdout, line, Origin{})
	}
	b.flush(true)
	var text strings.Builder
	for _, m := range *out {
		text.WriteString(m.text)
		if len(m.text) > enoughText+len(line) {
			t.Errorf("a message of %d bytes", len(m.text))
		}
	}
	if text.String() != strings.Repeat(line, 1000) || len(*out) > 5 {
		t.Errorf("%d bytes in %d messages", text.Len(), len(*out))
	}
}

func TestHugeTextIsSplitBetweenCodePoints(t *testing.T) {
	b, out := newBuffer()
	huge := "a" + strings.Repeat("😀é", 500_000)
	b.write(Stdout, huge, Origin{})
	b.flush(true)
	var text strings.Builder
	for _, m := range *out {
		if len(m.text) > maxText || !utf8.ValidString(m.text) {
			t.Errorf("a message of %d bytes, valid UTF-8: %v", len(m.text), utf8.ValidString(m.text))
		}
		text.WriteString(m.text)
	}
	if text.String() != huge {
		t.Error("the text is not whole")
	}
}

func TestTextIsNeverLostOrMixed(t *testing.T) {
	// Three writers, texts cut at odd places, also within code points: each
	// writer's ASCII text comes out in order, and the spans add up.
	b, out := newBuffer()
	froms := []Origin{{}, {Task: "a", Home: "In [1]"}, {Task: "b"}}
	want := map[Origin]string{}
	for i := range 3000 {
		from := froms[i*7%3]
		text := fmt.Sprintf("%04d é\n%d", i, i)[:3+i%6]
		want[from] += text
		b.write(Stdout, text, from)
		if i%50 == 0 {
			b.flush(false)
		}
	}
	b.release()
	b.flush(true)
	got := map[string]string{}
	for _, m := range *out {
		text := []rune(m.text)
		if m.spans == nil {
			got[""] += m.text
			continue
		}
		start := 0
		for _, s := range m.spans {
			end := s[0].(int)
			if end < start || end > len(text) {
				t.Fatalf("spans %v of %q", m.spans, m.text)
			}
			got[s[1].(string)] += string(text[start:end])
			start = end
		}
		if start != len(text) {
			t.Fatalf("spans end at %d of %d", start, len(text))
		}
	}
	for _, from := range froms {
		if g, w := ascii(got[from.Task]), ascii(want[from]); g != w {
			t.Errorf("text of %q differs: %d bytes, want %d", from.Task, len(g), len(w))
		}
	}
}

func ascii(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= utf8.RuneSelf {
			return -1
		}
		return r
	}, s)
}

func TestEndlessLineOfATaskIsNotHeldForEver(t *testing.T) {
	b, out := newBuffer()
	for range 100 {
		b.write(Stdout, strings.Repeat("x", 1<<10), Origin{Task: "a"})
	}
	if len(*out) == 0 {
		t.Error("100 KiB are held")
	}
}

func TestStreamsKeepTheirOrder(t *testing.T) {
	b, out := newBuffer()
	for i := range 3 {
		b.write(Stdout, fmt.Sprint("o", i), Origin{})
		b.write(Stderr, fmt.Sprint("e", i), Origin{})
	}
	b.flush(true)
	var got []string
	for _, m := range *out {
		got = append(got, m.name+" "+m.text)
	}
	want := []string{"stdout o0", "stderr e0", "stdout o1", "stderr e1", "stdout o2", "stderr e2"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestKeptTextIsBounded(t *testing.T) {
	var k keptTexts
	for range 100 {
		k.add(Stdout, strings.Repeat("x", 100_000), Origin{Task: "a"})
	}
	if k.size > maxKept || !k.full {
		t.Errorf("%d bytes are kept", k.size)
	}
}

func BenchmarkStream(b *testing.B) {
	buf := &buffer{emit: func(string, string, []taskSpan) {}}
	b.ReportAllocs()
	for b.Loop() {
		buf.write(Stdout, "line 000001 abcdefghijklmnopqrstuvwxyz\n", Origin{})
	}
}

func TestKeptTextIsReplayedAsItCame(t *testing.T) {
	var k keptTexts
	a, b := Origin{Task: "a"}, Origin{Task: "b"}
	for _, s := range []keptText{{Stdout, a, []byte("1")}, {Stdout, a, []byte("2")}, {Stderr, a, []byte("3")}, {Stdout, b, []byte("4")}} {
		k.add(s.name, string(s.text), s.from)
	}
	var got []string
	for _, s := range k.texts {
		got = append(got, s.name+" "+s.from.Task+" "+string(s.text))
	}
	if want := []string{"stdout a 12", "stderr a 3", "stdout b 4"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// BenchmarkKeptText fills the kept text by short pieces.
func BenchmarkKeptText(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		var k keptTexts
		for !k.full {
			k.add(Stdout, "line 000001 abcdefghijklmnopqrstuvwxyz\n", Origin{Task: "a"})
		}
	}
}
