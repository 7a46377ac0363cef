package interp

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"starkernel/kernel"
	"starkernel/kernel/interp/lib"
)

// exampleNames are what the examples of the documentation take as given.
const exampleNames = `
async def work():
    await asyncio.sleep(1)
    return 7
first, second, main = work, work, work
task = run_in_background(work())
tasks = [run_in_background(work()), run_in_background(work())]
queue = asyncio.Queue()
words, n = ["b", "A"], 1
image = bytes([0x89]) + b"PNG\r\n\x1a\n"
`

// exampleModule is the file that they load.
const exampleModule = "def f():\n    pass\n\ndef h():\n    pass\n"

// failing are the examples that show how to fail.
var failing = map[string]bool{"fail": true, "error": true}

// documented are the docs of all names, members, methods and keywords.
func documented() map[string]lib.Doc {
	all := map[string]lib.Doc{}
	for _, name := range lib.Names() {
		all[name], _ = lib.Lookup(name)
	}
	for name, d := range introspectDocs() {
		all[name] = d
	}
	return all
}

func TestEveryNameHasAnExampleThatRuns(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "lib.star"), []byte(exampleModule), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, d := range documented() {
		if d.Example == "" {
			if !strings.HasPrefix(name, "keyword ") && !strings.Contains(d.Text, "Not available") {
				t.Errorf("%s has no example", name)
			}
			continue
		}
		n := newNotebook(t, Options{Virtual: true, Batch: true, Folder: folder})
		n.run(exampleNames)
		for _, cell := range exampleCells(d.Example) {
			n.out.answer = func(string, bool) string { return "Ada" }
			n.count++
			got := n.execute(kernel.Cell{Code: cell.code, Count: n.count, StoreHistory: true, AllowStdin: true})
			if failed := strings.Contains(got, "error: "); failed != failing[name] {
				t.Errorf("%s: %s gives %s", name, cell.code, got)
			}
			if cell.want != "" && !slices.Contains(strings.Split(got, "\n"), "result: "+cell.want) && cell.want != "None" {
				t.Errorf("%s: %s gives %s, not %s", name, cell.code, got, cell.want)
			}
		}
	}
}

// exampleCell is a part of an example, and the result that the example tells.
type exampleCell struct{ code, want string }

// exampleCells splits an example after each line that tells its value.
func exampleCells(example string) []exampleCell {
	var cells []exampleCell
	var code []string
	for line := range strings.Lines(example) {
		expr, want, told := strings.Cut(strings.TrimSuffix(line, "\n"), " # ")
		code = append(code, expr)
		if told {
			cells = append(cells, exampleCell{strings.Join(code, "\n"), want})
			code = nil
		}
	}
	if code != nil {
		cells = append(cells, exampleCell{strings.Join(code, "\n"), ""})
	}
	return cells
}
