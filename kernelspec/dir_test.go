package kernelspec

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// fakeEnvironment is an environment with these variables, a home folder and a
// Python on PATH; an empty prefix means no Python.
func fakeEnvironment(goos, home, pythonPrefix string, vars map[string]string) environment {
	return environment{
		goos:   goos,
		getenv: func(name string) string { return vars[name] },
		home: func() (string, error) {
			if home == "" {
				return "", errors.New("$HOME is not defined")
			}
			return home, nil
		},
		python: func(string) (pythonInfo, error) {
			if pythonPrefix == "" {
				return pythonInfo{}, errors.New("not found")
			}
			return pythonInfo{prefix: pythonPrefix, basePrefix: pythonPrefix}, nil
		},
		owns: func(string) bool { return true },
	}
}

func TestDirFollowsJupyterOnEverySystem(t *testing.T) {
	const home = "/home/ana"
	type vars = map[string]string
	tests := []struct {
		name   string
		goos   string
		target Target
		vars   vars
		want   string
	}{
		{"no option is the user", "linux", Target{}, nil, "/home/ana/.local/share/jupyter/kernels"},
		{"user", "linux", Target{User: true}, nil, "/home/ana/.local/share/jupyter/kernels"},
		{"user with XDG", "linux", Target{User: true}, vars{"XDG_DATA_HOME": "/x"}, "/x/jupyter/kernels"},
		{"user on FreeBSD", "freebsd", Target{User: true}, nil, "/home/ana/.local/share/jupyter/kernels"},
		{"JUPYTER_DATA_DIR wins", "linux", Target{User: true}, vars{"JUPYTER_DATA_DIR": "/j", "XDG_DATA_HOME": "/x"}, "/j/kernels"},
		{"user on a Mac", "darwin", Target{User: true}, vars{"XDG_DATA_HOME": "/x"}, "/home/ana/Library/Jupyter/kernels"},
		{"platform folders on a Mac", "darwin", Target{User: true}, vars{"JUPYTER_PLATFORM_DIRS": "1"}, "/home/ana/Library/Application Support/Jupyter/kernels"},
		{"user on Windows", "windows", Target{User: true}, vars{"APPDATA": "/Users/ana/AppData/Roaming"}, "/Users/ana/AppData/Roaming/jupyter/kernels"},
		{"Windows without APPDATA", "windows", Target{User: true}, nil, "/home/ana/.jupyter/data/kernels"},
		{"platform folders on Windows", "windows", Target{User: true}, vars{"JUPYTER_PLATFORM_DIRS": "true", "LOCALAPPDATA": "/L"}, "/L/Jupyter/kernels"},
		{"virtual environment", "linux", Target{SysPrefix: true}, vars{"VIRTUAL_ENV": "/v"}, "/v/share/jupyter/kernels"},
		{"conda", "linux", Target{SysPrefix: true}, vars{"CONDA_PREFIX": "/c"}, "/c/share/jupyter/kernels"},
		{"virtual environment within conda", "linux", Target{SysPrefix: true}, vars{"VIRTUAL_ENV": "/v", "CONDA_PREFIX": "/c"}, "/v/share/jupyter/kernels"},
		{"Python on PATH", "linux", Target{SysPrefix: true}, nil, "/usr/share/jupyter/kernels"},
		{"prefix", "linux", Target{Prefix: "/opt/j"}, vars{"JUPYTER_DATA_DIR": "/j"}, "/opt/j/share/jupyter/kernels"},
		{"prefix with spaces and other scripts", "linux", Target{Prefix: "/opt/mein Ordner/ünï"}, nil, "/opt/mein Ordner/ünï/share/jupyter/kernels"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := fakeEnvironment(tt.goos, home, "/usr", tt.vars).dir(tt.target)
			want, _ := filepath.Abs(filepath.FromSlash(tt.want))
			if err != nil || got != want {
				t.Errorf("dir(%+v) = %q, %v, want %q", tt.target, got, err, want)
			}
		})
	}
}

func TestDirErrorsSayWhatToDo(t *testing.T) {
	tests := []struct {
		name   string
		target Target
		want   string
	}{
		{"two targets", Target{User: true, Prefix: "/x"}, "choose one"},
		{"no Python", Target{SysPrefix: true}, "--prefix"},
		{"no home", Target{User: true}, "JUPYTER_DATA_DIR"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := fakeEnvironment("linux", "", "", nil).dir(tt.target)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error is %v, want one that contains %q", err, tt.want)
			}
		})
	}
}

func TestSearchPathHasJupytersPrecedence(t *testing.T) {
	type vars = map[string]string
	const user = "/home/ana/.local/share/jupyter"
	tests := []struct {
		name   string
		goos   string
		python string
		vars   vars
		want   []string
	}{
		{"Python of the system", "linux", "/usr", nil,
			[]string{user, "/usr/local/share/jupyter", "/usr/share/jupyter"}},
		{"Python elsewhere", "linux", "/opt/py", nil,
			[]string{user, "/opt/py/share/jupyter", "/usr/local/share/jupyter", "/usr/share/jupyter"}},
		{"no Python", "linux", "", nil,
			[]string{user, "/usr/local/share/jupyter", "/usr/share/jupyter"}},
		{"virtual environment before user", "linux", "/usr", vars{"VIRTUAL_ENV": "/v"},
			[]string{"/v/share/jupyter", user, "/usr/local/share/jupyter", "/usr/share/jupyter"}},
		{"asked not to prefer it", "linux", "/usr", vars{"VIRTUAL_ENV": "/v", "JUPYTER_PREFER_ENV_PATH": "0"},
			[]string{user, "/v/share/jupyter", "/usr/local/share/jupyter", "/usr/share/jupyter"}},
		{"asked to prefer it", "linux", "/opt/py", vars{"JUPYTER_PREFER_ENV_PATH": "yes"},
			[]string{"/opt/py/share/jupyter", user, "/usr/local/share/jupyter", "/usr/share/jupyter"}},
		{"base conda environment", "linux", "/c", vars{"CONDA_PREFIX": "/c", "CONDA_DEFAULT_ENV": "base"},
			[]string{user, "/c/share/jupyter", "/usr/local/share/jupyter", "/usr/share/jupyter"}},
		{"named conda environment", "linux", "/c/envs/e", vars{"CONDA_PREFIX": "/c/envs/e", "CONDA_DEFAULT_ENV": "e"},
			[]string{"/c/envs/e/share/jupyter", user, "/usr/local/share/jupyter", "/usr/share/jupyter"}},
		{"JUPYTER_PATH first", "linux", "/usr", vars{"JUPYTER_PATH": "/a/" + string(filepath.ListSeparator) + "/b"},
			[]string{"/a", "/b", user, "/usr/local/share/jupyter", "/usr/share/jupyter"}},
		{"Windows has no system folder", "windows", "/py", vars{"APPDATA": "/A"},
			[]string{"/A/jupyter", "/py/share/jupyter"}},
		{"Windows with consent to PROGRAMDATA", "windows", "/py", vars{"APPDATA": "/A", "PROGRAMDATA": "/P", "JUPYTER_USE_PROGRAMDATA": "1"},
			[]string{"/A/jupyter", "/py/share/jupyter", "/P/jupyter"}},
		{"XDG_DATA_DIRS with platform folders", "linux", "/usr", vars{"JUPYTER_PLATFORM_DIRS": "1", "XDG_DATA_DIRS": "/d"},
			[]string{user, "/usr/share/jupyter", "/d/jupyter"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := fakeEnvironment(tt.goos, "/home/ana", tt.python, tt.vars).searchPath()
			var want []string
			for _, p := range tt.want {
				want = append(want, filepath.Join(filepath.FromSlash(p), "kernels"))
			}
			if !slices.Equal(got, want) {
				t.Errorf("search path is\n%q\nwant\n%q", got, want)
			}
		})
	}
}

func TestEnvironmentOfOthersDoesNotGoBeforeTheUser(t *testing.T) {
	e := fakeEnvironment("linux", "/home/ana", "/usr", map[string]string{"VIRTUAL_ENV": "/v"})
	e.owns = func(string) bool { return false }
	if got := e.searchPath()[0]; !strings.HasPrefix(got, "/home/ana") {
		t.Errorf("first folder is %s, want the user's", got)
	}
}
