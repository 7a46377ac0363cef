package kernelspec

import (
	"bytes"
	"encoding/json"
	"errors"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// tempEnvironment is an environment whose user folder is in a temporary folder
// with a space and letters beyond ASCII in its name.
func tempEnvironment(t *testing.T) (environment, string) {
	t.Helper()
	data := filepath.Join(t.TempDir(), "Daten für Jupyter")
	return fakeEnvironment("linux", "/nowhere", "", map[string]string{"JUPYTER_DATA_DIR": data}),
		filepath.Join(data, "kernels")
}

func writeSpec(t *testing.T, dir, text string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, specFile), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	var list []string
	for _, entry := range entries {
		list = append(list, entry.Name())
	}
	return strings.Join(list, " ")
}

func TestInstallListRemoveRoundTrip(t *testing.T) {
	e, kernels := tempEnvironment(t)
	dir, err := e.install(Options{
		Name: "My-Starlark", DisplayName: "Starlark <β>", Executable: "/opt/mein Programm/starkernel",
		Args: []string{"--allow-read=/data"}, Env: map[string]string{"TZ": "UTC"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(kernels, "my-starlark"); dir != want {
		t.Errorf("installed in %s, want %s", dir, want)
	}
	got, err := os.ReadFile(filepath.Join(dir, specFile))
	if err != nil {
		t.Fatal(err)
	}
	executable, _ := filepath.Abs("/opt/mein Programm/starkernel")
	quoted, _ := json.Marshal(executable)
	want := `{
  "argv": [
    ` + string(quoted) + `,
    "kernel",
    "-f",
    "{connection_file}",
    "--allow-read=/data"
  ],
  "display_name": "Starlark <β>",
  "language": "starlark",
  "interrupt_mode": "message",
  "kernel_protocol_version": "5.5",
  "metadata": {
    "supported_encryption": [
      "curve"
    ]
  },
  "env": {
    "TZ": "UTC"
  }
}
`
	if string(got) != want {
		t.Errorf("kernel.json is\n%s\nwant\n%s", got, want)
	}
	if got := names(t, dir); got != "kernel.json logo-32x32.png logo-64x64.png logo-svg.svg" {
		t.Errorf("files are %s", got)
	}
	if got := names(t, kernels); got != "my-starlark" {
		t.Errorf("the kernels folder holds %q, want the kernelspec alone", got)
	}

	list := e.list()
	if len(list) != 1 || list[0].Name != "my-starlark" || list[0].Dir != dir || list[0].Spec.DisplayName != "Starlark <β>" {
		t.Errorf("list is %+v", list)
	}
	removed, err := e.remove("my-STARLARK", Target{})
	if err != nil || removed != dir {
		t.Errorf("remove = %q, %v, want %q", removed, err, dir)
	}
	if len(e.list()) != 0 {
		t.Errorf("the kernelspec is still listed")
	}
}

func TestInstallReplacesWhatIsThere(t *testing.T) {
	e, kernels := tempEnvironment(t)
	writeSpec(t, filepath.Join(kernels, "Starlark"), `{"argv":["old"],"language":"starlark"}`)
	if err := os.WriteFile(filepath.Join(kernels, "Starlark", "left-over"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	dir, err := e.install(Options{Executable: "/bin/starkernel"})
	if err != nil {
		t.Fatal(err)
	}
	if got := names(t, kernels); got != "Starlark" {
		t.Errorf("kernelspecs are %q, want the one there was", got)
	}
	if strings.Contains(names(t, dir), "left-over") {
		t.Errorf("a file of the old kernelspec is still there")
	}
	if list := e.list(); len(list) != 1 || filepath.Base(list[0].Spec.Argv[0]) != "starkernel" {
		t.Errorf("list is %+v", list)
	}
}

func TestKernelspecsOfOtherKernelsAreLeftAlone(t *testing.T) {
	e, kernels := tempEnvironment(t)
	writeSpec(t, filepath.Join(kernels, "python3"), `{"argv":["python"],"language":"python"}`)
	_, errInstall := e.install(Options{Name: "python3", Executable: "/bin/starkernel"})
	_, errRemove := e.remove("python3", Target{})
	for _, err := range []error{errInstall, errRemove} {
		if err == nil || !strings.Contains(err.Error(), "another kernel (language python)") {
			t.Errorf("error is %v", err)
		}
	}
	if list := e.list(); len(list) != 1 || list[0].Spec.Language != "python" {
		t.Errorf("list is %+v", list)
	}
}

func TestBadNamesAreRefused(t *testing.T) {
	e, kernels := tempEnvironment(t)
	for _, name := range []string{".", "..", "a/b", `a\b`, "star lark", "étoile", "a\n", "../x"} {
		if _, err := e.install(Options{Name: name, Executable: "/x"}); err == nil || !strings.Contains(err.Error(), "is no kernelspec name") {
			t.Errorf("install of %q: %v", name, err)
		}
		if _, err := e.remove(name, Target{}); err == nil || !strings.Contains(err.Error(), "is no kernelspec name") {
			t.Errorf("remove of %q: %v", name, err)
		}
	}
	if _, err := os.Stat(kernels); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a refused name left a folder behind")
	}
}

func TestRemoveOfAnUnknownKernelSaysWhereItLooked(t *testing.T) {
	e, kernels := tempEnvironment(t)
	_, err := e.remove("", Target{})
	var missing *NotFoundError
	if !errors.As(err, &missing) || missing.Name != DefaultName || missing.Searched[0] != kernels {
		t.Errorf("error is %v", err)
	}
}

func TestRemoveFromOneTargetLeavesTheOthers(t *testing.T) {
	e, _ := tempEnvironment(t)
	prefix := t.TempDir()
	if _, err := e.install(Options{Executable: "/bin/starkernel"}); err != nil {
		t.Fatal(err)
	}
	other, err := e.install(Options{Executable: "/bin/starkernel", Target: Target{Prefix: prefix}})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := e.remove("", Target{Prefix: prefix}); err != nil || got != other {
		t.Errorf("remove = %q, %v, want %q", got, err, other)
	}
	if len(e.list()) != 1 {
		t.Errorf("the user's kernelspec is gone too")
	}
}

func TestRemoveOfALinkLeavesItsTarget(t *testing.T) {
	e, kernels := tempEnvironment(t)
	target := filepath.Join(t.TempDir(), "spec")
	writeSpec(t, target, `{"language":"starlark"}`)
	if err := os.MkdirAll(kernels, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, filepath.Join(kernels, "linked")); err != nil {
		t.Skip(err)
	}
	if _, err := e.remove("linked", Target{}); err != nil {
		t.Fatal(err)
	}
	if names(t, kernels) != "" || names(t, target) != specFile {
		t.Errorf("the link's target was removed, or the link was not")
	}
}

func TestListShowsWhatJupyterCannotRead(t *testing.T) {
	e, kernels := tempEnvironment(t)
	writeSpec(t, filepath.Join(kernels, "broken"), `{`)
	if err := os.MkdirAll(filepath.Join(kernels, "no-kernel-json"), 0o755); err != nil {
		t.Fatal(err)
	}
	list := e.list()
	if len(list) != 1 || list[0].Name != "broken" || list[0].Err == nil {
		t.Errorf("list is %+v, want the broken one with its error", list)
	}
}

func TestFirstOnTheSearchPathWins(t *testing.T) {
	first, second := t.TempDir(), t.TempDir()
	e := fakeEnvironment("linux", "/nowhere", "", map[string]string{"JUPYTER_PATH": first, "JUPYTER_DATA_DIR": second})
	writeSpec(t, filepath.Join(first, "kernels", "starlark"), `{"language":"starlark","display_name":"first"}`)
	dir, err := e.install(Options{Executable: "/bin/starkernel"})
	if err != nil {
		t.Fatal(err)
	}
	if list := e.list(); len(list) != 1 || list[0].Spec.DisplayName != "first" {
		t.Errorf("list is %+v", list)
	}
	if got := e.advice(dir); !strings.Contains(got, "comes first") {
		t.Errorf("advice is %q, want that another comes first", got)
	}
}

func TestAdviceWarnsOfAFolderThatJupyterDoesNotSearch(t *testing.T) {
	e, _ := tempEnvironment(t)
	dir, err := e.install(Options{Executable: "/bin/starkernel"})
	if err != nil || e.advice(dir) != "" {
		t.Errorf("advice for the user's folder is %q, %v", e.advice(dir), err)
	}
	dir, err = e.install(Options{Executable: "/bin/starkernel", Target: Target{Prefix: t.TempDir()}})
	if err != nil || !strings.Contains(e.advice(dir), "may not find") {
		t.Errorf("advice is %q, %v", e.advice(dir), err)
	}
}

func TestUnwritableFolderGivesAdvice(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	e, _ := tempEnvironment(t)
	_, err := e.install(Options{Executable: "/x", Target: Target{Prefix: blocked}})
	if err == nil || !strings.Contains(err.Error(), "a file is where a folder is needed") {
		t.Errorf("error is %v", err)
	}
	for _, tt := range []struct {
		target Target
		want   string
	}{
		{Target{}, "JUPYTER_DATA_DIR"},
		{Target{Prefix: "/usr/local"}, "--user"},
	} {
		err := cannotWrite(&fs.PathError{Op: "mkdir", Path: "/k/.x", Err: fs.ErrPermission}, "/k", tt.target)
		if !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), "cannot write to /k: permission denied") || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("error is %v, want one that names %s", err, tt.want)
		}
	}
}

func TestFailedInstallKeepsTheOldKernelspec(t *testing.T) {
	if runtime.GOOS == "windows" || os.Geteuid() == 0 {
		t.Skip("needs a folder that this user cannot write")
	}
	e, kernels := tempEnvironment(t)
	dir, err := e.install(Options{Executable: "/bin/old"})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(kernels, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(kernels, 0o755)
	if _, err := e.install(Options{Executable: "/bin/new"}); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("error is %v", err)
	}
	if spec, err := readSpec(dir); err != nil || spec.Argv[0] != "/bin/old" {
		t.Errorf("the old kernelspec is %+v, %v", spec, err)
	}
}

func TestBadEnvironmentNamesAreRefused(t *testing.T) {
	e, _ := tempEnvironment(t)
	for _, key := range []string{"", "A=B"} {
		if _, err := e.install(Options{Executable: "/x", Env: map[string]string{key: "v"}}); err == nil {
			t.Errorf("variable %q was accepted", key)
		}
	}
}

func TestExecutableDefaultsToThisProgram(t *testing.T) {
	path, err := findExecutable("")
	if err != nil || !filepath.IsAbs(path) {
		t.Fatalf("findExecutable = %q, %v", path, err)
	}
	self, _ := os.Executable()
	if !sameFolder(path, self) {
		t.Errorf("executable is %s, want this program, %s", path, self)
	}
}

func TestLogosHaveTheSizesTheyAreNamedAfter(t *testing.T) {
	for name, size := range map[string]int{"logo-32x32.png": 32, "logo-64x64.png": 64} {
		data, err := logos.ReadFile("resources/" + name)
		if err != nil {
			t.Fatal(err)
		}
		c, err := png.DecodeConfig(bytes.NewReader(data))
		if err != nil || c.Width != size || c.Height != size {
			t.Errorf("%s is %d×%d, %v", name, c.Width, c.Height, err)
		}
	}
}
