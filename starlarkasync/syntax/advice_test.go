package syntax

import (
	"os"
	"strings"
	"testing"

	"starkernel/starlarkasync/exception"
)

// errorChunks reads testdata/errors.star: chunks of code between lines of ---,
// each followed by a line "### LINE:COL: MESSAGE" and, if there is advice, one
// "### note: NOTE".
func errorChunks(t testing.TB) (chunks [][2]string) {
	data, err := os.ReadFile("testdata/errors.star")
	if err != nil {
		t.Fatal(err)
	}
	for chunk := range strings.SplitSeq(string(data), "---\n") {
		code, want, found := strings.Cut(chunk, "\n### ")
		if !found {
			t.Fatalf("chunk without ###:\n%s", chunk)
		}
		chunks = append(chunks, [2]string{code, "### " + strings.TrimSuffix(want, "\n")})
	}
	return chunks
}

func TestSyntaxErrorsHavePlaceAndAdvice(t *testing.T) {
	for _, chunk := range errorChunks(t) {
		_, err := newTestbed().Compile("c", chunk[0])
		e := exception.Find(err)
		if e == nil {
			t.Errorf("no SyntaxError but %v from:\n%s", err, chunk[0])
			continue
		}
		got := "### " + strings.TrimPrefix(e.Pos.String(), "c:") + ": " + e.Message
		for _, note := range e.Notes {
			got += "\n### note: " + note
		}
		if got != chunk[1] || e.Class != "SyntaxError" {
			t.Errorf("code:\n%s\ngot:\n%s\nwant:\n%s", chunk[0], got, chunk[1])
		}
	}
}

func TestLimitsOnTheTextAreErrorsThatNameThem(t *testing.T) {
	elifs := "if x:\n  pass\n" + strings.Repeat("elif x:\n  pass\n", maxElifClauses+1)
	tests := []struct{ src, want string }{
		{strings.Repeat("x", 1<<20) + "y", "the cell has 1048577 bytes, the limit is 1048576"},
		{"\n  " + strings.Repeat("é", 1001), "the name has 1001 characters, the limit is 1000"},
		{"x = " + strings.Repeat("9", 4301), "the number has 4301 digits, the limit is 4300"},
		{elifs, "the if statement has more than 5000 elif clauses"},
		{"1\x00 + nonsense (", "source code cannot contain null bytes"},
	}
	for _, tt := range tests {
		_, err := newTestbed().Compile("c", tt.src)
		if e := exception.Find(err); e == nil || e.Message != tt.want || !e.Pos.IsValid() {
			t.Errorf("%.20q: %v", tt.src, err)
		}
	}
	for _, src := range []string{"x = '" + strings.Repeat("x", 2000) + "' # " + strings.Repeat("y", 2000), strings.Repeat("é", 1000) + " = 1",
		strings.TrimSuffix(elifs, "elif x:\n  pass\n")} {
		if _, err := newTestbed().Compile("c", src); err != nil {
			t.Errorf("%.20q: %v", src, err)
		}
	}
}
