package runner

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"starkernel/protocol"
)

// screen shows a run to a person. It is not safe for concurrent use while a cell
// runs; outbox guards it.
type screen struct {
	stdout, stderr  io.Writer
	terminal, color bool

	line  string // the progress line, "" for none
	drawn bool   // it is on the terminal now
	err   error  // the first error of a writer

	displays

	// The last text did not end its line. On a terminal both writers share it.
	midOut, midErr bool
}

// midLine tells where the line goes on if w is written to.
func (s *screen) midLine(w io.Writer) *bool {
	if w == s.stderr && !s.terminal {
		return &s.midErr
	}
	return &s.midOut
}

// progress replaces the progress line; "" takes it away.
func (s *screen) progress(line string) {
	if !s.terminal {
		return
	}
	s.erase()
	s.line = line
	s.draw()
}

func (s *screen) erase() {
	if s.drawn {
		s.write(s.stderr, "\r\x1b[K")
		s.drawn = false
	}
}

// draw shows the progress line, unless that would break a line of output.
func (s *screen) draw() {
	if s.line != "" && !*s.midLine(s.stderr) {
		s.write(s.stderr, s.line)
		s.drawn = true
	}
}

func (s *screen) write(w io.Writer, text string) {
	if _, err := io.WriteString(w, text); err != nil && s.err == nil {
		s.err = err
	}
}

// print writes output between the progress line that was and the one to come.
func (s *screen) print(w io.Writer, text string) {
	if text == "" {
		return
	}
	s.erase()
	s.write(w, text)
	*s.midLine(w) = !strings.HasSuffix(text, "\n")
	s.draw()
}

// block prints text that has lines of its own.
func (s *screen) block(w io.Writer, text string) {
	if *s.midLine(w) {
		text = "\n" + text
	}
	if !s.color {
		text = ansi.ReplaceAllString(text, "")
	}
	s.print(w, strings.TrimSuffix(text, "\n")+"\n")
}

// note says something about the run itself.
func (s *screen) note(text string) { s.block(s.stderr, text) }

// ansi matches the escape sequences that set colours and the like.
var ansi = regexp.MustCompile(`\x1b\[[0-?]*[ -/]*[@-~]`)

// show shows a message of iopub: streams as they are, rich output as its text,
// errors as tracebacks. clear_output would need a screen that forgets; what was
// shown stays.
func (s *screen) show(m *protocol.Message) {
	switch m.Header.MsgType {
	case protocol.MsgStream:
		var c protocol.Stream
		if json.Unmarshal(m.Content, &c) != nil {
			return
		}
		w := s.stdout
		if c.Name == "stderr" {
			w = s.stderr
		}
		s.refresh()
		s.leaveLog(w)
		s.print(w, c.Text)
	case protocol.MsgExecuteResult, protocol.MsgDisplayData:
		var c protocol.DisplayData
		if json.Unmarshal(m.Content, &c) == nil {
			s.refresh()
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
			s.refresh()
			s.block(s.stderr, strings.Join(c.Traceback, "\n"))
		}
	}
}

// plainText gives what a terminal can show of rich output: its text, or what
// kinds of data there are.
func plainText(data protocol.MIMEBundle) string {
	if text, ok := data["text/plain"].(string); ok {
		return text
	}
	return fmt.Sprintf("<%s>", strings.Join(slices.Sorted(maps.Keys(data)), ", "))
}

// lineLength is how much of a cell the progress line shows. Terminals are wider,
// but a line that wraps cannot be erased.
const lineLength = 60

// firstLine gives the first line of a cell that says something, without what
// would move the cursor.
func firstLine(source string) string {
	source = strings.TrimSpace(source)
	line, rest, _ := strings.Cut(source, "\n")
	runes := []rune(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.TrimSpace(line)))
	if len(runes) > lineLength {
		return string(runes[:lineLength-1]) + "…"
	}
	if rest != "" {
		return string(runes) + " …"
	}
	return string(runes)
}
