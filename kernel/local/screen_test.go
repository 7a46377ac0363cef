package local

import (
	"bytes"
	"strings"
	"testing"

	"starkernel/protocol"
)

const up1, up2, up3 = "\r\x1b[1A\x1b[J", "\r\x1b[2A\x1b[J", "\r\x1b[3A\x1b[J"

// messages makes messages of a kernel.
type messages struct {
	*testing.T
	session *protocol.Session
}

func (t messages) message(msgType string, content any) *protocol.Message {
	t.Helper()
	m, err := t.session.New(msgType, nil, content)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (t messages) print(text string) *protocol.Message {
	return t.message(protocol.MsgStream, protocol.Stream{Name: "stdout", Text: text})
}

func (t messages) display(msgType, id, text string) *protocol.Message {
	return t.message(msgType, protocol.DisplayData{
		Data: protocol.MIMEBundle{"text/plain": text}, Transient: protocol.Transient{DisplayID: id},
	})
}

func (t messages) show(id, text string) *protocol.Message {
	return t.display(protocol.MsgDisplayData, id, text)
}

func (t messages) update(id, text string) *protocol.Message {
	return t.display(protocol.MsgUpdateDisplayData, id, text)
}

func (t messages) clear(wait bool) *protocol.Message {
	return t.message(protocol.MsgClearOutput, protocol.ClearOutput{Wait: wait})
}

func TestATerminalReplacesWhatChanges(t *testing.T) {
	m := messages{t, protocol.NewSession("test")}
	for _, c := range []struct {
		name  string
		shows []*protocol.Message
		want  string
	}{
		{"update", []*protocol.Message{m.show("a", "1"), m.update("a", "2")}, "1\n" + up1 + "2\n"},
		{"the same text", []*protocol.Message{m.show("a", "1"), m.update("a", "1")}, "1\n" + up1 + "1\n"},
		{"text after it stays", []*protocol.Message{m.show("a", "1"), m.print("x\ny"), m.update("a", "2")}, "1\nx\ny" + up2 + "2\nx\ny"},
		{"another display after it", []*protocol.Message{m.show("a", "1"), m.show("b", "3"), m.update("a", "2"), m.update("b", "4")},
			"1\n3\n" + up2 + "2\n3\n" + up1 + "4\n"},
		{"more lines, then fewer", []*protocol.Message{m.show("a", "1"), m.update("a", "1\n2"), m.update("a", "3")}, "1\n" + up1 + "1\n2\n" + up2 + "3\n"},
		{"lines that wrap", []*protocol.Message{m.show("a", strings.Repeat("x", 21)), m.update("a", "2")}, strings.Repeat("x", 21) + "\n" + up3 + "2\n"},
		{"a line that fits", []*protocol.Message{m.show("a", strings.Repeat("x", 10)), m.update("a", "2")}, strings.Repeat("x", 10) + "\n" + up1 + "2\n"},
		{"wide characters", []*protocol.Message{m.show("a", "日日日日日日"), m.update("a", "2")}, "日日日日日日\n" + up2 + "2\n"},
		{"a tab and text that wraps", []*protocol.Message{m.show("a", "\txyz"), m.update("a", "2")}, "\txyz\n" + up2 + "2\n"},
		{"no room for a tab", []*protocol.Message{m.show("a", "\t\tx"), m.update("a", "2")}, "\t\tx\n" + up1 + "2\n"},
		{"colours take no room", []*protocol.Message{m.show("a", strings.Repeat("\x1b[1mx", 10)), m.update("a", "2")}, strings.Repeat("\x1b[1mx", 10) + "\n" + up1 + "2\n"},
		{"a line that is written again", []*protocol.Message{m.show("a", "1"), m.print("xxxxxxxx\ryyyyyyyy\rz"), m.update("a", "2")},
			"1\nxxxxxxxx\ryyyyyyyy\rz" + up1 + "2\nxxxxxxxx\ryyyyyyyy\rz"},
		{"in the middle of a line", []*protocol.Message{m.print("x"), m.show("a", "1"), m.update("a", "2")}, "x\n1\n" + up1 + "2\n"},
		{"above the screen", []*protocol.Message{m.show("a", "1"), m.print("1\n2\n3\n4\n"), m.update("a", "2"), m.print("x\n")}, "1\n1\n2\n3\n4\n2\nx\n"},
		{"an unknown display", []*protocol.Message{m.update("a", "2")}, ""},
		{"clear", []*protocol.Message{m.print("a\nb\n"), m.clear(false), m.print("c\n")}, "a\nb\n" + up2 + "c\n"},
		{"clear before the next output", []*protocol.Message{m.print("a\n"), m.clear(true), m.print("c\n")}, "a\n" + up1 + "c\n"},
		{"clear, and nothing follows", []*protocol.Message{m.print("a\n"), m.clear(true)}, "a\n"},
		{"clear within a line", []*protocol.Message{m.print("a"), m.clear(false), m.show("", "c")}, "a\r\x1b[Jc\n"},
		{"clear what is on the screen", []*protocol.Message{m.print("1\n2\n3\n4\n5\n"), m.clear(false)}, "1\n2\n3\n4\n5\n" + up3},
		{"clear, then an update", []*protocol.Message{m.show("a", "1"), m.clear(true), m.update("a", "2"), m.print("x\n")}, "1\n" + up1 + "2\nx\n"},
	} {
		var out bytes.Buffer
		s := &Screen{Stdout: &out, Stderr: &out, Terminal: true, Color: true, Size: func() (int, int) { return 10, 4 }}
		s.Begin()
		for _, show := range c.shows {
			s.Show(show)
		}
		if got := out.String(); got != c.want {
			t.Errorf("%s: sent is\n%q\nwant\n%q", c.name, got, c.want)
		}
	}
}

func TestAReplacedTextStandsAboveTheProgressLine(t *testing.T) {
	m := messages{t, protocol.NewSession("test")}
	var out bytes.Buffer
	s := &Screen{Stdout: &out, Stderr: &out, Terminal: true, Size: func() (int, int) { return 10, 4 }}
	s.Progress("cell")
	s.Show(m.show("a", "1"))
	s.Show(m.update("a", "2"))
	if got, want := out.String(), "cell\r\x1b[K1\ncell\r\x1b[K"+up1+"2\ncell"; got != want {
		t.Errorf("sent is %q, want %q", got, want)
	}
}

func TestWhatWasTypedMovesTheRest(t *testing.T) {
	m := messages{t, protocol.NewSession("test")}
	var out bytes.Buffer
	s := &Screen{Stdout: &out, Stderr: &out, Terminal: true, Size: func() (int, int) { return 80, 24 }}
	s.Show(m.show("a", "1"))
	s.Typed("Who? Ada\n")
	s.Show(m.update("a", "2"))
	if want := "1\n" + up2 + "2\nWho? Ada\n"; out.String() != want {
		t.Errorf("sent is %q, want %q", out.String(), want)
	}
}

func TestAResultHasItsNumber(t *testing.T) {
	m := messages{t, protocol.NewSession("test")}
	for text, want := range map[string]string{"42": "Out 3: 42\n", "a\nb": "Out 3: \na\nb\n"} {
		var out bytes.Buffer
		s := &Screen{Stdout: &out, Stderr: &out, Result: func(int) string { return "Out 3: " }}
		s.Show(m.message(protocol.MsgExecuteResult, protocol.ExecuteResult{
			DisplayData: protocol.DisplayData{Data: protocol.MIMEBundle{"text/plain": text}}, ExecutionCount: 3,
		}))
		if out.String() != want {
			t.Errorf("%q is shown as %q, want %q", text, out.String(), want)
		}
	}
}

func TestATailIsBounded(t *testing.T) {
	var long tail
	for range 3 * maxTailPieces {
		long.add("a", "x\n")
		long.add("", "y\n")
	}
	if len(long) > 2*maxTailPieces {
		t.Errorf("the tail has %d pieces", len(long))
	}
	var flood tail
	for range 4 {
		flood.add("", strings.Repeat("x", maxTailBytes))
	}
	if len(flood) != 1 || len(flood[0].text) > 2*maxTailBytes {
		t.Errorf("the tail has %d pieces, the first of %d bytes", len(flood), len(flood[0].text))
	}
}
