package console

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"starkernel/kernel/highlight"
	"starkernel/protocol"
)

// language is what the editor asks the interpreter.
type language interface {
	Complete(code string, cursor int) protocol.CompleteReply
	Inspect(code string, cursor, detail int) protocol.InspectReply
	IsComplete(code string) protocol.IsCompleteReply
}

// ending is how the editing of a text ended.
type ending int

const (
	editing   ending = iota
	accepted         // the text is to be run, or is the answer
	dropped          // Ctrl-C
	left             // Ctrl-D
	cleared          // Ctrl-L: the screen is cleared, and editing goes on
	withdrawn        // nobody wants the text any more
)

// settle is how long the editor waits, once the text is accepted, for keys that
// came with the last one: they belong to the next text.
const settle = 5 * time.Millisecond

// withdrawnMsg ends the editing of a text that nobody wants any more.
type withdrawnMsg struct{}

// settledMsg says that it has waited, and how many keys had come before.
type settledMsg struct{ keys int }

// editor edits a cell, or the answer to a question. It is a tea.Model.
type editor struct {
	buffer
	first, more string // what stands before the first line, and before the others
	question    bool   // one line, without help from the language
	hidden      bool   // it is not shown

	plain     *plain // nil: the terminal can be drawn on
	language  language
	recall    *recall
	highlight *highlight.Scanner // nil: without colours

	width, height int
	menu          *menu
	search        *search
	help          string
	inserting     bool // the last key was text
	end           ending
	early         []tea.Msg // keys for the next text
}

var _ tea.Model = (*editor)(nil)

// begin starts with a text. Keys that came early are taken first, so the text may
// have ended already.
func (e *editor) begin(text string) {
	e.undone, e.menu, e.search, e.help = nil, nil, nil, ""
	e.end, e.inserting = editing, false
	e.set(text)
	e.takeEarly()
}

// resume goes on with the text after an ending that did not take it away.
func (e *editor) resume() {
	e.end = editing
	e.takeEarly()
}

func (e *editor) takeEarly() {
	early := e.early
	e.early = nil
	for _, msg := range early {
		e.Update(msg)
	}
}

// Init implements tea.Model.
func (e *editor) Init() tea.Cmd { return nil }

// Update implements tea.Model.
func (e *editor) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		e.width, e.height = msg.Width, msg.Height
	case withdrawnMsg:
		if e.end == editing {
			e.end = withdrawn
			return e, e.wait()
		}
	case settledMsg:
		if msg.keys == len(e.early) {
			return e, tea.Quit
		}
		return e, e.wait()
	case tea.PasteMsg, tea.KeyPressMsg:
		if e.end != editing {
			e.early = append(e.early, msg)
			break
		}
		if paste, ok := msg.(tea.PasteMsg); ok {
			e.paste(paste.Content)
		} else if key := msg.(tea.KeyPressMsg); key.String() == "ctrl+z" {
			if canSuspend() {
				return e, tea.Suspend
			}
		} else {
			e.key(key)
		}
		if e.end != editing {
			return e, e.wait()
		}
	}
	return e, nil
}

func (e *editor) wait() tea.Cmd {
	keys := len(e.early)
	return tea.Tick(settle, func(time.Time) tea.Msg { return settledMsg{keys} })
}

func (e *editor) paste(text string) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.ReplaceAll(text, "\r", "\n")
	if e.question {
		text, _, _ = strings.Cut(text, "\n")
	}
	e.menu, e.search, e.help = nil, nil, ""
	e.change(func() { e.insert(text) })
}

// change edits the text, so that it can be undone.
func (e *editor) change(edit func()) {
	e.save()
	e.inserting = false
	edit()
}

func (e *editor) key(k tea.KeyPressMsg) {
	name := k.String()
	if same, ok := sameKeys[name]; ok {
		name = same
	}
	helped := e.help != ""
	e.help = ""
	if helped && name == "esc" || e.search != nil && e.searchKey(name, k.Text) || e.menu != nil && e.menuKey(name, k.Text) {
		return
	}
	switch name {
	case "enter":
		e.enter()
	case "alt+enter":
		e.accept()
	case "ctrl+c":
		e.end = dropped
	case "ctrl+d":
		if len(e.text) == 0 {
			e.end = left
		} else {
			e.change(func() { edits["delete"](&e.buffer) })
		}
	case "ctrl+l":
		e.end = cleared
	case "up", "down":
		e.vertical(name)
	case "ctrl+r":
		if !e.question {
			e.search = &search{at: len(e.recall.cells), typed: state{slices.Clone(e.text), e.pos}}
		}
	case "tab":
		e.tab()
	case "shift+tab":
		e.inspect()
	default:
		if edit, ok := edits[name]; ok {
			if !e.question || name != "ctrl+o" {
				e.change(func() { edit(&e.buffer) })
			}
		} else if k.Text != "" {
			e.typeText(k.Text)
		}
	}
}

// typeText inserts what was typed. Text without a break is undone in one step.
func (e *editor) typeText(text string) {
	if !e.inserting || strings.TrimSpace(text) == "" {
		e.save()
	}
	e.insert(text)
	e.inserting = true
}

// vertical moves between lines, and past the first and the last one through the
// history.
func (e *editor) vertical(name string) {
	switch {
	case e.question:
	case name == "up" && !e.up():
		e.recall.older(&e.buffer)
	case name == "down" && !e.down():
		e.recall.newer(&e.buffer)
	}
}

// enter runs a cell that is complete; else it begins a line. Within the text it
// always does.
func (e *editor) enter() {
	if e.question {
		e.accept()
		return
	}
	code := e.String()
	if e.lineEnd(e.pos) < len(e.text) {
		e.newLine(string(e.text[:e.pos]))
		return
	}
	if reply := e.language.IsComplete(code); reply.Status == "incomplete" {
		e.pos = len(e.text)
		e.newLine(code)
		return
	}
	e.accept()
}

// newLine begins a line, indented as what stands before it asks for.
func (e *editor) newLine(before string) {
	line := e.text[e.lineStart(e.pos):e.pos]
	indent := string(line[:len(line)-len([]rune(strings.TrimLeft(string(line), " \t")))])
	if reply := e.language.IsComplete(before); reply.Status == "incomplete" && reply.Indent != nil {
		indent = *reply.Indent
	}
	e.change(func() { e.insert("\n" + indent) })
}

func (e *editor) accept() {
	e.end, e.menu = accepted, nil
	if !e.question {
		e.set(strings.TrimRight(e.String(), " \t\n"))
	}
}

// inspect shows help about what stands at the cursor.
func (e *editor) inspect() {
	if e.question {
		return
	}
	reply := e.language.Inspect(e.String(), e.pos, 0)
	if text, ok := reply.Data["text/plain"].(string); ok && reply.Found {
		e.help = text
	}
}

// searchKey deals with a key while a search is on. It reports false if the key ends
// the search and is yet to be dealt with.
func (e *editor) searchKey(name, text string) bool {
	s := e.search
	switch {
	case name == "ctrl+r":
		s.find(e.recall, &e.buffer, s.at-1)
	case name == "backspace":
		if runes := []rune(s.pattern); len(runes) > 0 {
			s.pattern = string(runes[:len(runes)-1])
			s.find(e.recall, &e.buffer, len(e.recall.cells))
		}
	case name == "enter":
		e.search = nil
		e.pos = len(e.text)
	case name == "esc" || name == "ctrl+c":
		e.text, e.pos, e.search = s.typed.text, s.typed.pos, nil
	case text != "":
		s.pattern += text
		s.find(e.recall, &e.buffer, s.at)
	default:
		e.search = nil
		return false
	}
	return true
}
