package notebook

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// The notebooks in testdata were written by Python's nbformat 5.11.
func TestFilesOfNBFormatComeBackByteForByte(t *testing.T) {
	files, err := filepath.Glob("testdata/*.ipynb")
	if err != nil || len(files) == 0 {
		t.Fatalf("no test data: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			n, err := Parse(want)
			if err != nil {
				t.Fatal(err)
			}
			if got := n.Encode(); !bytes.Equal(got, want) {
				t.Errorf("differs at %s:\n%s", firstDifference(got, want), got)
			}
		})
	}
}

func firstDifference(a, b []byte) string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return position(a, i)
		}
	}
	return position(a, min(len(a), len(b)))
}

func TestAnyLayoutOfAFileIsWrittenAsNBFormatWritesIt(t *testing.T) {
	n, err := Parse([]byte("\xef\xbb\xbf" + `{"nbformat_minor": 5, "nbformat": 4, "cells": [
		{"source": "a\nb", "outputs": [{"output_type": "stream", "text": ["x\n", "y"], "name": "stdout"}],
		 "cell_type": "code", "id": "i", "metadata": {"trusted": true}, "execution_count": 3}],
		"metadata": {"signature": "s", "orig_nbformat": 3, "b": "\u00e9\ud83d\ude00\/", "a": 1.50}}`))
	if err != nil {
		t.Fatal(err)
	}
	const want = `{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": 3,
   "id": "i",
   "metadata": {},
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "x\n",
      "y"
     ]
    }
   ],
   "source": [
    "a\n",
    "b"
   ]
  }
 ],
 "metadata": {
  "a": 1.50,
  "b": "é😀/"
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`
	if got := string(n.Encode()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestCellsTellWhatRunnersAsk(t *testing.T) {
	n, err := Read("testdata/everything.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	if len(n.Cells) != 4 || !n.HasIDs() {
		t.Fatalf("%d cells, ids %v", len(n.Cells), n.HasIDs())
	}
	c := n.Cells[0]
	if c.Type() != Code || c.ID() != "first" || c.Source() != "x = 1\nx\n" || c.ExecutionCount() != 1 ||
		!slices.Equal(c.Tags(), []string{"parameters", "raises-exception"}) || c.HasTag("skip-execution") {
		t.Errorf("cell is %q %q %q %d %q", c.Type(), c.ID(), c.Source(), c.ExecutionCount(), c.Tags())
	}
	if got := c.Outputs()[0]["text"]; got != "a\nb\r\nc\rd" {
		t.Errorf("stream text is %q", got)
	}
	if n.Cells[1].Type() != Markdown || n.Cells[2].Type() != Raw || n.Cells[1].Outputs() != nil {
		t.Errorf("types are %s and %s", n.Cells[1].Type(), n.Cells[2].Type())
	}
}

func TestChangesAreWritten(t *testing.T) {
	n, err := Read("testdata/without-ids.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	if n.HasIDs() {
		t.Errorf("a notebook of nbformat 4.2 has ids")
	}
	c := n.Cells[0]
	c.SetSource("2\n3")
	c.SetExecutionCount(7)
	c.SetOutputs([]map[string]any{{"output_type": "stream", "name": "stdout", "text": "1\n2\n"}})
	c.Metadata()["execution"] = map[string]any{"a": 1.5}
	n.Metadata()["language_info"] = struct {
		Name string `json:"name"`
	}{"starlark"}
	again, err := Parse(n.Encode())
	if err != nil {
		t.Fatal(err)
	}
	c = again.Cells[0]
	if c.Source() != "2\n3" || c.ExecutionCount() != 7 || c.Outputs()[0]["text"] != "1\n2\n" {
		t.Errorf("cell is %q %d %v", c.Source(), c.ExecutionCount(), c.Outputs())
	}
	if !strings.Contains(string(again.Encode()), `"language_info": {
   "name": "starlark"`) {
		t.Errorf("language_info is %v", again.Metadata()["language_info"])
	}
	c.SetExecutionCount(0)
	if c.ExecutionCount() != 0 || !strings.Contains(string(again.Encode()), `"execution_count": null`) {
		t.Errorf("an execution count of 0 is not null")
	}
}

func TestErrorsNameThePlace(t *testing.T) {
	const head = `{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, `
	deep := strings.Repeat("[", 1001)
	tests := []struct{ name, text, want string }{
		{"empty file", "", `line 1, column 1: the file ends where a JSON value is expected`},
		{"not JSON", "print(1)\n", `line 1, column 1: got 'p', want a JSON value`},
		{"cut off", "{\n \"cells\": [\n  {\"é\": 1", `line 3, column 10: the file ends where ',' or '}' is expected`},
		{"within a string", `{"a": "b`, `line 1, column 9: the file ends within a string`},
		{"missing comma", "{\"a\": 1\n \"b\": 2}", `line 2, column 2: got '"', want ',' or '}'`},
		{"key without quotes", `{a: 1}`, `line 1, column 2: got 'a', want a key in quotes`},
		{"bare newline", "[\"a\nb\"]", `line 1, column 4: a control character in a string; write it as \u000a`},
		{"bad escape", `["\x"]`, `line 1, column 4: got 'x', want an escape such as \n`},
		{"bad unicode escape", `["\u12g4"]`, `line 1, column 4: \u needs four hexadecimal digits`},
		{"bad number", `[1.]`, `line 1, column 4: got ']', want a digit`},
		{"two values", "{} {}", `line 1, column 4: more text after the end of the JSON value`},
		{"too deep", deep, `line 1, column 1001: more than 1000 levels of arrays and objects`},
		{"not UTF-8", "{\"a\": \"\xff\"}", `the file is not UTF-8 text`},
		{"list", "[]", `not a notebook: got a list, want a JSON object`},
		{"other JSON", `{"name": "x"}`, `not a notebook: it has no nbformat`},
		{"version 3", `{"nbformat": 3, "worksheets": []}`, `nbformat: version 3 is too old; open and save the notebook in JupyterLab to make it version 4`},
		{"version 5", `{"nbformat": 5}`, `nbformat: version 5 is newer than the 4 that starkernel knows`},
		{"version text", `{"nbformat": "4"}`, `nbformat: got a string, want the number 4`},
		{"no cells", head + `"x": 1}`, `cells: got nothing, want a list`},
		{"metadata", `{"nbformat": 4, "metadata": []}`, `metadata: got a list, want an object`},
		{"cell", head + `"cells": [1]}`, `cells[0]: got a number, want an object`},
		{"cell type", head + `"cells": [{"source": ""}]}`, `cells[0].cell_type: got nothing, want "code", "markdown" or "raw"`},
		{"source", head + `"cells": [{"cell_type": "code", "source": ["a", 1]}]}`, `cells[0].source: got a list, want a string or a list of strings`},
		{"cell metadata", head + `"cells": [{"cell_type": "code", "source": "", "metadata": true}]}`, `cells[0].metadata: got a boolean, want an object`},
		{"outputs", head + `"cells": [{"cell_type": "code", "source": "", "outputs": {}}]}`, `cells[0].outputs: got an object, want a list`},
		{"output type", head + `"cells": [{"cell_type": "code", "source": "", "outputs": [{}]}]}`, `cells[0].outputs[0].output_type: got nothing, want a string`},
		{"data", head + `"cells": [{"cell_type": "code", "source": "", "outputs": [{"output_type": "display_data", "data": 1}]}]}`, `cells[0].outputs[0].data: got a number, want an object`},
		{"attachment", head + `"cells": [{"cell_type": "raw", "source": "", "attachments": {"a b": 1}}]}`, `cells[0].attachments["a b"]: got a number, want an object`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse([]byte(tt.text))
			var format *FormatError
			if !errors.As(err, &format) || err.Error() != tt.want {
				t.Errorf("error is %v, want %s", err, tt.want)
			}
		})
	}
}

func TestReadNamesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bad.ipynb")
	if err := os.WriteFile(path, []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path); err == nil || !strings.HasPrefix(err.Error(), path+": line 1, column 2: ") {
		t.Errorf("error is %v", err)
	}
}

func TestWriteReplacesTheFileAndKeepsLinksAndPermissions(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("permissions and links are different")
	}
	dir := t.TempDir()
	file, link := filepath.Join(dir, "file.ipynb"), filepath.Join(dir, "link.ipynb")
	if err := os.WriteFile(file, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(file, 0o622); err != nil { // more than a umask leaves
		t.Fatal(err)
	}
	if err := os.Symlink("file.ipynb", link); err != nil {
		t.Fatal(err)
	}
	n, err := Read("testdata/empty.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Write(link); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(got, n.Encode()) {
		t.Errorf("file is %q, %v", got, err)
	}
	if info, _ := os.Lstat(link); info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link became a file")
	}
	if info, _ := os.Stat(file); info.Mode().Perm() != 0o622 {
		t.Errorf("permissions are %v", info.Mode())
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := n.Write(link); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(file); err != nil || !info.Mode().IsRegular() {
		t.Errorf("the target of the link was not made: %v", err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 2 {
		t.Errorf("a temporary file is left: %v", entries)
	}
}

func TestFailedWriteLeavesNothingBehind(t *testing.T) {
	n, err := Read("testdata/empty.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := n.Write(filepath.Join(dir, "none", "a.ipynb")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error is %v", err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 0 {
		t.Errorf("left behind: %v", entries)
	}
}

func TestWriteDoesNotReplaceWhatIsReadOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.ipynb")
	if err := os.WriteFile(path, []byte("old"), 0o444); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(path, []byte("new")); err == nil || !strings.Contains(err.Error(), "it is read-only") {
		t.Errorf("error is %v", err)
	}
	if text, _ := os.ReadFile(path); string(text) != "old" {
		t.Errorf("the file has %q", text)
	}
}

func TestLeftoversOfKilledProcessesAreRemoved(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{".a.ipynb.12-0.tmp", ".a.ipynb.tmp", ".b.a.ipynb.12-0.tmp", "a.ipynb"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
			t.Fatal(err)
		}
		old := time.Now().Add(-2 * leftover)
		if err := os.Chtimes(filepath.Join(dir, name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	// A process may still write this one.
	if err := os.WriteFile(filepath.Join(dir, ".a.ipynb.13-0.tmp"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	RemoveLeftovers(filepath.Join(dir, "a.ipynb"))
	var left []string
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if want := []string{".a.ipynb.13-0.tmp", ".a.ipynb.tmp", ".b.a.ipynb.12-0.tmp", "a.ipynb"}; !slices.Equal(left, want) {
		t.Errorf("left are %q, want %q", left, want)
	}
}

func TestCellsGetIDs(t *testing.T) {
	for _, minor := range []string{"0", "5"} {
		n, err := Parse([]byte(`{"nbformat": 4, "nbformat_minor": ` + minor + `, "metadata": {"x": 1}, "cells": [
			{"cell_type": "raw", "metadata": {}, "source": ""},
			{"cell_type": "raw", "metadata": {}, "source": "", "id": "cell-1"},
			{"cell_type": "raw", "metadata": {}, "source": "", "id": "cell-1"},
			{"cell_type": "raw", "metadata": {}, "source": "", "id": "no id"}]}`))
		if err != nil {
			t.Fatal(err)
		}
		n.Upgrade()
		var ids []string
		for _, c := range n.Cells {
			ids = append(ids, c.ID())
		}
		if want := []string{"cell-1-", "cell-1", "cell-3", "cell-4"}; !n.HasIDs() || !slices.Equal(ids, want) {
			t.Errorf("ids are %q, want %q", ids, want)
		}
		text := n.Encode()
		n.Upgrade()
		if !bytes.Equal(n.Encode(), text) {
			t.Errorf("an upgrade changes a notebook of nbformat 4.5:\n%s", n.Encode())
		}
	}
}

// measured counts what is written.
type measured struct{ bytes, largest int }

func (p *measured) Write(b []byte) (int, error) {
	p.bytes += len(b)
	p.largest = max(p.largest, len(b))
	return len(b), nil
}

// A notebook of 16 MB is written with little more memory than one piece takes: a run
// writes its notebook again and again.
func TestLargeNotebooksAreWrittenInPieces(t *testing.T) {
	const size = 8 << 20
	n := FromProgram("large")
	n.Cells[0].SetOutputs([]map[string]any{
		{"output_type": "stream", "name": "stdout", "text": strings.Repeat("a line\n", size/7)},
		{"output_type": "display_data", "metadata": map[string]any{}, "data": map[string]any{"image/png": strings.Repeat("data", size/4)}},
	})
	var before, after runtime.MemStats
	var written measured
	runtime.ReadMemStats(&before)
	err := n.EncodeTo(&written)
	runtime.ReadMemStats(&after)
	if err != nil || written.bytes < 2*size {
		t.Fatalf("%d bytes were written, %v", written.bytes, err)
	}
	if allocated := after.TotalAlloc - before.TotalAlloc; allocated > 1<<20 || written.largest > 1<<20 {
		t.Errorf("%d bytes were allocated, %d written at once", allocated, written.largest)
	}
}

// failing fails on the second piece.
type failing struct{ calls int }

func (f *failing) Write(b []byte) (int, error) {
	if f.calls++; f.calls > 1 {
		return 0, fs.ErrClosed
	}
	return len(b), nil
}

func TestWritingEndsWithTheFirstError(t *testing.T) {
	n := FromProgram(strings.Repeat("line\n", 4*pieceSize))
	var f failing
	if err := n.EncodeTo(&f); !errors.Is(err, fs.ErrClosed) || f.calls != 2 {
		t.Errorf("error is %v after %d calls", err, f.calls)
	}
}
