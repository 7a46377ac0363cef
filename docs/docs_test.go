// Package docs_test checks what the documentation shows: the examples of the
// pages, the list of predeclared names and the saved outputs of the notebooks in
// examples.
//
//	go test ./docs -update
//
// writes the outputs and the list anew. Read the difference before you commit it.
package docs_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write outputs and lists of the documentation anew")

// TestExamplesOfPagesShowTheirOutput runs the examples of each page. A block
// marked starlark is a cell. The block marked output after it is what the cell
// shows, and a cell without one shows nothing. Each `## ` heading begins a new
// session. A block marked `starlark NAME.star` is a file that cells can load.
func TestExamplesOfPagesShowTheirOutput(t *testing.T) {
	for _, path := range glob(t, "*.md", "../README.md") {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			checkPage(t, path)
		})
	}
}

func checkPage(t *testing.T, path string) {
	lines := strings.Split(read(t, path), "\n")
	var page []string
	for _, section := range sections(lines) {
		blocks := findBlocks(section)
		cells, got := []string{}, []string{}
		folder := t.TempDir()
		for _, b := range blocks {
			switch {
			case b.info == "starlark":
				cells = append(cells, b.text(section))
			case strings.HasPrefix(b.info, "starlark "):
				write(t, filepath.Join(folder, strings.TrimPrefix(b.info, "starlark ")), b.text(section))
			}
		}
		if len(cells) > 0 {
			got = execute(t, folder, cells)
		}
		page = append(page, compare(t, path, section, blocks, got)...)
	}
	if *update {
		write(t, path, strings.Join(page, "\n"))
	}
}

// compare compares the output blocks of a section with what its cells showed. It
// gives the section with the outputs that were got.
func compare(t *testing.T, path string, section []string, blocks []block, got []string) []string {
	var page []string
	done, cell := 0, 0
	for i, b := range blocks {
		if b.info != "starlark" {
			if b.info == "output" && (i == 0 || blocks[i-1].info != "starlark") {
				t.Errorf("%s: line %q has an output without a cell", path, section[b.begin])
			}
			continue
		}
		page = append(page, section[done:b.end+1]...)
		done = b.end + 1
		want, text := "", got[cell]
		cell++
		if i+1 < len(blocks) && blocks[i+1].info == "output" {
			next := blocks[i+1]
			want = next.text(section)
			page = append(page, section[done:next.begin]...)
			done = next.end + 1
		} else if text != "" {
			page = append(page, "")
		}
		if text != "" {
			page = append(page, "```output", text, "```")
		}
		if text != want && !*update {
			t.Errorf("%s: the cell\n%s\nshows\n%s\nand the page says\n%s", path, b.text(section), text, want)
		}
	}
	return append(page, section[done:]...)
}

// block is a fenced block: lines begin and end are its fences.
type block struct {
	info       string
	begin, end int
}

func (b block) text(lines []string) string { return strings.Join(lines[b.begin+1:b.end], "\n") }

// findBlocks finds the fenced blocks.
func findBlocks(lines []string) []block {
	var blocks []block
	for i := 0; i < len(lines); i++ {
		info, ok := strings.CutPrefix(lines[i], "```")
		if !ok {
			continue
		}
		b := block{info: info, begin: i}
		for i++; i < len(lines)-1 && lines[i] != "```"; i++ {
		}
		b.end = i
		blocks = append(blocks, b)
	}
	return blocks
}

// sections splits a page before each heading of the second level.
func sections(lines []string) [][]string {
	var all [][]string
	begin, fenced := 0, false
	for i, line := range lines {
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
		}
		if strings.HasPrefix(line, "## ") && !fenced {
			all = append(all, lines[begin:i])
			begin = i
		}
	}
	return append(all, lines[begin:])
}

// TestLinksBetweenPagesLead checks the links to files of the project, and to
// headings of pages.
func TestLinksBetweenPagesLead(t *testing.T) {
	for _, path := range glob(t, "*.md", "../*.md") {
		for _, link := range links(read(t, path)) {
			if strings.Contains(link, "://") || strings.HasPrefix(link, "mailto:") {
				continue
			}
			name, anchor, _ := strings.Cut(link, "#")
			file := path
			if name != "" {
				file = filepath.Join(filepath.Dir(path), name)
			}
			if _, err := os.Stat(file); err != nil {
				t.Errorf("%s links to %s: %v", path, link, err)
			} else if anchor != "" && !slices.Contains(anchors(read(t, file)), anchor) {
				t.Errorf("%s links to %s, and there is no such heading", path, link)
			}
		}
	}
}

// anchors gives the names by which links find the headings of a page.
func anchors(page string) []string {
	var found []string
	for line := range strings.SplitSeq(page, "\n") {
		if title := strings.TrimLeft(line, "#"); title != line && strings.HasPrefix(title, " ") {
			dashed := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(title)), " ", "-")
			found = append(found, punctuation.ReplaceAllString(dashed, ""))
		}
	}
	return found
}

// punctuation is what a heading's anchor leaves out.
var punctuation = regexp.MustCompile(`[^\pL\pN_-]`)

// links gives the targets of links and pictures.
func links(text string) []string {
	var found []string
	for _, part := range strings.Split(text, "](")[1:] {
		if target, _, ok := strings.Cut(part, ")"); ok {
			found = append(found, target)
		}
	}
	return found
}

func glob(t *testing.T, patterns ...string) []string {
	t.Helper()
	var all []string
	for _, p := range patterns {
		files, err := filepath.Glob(p)
		if err != nil || len(files) == 0 {
			t.Fatal(fmt.Errorf("no files %s: %v", p, err))
		}
		all = append(all, files...)
	}
	return all
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
