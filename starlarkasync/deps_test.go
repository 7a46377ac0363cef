package starlarkasync_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestImports keeps the package useful by itself: it knows Starlark and the
// standard library, and nothing of kernels.
func TestImports(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range f.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			first, _, _ := strings.Cut(name, "/")
			std := !strings.Contains(first, ".") && first != "starkernel"
			switch {
			case name == "os" && !strings.HasPrefix(path, "starlarkasynctest"), name == "encoding/json", name == "net/http":
				t.Errorf("%s imports %s", path, name)
			case std, first == "go.starlark.net", strings.HasPrefix(name, "starkernel/starlarkasync"):
			default:
				t.Errorf("%s imports %s", path, name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestExportedNames bounds the package's surface and wants each name
// documented. Methods that implement Starlark's interfaces need no words.
func TestExportedNames(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	names := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range f.Decls {
			switch d := decl.(type) {
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if s, ok := spec.(*ast.TypeSpec); ok && s.Name.IsExported() {
						names++
						if d.Doc == nil && s.Doc == nil {
							t.Errorf("%s: %s has no documentation", file, s.Name)
						}
					}
				}
			case *ast.FuncDecl:
				if !d.Name.IsExported() || d.Recv != nil && !ast.IsExported(receiver(d)) || starlarks[d.Name.Name] {
					continue
				}
				names++
				if d.Doc == nil {
					t.Errorf("%s: %s has no documentation", file, d.Name)
				}
			}
		}
	}
	if names > 50 {
		t.Errorf("%d exported names and methods, want 50 at most", names)
	}
	t.Logf("%d exported names and methods", names)
}

func receiver(d *ast.FuncDecl) string {
	x := d.Recv.List[0].Type
	if p, ok := x.(*ast.StarExpr); ok {
		x = p.X
	}
	if id, ok := x.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}

var starlarks = map[string]bool{"String": true, "Type": true, "Freeze": true, "Truth": true, "Hash": true, "Attr": true,
	"AttrNames": true, "Iterate": true, "CallInternal": true, "Name": true, "Doc": true, "Position": true}
