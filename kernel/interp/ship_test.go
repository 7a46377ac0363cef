package interp

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestJobsFollowTheirExamples runs testdata/ship/*.star: cells between lines of
// ---, each followed by a line "### " for each line that it shows.
func TestJobsFollowTheirExamples(t *testing.T) {
	files, err := filepath.Glob("testdata/ship/*.star")
	if err != nil || len(files) == 0 {
		t.Fatal("no examples", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".star"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s := newShipTest(t, true)
			for chunk := range strings.SplitSeq(string(data), "---\n") {
				var code, want []string
				for line := range strings.SplitSeq(strings.TrimSuffix(chunk, "\n"), "\n") {
					if text, ok := strings.CutPrefix(line, "###"); ok {
						want = append(want, strings.TrimPrefix(text, " "))
					} else {
						code = append(code, line)
					}
				}
				if got := s.run(strings.Join(code, "\n")); got != strings.Join(want, "\n") {
					t.Errorf("cell:\n%s\ngot:\n%s\nwant:\n%s", strings.Join(code, "\n"), got, strings.Join(want, "\n"))
				}
			}
		})
	}
}
