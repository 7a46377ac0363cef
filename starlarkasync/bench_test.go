package starlarkasync_test

import (
	"fmt"
	"runtime"
	"testing"

	"starkernel/starlarkasync"
)

// bench runs a cell that does the operation b.N times, %d in the source.
func bench(b *testing.B, setup, source string) {
	n := newNotebook(b, starlarkasync.Options{Virtual: true})
	if setup != "" {
		n.ok(setup)
	}
	b.ReportAllocs()
	b.ResetTimer()
	n.ok(fmt.Sprintf(source, b.N))
}

func BenchmarkSleepZero(b *testing.B) {
	bench(b, "", "async def f(n):\n\tfor i in range(n):\n\t\tawait asyncio.sleep(0)\nawait f(%d)\n0")
}

func BenchmarkSleepZeroOfTenTasks(b *testing.B) {
	bench(b, "async def f(n):\n\tfor i in range(n):\n\t\tawait asyncio.sleep(0)",
		"k = %d\nawait asyncio.gather(*[f(k // 10) for i in range(10)])\n0")
}

func BenchmarkCreateTaskAndAwait(b *testing.B) {
	bench(b, "async def one():\n\treturn 1",
		"async def f(n):\n\tfor i in range(n):\n\t\tawait asyncio.create_task(one())\nawait f(%d)\n0")
}

func BenchmarkInlineAwait(b *testing.B) {
	bench(b, "async def one():\n\treturn 1",
		"async def f(n):\n\tfor i in range(n):\n\t\tawait one()\nawait f(%d)\n0")
}

func BenchmarkTimer(b *testing.B) {
	bench(b, "", "async def f(n):\n\tfor i in range(n):\n\t\tawait asyncio.sleep(1)\nawait f(%d)\n0")
}

func BenchmarkQueue(b *testing.B) {
	bench(b, "q = asyncio.Queue(1)\nasync def feed(n):\n\tfor i in range(n):\n\t\tawait q.put(i)",
		"async def drain(n):\n\tt = asyncio.create_task(feed(n))\n\tfor i in range(n):\n\t\tawait q.get()\nawait drain(%d)\n0")
}

// BenchmarkSleepingTasks measures the memory of tasks that sleep.
func BenchmarkSleepingTasks(b *testing.B) {
	const tasks = 100_000
	for b.Loop() {
		n := newNotebook(b, starlarkasync.Options{Virtual: true})
		before := memory()
		n.ok(fmt.Sprintf("async def f():\n\tawait asyncio.sleep(3600)\nts = [asyncio.create_task(f()) for i in range(%d)]\nawait asyncio.sleep(1)\n0", tasks))
		b.ReportMetric(float64(memory()-before)/tasks, "bytes/task")
		n.loop.Close()
	}
}

// memory is what the heap and the stacks hold.
func memory() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}
