package interp

import (
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"testing"
	"time"

	"go.starlark.net/starlark"
	gosyntax "go.starlark.net/syntax"
)

// BenchmarkDispatch sends a job to another core and brings its result back,
// without waiting for the core.
func BenchmarkDispatch(b *testing.B) {
	for name, setup := range map[string]string{
		"small":    "def f(x): return x\nargument = 1",
		"list=1MB": "def f(x): return None\nargument = list(range(65536))", // of 16 bytes
	} {
		b.Run(name, func(b *testing.B) {
			s := newShipTest(b, true)
			s.run(setup)
			f, _ := s.session.Get("f")
			argument, _ := s.session.Get("argument")
			b.ReportAllocs()
			for b.Loop() {
				j, err := s.shipper.ship(nil, f.(starlark.Callable), starlark.Tuple{argument}, nil)
				if err != nil {
					b.Fatal(err)
				}
				j.Run(nil)
				if _, err := j.Finish(nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkJobEnv(b *testing.B) {
	s := newShipTest(b, true)
	b.ReportAllocs()
	for b.Loop() {
		newJobEnv(&s.shipper.home)
	}
}

// BenchmarkMapOfSmallItems tells what an item costs beside its work.
func BenchmarkMapOfSmallItems(b *testing.B) {
	for _, n := range []int{64, 10_000} {
		b.Run(fmt.Sprint("items=", n), func(b *testing.B) {
			s := newShipTest(b, false)
			s.run("def f(x): return x")
			for b.Loop() {
				s.run(fmt.Sprintf("await parallel_map(f, range(%d));", n))
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/item")
		})
	}
}

const benchItems = 64

// BenchmarkParallelMap compares parallel_map with two plain threads of the
// interpreter on two goroutines, each by its speed-up over the same work on one.
// The four take turns, and the medians of the rounds are reported. All run with
// the product's setting of the garbage collector.
func BenchmarkParallelMap(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	const source = fib + "def work(n):\n    for i in range(n): fib(20)\ndef item(i): return fib(20)\n"
	globals, err := starlark.ExecFileOptions(&gosyntax.FileOptions{Recursion: true}, new(starlark.Thread), "work.star", source, nil)
	if err != nil {
		b.Fatal(err)
	}
	plain := func(threads int) {
		var wg sync.WaitGroup
		for range threads {
			wg.Go(func() {
				if _, err := starlark.Call(new(starlark.Thread), globals["work"], starlark.Tuple{starlark.MakeInt(benchItems / threads)}, nil); err != nil {
					b.Error(err)
				}
			})
		}
		wg.Wait()
	}
	s := newShipTest(b, false)
	s.run(source)
	var one, two, cell, mapped, threads, jobs, ratio []float64
	for b.Loop() {
		one = append(one, seconds(func() { plain(1) }))
		two = append(two, seconds(func() { plain(2) }))
		cell = append(cell, seconds(func() { s.run(fmt.Sprintf("work(%d)", benchItems)) }))
		mapped = append(mapped, seconds(func() { s.run(fmt.Sprintf("await parallel_map(item, range(%d), workers=2);", benchItems)) }))
		i := len(one) - 1
		threads = append(threads, one[i]/two[i])
		jobs = append(jobs, cell[i]/mapped[i])
		ratio = append(ratio, jobs[i]/threads[i])
	}
	b.ReportMetric(median(threads), "threads-speedup")
	b.ReportMetric(median(jobs), "map-speedup")
	b.ReportMetric(median(ratio), "ratio")
}

func seconds(f func()) float64 {
	start := time.Now()
	f()
	return time.Since(start).Seconds()
}

func median(x []float64) float64 {
	slices.Sort(x)
	return x[len(x)/2]
}
