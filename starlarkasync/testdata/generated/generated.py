#!/usr/bin/env python3
"""Writes the goldens of generated programs: generated.py gen DIR, as oracle.py gen does.

CPython keeps the tasks of a TaskGroup, and the arguments of wait and as_completed, in sets, whose order depends on
addresses in memory. Programs of the corpus avoid to depend on it. Generated ones cannot, so here these sets keep the
order in which things were added.
"""
import asyncio.taskgroups, asyncio.tasks, gc, os, sys

if sys.version_info[:2] != (3, 13):
    sys.exit("generated programs need CPython 3.13, this is " + sys.version.split()[0])

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "asyncio"))
import oracle


class OrderedSet(dict):
    def __init__(self, items=()):
        super().__init__((x, None) for x in items)

    def add(self, x):
        self[x] = None

    def discard(self, x):
        self.pop(x, None)


class TaskGroup(asyncio.TaskGroup):
    def __init__(self):
        super().__init__()
        self._tasks = OrderedSet()


def run_program(*args):
    gc.collect()  # what is left of the program before must not start tasks on the loop of this one
    return run_one(*args)


asyncio.TaskGroup = TaskGroup
asyncio.tasks.set = OrderedSet
run_one, oracle.run_program = oracle.run_program, run_program

if __name__ == "__main__":
    sys.exit(oracle.main(sys.argv[1:]))
