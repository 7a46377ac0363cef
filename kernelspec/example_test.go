package kernelspec_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"starkernel/kernelspec"
)

func Example() {
	prefix, err := os.MkdirTemp("", "prefix")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(prefix)
	place := kernelspec.Target{Prefix: prefix}

	dir, err := kernelspec.Install(kernelspec.Options{Target: place, Executable: "/opt/bin/starkernel"})
	relative, _ := filepath.Rel(prefix, dir)
	fmt.Println(filepath.ToSlash(relative), err)

	_, err = kernelspec.Remove(kernelspec.DefaultName, place)
	fmt.Println(err)

	_, err = kernelspec.Remove(kernelspec.DefaultName, place)
	missing, ok := errors.AsType[*kernelspec.NotFoundError](err)
	fmt.Println(ok, missing.Name)
	// Output:
	// share/jupyter/kernels/starlark <nil>
	// <nil>
	// true starlark
}
