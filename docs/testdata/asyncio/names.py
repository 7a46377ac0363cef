"""Writes names.txt: the public names of asyncio and contextvars, and of what they
make, in CPython 3.13 on Linux.

    python3.13 names.py

Modules inside asyncio are left out, and so are the methods of PriorityQueue and
LifoQueue, which are those of Queue.
"""

import asyncio
import contextvars
import inspect
import pathlib
import sys


async def coroutine():
    pass


def names(prefix, x):
    listed = set(getattr(x, "__all__", ())) | set(dir(x))
    return sorted(f"{prefix}.{n}" for n in listed if not n.startswith("_") and not inspect.ismodule(getattr(x, n)))


if sys.version_info[:2] != (3, 13):
    sys.exit("the names are those of CPython 3.13")
c = coroutine()
c.close()
lines = names("asyncio", asyncio) + names("contextvars", contextvars)
for cls in [
    asyncio.Task, asyncio.Future, asyncio.Handle, asyncio.TimerHandle, asyncio.Timeout, asyncio.TaskGroup,
    asyncio.Lock, asyncio.Event, asyncio.Semaphore, asyncio.BoundedSemaphore, asyncio.Barrier,
    asyncio.Queue, contextvars.ContextVar, contextvars.Context, contextvars.Token,
]:
    lines += names(cls.__name__, cls)
lines += names("Condition", asyncio.Condition()) + names("EventLoop", asyncio.AbstractEventLoop) + names("coroutine", c)
(pathlib.Path(__file__).parent / "names.txt").write_text("\n".join(lines) + "\n")
