package starlarkasynctest_test

import (
	"reflect"
	"testing"

	"starkernel/starlarkasync/starlarkasynctest"
)

func TestParseReadsOptionsAndSections(t *testing.T) {
	p, err := starlarkasynctest.Parse(`# A purpose.

# %% title advance=2.5 interrupt=1
print(1)
2
--out
1
--result
2
--time 3.5

# %%
fail("x")
--error
fail: x
--time 3.5
`)
	if err != nil {
		t.Fatal(err)
	}
	want := &starlarkasynctest.Program{Purpose: "A purpose.", Cells: []starlarkasynctest.Cell{
		{Source: "print(1)\n2\n", Advance: 2.5, Interrupt: 1, Want: starlarkasynctest.Outcome{Out: []string{"1"}, Result: "2", Time: "3.5"}},
		{Source: "fail(\"x\")\n", Want: starlarkasynctest.Outcome{Error: "fail: x", Time: "3.5"}},
	}}
	if !reflect.DeepEqual(p, want) {
		t.Errorf("got  %+v\nwant %+v", p, want)
	}
}

func TestParseRefusesWhatItDoesNotKnow(t *testing.T) {
	for _, text := range []string{"", "# no cells", "# p\n\n# %%\n1\n--other\nx\n"} {
		if p, err := starlarkasynctest.Parse(text); err == nil {
			t.Errorf("%q: %+v", text, p)
		}
	}
}

func TestParseReadsProgramsWithoutOutput(t *testing.T) {
	p, err := starlarkasynctest.Parse("# p\n\n# %%\n1\n\n# %% advance=2\n2\n")
	want := &starlarkasynctest.Program{Purpose: "p", Cells: []starlarkasynctest.Cell{{Source: "1\n\n"}, {Source: "2\n", Advance: 2}}}
	if err != nil || !reflect.DeepEqual(p, want) {
		t.Errorf("got  %+v, %v\nwant %+v", p, err, want)
	}
}

// The interrupt of a cell that has ended must not hit the next one.
func TestInterruptIsForItsCell(t *testing.T) {
	p, err := starlarkasynctest.Parse("# p\n\n# %% interrupt=1\n1\n\n# %%\nawait asyncio.sleep(2)\n")
	if err != nil {
		t.Fatal(err)
	}
	got, err := starlarkasynctest.Run(p)
	want := []starlarkasynctest.Outcome{{Result: "1", Time: "0.0"}, {Time: "2.0"}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
	}
}

// A runner that compared nothing would pass the corpus.
func TestRunGivesWhatTheProgramDid(t *testing.T) {
	p, err := starlarkasynctest.Parse("# p\n\n# %% interrupt=1\nprint('a')\nawait asyncio.sleep(5)\n--time 0.0\n\n# %%\n7\n--time 9.0\n")
	if err != nil {
		t.Fatal(err)
	}
	got, err := starlarkasynctest.Run(p)
	want := []starlarkasynctest.Outcome{{Out: []string{"a"}, Error: "KeyboardInterrupt:", Time: "1.0"}, {Result: "7", Time: "1.0"}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
	}
}
