package starlarkasynctest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// marks tell from its text which kinds a program uses.
var marks = map[kind][]string{
	"lock":         {"with_(lock", "acquire()", ".release"},
	"semaphore":    {"(sem,", "sem.locked()", "sem.release"},
	"condition":    {"(cond,", "cond.wait", "cond.notify"},
	"event":        {"event."},
	"queue":        {"queue."},
	"barrier":      {"bar."},
	"future":       {"(future(", " future(", "futures["},
	"gather":       {"asyncio.gather("},
	"wait":         {"asyncio.wait("},
	"wait_for":     {"asyncio.wait_for("},
	"as_completed": {"each("},
	"timeout":      {"asyncio.timeout"},
	"shield":       {"asyncio.shield("},
	"task group":   {"asyncio.TaskGroup()"},
	"foreground":   {"run_in_foreground("},
	"error":        {"bad(", "fail("},
	"finally":      {"finally_("},
	"cancel":       {".cancel(", "cancel()"},
	"callback":     {"add_done_callback(", "loop.call_"},
}

// used gives the kinds of a program without its common beginning.
func used(t *testing.T, program string) map[kind]bool {
	_, body, found := strings.Cut(program, "async def leaf0")
	if !found {
		t.Fatal("no leaf0 in\n" + program)
	}
	m := map[kind]bool{}
	for k, texts := range marks {
		for _, text := range texts {
			if strings.Contains(body, text) {
				m[k] = true
			}
		}
	}
	return m
}

func TestGeneratedProgramsMixPrimitives(t *testing.T) {
	const seeds = 2000
	programs, tasks := map[kind]int{}, 0
	for seed := uint64(1); seed <= seeds; seed++ {
		p := Generate(seed)
		m := used(t, p)
		for k := range m {
			programs[k]++
		}
		if len(m) < minKinds {
			t.Errorf("seed %d: %d kinds, want %d or more", seed, len(m), minKinds)
		}
		n := strings.Count(p, "\nspawn(")
		tasks += n
		if n < minTasks {
			t.Errorf("seed %d: %d tasks, want %d or more", seed, n, minTasks)
		}
	}
	for _, k := range kinds {
		t.Logf("%-12s in %4d of %d programs", k, programs[k], seeds)
		if programs[k] < seeds/5 {
			t.Errorf("%s: in %d of %d programs, want a fifth or more", k, programs[k], seeds)
		}
	}
	t.Logf("%d tasks", tasks)
}

func TestGenerateDependsOnTheSeedAlone(t *testing.T) {
	first, again, other := Generate(7), Generate(7), Generate(8)
	if first != again || first == other {
		t.Error("want one program for a seed, and another one for another seed")
	}
}

// Golden must write what the oracle writes, or every comparison of digests is
// void.
func TestGoldenIsTheTextOfTheOracle(t *testing.T) {
	files, err := filepath.Glob("../testdata/asyncio/*/*.golden")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		source, err := os.ReadFile(strings.TrimSuffix(file, ".golden") + ".star")
		if err != nil {
			t.Fatal(err)
		}
		p, err := Parse(string(want))
		if err != nil {
			t.Fatal(err)
		}
		var outcomes []Outcome
		for _, c := range p.Cells {
			outcomes = append(outcomes, c.Want)
		}
		if got := Golden(string(source), outcomes); got != string(want) {
			t.Errorf("%s: got\n%s\nwant\n%s", file, got, want)
		}
	}
}
