package notebook

import (
	"slices"
	"strings"
	"testing"
)

func TestProgramsAreSplitAtPercentLines(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"no marker", "x = 1\nprint(x)\n", []string{"x = 1\nprint(x)"}},
		{"empty", "", nil},
		{"only blank lines", "\n \n", nil},
		{"text before the first marker", "a\n# %%\nb\n", []string{"a", "b"}},
		{"titles and metadata", "# %% Load data\na\n# %% title tags=[\"x\"]\nb\n", []string{"a", "b"}},
		{"other spellings", "#%%\na\n#  %%\nb\n# %%%% inner\nc\n", []string{"a", "b", "c"}},
		{"no markers", "# %%time\n# %\n # %%\nx = \"# %%\"\n", []string{"# %%time\n# %\n # %%\nx = \"# %%\""}},
		{"markdown is skipped", "# %% [markdown]\n# # Title\n# it's\n\n# %%\na\n# %% Intro [md]\n# b\n# %% [raw]\n# c\n", []string{"a"}},
		{"empty cells are skipped", "# %%\n\n# %%\na\n# %%\n", []string{"a"}},
		{"leading lines are kept, trailing ones are not", "# %%\n\na\n\n\n# %%\nb", []string{"\na", "b"}},
		{"marker in a string", "s = \"\"\"\n# %%\n\"\"\"\n# %%\nb\n", []string{"s = \"\"\"\n# %%\n\"\"\"", "b"}},
		{"quotes in strings", "s = 'it\\'s \"\"\"'\n# %%\nt = r\"\\\"\"\n# %%\nb\n", []string{"s = 'it\\'s \"\"\"'", "t = r\"\\\"\"", "b"}},
		{"quotes in a comment", "# don't \"\"\"\n# %%\nb\n", []string{"# don't \"\"\"", "b"}},
		{"unclosed string", "s = 'oops\n# %%\nb\n", []string{"s = 'oops", "b"}},
		{"Windows lines", "a\r\n# %%\r\nb\r\n", []string{"a", "b"}},
		{"jupytext header", "# ---\n# jupyter: x\n# ---\n\n# %%\na\n", []string{"a"}},
		{"no end of the header", "# ---\nx = 1\n# ---\n", []string{"# ---\nx = 1\n# ---"}},
		{"byte order mark", "\ufeff# %%\na", []string{"a"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := ParseProgram(tt.text); !slices.Equal(got, tt.want) {
				t.Errorf("cells are %q, want %q", got, tt.want)
			}
		})
	}
}

func TestAProgramBecomesANotebook(t *testing.T) {
	const program = `# %% [markdown]
# # Title
#
# text
# %% tags=["parameters", "x"]
x = 1
# %% [markdown]
"""
quoted
"""
`
	n := FromProgram(program)
	var got []string
	for _, c := range n.Cells {
		got = append(got, c.ID()+" "+c.Type()+" "+strings.Join(c.Tags(), ",")+" "+c.Source())
	}
	want := []string{"cell-1 markdown  # Title\n\ntext", "cell-2 code parameters,x x = 1", "cell-3 markdown  quoted"}
	if !slices.Equal(got, want) {
		t.Errorf("cells are %q, want %q", got, want)
	}
	again, err := Parse(n.Encode())
	if err != nil || string(again.Encode()) != string(n.Encode()) {
		t.Errorf("the notebook does not come back: %v", err)
	}
}
