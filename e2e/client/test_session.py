"""Globals are late-bound by name, as in a Python notebook, and tasks run only while a cell does."""
import time


def test_helper_that_is_redefined_is_used_by_an_earlier_function(k):
    k.ok("def helper():\n    return 'old'\ndef use():\n    return helper()")
    assert k.ok("print(use())") == "old\n"
    k.ok("def helper():\n    return 'new'")
    assert k.ok("print(use())") == "new\n"


def test_name_defined_later_works_in_an_earlier_function(k):
    k.ok("1")
    k.ok("def late():\n    return later + 1")
    r = k.c.run("late()")
    assert r.status == "error" and r.content["ename"] == "NameError", r.content
    k.ok("later = 41")
    assert k.ok("print(late())") == "42\n"


def test_tasks_stand_still_between_cells(ticking):
    k = ticking
    first = int(k.ok("print(ticks[0])"))
    time.sleep(0.5)
    second = int(k.ok("print(ticks[0])"))
    assert second - first <= 2, "%d ticks while no cell ran" % (second - first)


def test_output_of_a_background_task_belongs_to_the_running_cell(k):
    k.ok("async def ticker():\n    for i in range(5):\n        print('tick', i)\n        await asyncio.sleep(0.05)\nt = run_in_background(ticker())")
    mid = k.c.execute("await t")
    r = k.c.finish(mid)
    assert r.text() == "tick 1\ntick 2\ntick 3\ntick 4\n"
    assert all(m.pid == mid for m in r.of("stream"))


def test_requests_are_answered_while_a_cell_runs(k):
    k.ok('def area(w, h=2):\n    """Area of a box."""\n    return w * h')
    mid = k.start("while True:\n    pass")
    for chan in ("shell", "control"):
        for typ, content in (
                ("kernel_info_request", {}), ("complete_request", {"code": "are", "cursor_pos": 3}),
                ("inspect_request", {"code": "area", "cursor_pos": 2, "detail_level": 0}), ("is_complete_request", {"code": "if 1:"}),
                ("history_request", {"output": False, "raw": True, "hist_access_type": "tail", "n": 1}), ("comm_info_request", {})):
            if chan == "control" and typ != "kernel_info_request":
                continue
            r = k.c.request(chan, typ, content)
            assert r.status == ("incomplete" if typ == "is_complete_request" else "ok"), (typ, r.content)
            if typ == "complete_request":
                assert "area" in r.content["matches"]
            if typ == "inspect_request":
                assert "Area of a box" in r.content["data"]["text/plain"]
    k.c.send("control", "interrupt_request")
    assert k.c.finish(mid, 10).status == "error"
    k.works()
