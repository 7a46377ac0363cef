package recipes

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// gitHub runs the steps of the workflow as a runner does: each with bash -e, after a
// failure only those that say so.
func gitHub(t *testing.T, r *recipes, blocks []block) {
	var workflow struct {
		Jobs map[string]struct {
			Steps []struct {
				Run, If string
				With    map[string]string
			}
		}
	}
	b := r.schema(t, blocks, "vendor.github-workflows", &workflow)
	if !strings.HasPrefix(b.file, ".github/workflows/") {
		t.Errorf("GitHub does not find %s", b.file)
	}
	run := func(t *testing.T, repo string) (code int) {
		path := ""
		for _, step := range workflow.Jobs["notebooks"].Steps {
			if code != 0 && step.If != "${{ !cancelled() }}" {
				continue
			}
			if step.Run != "" {
				file := filepath.Join(t.TempDir(), "path")
				output, c := r.shell(t, repo, step.Run, "GITHUB_PATH="+file, "PATH="+path+os.Getenv("PATH"))
				t.Log(output)
				code = max(code, c)
				if added, err := os.ReadFile(file); err == nil {
					path = strings.TrimSpace(string(added)) + ":" + path
				}
			}
			mustHave(t, repo, strings.Fields(step.With["path"])...)
		}
		return code
	}
	if code := run(t, r.repository(t)); code != 0 {
		t.Errorf("the workflow ended with code %d", code)
	}
	changed := r.repository(t)
	saveNotebook(t, filepath.Join(changed, "notebooks", "report.ipynb"), report+"print('changed')\n")
	if code := run(t, changed); code != 1 {
		t.Errorf("with a notebook that shows something else the code is %d, want 1", code)
	}
	mustSay(t, filepath.Join(changed, "executed", "report.ipynb"), "changed")
}

func gitLab(t *testing.T, r *recipes, blocks []block) {
	var jobs map[string]struct {
		Script    []string
		Variables map[string]string
		Artifacts struct {
			Paths   []string
			Reports map[string]string
		}
	}
	r.schema(t, blocks, "vendor.gitlab-ci", &jobs)
	repo := r.repository(t)
	job := jobs["notebooks"]
	t.Log(r.mustRun(t, repo, strings.Join(job.Script, "\n")))
	mustHave(t, repo, append(job.Artifacts.Paths, job.Artifacts.Reports["junit"])...)
	mustSay(t, filepath.Join(repo, "executed", "report.ipynb"), "orders of today")
}

// schema checks the only block of a section against a schema that check-jsonschema has,
// and reads it.
func (r *recipes) schema(t *testing.T, blocks []block, name string, into any) block {
	t.Helper()
	if len(blocks) != 1 {
		t.Fatalf("the section has %d blocks, want one", len(blocks))
	}
	b := blocks[0]
	dir := t.TempDir()
	write(t, filepath.Join(dir, b.file), b.text)
	r.mustRun(t, dir, "check-jsonschema --builtin-schema "+name+" "+b.file)
	if err := yaml.Unmarshal([]byte(b.text), into); err != nil {
		t.Fatal(err)
	}
	return b
}
