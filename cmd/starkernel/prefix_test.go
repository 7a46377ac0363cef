package main

import (
	"bytes"
	"strings"
	"sync"
	"testing"
)

func TestEachLineHasAPrefix(t *testing.T) {
	long := strings.Repeat("x", maxLine)
	for _, c := range []struct {
		writes []string
		want   string
	}{
		{[]string{"a\nb\n"}, "p: a\np: b\n"},
		{[]string{"a", "b\nc"}, "p: ab\np: c\n"},
		{[]string{"\n\n"}, "p: \np: \n"},
		{[]string{"p: a\n"}, "p: a\n"},
		{nil, ""},
		{[]string{long + "\n"}, "p: " + long + "\n"},
		{[]string{long + "y\n"}, "p: " + long + "\np: y\n"},
		{[]string{long[1:], "xy", "\n"}, "p: " + long + "\np: y\n"},
	} {
		var out bytes.Buffer
		w := &prefixed{to: &out, prefix: "p: ", lines: &sync.Mutex{}}
		for _, text := range c.writes {
			if n, err := w.Write([]byte(text)); n != len(text) || err != nil {
				t.Errorf("wrote %d of %d bytes, %v", n, len(text), err)
			}
		}
		w.end()
		if out.String() != c.want {
			t.Errorf("%.40q gives %.80q, want %.80q", c.writes, out.String(), c.want)
		}
	}
}
