package local

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"starkernel/protocol"
)

// Screen shows messages to a person. It is not safe for concurrent use. The zero
// Screen needs its writers; what else is set must not change.
type Screen struct {
	// Stdout gets what cells print and the text form of their results, Stderr the
	// rest.
	Stdout, Stderr io.Writer
	// Terminal: Stderr is a terminal, the one of Stdout if that is one too.
	Terminal bool
	// Color: tracebacks and results keep their colours.
	Color bool
	// Size gives the size of the terminal that both writers go to. Text on it is
	// replaced by updates of displays and by clear_output. Nil: nothing is
	// replaced.
	Size func() (width, height int)
	// Result gives what stands before the result of a cell. Nil: nothing.
	Result func(count int) string

	line  string // the progress line, "" for none
	drawn bool   // it is on the terminal now
	err   error  // the first error of a writer

	displays
	tail  tail
	clear bool // before the next output

	// The last text did not end its line. On a terminal both writers share it.
	midOut, midErr bool
}

// Begin says that a cell begins, on a line of its own. What came before is not
// replaced any more.
func (s *Screen) Begin() {
	s.tail, s.clear = nil, false
	s.midOut, s.midErr = false, false
}

// EndLine ends the line of the last text if that did not.
func (s *Screen) EndLine() {
	if *s.midLine(s.Stderr) {
		s.print(s.Stderr, "\n")
	}
}

// Err gives the first error of a writer.
func (s *Screen) Err() error { return s.err }

// midLine tells where the line goes on if w is written to.
func (s *Screen) midLine(w io.Writer) *bool {
	if w == s.Stderr && !s.Terminal {
		return &s.midErr
	}
	return &s.midOut
}

// Progress replaces the line at the bottom of the terminal; "" takes it away.
func (s *Screen) Progress(line string) {
	if !s.Terminal {
		return
	}
	s.erase()
	s.line = line
	s.draw()
}

func (s *Screen) erase() {
	if s.drawn {
		s.write(s.Stderr, "\r\x1b[K")
		s.drawn = false
	}
}

// draw shows the progress line, unless that would break a line of output.
func (s *Screen) draw() {
	if s.line != "" && !*s.midLine(s.Stderr) {
		s.write(s.Stderr, s.line)
		s.drawn = true
	}
}

func (s *Screen) write(w io.Writer, text string) {
	if _, err := io.WriteString(w, text); err != nil && s.err == nil {
		s.err = err
	}
}

// print writes output between the progress line that was and the one to come.
func (s *Screen) print(w io.Writer, text string) { s.put(w, "", "", text) }

// block prints text that has lines of its own: that of a display if there is an
// id.
func (s *Screen) block(w io.Writer, id, text string) {
	s.clearNow()
	lead := ""
	if *s.midLine(w) {
		lead = "\n"
	}
	s.put(w, id, lead, s.lines(text))
}

// put writes text that may be replaced if there is an id, after lead.
func (s *Screen) put(w io.Writer, id, lead, text string) {
	if text == "" {
		return
	}
	s.clearNow()
	s.erase()
	s.write(w, lead+text)
	if s.Size != nil {
		s.tail.add("", lead)
		s.tail.add(id, text)
	}
	*s.midLine(w) = !strings.HasSuffix(text, "\n")
	s.draw()
}

// lines gives text with its last line ended, and with colours if they are shown.
func (s *Screen) lines(text string) string {
	if !s.Color {
		text = Plain(text)
	}
	return strings.TrimSuffix(text, "\n") + "\n"
}

// Note says something about the session itself.
func (s *Screen) Note(text string) { s.block(s.Stderr, "", text) }

// Typed says that text was shown in the cell by somebody else, such as a question
// and the answer to it.
func (s *Screen) Typed(text string) {
	s.tail.add("", text)
	s.midOut = !strings.HasSuffix(text, "\n")
}

// Plain takes the colours away.
func Plain(text string) string { return ansi().ReplaceAllString(text, "") }

// ansi matches the escape sequences that set colours and the like.
var ansi = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\x1b\[[0-?]*[ -/]*[@-~]`) })

// Show shows a message of iopub: streams as they are, rich output as its text,
// errors as tracebacks.
func (s *Screen) Show(m *protocol.Message) {
	switch m.Header.MsgType {
	case protocol.MsgStream:
		var c protocol.Stream
		if json.Unmarshal(m.Content, &c) != nil {
			return
		}
		w := s.Stdout
		if c.Name == "stderr" {
			w = s.Stderr
		}
		s.Refresh()
		s.LeaveLog(w)
		s.print(w, c.Text)
	case protocol.MsgExecuteResult:
		var c protocol.ExecuteResult
		if json.Unmarshal(m.Content, &c) == nil {
			s.Refresh()
			s.display(c.Transient, s.result(c))
		}
	case protocol.MsgDisplayData:
		var c protocol.DisplayData
		if json.Unmarshal(m.Content, &c) == nil {
			s.Refresh()
			s.display(c.Transient, plainText(c.Data))
		}
	case protocol.MsgUpdateDisplayData:
		var c protocol.DisplayData
		if json.Unmarshal(m.Content, &c) == nil {
			s.update(c.Transient, plainText(c.Data))
		}
	case protocol.MsgError:
		var c protocol.ErrorContent
		if json.Unmarshal(m.Content, &c) == nil {
			s.Refresh()
			s.block(s.Stderr, "", strings.Join(c.Traceback, "\n"))
		}
	case protocol.MsgClearOutput:
		var c protocol.ClearOutput
		if json.Unmarshal(m.Content, &c) == nil && s.Size != nil {
			s.clear = true
			if !c.Wait {
				s.clearNow()
			}
		}
	}
}

// result gives the text of a result. One of many lines begins below what stands
// before it, so that its columns stay in line.
func (s *Screen) result(r protocol.ExecuteResult) string {
	text := plainText(r.Data)
	if s.Result == nil {
		return text
	}
	if strings.Contains(text, "\n") {
		text = "\n" + text
	}
	return s.Result(r.ExecutionCount) + text
}

// clearNow takes the output of the cell away, as far as it is on the screen, if
// that was asked for.
func (s *Screen) clearNow() {
	if !s.clear {
		return
	}
	s.clear = false
	width, height := s.Size()
	s.write(s.Stdout, rewind(min(s.tail.rows(width), height-1)))
	s.tail, s.midOut = nil, false
	s.stale = nil
}

// plainText gives what a terminal can show of rich output: its text, or what
// kinds of data there are.
func plainText(data protocol.MIMEBundle) string {
	if text, ok := data["text/plain"].(string); ok {
		return text
	}
	return fmt.Sprintf("<%s>", strings.Join(slices.Sorted(maps.Keys(data)), ", "))
}

// IsIdle: the message says that a request has been dealt with.
func IsIdle(m *protocol.Message) bool {
	var c protocol.Status
	return m.Header.MsgType == protocol.MsgStatus &&
		json.Unmarshal(m.Content, &c) == nil && c.ExecutionState == protocol.StateIdle
}
