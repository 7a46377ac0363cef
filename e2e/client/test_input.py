"""Questions to the client: what goes on while one waits, and who gets the answer."""

PRINTING = """\
async def printing():
    for i in itertools.count():
        print("tick %d" % i)
        await asyncio.sleep(0.02)
printer = run_in_background(printing())
"""


def question(k, mid):
    """Waits for the question of a cell."""
    while True:
        m = k.c.recv(60, ("stdin",))
        assert m is not None, "no input_request"
        if m.pid == mid:
            return m


def answer(k, m, text):
    k.c.send("stdin", "input_reply", {"value": text, "status": "ok"}, parent=m.header)


def test_tasks_print_while_a_question_waits(k):
    k.ok(PRINTING)
    mid = k.c.execute("name = input('Who? ')\nprinter.cancel()\nprint('hello', name)", allow_stdin=True)
    m = question(k, mid)
    assert m.content == {"prompt": "Who? ", "password": False}
    for _ in range(3):
        k.printed(mid, "tick")              # each is a message that comes before the answer
    answer(k, m, "Ada é\U0001F600")
    r = k.c.finish(mid, 20)
    assert r.status == "ok" and r.text().endswith("hello Ada é\U0001F600\n"), (r.content, r.text())


def test_a_cell_asks_twice_and_tasks_ask_in_turn(k):
    asked = []

    def on_stdin(m):
        asked.append((m.content["prompt"], m.content["password"]))
        answer(k, m, "answer %d" % len(asked))

    code = "async def ask(p):\n    return input(p)\n[input('one '), getpass('two ')] + await asyncio.gather(ask('three '), ask('four '))"
    r = k.c.run(code, 20, allow_stdin=True, on_stdin=on_stdin)
    assert r.status == "ok", r.content
    assert asked == [("one ", False), ("two ", True), ("three ", False), ("four ", False)]
    assert r.all_text() == '["answer 1", "answer 2", "answer 3", "answer 4"]'


def test_completion_and_control_are_answered_while_a_question_waits(k):
    mid = k.c.execute("input('Who? ')", allow_stdin=True)
    m = question(k, mid)
    assert k.c.request("shell", "complete_request", {"code": "kep", "cursor_pos": 3}, need_idle=False).content["matches"] == ["kept"]
    assert k.c.request("control", "kernel_info_request", need_idle=False).status == "ok"
    answer(k, m, "me")
    assert k.c.finish(mid, 20).status == "ok"


def test_an_interrupt_ends_the_question_and_no_other_task(k):
    k.ok(PRINTING)
    mid = k.c.execute("_, err = catch_call(input, 'Who? ')\nfail(err)", allow_stdin=True)
    m = question(k, mid)
    k.printed(mid, "tick")
    k.c.send("control", "interrupt_request")
    r = k.c.finish(mid, 20)
    assert r.status == "error" and r.content["ename"] == "KeyboardInterrupt", r.content
    answer(k, m, "too late")
    code = "print(input('Again? '))\nawait asyncio.sleep(0.1)\nprinter.cancel()"
    r = k.c.run(code, 20, allow_stdin=True, on_stdin=lambda m: answer(k, m, "in time"))
    assert r.status == "ok" and "in time" in r.text() and "tick" in r.text() and "late" not in r.text(), (r.content, r.text())
    k.works()
