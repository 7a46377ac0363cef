package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// programs are run under the virtual clock, and print what is given here.
var programs = map[string]struct{ source, want string }{
	"time": {`
def clock():
    return int((time.now() - start).seconds * 1000)
start = time.now()
fired = []
asyncio.get_running_loop().call_later(1, fired.append, "timer")
time.sleep(3600)
print(clock(), fired)
await asyncio.sleep(0.5)
print(clock(), fired)
print(await catch(asyncio.wait_for(asyncio.sleep(100), 2.5)))
print(clock())
async def ticker(name, period):
    for i in range(3):
        await asyncio.sleep(period)
        print(name, clock())
await asyncio.gather(ticker("a", 1), ticker("b", 0.75), ticker("c", 1));
`, `3600000 []
3600500 ["timer"]
(None, TimeoutError(""))
3603000
b 3603750
a 3604000
c 3604000
b 3604500
a 3605000
c 3605000
b 3605250
a 3606000
c 3606000
`},
	// The job that is submitted first takes longest, and yet it comes first;
	// virtual time stands still until all are done.
	"jobs": {`
def work(n):
    for i in range(n):
        pass
    print("job", n)
    return n, random.randint(1, 1000000) > 0
async def report(n):
    r = await asyncio.to_thread(work, n)
    print(r, asyncio.get_running_loop().time())
async def timer():
    await asyncio.sleep(0.001)
    print("timer")
await asyncio.gather(*([timer()] + [report(n) for n in (300000, 1000, 30000, 10)]));
`, `job 300000
(300000, True) 0.0
job 1000
(1000, True) 0.0
job 30000
(30000, True) 0.0
job 10
(10, True) 0.0
timer
`},
	"random": {`
def draw(n):
    print("draws", n, random.random())
    return [random.randint(1, 100) for i in range(n)]
print(random.random(), random.choice(range(1000)))
print(await asyncio.gather(*[asyncio.to_thread(draw, n) for n in range(1, 9)]))
print(await parallel_map(lambda n: random.random(), range(100)))
async def walk(n):
    for i in range(n):
        await asyncio.sleep(random.random())
        print(n, i, asyncio.get_running_loop().time())
await asyncio.gather(*[walk(n) for n in range(5)]);
`, ""},
	"what is left": {`
# %%
async def waits():
    await asyncio.sleep(3600)
async def fails(n):
    await asyncio.sleep(n)
    fail("task", n)
def slow():
    for i in range(100000):
        pass
    fail("job")
ts = [run_in_background(f) for f in (waits(), fails(1), fails(2), slow, slow, slow, slow)]
ts[6].cancel()
print(jobs())
# %%
await asyncio.sleep(1.5)
# %%
await asyncio.sleep(1.5)
print(jobs())
# %% tags=["raises-exception"]
lock = asyncio.Lock()
async def holder():
    await lock.acquire()
    await asyncio.Event().wait()
ts[0].cancel()
h = asyncio.create_task(holder(), name="holder")
await asyncio.sleep(0)
await lock.acquire()
# %%
print(jobs())
`, ""},
}

// TestVirtualClockGivesTheSameBytesTwice runs the programs twice, and compares what
// they show and the notebooks that are written.
func TestVirtualClockGivesTheSameBytesTwice(t *testing.T) {
	dir := t.TempDir()
	for name, p := range programs {
		path := filepath.Join(dir, name+".star")
		if err := os.WriteFile(path, []byte(p.source), 0o644); err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) {
			var first [3]string
			for i := range 2 {
				var stdout, stderr bytes.Buffer
				output := filepath.Join(dir, "out.ipynb")
				if code := run([]string{"run", "-clock=virtual", "-o", output, path}, &stdout, &stderr); code != 0 {
					t.Fatalf("exit code %d\n%s", code, &stderr)
				}
				written, err := os.ReadFile(output)
				if err != nil {
					t.Fatal(err)
				}
				got := [3]string{stdout.String(), stderr.String(), string(written)}
				if i == 0 {
					first = got
				} else if got != first {
					t.Errorf("the second run shows\n%s\n%s\n%s\nthe first\n%s\n%s\n%s", got[0], got[1], got[2], first[0], first[1], first[2])
				}
				if p.want != "" && got[0] != p.want {
					t.Errorf("got\n%s\nwant\n%s", got[0], p.want)
				}
			}
		})
	}
}
