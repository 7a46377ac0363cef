package interp

import "testing"

func TestAssertFails(t *testing.T) {
	n := newNotebook(t, Options{Virtual: true})
	n.expect(`assert_fails(lambda: int("x"), "^ValueError: .*literal").name`, `result: "ValueError"`)
	n.expect(`assert_fails(lambda: fail("no")).message`, `result: "no"`)
	n.expect(`catch_call(assert_fails, lambda: [1, 2])[1].message`, `result: "assert_fails: lambda did not fail, it gave [1, 2]"`)
	n.expect(`catch_call(assert_fails, lambda: fail("no"), "yes?")[1].message`, `result: "assert_fails: the error \"fail: no\" does not match \"yes?\""`)
	n.expect(`catch_call(assert_fails, print, "(")[1].name`, `result: "re.error"`)
	n.expect(`catch_call(assert_fails, 1)[1].message`, `result: "assert_fails: for parameter f: got int, want callable"`)

	// Coroutines and tasks are awaited.
	n.expect("async def f(x):\n    await asyncio.sleep(1)\n    return 1 // x", "")
	n.expect(`assert_fails(lambda: f(0), "ZeroDivisionError").name`, `result: "ZeroDivisionError"`)
	n.expect(`assert_fails(lambda: asyncio.create_task(f(0)), "ZeroDivisionError").name`, `result: "ZeroDivisionError"`)
	n.expect(`catch_call(assert_fails, lambda: f(1))[1].message`, `result: "assert_fails: lambda did not fail, it gave 1"`)
	n.expect("async def g():\n    return assert_fails(lambda: f(0)).name\nawait g()", `result: "ZeroDivisionError"`)
}
