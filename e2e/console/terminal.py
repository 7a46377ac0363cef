"""A terminal for a program under test: what it would show to a person."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

import pyte

# pyte shows these instead of obeying or skipping them: modes of the keyboard.
UNKNOWN = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]")


class Terminal:
    def __init__(self, argv, rows=24, columns=80, **env):
        self.screen = pyte.HistoryScreen(columns, rows, history=5000)
        self.stream = pyte.ByteStream(self.screen)
        self.received = b""
        self.status = None
        parent, child = os.pipe()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.read(parent, 1)      # until the terminal has its size
            os.environ.update({"TERM": "xterm-256color"}, **env)
            os.execv(argv[0], argv)
        self.resize(rows, columns)
        self.modes = termios.tcgetattr(self.fd)
        os.write(child, b"x")
        os.close(parent)
        os.close(child)

    def resize(self, rows, columns):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.resize(rows, columns)

    def read(self, wait=0.1):
        """Shows what comes; reports if anything did."""
        if not select.select([self.fd], [], [], wait)[0]:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:             # Linux: the program has ended
            data = b""
        self.received += data
        self.stream.feed(UNKNOWN.sub(b"", data))
        return bool(data)

    def lines(self):
        """All lines, those that have gone off the top too."""
        gone = ["".join(line[x].data for x in range(self.screen.columns)).rstrip() for line in self.screen.history.top]
        return gone + self.visible()

    def visible(self):
        return [line.rstrip() for line in self.screen.display]

    def before_cursor(self):
        return self.screen.display[self.screen.cursor.y][:self.screen.cursor.x]

    def until(self, condition, what, timeout=60):
        end = time.time() + timeout
        while not condition():
            assert time.time() < end, "no %s in:\n%s" % (what, "\n".join(self.lines()))
            self.read()

    def see(self, pattern):
        """Waits until the visible lines have the pattern; gives the match."""
        found = []

        def seen():
            found[:] = [re.search(pattern, "\n".join(self.visible()), re.M)]
            return found[0]
        self.until(seen, pattern)
        return found[0]

    def prompt(self, n):
        """Waits for an empty prompt with the cursor behind it."""
        self.until(lambda: self.before_cursor() == "In [%d]: " % n, "prompt %d" % n)

    def send(self, keys):
        os.write(self.fd, keys.encode())

    def color(self, text):
        """The colour of the first character of a visible text."""
        for y, line in enumerate(self.screen.display):
            if text in line:
                return self.screen.buffer[y][line.index(text)].fg
        raise AssertionError("no %r in:\n%s" % (text, "\n".join(self.visible())))

    def end(self, timeout=60):
        """Waits until the program has ended; gives its exit code."""
        end = time.time() + timeout
        while self.status is None:
            assert time.time() < end, "the program does not end:\n" + "\n".join(self.lines())
            self.read()
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        while self.read(0):
            pass
        return self.status

    def close(self):
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)
