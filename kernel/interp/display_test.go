package interp

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"go.starlark.net/starlark"

	"starkernel/kernel"
)

var updateDisplays = flag.Bool("update-displays", false, "write what values show into testdata/display")

// formRecorder writes down all forms of what a cell shows, a part for each.
type formRecorder struct {
	recorder
	parts []txtar.File
}

func (r *formRecorder) part(name, text string) {
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	r.parts = append(r.parts, txtar.File{Name: name, Data: []byte(text)})
}

func (r *formRecorder) forms(what string, d kernel.Display) {
	for _, mime := range slices.Sorted(maps.Keys(d.Data)) {
		text, ok := d.Data[mime].(string)
		if !ok {
			raw, _ := json.Marshal(d.Data[mime])
			text = strings.Trim(string(raw), `"`)
		}
		r.part(what+" "+mime, text)
	}
	if len(d.Metadata) > 0 {
		raw, _ := json.Marshal(d.Metadata)
		r.part(what+" metadata", string(raw))
	}
}

func (r *formRecorder) Display(d kernel.Display) {
	what := "display"
	if d.Update {
		what = "update"
	}
	r.forms(what, d)
}
func (r *formRecorder) Result(d kernel.Display)   { r.forms("result", d) }
func (r *formRecorder) Error(e *kernel.CellError) { r.part("error", e.Error()) }
func (r *formRecorder) ClearOutput(wait bool)     { r.part(fmt.Sprintf("clear_output wait=%v", wait), "") }
func (r *formRecorder) Stream(name, text string, _ kernel.Origin) {
	if last := len(r.parts) - 1; last >= 0 && r.parts[last].Name == name {
		r.parts[last].Data = append(r.parts[last].Data, text...)
		return
	}
	r.parts = append(r.parts, txtar.File{Name: name, Data: []byte(text)})
}

// TestDisplays runs the cells of each file in testdata/display. After a part named
// cell come the forms of what it shows.
func TestFormsOfAValueCannotSleep(t *testing.T) {
	n := newNotebook(t, Options{})
	if got := n.run("struct(_repr_html_=lambda: time.sleep(3600))"); !strings.Contains(got, "RuntimeError: time.sleep cannot be used while a value is displayed") {
		t.Error(got)
	}
}

func TestDisplays(t *testing.T) {
	files, err := filepath.Glob("testdata/display/*.txtar")
	if err != nil || len(files) < 40 {
		t.Fatal("too few cases", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { checkDisplays(t, file) })
	}
}

func checkDisplays(t *testing.T, file string) {
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	n := newNotebook(t, Options{Virtual: true})
	got := &txtar.Archive{Comment: a.Comment}
	for _, part := range a.Files {
		if part.Name != "cell" {
			continue
		}
		n.count++
		r := &formRecorder{}
		n.Execute(kernel.Cell{Code: string(part.Data), Count: n.count, StoreHistory: true}, r)
		got.Files = append(append(got.Files, part), r.parts...)
	}
	text := displayID.ReplaceAllString(string(txtar.Format(got)), "ID")
	if want := string(txtar.Format(a)); text != want && !*updateDisplays {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	if *updateDisplays {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestRequestsThatRunNothingMakeNoForms: completion and inspection of a value never
// call its functions.
func TestRequestsThatRunNothingMakeNoForms(t *testing.T) {
	n := newNotebook(t, Options{})
	n.run("called = []\nx = struct(_repr_html_=lambda: called.append(1), size=1)")
	if r := n.Complete("x.si", 4); len(r.Matches) != 1 {
		t.Errorf("completion gives %v", r.Matches)
	}
	if r := n.Inspect("x", 1, 1); !r.Found {
		t.Error("inspection finds nothing")
	}
	n.expect("len(called)", "result: 0")
	n.expect("x", "result: struct(size = 1)")
	n.expect("len(called)", "result: 1")
}

// FuzzDisplay displays values of all kinds in all ways: what cannot be displayed is
// an error of the cell.
func FuzzDisplay(f *testing.F) {
	f.Add("text/html", "<b>x</b>", []byte("\x89PNG\r\n\x1a\n"), 3, 1.5, true)
	f.Add("application/json", "\xff", []byte("RIFF"), -1, math.Inf(1), false)
	f.Add("a/b;c", "<svg", []byte{}, 1<<40, math.NaN(), true)
	f.Fuzz(func(t *testing.T, mime, text string, raw []byte, n int, x float64, flag bool) {
		s := New(Options{Virtual: true})
		defer s.Close()
		for name, v := range map[string]starlark.Value{
			"mime": starlark.String(mime), "text": starlark.String(text), "raw": starlark.Bytes(raw),
			"n": starlark.MakeInt(n), "x": starlark.Float(x), "flag": starlark.Bool(flag),
		} {
			s.session.Set(name, v)
		}
		for _, code := range []string{
			"display(mime, text, raw, n, x, {text: [raw], n: x}, struct(x=x, **{text: raw}), display_id=mime)",
			"display({mime: v}, raw=flag, metadata={mime: {text: n}}, include=[mime], exclude=text, clear=flag)",
			"HTML(v)", "Image(v)", "Image(v, width=n, height=x)", "PNG(v, width=v)", "JSON({text: v}, expanded=flag)",
			"struct(_repr_html_=lambda: v, _repr_json_=lambda: v, _repr_png_=lambda: (v, v), _repr_mimebundle_=lambda include, exclude: ({mime: v}, v))",
			"display(v, display_id=v, update=flag)", "help(v)",
			"for y in progress(v, desc=text, total=n): pass", "p = progress(desc=text, total=v)\np.update(n)\np.set_description(v)",
		} {
			for _, v := range []string{"mime", "text", "raw", "n", "x", "{text: raw}"} {
				cell := "v = " + v + "\n" + code
				told := ""
				o := s.Execute(kernel.Cell{Code: cell, Count: 1}, discard{func(_, text string) { told += text }})
				if o.Err != nil && o.Err.EName == "SystemError" || strings.Contains(told, "SystemError") {
					t.Errorf("%s\n%v\n%s", cell, o.Err, told)
				}
			}
		}
	})
}
