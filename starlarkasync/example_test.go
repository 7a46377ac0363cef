package starlarkasync_test

import (
	"fmt"
	"log"

	"go.starlark.net/starlark"

	"starkernel/starlarkasync"
	"starkernel/starlarkasync/syntax"
)

// A Go program that runs Starlark with tasks: a loop, and a session that compiles
// cells for it.
func Example() {
	loop := starlarkasync.New(starlarkasync.Options{
		Virtual: true, // time jumps; leave it out to wait in real time
		Print:   func(_ *starlark.Thread, text string) { fmt.Println(text) },
	})
	defer loop.Close()

	names := loop.Predeclared()
	for name, v := range starlark.Universe {
		if names[name] == nil { // asyncio's fail is not Starlark's
			names[name] = v
		}
	}
	session := syntax.NewSession(names, loop.Hooks())
	cell, err := session.Compile("main", `
async def greet(name, delay):
    await asyncio.sleep(delay)
    print("hello", name)
    return len(name)

lengths = await asyncio.gather(greet("world", 2), greet("Starlark", 1))
lengths[0] + lengths[1]
`)
	if err != nil {
		log.Fatal(err)
	}
	v, failure := loop.RunForeground("main", cell.Call, nil)
	fmt.Println(v, failure, loop.Time())
	// Output:
	// hello Starlark
	// hello world
	// 13 <nil> 2
}

// Background tasks advance during a foreground run, and only then.
func ExampleLoop_RunForeground() {
	n := newNotebook(discard{}, starlarkasync.Options{Virtual: true})
	n.run(`
		async def ticker():
			for i in range(100):
				print("tick", i)
				await asyncio.sleep(1)
		t = run_in_background(ticker())`)
	n.run("run_in_foreground(asyncio.sleep(2.5))")
	n.run("asyncio.all_tasks()")
	for _, line := range n.out {
		fmt.Println(line)
	}
	for _, t := range n.loop.PendingTasks() {
		fmt.Println(t)
	}
	n.loop.Close()
	// Output:
	// tick 0
	// tick 1
	// tick 2
	// <Task pending name='Task-1' coro=<ticker() running at In [1]:4>>
}

// A TaskGroup waits for its tasks; when one fails, the others are cancelled.
func ExampleLoop_Predeclared() {
	n := newNotebook(discard{}, starlarkasync.Options{Virtual: true})
	n.run(`
		async def work(name, seconds):
			await run_finally(asyncio.sleep(seconds), lambda: print(name, "ends"))
			if name == "b":
				fail("b is broken")
		async def all(group):
			group.create_task(work("a", 1))
			group.create_task(work("b", 2))
			group.create_task(work("c", 3))
		_, err = await catch(run_with(asyncio.TaskGroup(), all))
		print(err.message)
		print(err.exceptions[0].message)`)
	for _, line := range n.out {
		fmt.Println(line)
	}
	n.loop.Close()
	// Output:
	// a ends
	// b ends
	// c ends
	// unhandled errors in a TaskGroup (1 sub-exception)
	// b is broken
}
