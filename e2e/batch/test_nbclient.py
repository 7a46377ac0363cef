"""nbclient executes notebooks with the kernel and keeps every output in its cell."""
import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

from demo import notebook, stream


def execute(*cells, **kw):
    nb = notebook(*cells)
    return NotebookClient(nb, timeout=120, **kw).execute()


def test_results_streams_and_displays_are_saved():
    nb = execute("x = 6", "print('out')\neprint('err')\ndisplay(HTML('<b>x</b>'))\nx * 7")
    nbformat.validate(nb)
    assert [c.execution_count for c in nb.cells] == [1, 2]
    assert stream(nb.cells[1]) == "out\n" and stream(nb.cells[1], "stderr") == "err\n"
    kinds = [o.output_type for o in nb.cells[1].outputs]
    assert kinds[-2:] == ["display_data", "execute_result"]
    assert nb.cells[1].outputs[-2].data["text/html"] == "<b>x</b>"
    assert nb.cells[1].outputs[-1].data["text/plain"] == "42"
    assert nb.metadata.language_info.name == "starlark"


def test_output_of_a_background_task_is_saved_in_the_cell_that_runs():
    nb = execute("go = asyncio.Event()\nasync def tick():\n    for i in range(3):\n        print('tick', i)\n        await go.wait()\nt = run_in_background(tick())",
                 "await asyncio.sleep(0.05)", "go.set()\nawait t")
    assert [stream(c) for c in nb.cells] == ["tick 0\n", "", "tick 1\ntick 2\n"]


def test_error_stops_the_notebook_and_is_saved():
    nb = notebook("def f(x):\n    return x // 0\n", "f(1)", "print('never')")
    with pytest.raises(CellExecutionError) as e:
        NotebookClient(nb, timeout=120).execute()
    assert e.value.ename == "ZeroDivisionError"
    assert nb.cells[1].outputs[0].ename == "ZeroDivisionError"
    assert nb.cells[2].outputs == [] and nb.cells[2].execution_count is None


def test_cells_that_may_fail_do_not_stop_the_notebook():
    nb = notebook("fail('boom')", "1 + 1")
    nb.cells[0].metadata.tags = ["raises-exception"]
    NotebookClient(nb, timeout=120).execute()
    assert nb.cells[0].outputs[0].output_type == "error"
    assert nb.cells[1].outputs[0].data["text/plain"] == "2"
    nb = execute("fail('boom')", "2 + 2", allow_errors=True)
    assert nb.cells[1].outputs[0].data["text/plain"] == "4"


def test_cell_that_takes_too_long_is_interrupted():
    nb = notebook("while True:\n    pass", "1 + 1")
    NotebookClient(nb, timeout=2, interrupt_on_timeout=True, allow_errors=True).execute()
    assert nb.cells[0].outputs[0].ename == "KeyboardInterrupt"
    with pytest.raises(CellTimeoutError):
        NotebookClient(notebook("await asyncio.sleep(3600)"), timeout=2).execute()


def test_input_is_an_error_because_nobody_can_answer():
    with pytest.raises(CellExecutionError) as e:
        execute("input('name? ')")
    assert "input" in e.value.evalue


def test_last_states_of_bars_and_tasks_are_saved_where_they_were_made():
    nb = execute("p = progress(total=4, desc='bytes')\np.update(1)\nt = run_in_background(asyncio.sleep(0.2, 'slept'))\ndisplay(t)",
                 "await t\np.update(3)\np.close()", "for x in progress(range(300)):\n    await asyncio.sleep(0.001)")
    nbformat.validate(nb)
    bar, task = [o.data for o in nb.cells[0].outputs]
    assert "4/4" in bar["text/plain"] and 'value="1"' in bar["text/html"]
    assert "finished" in task["text/plain"] and "'slept'" in task["text/plain"].replace('"', "'")
    assert [o.output_type for o in nb.cells[2].outputs] == ["display_data"]
    assert "300/300" in nb.cells[2].outputs[0].data["text/plain"]
