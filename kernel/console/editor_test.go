package console

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"starkernel/protocol"
)

// fake is a language whose blocks begin after a colon and end with a blank line.
type fake struct{ names []string }

func (f fake) Complete(code string, cursor int) protocol.CompleteReply {
	before := string([]rune(code)[:cursor])
	start := strings.LastIndexAny(before, " (\n") + 1
	r := protocol.CompleteReply{CursorStart: start, CursorEnd: cursor}
	types := []map[string]string{}
	for _, name := range f.names {
		if strings.HasPrefix(name, before[start:]) {
			r.Matches = append(r.Matches, name)
			types = append(types, map[string]string{"text": name, "type": "function"})
		}
	}
	r.Metadata = map[string]any{"_jupyter_types_experimental": types}
	return r
}

func (f fake) Inspect(code string, cursor, detail int) protocol.InspectReply {
	return protocol.InspectReply{Found: true, Data: protocol.MIMEBundle{"text/plain": "help about " + code}}
}

func (f fake) IsComplete(code string) protocol.IsCompleteReply {
	lines := strings.Split(code, "\n")
	last := lines[len(lines)-1]
	indent := last[:len(last)-len(strings.TrimLeft(last, " "))]
	switch {
	case strings.HasSuffix(last, ":"):
		indent += "    "
	case len(lines) == 1 || strings.TrimSpace(last) == "":
		return protocol.IsCompleteReply{Status: "complete"}
	}
	return protocol.IsCompleteReply{Status: "incomplete", Indent: &indent}
}

func newTestEditor(names ...string) *editor {
	e := &editor{
		first: "In [1]: ", more: "   ...: ", language: fake{names}, recall: newRecall(nil), width: 40, height: 12,
	}
	e.begin("")
	return e
}

var specialKeys = map[string]rune{
	"enter": tea.KeyEnter, "tab": tea.KeyTab, "esc": tea.KeyEscape, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete,
	"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome, "end": tea.KeyEnd,
	"f1": tea.KeyF1,
}

// press gives the editor keys: text, and the names of keys in <angle brackets>.
func press(t *testing.T, e *editor, keys string) {
	t.Helper()
	for keys != "" {
		if keys[0] != '<' {
			r := []rune(keys)[0]
			keys = keys[len(string(r)):]
			e.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
			continue
		}
		name, rest, _ := strings.Cut(keys[1:], ">")
		keys = rest
		parts := strings.Split(name, "+")
		k := tea.KeyPressMsg{}
		for _, mod := range parts[:len(parts)-1] {
			k.Mod |= map[string]tea.KeyMod{"ctrl": tea.ModCtrl, "alt": tea.ModAlt, "shift": tea.ModShift}[mod]
		}
		last := parts[len(parts)-1]
		if k.Code = specialKeys[last]; k.Code == 0 {
			if len(last) != 1 {
				t.Fatalf("there is no key %s", last)
			}
			k.Code = rune(last[0])
		}
		e.Update(k)
	}
}

// marked is the text with the cursor in it.
func marked(e *editor) string {
	return string(e.text[:e.pos]) + "‸" + string(e.text[e.pos:])
}

func TestKeysEditTheText(t *testing.T) {
	for _, c := range []struct{ keys, want string }{
		{"abc<left>x", "abx‸c"},
		{"abc<home>x<end>y", "xabcy‸"},
		{"one two<ctrl+left>x", "one x‸two"},
		{"one two<ctrl+a><ctrl+right>x", "onex‸ two"},
		{"one two<ctrl+w>x", "one x‸"},
		{"one.two<alt+backspace>x", "one.x‸"},
		{"one two<ctrl+a><alt+d>", "‸ two"},
		{"abc<left><left><ctrl+k>x", "ax‸"},
		{"abc<left><ctrl+u>", "‸c"},
		{"abc<ctrl+u>x<ctrl+y>", "xabc‸"},
		{"abc<ctrl+t>", "acb‸"},
		{"abc<backspace>", "ab‸"},
		{"abc<home><delete>", "‸bc"},
		{"abc<home><ctrl+d>", "‸bc"},
		{"<tab>", "    ‸"},
		{"  <tab>x", "    x‸"},
		{"<tab><tab><backspace>", "    ‸"},
		{"one two<ctrl+_>", "one‸"},
		{"one<ctrl+k><ctrl+_><ctrl+_>", "‸"},
		{"日本<left>x", "日x‸本"},
		{"a<ctrl+o>b<up>x", "ax‸\nb"},
		{"a<ctrl+o>bcd<up>x<down>y", "ax\nbcy‸d"},
		{"a<ctrl+o>b<home><backspace>", "a‸b"},
		{"<backspace><delete><left><right><up><down><ctrl+w><ctrl+k><ctrl+t><ctrl+_>", "‸"},
	} {
		e := newTestEditor()
		press(t, e, c.keys)
		if got := marked(e); got != c.want {
			t.Errorf("%s: text is %q, want %q", c.keys, got, c.want)
		}
	}
}

func TestEnterRunsWhatIsComplete(t *testing.T) {
	for _, c := range []struct {
		keys, want string
		end        ending
	}{
		{"a<enter>", "a", accepted},
		{"def f():<enter>", "def f():\n    ", editing},
		{"def f():<enter>a<enter>", "def f():\n    a\n    ", editing},
		{"def f():<enter>a<enter><enter>", "def f():\n    a", accepted},
		{"def f():<enter>if a:<enter>b<enter><backspace>c<enter><enter>", "def f():\n    if a:\n        b\n    c", accepted},
		{"def f():<alt+enter>", "def f():", accepted},
		{"def f():<enter>a<up><end><enter>", "def f():\n    \n    a", editing},
		{"a<shift+enter>b", "a\nb", editing},
		{"<enter>", "", accepted},
		{"a<ctrl+c>", "a", dropped},
		{"<ctrl+d>", "", left},
		{"a<ctrl+l>", "a", cleared},
	} {
		e := newTestEditor()
		press(t, e, c.keys)
		if e.String() != c.want || e.end != c.end {
			t.Errorf("%s: text is %q and the ending %d, want %q and %d", c.keys, e.String(), e.end, c.want, c.end)
		}
	}
}

func TestAPasteComesInWhole(t *testing.T) {
	e := newTestEditor()
	e.Update(tea.PasteMsg{Content: "def f():\r    a\r\n\r    b"})
	if want := "def f():\n    a\n\n    b"; e.String() != want || e.end != editing {
		t.Fatalf("text is %q, want %q", e.String(), want)
	}
	press(t, e, "<enter><enter>")
	if e.end != accepted {
		t.Errorf("the second Enter does not run it: %q", e.String())
	}
}

func TestKeysThatComeEarlyBelongToTheNextText(t *testing.T) {
	e := newTestEditor()
	press(t, e, "a<enter>b<enter>c")
	var got []string
	for range 3 {
		got = append(got, e.String())
		e.begin("")
	}
	if want := []string{"a", "b", "c"}; !slices.Equal(got, want) {
		t.Errorf("texts are %q, want %q", got, want)
	}
}

func TestKeysAfterClearingTheScreenBelongToTheSameText(t *testing.T) {
	e := newTestEditor()
	press(t, e, "a<ctrl+l>b<enter>c")
	e.resume()
	if e.String() != "ab" || e.end != accepted {
		t.Errorf("the text is %q, and its end %v; want %q, accepted", e.String(), e.end, "ab")
	}
	if e.begin(""); e.String() != "c" {
		t.Errorf("the next text is %q, want %q", e.String(), "c")
	}
}

func TestTheEditorEndsWhenNoMoreKeysCome(t *testing.T) {
	e := newTestEditor()
	_, wait := e.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	settled := wait()
	press(t, e, "x")
	_, wait = e.Update(settled)
	if wait == nil {
		t.Fatal("a key came, and the editor does not wait for more")
	}
	if _, quit := e.Update(wait()); quit == nil || quit() != tea.Quit() {
		t.Error("no key came, and the editor does not end")
	}
}

func TestRecallFindsCellsThatBeginAsTyped(t *testing.T) {
	cells := []string{"alpha = 1", "beta = 2", "alpha + beta", "def f():\n    pass"}
	for _, c := range []struct{ keys, want string }{
		{"<up>", "def f():\n    pass‸"},
		{"<up><up>", "def f():‸\n    pass"}, // within the cell
		{"<up><up><up>", "alpha + beta‸"},
		{"al<up>", "alpha + beta‸"},
		{"al<up><up>", "alpha = 1‸"},
		{"al<up><up><up>", "alpha = 1‸"},
		{"al<up><up><down>", "alpha + beta‸"},
		{"al<up><up><down><down>", "al‸"},
		{"x<up>", "x‸"},
		{"x<down>", "x‸"},
	} {
		e := newTestEditor()
		e.recall = newRecall(cells)
		press(t, e, c.keys)
		if got := marked(e); got != c.want {
			t.Errorf("%s: text is %q, want %q", c.keys, got, c.want)
		}
	}
}

func TestRecallForgetsRepetitions(t *testing.T) {
	r := newRecall(nil)
	for _, cell := range []string{"a", "a", "b", "a"} {
		r.add(cell)
	}
	if want := []string{"a", "b", "a"}; !slices.Equal(r.cells, want) {
		t.Errorf("cells are %q, want %q", r.cells, want)
	}
}

func TestSearchFindsOlderCells(t *testing.T) {
	cells := []string{"alpha = 1", "beta = 2", "alpha + beta"}
	for _, c := range []struct{ keys, want, below string }{
		{"<ctrl+r>", "‸", "search: "},
		{"<ctrl+r>alp", "‸alpha + beta", "search: alp"},
		{"<ctrl+r>alp<ctrl+r>", "‸alpha = 1", "search: alp"},
		{"<ctrl+r>alp<ctrl+r><ctrl+r>", "‸alpha = 1", "search, not found: alp"},
		{"<ctrl+r>2", "beta = ‸2", "search: 2"},
		{"<ctrl+r>2x", "beta = ‸2", "search, not found: 2x"},
		{"<ctrl+r>2x<backspace>", "beta = ‸2", "search: 2"},
		{"typed<ctrl+r>2<esc>", "typed‸", ""},
		{"<ctrl+r>2<enter>", "beta = 2‸", ""},
		{"<ctrl+r>2<end>3", "beta = 23‸", ""},
	} {
		e := newTestEditor()
		e.recall = newRecall(cells)
		press(t, e, c.keys)
		below := strings.Join(e.below(0), "\n")
		if got := marked(e); got != c.want || below != c.below || e.end != editing {
			t.Errorf("%s: text is %q above %q, want %q above %q", c.keys, got, below, c.want, c.below)
		}
	}
}

func TestTabCompletes(t *testing.T) {
	names := []string{"alpha", "alphabet", "beta"}
	for _, c := range []struct {
		keys, want string
		open       bool
	}{
		{"be<tab>", "beta‸", false},
		{"x<tab>", "x‸", false},
		{"f(al<tab>", "f(alpha‸", true},
		{"al<tab><tab>", "alpha‸", true},
		{"al<tab><tab><tab>", "alphabet‸", true},
		{"al<tab><tab><tab><tab>", "alpha‸", true},
		{"al<tab><shift+tab>", "alphabet‸", true},
		{"al<tab><tab><tab><enter>", "alphabet‸", false},
		{"al<tab><tab><tab><esc>", "alpha‸", false},
		{"al<tab><tab><tab>.x", "alphabet.x‸", false},
		{"al<tab>b", "alphab‸", true},
		{"al<tab>z", "alphaz‸", false},
		{"al<tab><backspace>", "alph‸", true},
		{"al<tab><tab><tab><enter><ctrl+_>", "alpha‸", false},
	} {
		e := newTestEditor(names...)
		press(t, e, c.keys)
		if got := marked(e); got != c.want || (e.menu != nil) != c.open {
			t.Errorf("%s: text is %q, and the menu is open: %t; want %q, %t", c.keys, got, e.menu != nil, c.want, c.open)
		}
	}
}

// shown gives the rows of the view with the cursor in them, without colours.
func shown(e *editor) string {
	v := e.View()
	rows := strings.Split(ansi.Strip(v.Content), "\n")
	row := []rune(rows[v.Cursor.Y])
	rows[v.Cursor.Y] = string(row[:v.Cursor.X]) + "‸" + string(row[v.Cursor.X:])
	for i := range rows {
		rows[i] = strings.TrimRight(rows[i], " ")
	}
	return strings.Join(rows, "\n")
}

func TestViewShowsTheTextWithItsPrompts(t *testing.T) {
	for _, c := range []struct{ name, keys, want string }{
		{"empty", "", "In [1]: ‸"},
		{"lines", "if a:<enter>b", "In [1]: if a:\n   ...:     b‸"},
		{"wrapped", strings.Repeat("x", 40), "In [1]: " + strings.Repeat("x", 32) + "\n" + strings.Repeat("x", 8) + "‸"},
		{"full", strings.Repeat("x", 32), "In [1]: " + strings.Repeat("x", 32) + "\n‸"},
		{"full, from its start", strings.Repeat("x", 33) + "<left>", "In [1]: " + strings.Repeat("x", 32) + "\n‸x"},
		{"menu", "f(al<tab><tab>", "In [1]: f(alpha‸\n          alpha     function\n          alphabet  function"},
		{"help", "len<f1>", "In [1]: len‸\nhelp about len"},
		{"help is gone", "len<f1>(", "In [1]: len(‸"},
		{"control characters", "a\x01b", "In [1]: a�b‸"},
	} {
		e := newTestEditor("alpha", "alphabet")
		press(t, e, c.keys)
		if got := shown(e); got != c.want {
			t.Errorf("%s: shown is\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

func TestViewFitsTheTerminal(t *testing.T) {
	e := newTestEditor()
	for i := range 100 {
		e.language = fake{append(e.language.(fake).names, strings.Repeat("n", i+1))}
	}
	e.Update(tea.PasteMsg{Content: "if a:\n" + strings.Repeat("    b\n", 50)})
	for _, keys := range []string{"n<tab>", "<tab>", "<esc>", strings.Repeat("<up>", 20), "<ctrl+home>", "<ctrl+r>b"} {
		press(t, e, keys)
		v := e.View()
		rows := strings.Split(v.Content, "\n")
		if len(rows) > 12 || v.Cursor.Y >= 12 {
			t.Errorf("after %s the view has %d rows and the cursor is in row %d, of 12", keys, len(rows), v.Cursor.Y)
		}
		for _, row := range rows {
			if ansi.StringWidth(row) > 40 {
				t.Errorf("after %s a row is %d wide, of 40: %q", keys, ansi.StringWidth(row), row)
			}
		}
	}
}

func TestAQuestionHasOneLineAndNoHelp(t *testing.T) {
	e := newTestEditor("alpha")
	e.question, e.first = true, "Who? "
	press(t, e, "x al<tab><ctrl+r><f1><ctrl+o>")
	e.Update(tea.PasteMsg{Content: "y\nz"})
	if got := shown(e); got != "Who? x aly‸" {
		t.Errorf("shown is %q", got)
	}
	e.hidden = true
	if got := shown(e); got != "Who?‸" && got != "Who? ‸" {
		t.Errorf("a password is shown: %q", got)
	}
	if press(t, e, "<enter>"); e.end != accepted || e.String() != "x aly" || e.printed() != "Who? " {
		t.Errorf("answer is %q, ending %d, printed %q", e.String(), e.end, e.printed())
	}
}
