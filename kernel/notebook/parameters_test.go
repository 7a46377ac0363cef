package notebook

import (
	"strings"
	"testing"
)

func TestWhereParametersAreInjected(t *testing.T) {
	const tagged, injected = "# %% tags=[\"parameters\"]\na = 1\n", "# %% tags=[\"injected-parameters\"]\na = 2\n"
	for name, c := range map[string]struct{ program, want, defaults string }{
		"no tag":          {"x\n# %%\ny\n", "NEW|x|y", ""},
		"below the tag":   {"x\n" + tagged + "# %%\ny\n", "x|a = 1|NEW|y", "a = 1"},
		"again":           {tagged + injected + "# %%\ny\n", "a = 1|NEW|y", "a = 1"},
		"again elsewhere": {tagged + "# %%\ny\n" + injected, "a = 1|y|NEW", "a = 1"},
		"without the tag": {"x\n" + injected, "x|NEW", ""},
		"empty":           {"", "NEW", ""},
	} {
		n := FromProgram(c.program)
		defaults := n.Inject("NEW")
		var sources []string
		for _, c := range n.Cells {
			sources = append(sources, c.Source())
		}
		if got := strings.Join(sources, "|"); got != c.want {
			t.Errorf("%s: cells are %s, want %s", name, got, c.want)
		}
		got := ""
		if defaults != nil {
			got = defaults.Source()
		}
		if got != c.defaults {
			t.Errorf("%s: defaults are %q, want %q", name, got, c.defaults)
		}
	}
}

func TestAnInjectedCellHasAnIDOfItsOwn(t *testing.T) {
	old := `{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}`
	taken := `{"cells": [{"cell_type": "raw", "id": "injected-parameters", "metadata": {}, "source": ""}],
		"metadata": {}, "nbformat": 4, "nbformat_minor": 5}`
	for text, want := range map[string]string{old: "", taken: "injected-parameters-2"} {
		n, err := Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		n.Inject("a = 1")
		if got := n.Cells[0].ID(); got != want {
			t.Errorf("the id is %q, want %q", got, want)
		}
	}
}
