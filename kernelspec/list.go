package kernelspec

import (
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// Installed is one kernelspec that was found.
type Installed struct {
	Name string
	Dir  string
	Spec Spec
	// Err says why the kernel.json cannot be used. Spec is then empty.
	Err error
}

// List gives the kernelspecs that Jupyter finds, of all kernels, those first
// that come first on its search path: JUPYTER_PATH, the user's folder, the
// environment's, the system's; an active environment goes before the user's.
// Of two with one name the first counts. Folders that cannot be read are left
// out.
func List() []Installed { return currentEnvironment().list() }

func (e environment) list() []Installed {
	var all []Installed
	seen := map[string]bool{}
	for _, kernels := range e.searchPath() {
		for _, found := range listFolder(kernels) {
			if !seen[found.Name] {
				seen[found.Name] = true
				all = append(all, found)
			}
		}
	}
	return all
}

// listFolder gives the kernelspecs in one folder, sorted by name.
func listFolder(kernels string) []Installed {
	entries, err := os.ReadDir(kernels)
	if err != nil {
		return nil
	}
	var found []Installed
	for _, entry := range entries {
		dir := filepath.Join(kernels, entry.Name())
		// Stat, because a kernelspec may be a symbolic link.
		if info, err := os.Stat(filepath.Join(dir, specFile)); err != nil || !info.Mode().IsRegular() {
			continue
		}
		spec, err := readSpec(dir)
		found = append(found, Installed{Name: strings.ToLower(entry.Name()), Dir: dir, Spec: spec, Err: err})
	}
	sort.Slice(found, func(i, j int) bool { return found[i].Name < found[j].Name })
	return found
}
