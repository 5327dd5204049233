"""Work in limited child processes, so that reading and checking one person's file never makes another one wait.

The children are kept for the next piece of work. They are started by their own command, not by `multiprocessing`, which
would run the main script again in each of them; inside the app that is a page.
"""

from __future__ import annotations

import os
import queue
import resource
import socket
import subprocess
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

CHILDREN = 2
MEMORY_BYTES = 6 * 2**30
"""Address space of a child, which is several times what it fills."""

NICENESS = 10
MOST_JOBS = 100
"""A child is replaced after so many pieces of work, whatever it may have kept."""

TIMEOUT_S = 300


class ChildError(RuntimeError):
    """A piece of work was not finished: it failed, took too long, or wanted too much memory."""


class _Child:
    """One process and the line to it."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "pipelines.child", str(theirs.fileno())]
        environment = {**os.environ, "POLARS_MAX_THREADS": os.environ.get("POLARS_MAX_THREADS", "2")}
        self.process = subprocess.Popen(command, pass_fds=[theirs.fileno()], env=environment)  # noqa: S603
        theirs.close()
        self.line = Connection(ours.detach())
        self.jobs = 0

    def run(self, job: tuple[Any, ...], timeout_s: float) -> Any:  # noqa: ANN401
        self.jobs += 1
        self.line.send(job)
        if not self.line.poll(timeout_s):
            self.line.close()
            msg = f"no answer within {timeout_s:.0f} seconds"
            raise ChildError(msg)
        try:
            is_done, content = self.line.recv()
        except (EOFError, OSError):
            self.line.close()
            raise
        if not is_done:
            raise ChildError(content)
        return content

    def is_usable(self) -> bool:
        return self.process.poll() is None and not self.line.closed and self.jobs < MOST_JOBS

    def end(self) -> None:
        with suppress(OSError):
            self.line.close()
        self.process.kill()
        self.process.wait()


class Children:
    """A few child processes, started when they are first needed; safe to use from several threads."""

    def __init__(self, count: int = CHILDREN) -> None:
        self._idle: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(count):
            self._idle.put(None)

    def run(
        self,
        function: Callable[..., Any],
        *arguments: Any,  # noqa: ANN401
        timeout_s: float = TIMEOUT_S,
    ) -> Any:  # noqa: ANN401
        """Return what a function of a module returns for some arguments, computed in a child.

        Raises
        ------
        ChildError
            It was not finished; the message says why. The next piece of work gets a new child.
        """
        child = self._idle.get()
        try:
            child = child if child and child.is_usable() else _Child()
            return child.run((function.__module__, function.__qualname__, arguments), timeout_s)
        except (EOFError, OSError) as error:
            msg = "it was stopped, most likely for want of memory"
            raise ChildError(msg) from error
        finally:
            if child and not child.is_usable():
                child.end()
                child = None
            self._idle.put(child)

    def close(self) -> None:
        """End the children that are idle."""
        with suppress(queue.Empty):
            while True:
                child = self._idle.get_nowait()
                if child:
                    child.end()


def work(descriptor: int) -> None:
    """Do what is sent over a line until it is closed: the child's side."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    line = Connection(descriptor)
    with suppress(EOFError, ConnectionError):
        while True:
            module, name, arguments = line.recv()
            try:
                answer = getattr(import_module(module), name)(*arguments)
                line.send((True, answer))
            except Exception as error:  # whatever happened, the other side must know
                line.send((False, f"{type(error).__name__}: {error}\n{traceback.format_exc()}"))


if __name__ == "__main__":
    work(int(sys.argv[1]))
