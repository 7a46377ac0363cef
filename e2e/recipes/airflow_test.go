package recipes

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// airflow runs the DAGs with the commands of the page.
func airflow(t *testing.T, r *recipes, blocks []block) {
	const place = "/srv/reports"
	repo := r.built(t)
	python := r.nestedPython(t)
	variables := []string{
		"PATH=" + python + ":" + filepath.Join(repo, "bin") + ":" + os.Getenv("PATH"),
		"VIRTUAL_ENV=" + filepath.Dir(python),
		// The kernel is found where the page installs it, and nowhere else.
		"JUPYTER_PATH=",
		// pip installs our package, and downloads nothing: all else is there.
		"PIP_NO_INDEX=1", "PIP_NO_DEPS=1", "PIP_NO_BUILD_ISOLATION=0", "PIP_DISABLE_PIP_VERSION_CHECK=1",
		// Airflow's own examples take a while to load; a busy machine takes one for ours, too.
		"AIRFLOW__CORE__LOAD_EXAMPLES=False", "AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT=600",
	}
	for _, b := range blocks {
		if b.file != "" {
			if !strings.Contains(b.text, place) {
				t.Errorf("%s does not name %s", b.file, place)
			}
			write(t, filepath.Join(repo, b.file), strings.ReplaceAll(b.text, place, repo))
			continue
		}
		t.Log(r.mustRun(t, repo, b.text, variables...))
	}
	for _, name := range []string{"20??-??-??.ipynb", "papermill-20??-??-??.ipynb"} {
		found, err := filepath.Glob(filepath.Join(repo, "out", name))
		if err != nil || len(found) != 1 {
			t.Errorf("outputs %s are %q, %v", name, found, err)
			continue
		}
		day := strings.TrimPrefix(strings.TrimSuffix(filepath.Base(found[0]), ".ipynb"), "papermill-")
		mustSay(t, found[0], "orders of "+day)
	}
}

// nestedPython makes an environment of its own for what the page installs, which has all
// that the shared one has. It gives the folder with its programs.
func (r *recipes) nestedPython(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	r.mustRun(t, dir, `
		"$VIRTUAL_ENV/bin/python" -m venv --without-pip .
		site='import sysconfig; print(sysconfig.get_path("purelib"))'
		"$VIRTUAL_ENV/bin/python" -c "$site" > shared.pth
		mv shared.pth "$(bin/python -c "$site")"`)
	bin := filepath.Join(dir, "bin")
	for _, name := range []string{"pip", "airflow"} {
		program := filepath.Join(bin, name)
		write(t, program, "#!/bin/sh\nexec '"+bin+"/python' -m "+name+" \"$@\"\n")
		if err := os.Chmod(program, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return bin
}
