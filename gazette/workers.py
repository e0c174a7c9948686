"""Worker processes: each has a state of its own, whose methods are called with one argument.

A call may have an owner, the worker that already holds what the call needs; any other goes to whoever is idle. What a worker
does not return, because the call raised, or because the process was killed or ran out of memory, the parent calls itself:
so a build ends as it would without workers, with the same result or the same error.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct, msgpack

if TYPE_CHECKING:  # loaded with the first worker
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

#: Whether a worker can be forked, which is cheap. On macOS the system's own libraries do not bear it.
CAN_FORK = hasattr(os, "fork") and sys.platform != "darwin"
#: From so many groups on, workers are worth starting where they cannot be forked.
SPAWN_FROM = 40


class Call(Struct, frozen=True):
    """A call of a method of a worker's state."""

    method: str
    argument: object
    owner: int | None = None  #: the worker that holds what it needs
    kind: Any = None  #: the type of the result, if it can be encoded, which is faster than to pickle it


def count_processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers:
    """Up to ``count`` workers, started for the first calls that are worth it; else this process makes all calls.

    ``make_state`` with ``arguments`` makes the state of each, and must be importable where workers are spawned. ``load`` loads
    what all of them need, before they are forked.
    """

    def __init__(
        self,
        make_state: Callable[..., Any],
        arguments: Sequence[object],
        count: int,
        method: str = "",
        load: Callable[[], object] = tuple,
    ) -> None:
        self.lost = 0  #: how many workers ended before their time
        self._make_state, self._arguments, self._load = make_state, arguments, load
        self._wanted, self._method = count, method or ("fork" if CAN_FORK else "spawn")
        self._local: Any = None
        self._broadcasts: list[tuple[str, object]] = []
        self._workers: dict[int, tuple[BaseProcess, Connection]] = {}

    def start(self, calls: int) -> int:
        """Start the workers if so many calls are worth it, and return how many there are."""
        enough = calls > 1 if self._method == "fork" else calls >= SPAWN_FROM
        # A lock that another thread holds would stay locked in a forked process.
        can_start = self._method != "fork" or threading.active_count() == 1
        if not self._workers and not self.lost and self._wanted > 1 and enough and can_start:
            self._load()
            self._start(min(self._wanted, calls), self._method)
            for method, argument in self._broadcasts:
                self._tell(method, argument)
        return len(self._workers)

    @property
    def local(self) -> Any:
        """The state of this process, made when it is first needed."""
        if self._local is None:
            self._local = self._make_state(*self._arguments)
            for method, argument in self._broadcasts:
                getattr(self._local, method)(argument)
        return self._local

    @property
    def made_here(self) -> Any:
        """The state of this process, ``None`` if it was not needed."""
        return self._local

    @property
    def count(self) -> int:
        """How many workers there are."""
        return len(self._workers)

    def _start(self, count: int, method: str) -> None:
        import multiprocessing

        context: Any = multiprocessing.get_context(method)
        pipes = [context.Pipe() for _ in range(count)]
        before = _block_signals()
        try:
            for number, (ours, theirs) in enumerate(pipes):
                # A forked worker has a copy of every pipe's end: none would break when this process is gone.
                others = [end for pair in pipes for end in pair if end is not theirs] if method == "fork" else []
                arguments = (theirs, others, self._make_state, self._arguments)
                process = context.Process(target=_work, args=arguments, daemon=True)
                process.start()
                self._workers[number] = (process, ours)
        except OSError:  # no more processes can be had: with those that there are
            pass
        finally:
            _restore_signals(before)
            for number, (ours, theirs) in enumerate(pipes):
                theirs.close()
                if number not in self._workers:
                    ours.close()

    def broadcast(self, method: str, argument: object) -> None:
        """Call a method of every worker's state and of this process's own."""
        if self._local is not None:
            getattr(self._local, method)(argument)
        self._broadcasts.append((method, argument))
        self._tell(method, argument)

    def _tell(self, method: str, argument: object) -> None:
        if self._workers:
            list(self.run([Call(method, argument, owner) for owner in self._workers]))

    def run(self, calls: Sequence[Call]) -> Iterator[Any]:
        """Yield the results of calls, in their order."""
        if not self.start(len(calls)):
            yield from (self._call_here(call) for call in calls)
            return
        own: dict[int, deque[int]] = {number: deque() for number in self._workers}
        free: deque[int] = deque()
        for place, call in enumerate(calls):
            own.get(-1 if call.owner is None else call.owner, free).append(place)
        sent: dict[int, list[int]] = {number: [] for number in self._workers}
        results: dict[int, tuple[Any]] = {}
        for place, call in enumerate(calls):
            while place not in results and any(place in mine for mine in (free, *own.values(), *sent.values())):
                self._feed(calls, own, free, sent)
                self._collect(calls, sent, own, results)
            yield results.pop(place)[0] if place in results else self._call_here(call)

    def _feed(
        self, calls: Sequence[Call], own: dict[int, deque[int]], free: deque[int], sent: dict[int, list[int]]
    ) -> None:
        for number, (_, pipe) in tuple(self._workers.items()):
            # One at a time: were a worker to send a long result while it is sent a long call, both would wait for good.
            if not sent[number] and (queue := own[number] or free):
                place = queue.popleft()
                sent[number].append(place)
                with suppress(OSError):  # if it is gone, that is noticed when its result is read
                    call = calls[place]
                    pipe.send((place, call.method, call.argument, call.kind is not None))

    def _collect(
        self,
        calls: Sequence[Call],
        sent: dict[int, list[int]],
        own: dict[int, deque[int]],
        results: dict[int, tuple[Any]],
    ) -> None:
        from multiprocessing.connection import wait

        busy: dict[Any, int] = {pipe: number for number, (_, pipe) in self._workers.items() if sent[number]}
        for pipe in wait(list(busy)) if busy else ():
            number = busy[pipe]
            try:
                place, result, data = cast("Connection", pipe).recv()
            except (EOFError, OSError):  # the worker is gone, and with it what it held
                self._drop(number)
                sent[number].clear()
                own[number].clear()
            else:
                sent[number].remove(place)
                if data:
                    results[place] = (msgpack.decode(data, type=calls[place].kind),)
                elif result is not None:
                    results[place] = result

    def _drop(self, number: int) -> None:
        process, pipe = self._workers.pop(number)
        pipe.close()
        process.join(1)
        self.lost += 1

    def _call_here(self, call: Call) -> Any:
        return getattr(self.local, call.method)(call.argument)

    def close(self) -> None:
        """End the workers."""
        for process, pipe in self._workers.values():
            process.terminate()
            pipe.close()
        for process, _ in self._workers.values():
            process.join()
        self._workers.clear()


def _work(
    pipe: Connection, others: Sequence[Connection], make_state: Callable[..., Any], arguments: Sequence[object]
) -> None:
    """Serve calls until the pipe breaks. An interrupt is the parent's to handle, which then ends its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _restore_signals(set())
    gc.disable()
    gc.freeze()
    for other in others:
        other.close()
    state = make_state(*arguments)
    with suppress(EOFError, OSError):
        while True:
            place, method, argument, is_encoded = pipe.recv()
            result, data = None, b""
            with suppress(Exception):
                value = getattr(state, method)(argument)
                result, data = (None, msgpack.encode(value)) if is_encoded else ((value,), b"")
            pipe.send((place, result, data))
            argument = value = result = None
            gc.collect(0)  # what this call left
    os._exit(0)


def _block_signals() -> Any:
    """Block the signals that end a process, so that no worker is forgotten while it is started."""
    if not hasattr(signal, "pthread_sigmask"):
        return None
    return signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})


def _restore_signals(mask: Any) -> None:
    if mask is not None and hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
