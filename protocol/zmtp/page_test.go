package zmtp

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// testName matches the name of a test in TESTS.md: one in Go, perhaps with a
// subtest, or one in a file in Python.
var testName = regexp.MustCompile("`((?:Test|Fuzz)[^`]*|e2e/[^`]*)`")

func TestPageOfTestsNamesWhatIsThere(t *testing.T) {
	const root = "../../"
	var sources []string
	for _, dir := range []string{"protocol/zmtp", "protocol/curve", "kernel/server", "cmd/starkernel", "e2e/peers", "e2e/curve"} {
		files := must[[]string](t)(filepath.Glob(root + dir + "/*_test.go"))
		for _, file := range files {
			sources = append(sources, string(must[[]byte](t)(os.ReadFile(file))))
		}
	}
	page := string(must[[]byte](t)(os.ReadFile("TESTS.md")))
	named := testName.FindAllStringSubmatch(page, -1)
	if len(named) < 80 {
		t.Errorf("only %d tests are named", len(named))
	}
	for _, match := range named {
		name := match[1]
		if file, test := path.Split(name); strings.HasPrefix(name, "e2e/") {
			text, _ := os.ReadFile(root + strings.TrimSuffix(file, "/"))
			if !strings.Contains(string(text), "\ndef "+test+"(") {
				t.Errorf("there is no %s", name)
			}
			continue
		}
		test, sub, hasSub := strings.Cut(name, "/")
		found := false
		for _, text := range sources {
			found = found || strings.Contains(text, "\nfunc "+test+"(") && (!hasSub || strings.Contains(text, `"`+sub+`"`))
		}
		if !found {
			t.Errorf("there is no %s", name)
		}
	}
}
