// Package recipes runs what docs/batch.md tells people to copy: its shell commands,
// workflows, crontab, DAGs and manifests, as they stand there.
package recipes

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"starkernel/e2e/internal/env"
	"starkernel/kernel/notebook"
)

// recipes is what the commands of the page run with.
type recipes struct{ *env.Jupyter }

// sections are the sections of the page that have blocks, and what runs these.
var sections = []struct {
	title string
	run   func(*testing.T, *recipes, []block)
}{
	{"Any CI", anyCI},
	{"GitHub Actions", gitHub},
	{"GitLab CI", gitLab},
	{"cron", cron},
	{"Airflow", airflow},
	{"Kubernetes", kubernetes},
}

// block is a fenced block of the page: its language, and the file that it is, if it is
// one.
type block struct{ language, file, text string }

var fence = regexp.MustCompile("(?ms)^```(\\w+) ?(\\S*)\n(.*?)^```$")

// The notebook of the recipes.
const report = `# %% tags=["parameters"]
day = "today"

# %%
print("orders of", day)
[n * n for n in range(4)]
`

func TestRecipesOfThePageWork(t *testing.T) {
	blocks := readPage(t)
	r := &recipes{env.NewIn(t, env.Recipes)}
	r.useGo(t)
	for _, s := range sections {
		if len(blocks[s.title]) == 0 {
			t.Errorf("the page has no blocks in a section %q", s.title)
			continue
		}
		t.Run(s.title, func(t *testing.T) { s.run(t, r, blocks[s.title]) })
		delete(blocks, s.title)
	}
	for title := range blocks {
		t.Errorf("nothing runs the blocks in the section %q", title)
	}
}

// readPage gives the blocks of each section.
func readPage(t *testing.T) map[string][]block {
	t.Helper()
	page, err := os.ReadFile("../../docs/batch.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := map[string][]block{}
	for section := range strings.SplitSeq(string(page), "\n## ") {
		title, body, _ := strings.Cut(section, "\n")
		for _, m := range fence.FindAllStringSubmatch(body, -1) {
			blocks[title] = append(blocks[title], block{m[1], m[2], m[3]})
		}
	}
	return blocks
}

func anyCI(t *testing.T, r *recipes, blocks []block) {
	repo := r.repository(t)
	for _, b := range blocks {
		r.mustRun(t, repo, b.text)
	}
	mustHave(t, repo, "test.xml", "executed/report.ipynb", "executed/report.html")

	// A failure ends it, and leaves what is to be kept.
	saveNotebook(t, filepath.Join(repo, "notebooks", "report.ipynb"), "fail('no orders')\n")
	if _, code := r.shell(t, repo, blocks[len(blocks)-1].text); code != 1 {
		t.Errorf("with a notebook that fails the code is %d, want 1", code)
	}
	mustHave(t, repo, "test.xml")
}

// useGo lets commands find what go has compiled and downloaded: their home is another.
func (r *recipes) useGo(t *testing.T) {
	for _, name := range []string{"GOCACHE", "GOMODCACHE"} {
		value, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		r.Setenv(name, strings.TrimSpace(string(value)))
	}
	r.Setenv("GOFLAGS", "-buildvcs=false")
}

// repository makes the repository of the page: a notebook with its outputs, and the source.
func (r *recipes) repository(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"notebooks", "out"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(r.Root, filepath.Join(dir, "starkernel")); err != nil {
		t.Fatal(err)
	}
	saveNotebook(t, filepath.Join(dir, "notebooks", "report.ipynb"), report)
	r.mustRun(t, dir, `"$STARKERNEL" test -update notebooks`)
	return dir
}

// built is repository with the binary in it.
func (r *recipes) built(t *testing.T) string {
	t.Helper()
	dir := r.repository(t)
	if err := os.Mkdir(filepath.Join(dir, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(r.Kernel, filepath.Join(dir, "bin", "starkernel")); err != nil {
		t.Fatal(err)
	}
	return dir
}

func saveNotebook(t *testing.T, path, program string) {
	t.Helper()
	if err := notebook.FromProgram(program).Write(path); err != nil {
		t.Fatal(err)
	}
}

// shell runs a script in a folder as CI does, and gives its output and exit code.
func (r *recipes) shell(t *testing.T, dir, script string, variables ...string) (output string, code int) {
	t.Helper()
	cmd := r.Command(t, "bash", "-eo", "pipefail", "-c", script)
	cmd.Dir = dir
	cmd.Env = append(cmd.Env[:len(cmd.Env):len(cmd.Env)], variables...)
	return run(t, cmd)
}

func run(t *testing.T, cmd *exec.Cmd) (output string, code int) {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if _, ended := err.(*exec.ExitError); err != nil && !ended {
		t.Fatalf("%v: %v\n%s", cmd.Args, err, out)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

func (r *recipes) mustRun(t *testing.T, dir, script string, variables ...string) (output string) {
	t.Helper()
	output, code := r.shell(t, dir, script, variables...)
	if code != 0 {
		t.Fatalf("%s\nended with code %d\n%s", script, code, output)
	}
	return output
}

func mustHave(t *testing.T, dir string, files ...string) {
	t.Helper()
	for _, file := range files {
		if _, err := os.Stat(filepath.Join(dir, file)); err != nil {
			t.Error(err)
		}
	}
}

// mustSay checks that some output of the notebook has the text.
func mustSay(t *testing.T, path, text string) {
	t.Helper()
	nb, err := notebook.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if said := outputs(nb); !strings.Contains(said, text) {
		t.Errorf("%s has no output %q:\n%s", path, text, said)
	}
}

// outputs gives what the streams of a notebook say, and the names of its errors.
func outputs(nb *notebook.Notebook) string {
	var said strings.Builder
	for _, c := range nb.Cells {
		for _, o := range c.Outputs() {
			for _, field := range []string{"text", "ename"} {
				if text, ok := o[field].(string); ok {
					said.WriteString(text + "\n")
				}
			}
		}
	}
	return said.String()
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
