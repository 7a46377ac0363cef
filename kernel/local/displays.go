package local

import (
	"io"
	"slices"
	"strings"

	"starkernel/protocol"
)

// displays is what a screen knows of the displays that may be updated.
type displays struct {
	shown map[string]string // the text of each that was shown last
	stale []change          // in the order of the updates
	logs  map[string]int    // bytes shown of each that only grows
	// open is the log whose last line the screen ends with, not finished; "" for
	// none.
	open string
}

// change is what replaces the text of a display.
type change struct{ id, text string }

// display shows a text that may be updated if it has an id.
func (s *Screen) display(t protocol.Transient, text string) {
	if t.Log != nil {
		s.log(t.DisplayID, *t.Log, text)
		return
	}
	if t.DisplayID != "" {
		if s.shown == nil {
			s.shown = map[string]string{}
		}
		s.shown[t.DisplayID] = text
	}
	s.block(s.Stdout, t.DisplayID, text)
}

// update shows at once what is new in a log, and what can be replaced. Other
// displays are shown again before the next output and at the end of the cell: of
// many updates that follow each other only the last is of use there.
func (s *Screen) update(t protocol.Transient, text string) {
	if t.Log != nil {
		s.Refresh()
		s.log(t.DisplayID, *t.Log, text)
		return
	}
	shown, known := s.shown[t.DisplayID]
	if !known || s.replace(t.DisplayID, text) {
		return
	}
	s.stale = slices.DeleteFunc(s.stale, func(c change) bool { return c.id == t.DisplayID })
	if text != shown {
		s.stale = append(s.stale, change{t.DisplayID, text})
	}
}

// replace draws a display in place, and what came after it. It reports if that was
// possible.
func (s *Screen) replace(id, text string) bool {
	if s.Size == nil {
		return false
	}
	s.clearNow()
	width, height := s.Size()
	out, ok := s.tail.replace(id, s.lines(text), width, height)
	if ok {
		s.erase()
		s.write(s.Stdout, out)
		s.draw()
		s.shown[id] = text
	}
	return ok
}

// Refresh shows the displays that changed: the lines that were added, if there is
// no other change.
func (s *Screen) Refresh() {
	for _, c := range s.stale {
		added, grown := strings.CutPrefix(c.text, s.shown[c.id]+"\n")
		if !grown {
			added = c.text
		}
		s.shown[c.id] = c.text
		s.block(s.Stdout, c.id, added)
	}
	s.stale = nil
}

// log shows what is new in a text that only grows. A line that was not finished
// goes on, unless there was other output.
func (s *Screen) log(id string, l protocol.Log, text string) {
	notice := ""
	if l.Skipped > 0 {
		notice, text, _ = strings.Cut(text, "\n")
		notice += "\n"
	}
	if !l.Open {
		text += "\n"
	}
	if s.logs == nil {
		s.logs = map[string]int{}
	}
	before := s.logs[id]
	s.logs[id] = l.Skipped + len(text)
	missed := before < l.Skipped
	if missed {
		text = notice + text
	} else {
		text = text[min(before-l.Skipped, len(text)):]
	}
	if text == "" {
		return
	}
	if s.midOut && (missed || s.open != id) {
		text = "\n" + text
	}
	s.print(s.Stdout, text)
	s.open = id
}

// LeaveLog ends the line of a log before other output to w.
func (s *Screen) LeaveLog(w io.Writer) {
	if s.midLine(w) != &s.midOut {
		return
	}
	if s.open != "" && s.midOut {
		s.print(w, "\n")
	}
	s.open = ""
}
