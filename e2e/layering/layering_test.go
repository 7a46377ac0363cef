// Package layering holds the tests of the project's import rules: which package
// may know which other, and which module a dependency may come from.
package layering

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "starkernel/"

// mayImport lists for each package which others of the module it may import,
// directly or through others. A package stands for its subpackages too, unless
// they have a line of their own. What has no line may import nothing of ours.
var mayImport = map[string][]string{
	"protocol":            {},
	"protocol/curve":      {},
	"protocol/connection": {"protocol/curve"},
	"protocol/zmtp":       {"protocol/curve"},
	"protocol/wire":       {"protocol"},
	"protocol/client":     {"protocol", "protocol/wire", "protocol/zmtp", "protocol/connection", "protocol/curve"},
	"starlarkasync":       {},
	"kernelspec":          {},
	"kernel":              {"protocol"},
	"kernel/format":       {"starlarkasync"},
	"kernel/notebook":     {"protocol"},
	"kernel/compare":      {"kernel/notebook", "protocol"},
	"kernel/kerneltest":   {"kernel", "protocol"},
	"kernel/interp":       {"kernel", "kernel/interp", "kernel/interp/plot", "kernel/interp/table", "protocol", "starlarkasync"},
	"kernel/interp/plot":  {"starlarkasync"},
	"kernel/interp/table": {"starlarkasync"},
	"kernel/server":       {"kernel", "protocol", "protocol/wire", "protocol/zmtp", "protocol/connection", "protocol/curve"},
	"kernel/sqlhistory":   {"kernel", "protocol"},
	"kernel/launch":       {"kernel", "protocol", "protocol/connection", "protocol/curve"},
	"kernel/local":        {"kernel", "protocol"},
	"kernel/parameters":   {},
	"kernel/runner":       {"kernel", "kernel/local", "kernel/notebook", "kernel/parameters", "protocol"},
	"kernel/highlight":    {},
	"kernel/htmlexport":   {"kernel/highlight", "kernel/notebook", "protocol"},
	"kernel/console":      {"kernel", "kernel/highlight", "kernel/local", "protocol"},
}

// anything: cmd wires all of it, and tests with real clients use what they like.
var anything = []string{"cmd", "docs", "e2e", "examples"}

// mayUse lists the packages that may import another module, directly.
var mayUse = map[string][]string{
	"charm.land/bubbletea/v2":          {"kernel/console"},
	"github.com/charmbracelet/x/ansi":  {"kernel/console", "kernel/local"},
	"github.com/bazelbuild/buildtools": {"kernel/format"},
	"github.com/go-zeromq/zmq4":        {"protocol/zmtp"},
	"github.com/google/uuid":           {"protocol", "protocol/client", "kernel/server"},
	"go.starlark.net":                  {"starlarkasync", "kernel/interp", "kernel/format"},
	"golang.org/x/crypto":              {"protocol/curve"},
	"github.com/yuin/goldmark":         {"kernel/htmlexport"},
	"golang.org/x/net":                 {"kernel/htmlexport"},
	"golang.org/x/term":                {"kernel/console", "cmd"},
	"github.com/rogpeppe/go-internal":  {"kernel/kerneltest", "cmd"},
	"go.uber.org/goleak":               {},
	"go.yaml.in/yaml/v3":               {"kernel/parameters"},
	"modernc.org/sqlite":               {"kernel/sqlhistory"},
	"golang.org/x/sys":                 {"cmd", "kernel/console"},
}

// mustNotUse are seams that a list of direct imports does not show: packages
// that must not be reachable at all, by any way.
var mustNotUse = map[string][]string{
	"starlarkasync": {"encoding/json", "net", "os/exec"},
	"protocol":      {"net/http", "go.starlark.net/starlark", "github.com/go-zeromq/zmq4"},
	"kernel":        {"net/http", "database/sql", "go.starlark.net/starlark", "github.com/go-zeromq/zmq4"},
	"kernel/interp": {"net/http", "database/sql", "github.com/go-zeromq/zmq4"},
	"kernelspec":    {"net", "go.starlark.net/starlark"},
}

// pkg is what go list tells of a package.
type pkg struct {
	ImportPath string
	Imports    []string
	Deps       []string
	Standard   bool
}

func TestLayering(t *testing.T) {
	packages := list(t)
	for _, p := range packages {
		name := strings.TrimPrefix(p.ImportPath, module)
		if owner(name, anything) != "" {
			continue
		}
		rule := owner(name, slices.Collect(maps.Keys(mayImport)))
		if rule == "" {
			t.Errorf("%s has no rule: add it to mayImport", name)
			continue
		}
		for _, dep := range p.Deps {
			other, ours := strings.CutPrefix(dep, module)
			if !ours || within(other, rule) && !hasOwnRule(other, rule) {
				continue
			}
			if !allowed(other, mayImport[rule]) {
				t.Errorf("%s must not know %s", name, other)
			}
		}
		for _, dep := range p.Imports {
			if users := owner(dep, slices.Collect(maps.Keys(mayUse))); users != "" && !allowed(name, mayUse[users]) {
				t.Errorf("%s must not import %s", name, dep)
			}
		}
		for _, dep := range mustNotUse[name] {
			if slices.Contains(p.Deps, dep) {
				t.Errorf("%s must not depend on %s", name, dep)
			}
		}
	}
}

// TestDeps makes a new dependency a deliberate step.
func TestDeps(t *testing.T) {
	for _, p := range list(t) {
		for _, dep := range p.Imports {
			first, _, _ := strings.Cut(dep, "/")
			if strings.Contains(first, ".") && owner(dep, slices.Collect(maps.Keys(mayUse))) == "" {
				t.Errorf("%s imports %s, which is in no module of mayUse", p.ImportPath, dep)
			}
		}
	}
}

// within: the package is root or below it.
func within(name, root string) bool {
	return name == root || strings.HasPrefix(name, root+"/")
}

// owner is the longest of roots that has the package, or "".
func owner(name string, roots []string) string {
	best := ""
	for _, root := range roots {
		if within(name, root) && len(root) > len(best) {
			best = root
		}
	}
	return best
}

// hasOwnRule: another line of mayImport than rule is about the package.
func hasOwnRule(name, rule string) bool {
	return owner(name, slices.Collect(maps.Keys(mayImport))) != rule
}

// allowed: the package is covered by one of roots, and not by a line of its own
// that is more special than that.
func allowed(name string, roots []string) bool {
	root := owner(name, roots)
	return root != "" && len(owner(name, slices.Collect(maps.Keys(mayImport)))) <= len(root)
}

// list asks go list for all packages of the module, without their tests. With
// the profile of cmd/starkernel those that it uses would be listed twice.
func list(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-pgo=off", "-json=ImportPath,Imports,Deps", "./...")
	cmd.Dir = "../.."
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.Bytes())
	}
	var packages []pkg
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}
