package notebook

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// FuzzParse checks that no text is too strange: it is refused with an error or
// it is a notebook, whose text reads back as the same notebook.
func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.ipynb")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"nbformat":4,"cells":[{"cell_type":"code","source":["a\u2028"],"outputs":[{"output_type":"stream","text":["a",1]}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := Parse(data)
		if err != nil {
			return
		}
		text := n.Encode()
		again, err := Parse(text)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, text)
		}
		if !bytes.Equal(again.Encode(), text) {
			t.Fatalf("the notebook changes when it is written again:\n%s\n%s", text, again.Encode())
		}
	})
}

// FuzzProgram checks that cells hold lines of the program and none twice.
func FuzzProgram(f *testing.F) {
	f.Add("# ---\n# a\n# ---\nx\n# %% [markdown] tags=[\"a\"]\n# b\n# %%\n'''\n# %%")
	f.Fuzz(func(t *testing.T, text string) {
		size := 0
		for _, cell := range ParseProgram(text) {
			size += len(cell)
		}
		if size > len(text) {
			t.Fatalf("cells are longer than the program: %q", ParseProgram(text))
		}
		same := func(c ProgramCell) (string, bool) { return c.Source, true }
		once := EditProgram(text, same)
		if twice := EditProgram(once, same); twice != once {
			t.Fatalf("an edit changes the program again: %q, %q, %q", text, once, twice)
		}
		if got, want := ParseProgram(once), ParseProgram(text); len(got) != len(want) {
			t.Fatalf("an edit that changes nothing makes %q of %q", got, want)
		}
		program, err := FromProgram(text).Program()
		if err != nil {
			return
		}
		if again, err := FromProgram(program).Program(); again != program || err != nil {
			t.Fatalf("%q becomes %q, which becomes %q (%v)", text, program, again, err)
		}
	})
}
