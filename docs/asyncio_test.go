package docs_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// asyncioObjects makes one object for each prefix of testdata/asyncio/names.txt.
const asyncioObjects = `
async def nothing(): pass

asyncio_objects = {
    "asyncio": asyncio,
    "contextvars": contextvars,
    "Task": asyncio.create_task(nothing()),
    "Future": asyncio.Future(),
    "Handle": asyncio.get_running_loop().call_soon(print),
    "TimerHandle": asyncio.get_running_loop().call_later(1, print),
    "Timeout": asyncio.timeout(1),
    "TaskGroup": asyncio.TaskGroup(),
    "Lock": asyncio.Lock(),
    "Event": asyncio.Event(),
    "Condition": asyncio.Condition(),
    "Semaphore": asyncio.Semaphore(),
    "BoundedSemaphore": asyncio.BoundedSemaphore(),
    "Barrier": asyncio.Barrier(1),
    "Queue": asyncio.Queue(),
    "ContextVar": contextvars.ContextVar("v"),
    "Context": contextvars.copy_context(),
    "Token": contextvars.ContextVar("v").set(1),
    "EventLoop": asyncio.get_running_loop(),
    "coroutine": nothing(),
}
print(*[k + "." + n for k, x in asyncio_objects.items() for n in dir(x)])
`

// nameStatus is a line of testdata/asyncio/status.txt.
type nameStatus struct {
	kind  string
	names []string
	why   string
}

// TestAsyncioPageTellsOfEachName checks that each name of CPython's asyncio is
// told of in asyncio.md, and that what is told of it holds.
func TestAsyncioPageTellsOfEachName(t *testing.T) {
	cpython := strings.Fields(read(t, "testdata/asyncio/names.txt"))
	shown := execute(t, t.TempDir(), []string{asyncioObjects, `print(*[n for n in "` + strings.Join(cpython, " ") +
		`".split() if hasattr(asyncio_objects[n.split(".")[0]], n.split(".")[1])])`})
	listed, present := strings.Fields(shown[0]), strings.Fields(shown[1])
	if len(present) < 100 {
		t.Fatalf("only these names were found:\n%s", shown[1])
	}

	told := map[string]string{}
	list := asyncioList(t, told)
	for _, name := range cpython {
		here, kind := slices.Contains(present, name), told[name]
		switch {
		case kind == "":
			t.Errorf("status.txt does not tell of %s", name)
		case kind == "only":
			t.Errorf("%s is in CPython, too", name)
		case here != (kind != "absent"):
			t.Errorf("%s is %q, but its presence is %v", name, kind, here)
		case here != slices.Contains(listed, name):
			t.Errorf("dir does not list %s, or lists it without need", name)
		}
	}
	for _, name := range listed {
		if !slices.Contains(cpython, name) && told[name] != "only" {
			t.Errorf("%s is not in CPython; status.txt has to say what it is", name)
		}
	}
	for name, kind := range told {
		if !slices.Contains(cpython, name) && (kind != "only" || !slices.Contains(listed, name)) {
			t.Errorf("status.txt tells of %s, which does not exist", name)
		}
	}
	replaceList(t, "asyncio.md", list)
}

// asyncioList writes the lists and tables of the page, and notes in told what is told of
// each name.
func asyncioList(t *testing.T, told map[string]string) string {
	var b strings.Builder
	for section := range strings.SplitSeq(read(t, "testdata/asyncio/status.txt"), "\n## ") {
		title, body, _ := strings.Cut(section, "\n")
		if strings.HasPrefix(title, "#") {
			continue // what the file says about itself
		}
		same, table, absent := "", "", ""
		for line := range strings.SplitSeq(strings.TrimSpace(body), "\n") {
			s := parseStatus(t, line)
			for i, name := range s.names {
				if told[name] != "" {
					t.Errorf("status.txt tells of %s twice", name)
				}
				told[name] = s.kind
				s.names[i] = "`" + name + "`"
			}
			names := strings.Join(s.names, ", ")
			switch s.kind {
			case "same":
				same += fmt.Sprintf("- %s\n", names)
			case "absent":
				absent += fmt.Sprintf("- %s: %s\n", s.why, names)
			default:
				table += fmt.Sprintf("| %s | %s | %s |\n", names, s.kind, s.why)
			}
		}
		fmt.Fprintf(&b, "\n## %s\n", title)
		if same != "" {
			fmt.Fprintf(&b, "\nThe same:\n\n%s", same)
		}
		if table != "" {
			fmt.Fprintf(&b, "\n| name | | how |\n|---|---|---|\n%s", table)
		}
		if absent != "" {
			fmt.Fprintf(&b, "\nAbsent, and why:\n\n%s", absent)
		}
	}
	return b.String() + "\n"
}

func parseStatus(t *testing.T, line string) nameStatus {
	names, why, explained := strings.Cut(line, ": ")
	words := strings.Fields(names)
	if len(words) < 2 || !slices.Contains([]string{"same", "differs", "absent", "only"}, words[0]) || explained != (words[0] != "same") {
		t.Fatalf("status.txt: a line has to be KIND NAME... or KIND NAME...: WHY, this is not: %q", line)
	}
	return nameStatus{words[0], words[1:], why}
}
