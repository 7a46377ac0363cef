"""starkernel console as a person types in it and sees it."""
import os
import re
import shlex
import signal
import termios

import pytest

from terminal import Terminal

UP, DOWN, LEFT, SHIFT_TAB = "\x1b[A", "\x1b[B", "\x1b[D", "\x1b[Z"
TICKER = ("async def tick():\r" "for i in itertools.count():\r" "print('tick', i)\r" "await asyncio.sleep(0.05)\r\r")


@pytest.fixture
def start():
    """Starts a console and waits for its prompt."""
    terminals = []

    def start(*flags, history="off", **options):
        command = [os.environ["STARKERNEL"], "console", "-history", history, *flags]
        terminals.append(Terminal(command, **options))
        terminals[-1].prompt(1)
        return terminals[-1]
    yield start
    for t in terminals:
        t.close()


def test_a_banner_says_how_to_get_help_and_leave(start):
    t = start()
    assert re.match(r"starkernel \S+: .*help\(\).*exit", t.visible()[0])
    assert t.visible()[1:3] == ["In [1]:", ""]


def test_an_expression_shows_its_value(start):
    t = start()
    t.send("6 * 7\r")
    t.prompt(2)
    assert t.visible()[1:5] == ["In [1]: 6 * 7", "Out[1]: 42", "", "In [2]:"]
    t.send("[1] * 3;\r")
    t.prompt(3)
    assert "Out[2]" not in "".join(t.visible())


def test_a_def_goes_on_until_an_empty_line(start):
    t = start()
    t.send("def twice(x):\r")
    t.see(r"^   \.\.\.: $|^   \.\.\.:$")
    t.send("return x * 2\r\r")
    t.prompt(2)
    assert t.visible()[1:4] == ["In [1]: def twice(x):", "   ...:     return x * 2", ""]
    t.send("twice(21)\r")
    t.see(r"^Out\[2\]: 42$")


def test_a_paste_comes_in_whole_and_is_recalled_as_a_whole(start):
    t = start()
    t.send("\x1b[200~def f():\r    a = 1\r\r    return a\x1b[201~")
    pasted = ["In [1]: def f():", "   ...:     a = 1", "   ...:", "   ...:     return a"]
    t.until(lambda: t.visible()[1:5] == pasted, "the whole paste")
    t.send("\r\r")
    t.prompt(2)
    assert t.visible()[1:5] == pasted
    t.send("f()\r")
    t.see(r"^Out\[2\]: 1$")
    t.prompt(3)
    t.send(UP + UP)
    t.until(lambda: [line[8:] for line in t.visible()[-24:] if line[8:].startswith("    return a")] == ["    return a"] * 2,
            "the recalled cell")
    t.send("\r\r")
    t.prompt(4)


def test_a_cell_higher_than_the_terminal_can_be_edited(start):
    t = start(rows=12, columns=40)
    t.send("\x1b[200~def f():\r" + "".join("    a = %d\r" % i for i in range(30)) + "    return a\x1b[201~")
    t.see(r"return a$")
    t.send(UP * 31 + "\x1b[F")
    t.see(r"^In \[1\]: def f\(\):$")
    t.send(LEFT * 3 + "_high")
    t.see(r"def f_high\(\):$")
    t.send("\x1b[1;5F\r\r")      # Ctrl-End
    t.prompt(2)
    assert [line for line in t.lines() if "a = " in line] == ["   ...:     a = %d" % i for i in range(30)]
    t.send("f_high()\r")
    t.see(r"^Out\[2\]: 29$")


def test_an_error_has_colours_and_the_next_prompt_comes(start):
    t = start()
    t.send("1 // 0\r")
    t.prompt(2)
    t.see("^ZeroDivisionError: ")
    assert t.color("ZeroDivisionError") != "default"
    assert t.color("In [2]") != "default"


def test_words_have_colours_while_they_are_typed(start):
    t = start()
    t.send("def f(): return len('text', 12) # why")
    t.see("# why$")
    colors = [t.color(word) for word in ("def", "len", "'text'", "12", "# why")]
    assert "default" not in colors and len(set(colors)) == len(colors), colors
    assert t.color("f():") == "default"


def test_no_color_is_obeyed(start):
    t = start(NO_COLOR="1")
    t.send("def f(): return 1 // 0\rf()\r")
    t.see("^ZeroDivisionError")
    t.prompt(3)
    assert {c.fg for line in t.screen.buffer.values() for c in line.values()} == {"default"}


def test_a_terminal_that_cannot_be_drawn_on(start):
    t = start(TERM="dumb")
    t.send("def f(x):\r")
    t.see(r"^   \.\.\.:$")
    t.send("    return x * 2\r\r")
    t.prompt(2)
    t.send("f(21)\r")
    t.see(r"^Out\[2\]: 42$")
    t.prompt(3)
    t.send("half")
    t.send("\x03")
    t.until(lambda: t.before_cursor() == "In [3]: ", "the prompt again")
    t.send("print('be' + 'gun'); time.sleep(1000)\r")
    t.see("^begun$")
    t.send("\x03")
    t.see("^KeyboardInterrupt$")
    t.prompt(4)
    t.send("x = input('Who? ')\r")
    t.see(r"^Who\?")
    t.send("Ada\r")
    t.prompt(5)
    t.send("x\r")
    t.see(r'^Out\[5\]: "Ada"$')
    t.prompt(6)
    assert b"\x1b" not in t.received
    t.send("\x04")
    assert t.end() == 0


def test_tab_shows_a_menu(start):
    t = start()
    t.send("math.co\t")
    t.see(r"^ +math\.comb +function *$")
    t.see(r"^ +math\.cos +function *$")
    t.send("\t\t")
    t.see(r"^In \[1\]: math\.copysign$")
    t.send("\r")                    # takes it
    t.until(lambda: not any("math.comb" in line for line in t.visible()), "end of the menu")
    t.send("(1, -2)\r")
    t.see(r"^Out\[1\]: -1\.0$")
    t.prompt(2)
    t.send("asyncio.gath\t")
    t.see(r"^In \[2\]: asyncio\.gather$")


def test_shift_tab_shows_help(start):
    t = start()
    t.send("len" + SHIFT_TAB)
    t.see("number of elements")
    t.send("([1])\r")
    t.see(r"^Out\[1\]: 1$")
    assert "number of elements" not in "\n".join(t.visible())


def test_control_r_searches(start):
    t = start()
    t.send("alpha = 1\r")
    t.prompt(2)
    t.send("beta = 2\r")
    t.prompt(3)
    t.send("\x12lph")
    t.see(r"^search: lph$")
    t.see(r"^In \[3\]: alpha = 1$")
    t.send("\r + 1")
    t.see(r"^In \[3\]: alpha = 1 \+ 1$")


def test_cells_of_earlier_sessions_are_recalled(start, tmp_path):
    t = start(history=str(tmp_path / "history.sqlite"))
    t.send("def f():\rreturn 1\r\r")
    t.prompt(2)
    t.send("exit\r")
    assert t.end() == 0
    t = start(history=str(tmp_path / "history.sqlite"))
    t.send(UP)
    t.see(r"^   \.\.\.:     return 1$")
    t.send("\r\rf()\r")
    t.see(r"^Out\[2\]: 1$")


def test_control_c_ends_a_loop(start):
    t = start()
    t.send("print('spin' + 'ning')\nwhile True: pass\r")
    t.send("\r")
    t.see("^spinning$")
    t.send("\x03")
    t.see("^KeyboardInterrupt$")
    t.prompt(t_next(t))
    t.send("1 + 1\r")
    t.see(r": 2$")


def t_next(t):
    """The number of the prompt that is to come: after all that are visible."""
    t.until(lambda: re.match(r"In \[\d+\]: $", t.before_cursor()), "a prompt")
    return int(re.match(r"In \[(\d+)\]", t.before_cursor()).group(1))


def test_control_c_ends_a_sleep_and_the_tasks_live_on(start):
    t = start()
    t.send(TICKER + "t = run_in_background(tick())\rawait asyncio.sleep(1000)\r")
    t.see("^tick 3$")
    t.send("\x03")
    t.see("^KeyboardInterrupt$")
    t.prompt(4)
    t.send("await asyncio.sleep(0.2); t.done()\r")
    t.see(r"^Out\[4\]: False$")


def test_control_c_at_the_prompt_drops_the_cell(start):
    t = start()
    t.send("def f():\rsomething")
    t.see("something$")
    t.send("\x03")
    t.see(r"something\^C$")
    t.prompt(1)
    t.send("1 + 1\r")
    t.see(r"^Out\[1\]: 2$")


def test_input_and_passwords(start):
    t = start()
    t.send("name = input('Who? ')\r")
    t.see(r"^Who\?$")
    t.send("Adb\x7fa\r")
    t.prompt(2)
    t.see(r"^Who\? Ada$")
    t.send("word = input('Password: ', password=True)\r")
    t.see("^Password:$")
    t.send("secret\r")
    t.prompt(3)
    assert b"secret" not in t.received
    t.send("name, word\r")
    t.see(r'^Out\[3\]: \("Ada", "secret"\)$')


def test_control_c_and_control_d_as_answers(start):
    t = start()
    t.send("input('x: ')\r")
    t.see("^x:$")
    t.send("\x03")
    t.see("^KeyboardInterrupt$")
    t.prompt(2)
    t.send("input('y: ')\r")
    t.see("^y:$")
    t.send("\x04")
    t.see("^EOFError: ")
    t.prompt(3)


def test_a_question_ends_with_its_cell(start):
    t = start()
    t.send("async def ask(): return input('anyone? ')\r")
    t.prompt(2)
    t.send("run_in_background(ask()); await asyncio.sleep(0.3)\r")
    t.see(r"^anyone\?")
    t.prompt(3)
    t.send("1 + 1\r")
    t.see(r"^Out\[3\]: 2$")


def test_a_question_may_take_the_place_of_another(start):
    t = start()
    t.send("async def ask(text): return input(text)\r")
    t.prompt(2)
    t.send("a = run_in_background(ask('first? ')); await asyncio.sleep(0.2); a.cancel(); b = input('second? ')\r")
    t.see(r"^first\?")
    t.see(r"^second\?")
    t.send("x\r")
    t.prompt(3)
    t.send("b\r")
    t.see(r'^Out\[3\]: "x"$')


def test_output_of_tasks_waits_for_the_answer(start):
    t = start()
    t.send(TICKER + "t = run_in_background(tick()); x = input('Who? ')\r")
    t.see(r"^Who\?$")
    t.send("A")
    t.see(r"^Who\? A$")
    t.send("da\r")
    t.prompt(3)
    t.send("await asyncio.sleep(0.2)\r")
    t.see(r"^tick [3-9]$")
    lines = t.lines()
    ticks = [line for line in lines if line.startswith("tick ")]
    assert ticks == ["tick %d" % i for i in range(len(ticks))]
    assert "Who? Ada" in lines


def test_progress_is_drawn_in_its_place(start):
    t = start()
    t.send("for i in progress(range(20)):\rtime.sleep(0.02)\rif i == 10: print('half')\r\r")
    t.prompt(2)
    bars = [line for line in t.lines() if "%|" in line]
    assert len(bars) == 1 and "20/20" in bars[0], bars
    assert "half" in t.lines()


def test_clear_output_takes_it_away(start):
    t = start()
    t.send("print('one'); clear_output(); print('two')\r")
    t.prompt(2)
    assert "two" in t.visible() and "one" not in t.visible()


def test_what_is_typed_early_is_not_lost(start):
    t = start()
    t.send("time.sleep(0.3)\ra = 1\ra + 1\r")
    t.see(r"^Out\[3\]: 2$")
    t.prompt(4)


def test_the_next_input_can_be_set(start):
    t = start()
    t.send("set_next_input('1 + 2')\r")
    t.see(r"^In \[2\]: 1 \+ 2$")
    t.send("\r")
    t.see(r"^Out\[2\]: 3$")


def test_a_narrow_and_a_resized_terminal(start):
    t = start(rows=10, columns=30)
    t.send("x = '" + "a" * 60 + "'")
    t.see("a'$")
    t.send("\x01y = 3; \x05; len(x)\r")
    t.see(r"^Out\[1\]: 60$")
    t.prompt(2)
    t.send("'")
    t.see("^In .2.: '$")
    t.resize(20, 60)
    t.send("b" * 48 + "'")
    t.see("^In .2.: '" + "b" * 48 + "'$")


def test_control_z_stops_the_console_until_fg():
    t = Terminal(["/bin/bash", "--norc", "-i"], PS1="shell: ")
    try:
        t.see("^shell:")
        t.send(shlex.quote(os.environ["STARKERNEL"]) + " console -history off\r")
        t.prompt(1)
        t.send("abc\x1a")
        t.see("Stopped")
        t.send("fg\r")
        t.see(r"^In \[1\]: abc$")
        t.send(" = 3\r")
        t.prompt(2)
    finally:
        t.close()


def test_control_z_without_a_shell_does_nothing(start):
    t = start()
    t.send("\x1a1 + 1\r")
    t.see(r"^Out\[1\]: 2$")


def restored(t):
    """The terminal is as it was, and pastes are not marked any more."""
    assert termios.tcgetattr(t.fd) == t.modes
    assert t.received.rindex(b"\x1b[?2004l") > t.received.rindex(b"\x1b[?2004h")


def test_control_d_cancels_what_is_left_and_names_it(start):
    t = start()
    t.send(TICKER + "t = run_in_background(tick())\r")
    t.prompt(3)
    t.send("\x04")
    assert t.end() == 0
    t.see(r"^cancelled: Task-1 \(tick, started in In \[2\]:1\)$")
    restored(t)


@pytest.mark.parametrize("word", ["exit", "quit", "exit()", "quit()"])
def test_words_that_leave(start, word):
    t = start()
    t.send(word + "\r")
    assert t.end() == 0
    restored(t)


def test_a_word_that_leaves_may_be_a_name(start):
    t = start()
    t.send("quit = 3\rquit\r")
    t.see(r"^Out\[2\]: 3$")


@pytest.mark.parametrize("keys", ["half a ce", "while True: pass\r\r", "input(12)\r"])
def test_sigterm_leaves_the_terminal_as_it_was(start, keys):
    t = start()
    t.send(keys)
    t.see(re.escape(keys[:8]))
    os.kill(t.pid, signal.SIGTERM)
    assert t.end() == 0
    restored(t)


def test_the_end_of_the_terminal_ends_the_console(start):
    t = start()
    t.send("half a ce")
    t.see("half a ce")
    os.kill(t.pid, signal.SIGHUP)
    assert t.end() == 0


def test_flags(start):
    t = start("-clock=virtual", "-seed=1")
    t.send("await asyncio.sleep(1000000); random.random() == random.random()\r")
    t.see(r"^Out\[1\]: False$")
