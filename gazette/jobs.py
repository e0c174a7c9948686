"""Calls that children of this process make beside it: the only door to processes of our own.

A child is forked, so it has the arguments already; what it makes comes back through a pipe. Whatever a child does not give,
because the call raised, or because the child was killed or ran out of memory, is made by this process: so it ends as it
would without children, with the same result or the same error.

No child is started where this process may use one processor only, where it runs threads (a lock that one of them holds would
stay locked in the child), and where the system cannot fork: on Windows, and on macOS, whose own libraries are not made to
be used after a fork and may end or hold up the child.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast

if TYPE_CHECKING:  # loaded with the first child
    from multiprocessing.connection import Connection

T = TypeVar("T")
Row = tuple[object, ...]

FORKS = hasattr(os, "fork") and sys.platform != "darwin"
#: A ticket is one byte, so that two children never read half of one each; and all of them fit into a pipe.
_TICKETS = 256
_STOPS = (signal.SIGTERM, signal.SIGINT)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Jobs:
    """Makes calls in up to ``count`` children at a time."""

    def __init__(self, count: int = 1) -> None:
        self.count = count

    def each(self, function: Callable[..., T], rows: Sequence[Row]) -> Iterator[T]:
        """What the function gives for each row of arguments, in their order. Whoever is idle makes the next rows."""
        if self.alone(len(rows)):
            yield from (function(*row) for row in rows)
            return
        crew = _Crew(function, rows, min(self.count, len(rows)))
        try:
            yield from crew.results()
        finally:
            crew.end()

    @contextmanager
    def beside(self, function: Callable[..., T], *args: object) -> Iterator[Callable[[], T]]:
        """A call that is made beside what is done in the block; what is given waits for its result. Without a child it is
        made then."""
        if self.alone():
            yield lambda: function(*args)
            return
        crew = _Crew(function, (args,), 1)
        try:
            yield lambda: next(crew.results())
        finally:
            crew.end()

    def alone(self, rows: int = 2) -> bool:
        """Whether this process makes so many calls itself."""
        return not FORKS or rows < 2 or self.count < 2 or threading.active_count() > 1


class _Crew:
    """Children that share the rows of a function among them."""

    def __init__(self, function: Callable[..., Any], rows: Sequence[Row], count: int) -> None:
        size = -(-len(rows) // _TICKETS)
        self.function = function
        self.batches = [rows[start : start + size] for start in range(0, len(rows), size)]
        self.pipes: list[Connection] = []
        self.children: list[int] = []
        tickets, desk = os.pipe()
        os.write(desk, bytes(range(len(self.batches))))
        os.close(desk)
        try:
            for _ in range(count):
                self._start(tickets)
        except OSError:  # no more processes are to be had: with those that there are
            pass
        except BaseException:
            self.end()
            raise
        finally:
            os.close(tickets)

    def _start(self, tickets: int) -> None:
        from multiprocessing.connection import Pipe

        ours, theirs = Pipe(duplex=False)
        self.pipes.append(ours)
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)  # a child stops as a child, and none is forgotten
        try:
            child = os.fork()
            if not child:
                self._work(tickets, theirs)
            self.children.append(child)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            theirs.close()

    def _work(self, tickets: int, pipe: Connection) -> NoReturn:
        """What a child does. It leaves at once: what the parent has in its buffers, or tidies up at its end, is the parent's."""
        try:
            for number in _STOPS:
                signal.signal(number, _stop)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
            gc.disable()  # what it makes goes with it; to look through all that there is would copy it
            for reader in self.pipes:  # held open here, no pipe would break when the parent is gone
                reader.close()
            while ticket := os.read(tickets, 1):
                made = b""  # not given
                with suppress(Exception):
                    made = pickle.dumps([self.function(*row) for row in self.batches[ticket[0]]], protocol=5)
                pipe.send_bytes(ticket + made)
        finally:
            os._exit(0)

    def results(self) -> Iterator[Any]:
        """All results in the order of the rows."""
        from multiprocessing.connection import wait

        made: dict[int, bytes] = {}
        for number, batch in enumerate(self.batches):
            while number not in made and self.pipes:
                for reader in cast("list[Connection]", wait(self.pipes)):
                    try:
                        told = reader.recv_bytes()
                    except (EOFError, OSError):  # the child is gone
                        self.pipes.remove(reader)
                        reader.close()
                    else:
                        made[told[0]] = told[1:]
            values = made.pop(number, b"")
            yield from pickle.loads(values) if values else (self.function(*row) for row in batch)

    def end(self) -> None:
        """No child is left: who still works stops, and tidies up."""
        for child in self.children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)
        for reader in self.pipes:
            reader.close()
        for child in self.children:
            with suppress(ChildProcessError):  # where the system was told to forget them by itself
                os.waitpid(child, 0)


def _stop(*_: object) -> NoReturn:
    """Once is enough: what is tidied up then is not to be stopped."""
    for number in _STOPS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
