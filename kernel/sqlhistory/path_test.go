package sqlhistory

import (
	"errors"
	"path/filepath"
	"testing"
)

func TestStateDir(t *testing.T) {
	root, err := filepath.Abs("root") // is absolute on this system
	if err != nil {
		t.Fatal(err)
	}
	home := func() (string, error) { return root, nil }
	for _, c := range []struct {
		goos string
		env  map[string]string
		want string
	}{
		{"linux", nil, filepath.Join(root, ".local", "state")},
		{"linux", map[string]string{"XDG_STATE_HOME": root}, root},
		{"linux", map[string]string{"XDG_STATE_HOME": "relative"}, filepath.Join(root, ".local", "state")},
		{"darwin", nil, filepath.Join(root, "Library", "Application Support")},
		{"darwin", map[string]string{"XDG_STATE_HOME": root}, root},
		{"windows", map[string]string{"LocalAppData": "local"}, "local"},
		{"windows", nil, ""},
	} {
		got, err := stateDir(c.goos, func(name string) string { return c.env[name] }, home)
		if got != c.want || (err != nil) != (c.want == "") {
			t.Errorf("%s with %v: %q, %v; want %q", c.goos, c.env, got, err, c.want)
		}
	}
	if _, err := stateDir("linux", func(string) string { return "" }, func() (string, error) { return "", errors.New("no home") }); err == nil {
		t.Error("no error without a home")
	}
}
