package lib

import (
	"fmt"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"go.starlark.net/starlark"
)

const (
	// maxAsserted is how many bytes of a value's text the message of a failed
	// assertion may cost, and shownAsserted how many runes it has of it.
	maxAsserted   = 64 << 10
	shownAsserted = 100
)

func callAssertEq(c call) (starlark.Value, error) {
	var a, b, msg starlark.Value
	if err := c.unpack("a", &a, "b", &b, "msg?", &msg); err != nil {
		return nil, err
	}
	equal, err := starlark.Equal(a, b)
	if err != nil || equal {
		return starlark.None, err
	}
	return nil, c.failed(msg, c.unequal(a, b))
}

func callAssertTrue(c call) (starlark.Value, error) {
	var x, msg starlark.Value
	if err := c.unpack("x", &x, "msg?", &msg); err != nil {
		return nil, err
	}
	if x.Truth() {
		return starlark.None, nil
	}
	return nil, c.failed(msg, "got "+c.shown(x)+", want what counts as true")
}

// failed is the error of an assertion, with the message of the program if it has one.
func (c call) failed(msg starlark.Value, problem string) error {
	if msg != nil && msg != starlark.None {
		text, err := Str(msg, maxAsserted, c.h.Stop)
		if err != nil {
			return err
		}
		problem = text + ": " + problem
	}
	return c.errorf("AssertionError", "%s", problem)
}

// unequal tells how two values differ: large ones by the place alone.
func (c call) unequal(a, b starlark.Value) string {
	difference := c.difference(a, b)
	x, y := c.shown(a), c.shown(b)
	switch {
	case difference == "":
		return x + " != " + y
	case strings.HasSuffix(x, ellipsis) || strings.HasSuffix(y, ellipsis):
		return difference
	}
	return x + " != " + y + ": " + difference
}

// difference tells of the first difference within values that are not equal, "" if
// they have no parts.
func (c call) difference(a, b starlark.Value) string {
	place := ""
	for range MaxDepth {
		step, x, y, what := part(a, b)
		if what == "" && x != nil {
			place, a, b = place+step, x, y
			continue
		}
		if what == "" && place != "" {
			what = c.shown(a) + " != " + c.shown(b)
		}
		if place != "" {
			what = "at " + place + ": " + what
		}
		return what
	}
	return fmt.Sprintf("they are nested deeper than %d", MaxDepth)
}

// part gives the first part in which two values of the same kind differ, or tells
// what one has and the other has not. x is nil for values without parts.
func part(a, b starlark.Value) (step string, x, y starlark.Value, what string) {
	switch a := a.(type) {
	case starlark.String:
		if b, ok := b.(starlark.String); ok {
			return "", nil, nil, differentText(string(a), string(b))
		}
	case *starlark.Dict:
		if b, ok := b.(*starlark.Dict); ok {
			return differentEntry(a, b)
		}
	case starlark.Sequence:
		i, iOK := starlark.Value(a).(starlark.Indexable)
		j, jOK := b.(starlark.Indexable)
		if !iOK || !jOK || a.Type() != b.Type() {
			break
		}
		for k := range min(i.Len(), j.Len()) {
			if differ(i.Index(k), j.Index(k)) {
				return fmt.Sprintf("[%d]", k), i.Index(k), j.Index(k), ""
			}
		}
		if i.Len() != j.Len() {
			return "", nil, nil, fmt.Sprintf("the lengths are %d and %d", i.Len(), j.Len())
		}
	}
	return "", nil, nil, ""
}

func differ(a, b starlark.Value) bool {
	equal, err := starlark.Equal(a, b)
	return err != nil || !equal
}

func differentEntry(a, b *starlark.Dict) (step string, x, y starlark.Value, what string) {
	key := func(k starlark.Value) string {
		text, _ := Repr(k, maxAsserted, nil)
		return clip(text)
	}
	for _, item := range a.Items() {
		v, found, _ := b.Get(item[0])
		if !found {
			return "", nil, nil, "only the first has " + key(item[0])
		}
		if differ(item[1], v) {
			return "[" + key(item[0]) + "]", item[1], v, ""
		}
	}
	for _, k := range b.Keys() {
		if _, found, _ := a.Get(k); !found {
			return "", nil, nil, "only the second has " + key(k)
		}
	}
	return "", nil, nil, ""
}

// differentText gives the first line in which texts of several lines differ.
func differentText(a, b string) string {
	if !strings.Contains(a, "\n") && !strings.Contains(b, "\n") && len(a) <= shownAsserted && len(b) <= shownAsserted {
		return ""
	}
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			same := commonPrefix(x[i], y[i])
			if same < shownAsserted/2 {
				same = 0
			}
			return fmt.Sprintf("line %d: %s != %s", i+1, cutText(x[i], same), cutText(y[i], same))
		}
	}
	return fmt.Sprintf("they have %d and %d lines", len(x), len(y))
}

// commonPrefix counts the bytes of whole runes that both texts begin with.
func commonPrefix(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	for n > 0 && n < len(a) && !utf8.RuneStart(a[n]) {
		n--
	}
	return n
}

const ellipsis = "…"

// cutText quotes a line, without most of the part that is the same in another one.
func cutText(line string, same int) string {
	rest := line[same:]
	rest = rest[:min(len(rest), (shownAsserted+1)*utf8.UTFMax)] // more is not shown
	quoted := starlark.String(strings.ToValidUTF8(rest, "\uFFFD")).String()
	if same > 0 {
		quoted = ellipsis + quoted
	}
	return cutRunes(quoted)
}

func cutRunes(text string) string {
	if short := firstRunes(text, shownAsserted); short != text {
		return short + ellipsis
	}
	return text
}

func (c call) shown(v starlark.Value) string { return Shown(v, c.h.Stop) }

// Shown is the text of a value in a message: its repr, or the beginning of it.
func Shown(v starlark.Value, stop *atomic.Bool) string {
	text, err := Repr(v, maxAsserted, stop)
	if err != nil {
		return "a " + v.Type() + " " + ellipsis
	}
	return cutRunes(text)
}

// Matches reports whether a regular expression, in the syntax of the re module,
// matches somewhere in text. Errors name the function for which that is done.
func (h *Host) Matches(function, pattern, text string) (bool, error) {
	p, err := call{h: h, name: function}.compile(pattern, 0)
	if err != nil {
		return false, err
	}
	place, err := p.find(text, 0, anywhere)
	return place != nil, err
}
