package console

import (
	"encoding/json"
	"strings"

	"starkernel/protocol"
)

// menu shows what the word at the cursor can be completed to.
type menu struct {
	matches  []match
	start    int    // where the word begins
	typed    string // the word
	selected int    // index of the match that is inserted, -1 for none
}

// match is one completion, and what kind of thing it is.
type match struct {
	Text string `json:"text"`
	Type string `json:"type"`
}

// matches gives the completions in a reply. Their types are an extension of
// Jupyter's protocol.
func matches(r protocol.CompleteReply) []match {
	var types struct {
		Matches []match `json:"_jupyter_types_experimental"`
	}
	data, err := json.Marshal(r.Metadata)
	if err == nil && json.Unmarshal(data, &types) == nil && len(types.Matches) == len(r.Matches) {
		return types.Matches
	}
	list := make([]match, len(r.Matches))
	for i, text := range r.Matches {
		list[i].Text = text
	}
	return list
}

// tab indents, or completes the word at the cursor as far as that is certain, and
// shows what there is to choose from.
func (e *editor) tab() {
	if n := e.indent(); n >= 0 {
		e.change(func() { e.insert(strings.Repeat(" ", indentStep-n%indentStep)) })
		return
	}
	if e.question {
		return
	}
	e.openMenu()
	m := e.menu
	if m == nil {
		return
	}
	common := m.matches[0].Text
	for _, other := range m.matches {
		for !strings.HasPrefix(other.Text, common) {
			common = common[:len(common)-1]
		}
	}
	common = strings.ToValidUTF8(common, "")
	if len(m.matches) == 1 {
		e.menu = nil
	}
	if strings.HasPrefix(common, m.typed) && common != m.typed {
		e.save()
		e.replace(m, common)
		m.typed = common
	}
}

// openMenu asks for the completions of the word at the cursor.
func (e *editor) openMenu() {
	e.menu = nil
	reply := e.language.Complete(e.String(), e.pos)
	if len(reply.Matches) > 0 && reply.CursorStart <= e.pos {
		e.menu = &menu{
			matches: matches(reply), start: reply.CursorStart, selected: -1,
			typed: string(e.text[reply.CursorStart:e.pos]),
		}
	}
}

// replace puts another text in the place of the word.
func (e *editor) replace(m *menu, text string) {
	e.delete(m.start, e.pos)
	e.insert(text)
	e.inserting = false
}

// menuKey deals with a key while the menu is open. It reports false if the key
// closes it and is yet to be dealt with.
func (e *editor) menuKey(name, text string) bool {
	m := e.menu
	switch {
	case name == "tab" || name == "down":
		e.choose((m.selected + 1) % len(m.matches))
	case name == "shift+tab" || name == "up":
		if m.selected <= 0 {
			m.selected = len(m.matches)
		}
		e.choose(m.selected - 1)
	case name == "esc":
		e.replace(m, m.typed)
		e.menu = nil
	case name == "enter" && m.selected >= 0:
		e.menu = nil
	case text != "" && isWord([]rune(text)[0]) && m.selected < 0:
		e.typeText(text)
		e.openMenu()
	case name == "backspace" && m.selected < 0 && len(m.typed) > 1:
		e.change(e.backspace)
		e.openMenu()
	default:
		e.menu = nil
		return false
	}
	return true
}

// choose inserts a match.
func (e *editor) choose(i int) {
	if e.menu.selected < 0 {
		e.save()
	}
	e.menu.selected = i
	e.replace(e.menu, e.menu.matches[i].Text)
}
