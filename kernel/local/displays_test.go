package local

import (
	"bytes"
	"io"
	"testing"

	"starkernel/protocol"
)

func TestALogIsShownOnce(t *testing.T) {
	type update struct {
		text string
		log  protocol.Log
	}
	for _, c := range []struct {
		name    string
		updates []update
		want    string
	}{
		{"lines", []update{{"a", protocol.Log{}}, {"a\nb", protocol.Log{}}}, "a\nb\n"},
		{"empty lines", []update{{"", protocol.Log{Open: true}}, {"", protocol.Log{}}, {"\n", protocol.Log{}}}, "\n\n"},
		{"a line in parts", []update{{"a", protocol.Log{Open: true}}, {"ab", protocol.Log{Open: true}}, {"abc", protocol.Log{}}}, "abc\n"},
		{"the same again", []update{{"a", protocol.Log{Open: true}}, {"a", protocol.Log{Open: true}}, {"a", protocol.Log{}}}, "a\n"},
		{"the start is left out", []update{{"a\na\na", protocol.Log{}}, {"…\na\na\nb", protocol.Log{Skipped: 2}}, {"…\nb\nb", protocol.Log{Skipped: 6}}}, "a\na\na\nb\nb\n"},
		{"something was missed", []update{{"a", protocol.Log{Open: true}}, {"…\nz", protocol.Log{Skipped: 9}}, {"…\nz\nz", protocol.Log{Skipped: 9}}}, "a\n…\nz\nz\n"},
		{"wrong counts", []update{{"abc", protocol.Log{}}, {"a", protocol.Log{}}, {"…", protocol.Log{Skipped: 1}}, {"…", protocol.Log{Skipped: -9}}}, "abc\n"},
	} {
		var stdout bytes.Buffer
		s := &Screen{Stdout: &stdout, Stderr: io.Discard}
		for i, u := range c.updates {
			show := s.update
			if i == 0 {
				show = s.display
			}
			show(protocol.Transient{DisplayID: "id", Log: &u.log}, u.text)
		}
		if got := stdout.String(); got != c.want {
			t.Errorf("%s: shown is %q, want %q", c.name, got, c.want)
		}
	}
}
