package notebook

import (
	"strings"
	"testing"
)

func TestEditProgramKeepsAllButCode(t *testing.T) {
	upper := func(c ProgramCell) (string, bool) { return strings.ToUpper(c.Source) + "\n", c.Source != "bad" }
	for _, c := range []struct{ name, text, want string }{
		{"no marker", "\n\na\n\n\n", "A\n"},
		{"no newline at the end", "a", "A\n"},
		{"nothing", "", ""},
		{"markers", "# %% one\n\na\n\n\n# %%\nb\n# %% x\n", "# %% one\nA\n\n# %%\nB\n# %% x\n"},
		{"text cells", "# %% [markdown]\n# a\n\n\n# %%\nb\n", "# %% [markdown]\n# a\n\n\n# %%\nB\n"},
		{"a cell left alone", "# %%\n\nbad\n\n\n# %%\nb\n", "# %%\n\nbad\n\n\n# %%\nB\n"},
		{"header", "# ---\n# x: y\n# ---\n\n\na\n", "# ---\n# x: y\n# ---\n\nA\n"},
		{"line ends", "# %%\r\na\r\n", "# %%\r\nA\r\n"},
		{"byte order mark", "\ufeffa\n", "\ufeffA\n"},
	} {
		if got := EditProgram(c.text, upper); got != c.want {
			t.Errorf("%s: %q becomes %q, want %q", c.name, c.text, got, c.want)
		}
	}
	for _, source := range []string{"x\n# %%\ny", "# %% [markdown]\nx", "x\n# %%", "# ---\n# x\n# ---\nx"} {
		edit := func(ProgramCell) (string, bool) { return source, true }
		if got := EditProgram("a\n", edit); got != "a\n" {
			t.Errorf("code becomes something else: %q", got)
		}
	}
}

func TestProgramCellsHaveTheirLines(t *testing.T) {
	cells := ProgramCells("# ---\n# ---\n\na\n# %% [md]\n# x\n# %%\n\n\nb\nc\n")
	if len(cells) != 2 || cells[0].Line != 4 || cells[0].Source != "a" || cells[1].Line != 10 || cells[1].Source != "b\nc" {
		t.Errorf("cells %+v", cells)
	}
}
