"""jupyter-console as a person types in it."""
import os
import re
import time

import pexpect
import pytest

KERNEL = os.environ["KERNEL"]
ESCAPES = re.compile(r"\x1b(\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07|[()][A-Z0-9]|[=>])")


class Console:
    def __init__(self):
        self.p = pexpect.spawn("jupyter", ["console", "--kernel", KERNEL, "--ZMQTerminalInteractiveShell.highlighting_style=bw"],
                               env=dict(os.environ, TERM="xterm", PROMPT_TOOLKIT_NO_CPR="1"), encoding="utf-8",
                               codec_errors="replace", dimensions=(50, 120), timeout=120)
        self.shown = ""

    def until(self, pattern, timeout=90):
        """Reads until the pattern has come; returns the text up to its end. The next call goes on there."""
        end = time.time() + timeout
        while True:
            text = ESCAPES.sub("", self.shown)
            m = re.search(pattern, text)
            if m:
                self.shown = text[m.end():]
                return text[:m.end()]
            assert time.time() < end, "no %r in %r" % (pattern, text)
            try:
                self.shown += self.p.read_nonblocking(65536, 0.2)
            except pexpect.TIMEOUT:
                pass
            except pexpect.EOF:
                pytest.fail("the console ended: %r" % text)

    def prompt(self, n, timeout=90):
        text = self.until(r"In \[%d\]: " % n, timeout)
        time.sleep(0.2)         # the line editor is ready a moment after its prompt
        return text

    def close(self):
        self.p.close(force=True)


@pytest.fixture
def console():
    c = Console()
    try:
        c.prompt(1)
        yield c
    finally:
        c.close()


def test_expression_shows_its_value(console):
    console.p.send("6 * 7\r")
    assert "Out[1]: 42" in console.until(r"Out\[1\]: 42")
    console.prompt(2)


def define(console, *lines):
    """Types a def; the console indents. An empty line ends it."""
    for line in lines:
        console.p.send(line + "\r")
        console.until(r"\.\.\.: ")
    console.p.send("\r")
    console.prompt(2)


def test_def_of_several_lines_is_continued_until_an_empty_line(console):
    define(console, "def twice(x):", "return x * 2")
    console.p.send("twice(21)\r")
    console.until(r"Out\[2\]: 42")


def test_error_is_shown_and_the_next_prompt_comes(console):
    console.p.send("1 // 0\r")
    console.until("ZeroDivisionError")
    console.prompt(2)
    console.p.send("print('still', 'here')\r")
    console.until("still here")
    console.prompt(3)


def test_control_c_ends_a_loop(console):
    define(console, "def loop():", "print('spin' + 'ning')", "while True: pass")
    console.p.send("loop()\r")
    console.until("spinning")
    time.sleep(0.3)
    console.p.sendintr()
    console.until("KeyboardInterrupt")
    console.prompt(3)
    console.p.send("1 + 1\r")
    console.until(r"Out\[3\]: 2")


def test_lines_of_a_background_task_appear_while_a_cell_runs(console):
    define(console, "async def tick():", "for i in range(3): print('tick', i)")
    console.p.send("await tick()\r")
    console.until(r"tick 0\s+tick 1\s+tick 2")


def test_a_progress_bar_is_a_line_that_is_replaced(console):
    console.p.send("len([run_in_foreground(asyncio.sleep(0.4)) for _ in progress(range(3), desc='files')])\r")
    shown = console.until(r"files: 100%[^\n]*\n")
    assert re.search(r"files: +0%[^\n]*\r *files: +33%[^\n]*\r *files: +66%", shown), shown
    console.until(r"Out\[1\]: 3")


def test_input_is_asked_on_the_terminal(console):
    console.p.send("name = input('Who? ')\r")
    console.until(r"Who\? ")
    console.p.send("Ada\r")
    console.prompt(2)
    console.p.send("print('hi', name)\r")
    console.until("hi Ada")


def test_tab_completes_a_name(console):
    console.p.send("a_long_name = 1\r")
    console.prompt(2)
    console.p.send("a_long_n\t")
    console.until("ame")
    console.p.send("\r")
    console.until(r"Out\[2\]: 1")


def test_control_d_ends_console_and_kernel(console):
    console.p.sendeof()
    try:        # asks whether to leave; an empty answer is yes
        console.until(r"exit")
        console.p.send("\r")
    except (AssertionError, pytest.fail.Exception):
        pass
    console.p.expect(pexpect.EOF, timeout=90)
    console.p.close()
    assert console.p.exitstatus == 0
