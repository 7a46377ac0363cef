"""History across kernels: what a new process finds, and what IPython's history says to the same inputs."""
import os
import time

import pytest
from IPython.core.history import HistoryAccessor, HistoryManager
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.manager import start_new_kernel

from test_console import KERNEL, Console

SESSIONS = [
    ["x = 1", "x + 1", "def f(a):\n    return a", "x = 1"],
    ["y = 'ü 星'", "x = 1", "y"],
    ["f = 3", "x = 1", "[1, 2]", "f"],
]


def test_up_arrow_shows_the_input_of_an_earlier_process():
    c = Console()
    try:
        c.prompt(1)
        c.p.send("from_an_earlier_process = 41 + 1\r")
        c.prompt(2)
        c.p.sendeof()
        c.until("exit")
        c.p.send("\r")
        c.p.expect("(?s).*")
    finally:
        c.close()
    c = Console()
    try:
        c.prompt(1)
        end = time.time() + 60      # the console loads the history when it starts, and does not say when it has it
        while True:
            c.p.send("\x1b[A")
            try:
                c.until("from_an_earlier_process = 41 \\+ 1", timeout=3)
                break
            except AssertionError:
                assert time.time() < end
        c.p.send("\r")
        c.prompt(2)
        c.p.send("from_an_earlier_process\r")
        c.until(r"Out\[2\]: 42")
    finally:
        c.close()


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """A kernel in its third session, and IPython's history of the same inputs."""
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))
    path = tmp_path_factory.mktemp("ipython") / "history.sqlite"
    shell = InteractiveShell.instance()
    client = None
    for i, inputs in enumerate(SESSIONS):
        history = HistoryManager(shell=shell, hist_file=str(path))
        manager, client = start_new_kernel(kernel_name=KERNEL)
        for n, source in enumerate(inputs, 1):
            history.store_inputs(n, source)
            assert client.execute_interactive(source, timeout=60, output_hook=lambda m: None)["content"]["status"] == "ok" or i
        history.writeout_cache()
        if i < len(SESSIONS) - 1:
            history.end_session()
            client.stop_channels()
            manager.shutdown_kernel()
    yield client, history
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def ask(client, **kwargs):
    return [tuple(row) for row in client.history(reply=True, timeout=60, **dict(raw=True, output=False, **kwargs))["content"]["history"]]


@pytest.mark.parametrize("n", [0, 1, 3, 4, 5, 8, 100])
def test_tail_is_that_of_ipython(both, n):
    client, history = both
    assert ask(client, hist_access_type="tail", n=n) == list(history.get_tail(n, include_latest=True))


@pytest.mark.parametrize("stop", [None, 1, 2, 3, 100])
@pytest.mark.parametrize("start", [0, 1, 2, 9])
@pytest.mark.parametrize("session", [-3, -2, -1, 0, 1, 2, 3, 4])
def test_range_is_that_of_ipython(both, session, start, stop):
    client, history = both
    # Of its current session IPython gives the number 0, which it does not have
    # in the answer to tail; and its line 0, which is empty.
    want = [(s or 3, line, source) for s, line, source in history.get_range(session, start, stop) if line > 0]
    assert ask(client, hist_access_type="range", session=session, start=start, stop=stop) == want


@pytest.mark.parametrize("unique", [False, True])
@pytest.mark.parametrize("n", [None, 0, 1, 2, 100])
@pytest.mark.parametrize("pattern", ["*", "x*", "x = ?", "[d-f]*", "[^x]*", "*return*", "*星'", "", "X*", "?", "[[]*", "*\n*"])
def test_search_is_that_of_ipython(both, pattern, n, unique):
    client, history = both
    want = list(history.search(pattern, n=n, unique=unique))
    assert ask(client, hist_access_type="search", pattern=pattern, n=n, unique=unique) == want
