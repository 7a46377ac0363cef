package kernel

import (
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// enoughText is when collected text is published without waiting for more.
	enoughText = 32 << 10
	// maxText bounds the text of one message.
	maxText = 256 << 10
)

// buffer collects the text of one cell and of the background tasks that run with
// it. The cell's text goes out as it comes; a task's text is held until its line
// is complete, so that lines of several tasks do not mix. A change between
// stdout and stderr ends a message, which keeps their order.
//
// It is not safe for concurrent use.
type buffer struct {
	// emit publishes text, with spans if some of it is a background task's.
	emit func(name, text string, spans []taskSpan)

	name  string // of the stream that text belongs to
	text  []byte
	spans []span // who wrote text; nil while that is the cell alone
	held  []heldLine
}

// span says who wrote the text from the end of the span before it up to end, in
// bytes.
type span struct {
	end  int
	from Origin
}

// taskSpan is a span in a message's metadata: [end, task, home cell], where end
// counts code points and the task of the cell itself is "".
type taskSpan [3]any

// heldLine is the incomplete line of a background task.
type heldLine struct {
	name string
	from Origin
	text []byte
}

func (b *buffer) write(name, text string, from Origin) {
	if from.Task == "" {
		b.append(name, text, from)
		return
	}
	at := slices.IndexFunc(b.held, func(h heldLine) bool { return h.name == name && h.from == from })
	end := strings.LastIndexByte(text, '\n') + 1
	if end == 0 && at >= 0 && len(b.held[at].text)+len(text) >= enoughText {
		end = len(text) // no line is worth that much memory
	}
	if end > 0 {
		if at >= 0 {
			b.append(name, string(b.held[at].text), from)
			b.held = slices.Delete(b.held, at, at+1)
			at = -1
		}
		b.append(name, text[:end], from)
		text = text[end:]
	}
	switch {
	case text == "":
	case at >= 0:
		b.held[at].text = append(b.held[at].text, text...)
	default:
		b.held = append(b.held, heldLine{name, from, []byte(text)})
	}
}

// append adds text that is not held. It emits messages once there is enough.
func (b *buffer) append(name, text string, from Origin) {
	if name != b.name {
		b.flush(true)
		b.name = name
	}
	for text != "" {
		n := min(len(text), maxText-len(b.text))
		before := len(b.text)
		b.text = append(b.text, text[:n]...)
		text = text[n:]
		b.mark(before, from)
		if len(b.text) >= enoughText {
			b.flush(false)
		}
	}
}

// mark notes who wrote the text from byte offset before on.
func (b *buffer) mark(before int, from Origin) {
	if b.spans == nil {
		if from.Task == "" {
			return
		}
		if before > 0 {
			b.spans = append(b.spans, span{before, Origin{}})
		}
	}
	if last := len(b.spans) - 1; last >= 0 && b.spans[last].from == from {
		b.spans[last].end = len(b.text)
		return
	}
	b.spans = append(b.spans, span{len(b.text), from})
}

// release gives up waiting for the ends of lines.
func (b *buffer) release() {
	for _, h := range b.held {
		b.append(h.name, string(h.text), h.from)
	}
	b.held = nil
}

// flush emits the collected text. Unless this is the last of it, the first bytes
// of an incomplete code point stay.
func (b *buffer) flush(last bool) {
	n := len(b.text)
	if !last {
		n = wholeRunes(b.text)
	}
	if n == 0 {
		return
	}
	b.emit(b.name, string(b.text[:n]), b.taskSpans(n))
	rest := copy(b.text, b.text[n:])
	b.text = b.text[:rest]
	if rest == 0 {
		b.spans = nil
		return
	}
	if len(b.spans) > 0 {
		b.spans = []span{{rest, b.spans[len(b.spans)-1].from}}
	}
}

// taskSpans returns the spans of the first n bytes, or nil if there are none. A
// code point that two writers share is the first one's.
func (b *buffer) taskSpans(n int) []taskSpan {
	var out []taskSpan
	start, points := 0, 0
	for _, s := range b.spans {
		end := min(s.end, n)
		for end < n && !utf8.RuneStart(b.text[end]) {
			end++
		}
		if end <= start {
			continue
		}
		points += utf8.RuneCount(b.text[start:end])
		out = append(out, taskSpan{points, s.from.Task, s.from.Home})
		start = end
	}
	return out
}

// wholeRunes returns the length of text without the incomplete code point at its
// end, if there is one.
func wholeRunes(text []byte) int {
	for i := len(text) - 1; i >= 0 && i >= len(text)-utf8.UTFMax; i-- {
		if utf8.RuneStart(text[i]) {
			if !utf8.FullRune(text[i:]) {
				return i
			}
			break
		}
	}
	return len(text)
}
