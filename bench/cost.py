"""What a command costs, as a whole process with all that it starts."""

from __future__ import annotations

import os
import re
import signal
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Self

#: Seconds after which a command is given up.
LIMIT = 3600
#: Seconds from one look at the memory to the next: at first, and later, when a look is rarer so as not to disturb.
PAUSE = 0.02, 0.1
#: Python keeps its compiled modules, as it does wherever nobody has forbidden it.
_AS_USUAL = {"PYTHONDONTWRITEBYTECODE": ""}
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


class RunError(Exception):
    """A command that could not be run or did not end well; says why."""


class Cost(NamedTuple):
    """Wall and processor seconds; memory in MB of the largest process, and of all processes at the moment they had most."""

    wall: float
    cpu: float
    largest: float
    together: float


def cost(command: Sequence[str], folder: Path | None = None, env: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end. :class:`RunError` where it says so by its exit code, cannot be started, or takes too long."""
    with tempfile.TemporaryFile() as told:
        started = time.perf_counter()
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=told, stderr=subprocess.STDOUT, cwd=folder,
                env={**os.environ, **_AS_USUAL, **(env or {})}, start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise RunError(error.strerror) from error
        with _Watch(process.pid) as watch:
            try:
                _, status, used = os.wait4(process.pid, 0)
            except BaseException:  # Ctrl+C does not reach another session
                _end(process.pid)
                raise
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            told.seek(0)
            lines = [line for line in told.read().decode("utf-8", "replace").splitlines() if line.strip()]
            message = f"exit code {process.returncode}: {brief(lines[-1]) if lines else ''}"
            raise RunError(message)
    largest = used.ru_maxrss / 1024
    return Cost(wall, used.ru_utime + used.ru_stime, largest, max(largest, watch.most))


def brief(line: str) -> str:
    """A line of a log for the results: without addresses and paths, which are of this machine only."""
    return re.sub(r"(?:\w+:/)?/\S+", "…", line.strip())[:200]


def added(costs: Iterable[Cost]) -> Cost:
    """Of commands that run one after the other."""
    rows = list(costs)
    return Cost(sum(c.wall for c in rows), sum(c.cpu for c in rows), *(max(c[n] for c in rows) for n in (2, 3)))


def median(costs: Iterable[Cost]) -> Cost:
    """Each number's own median."""
    return Cost(*map(statistics.median, zip(*costs, strict=True)))


class _Watch:
    """Looks at the memory of a session's processes until it is left, in a thread; ``most`` is what it saw, in MB. Ends the
    session's processes at the limit. Sees nothing where there is no ``/proc``."""

    def __init__(self, session: int) -> None:
        self.most = 0.0
        self._session = session
        self._ours: dict[str, bool] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        started = time.monotonic()
        first, later = PAUSE
        while not self._over.wait(min(later, first + (time.monotonic() - started) / 100)):
            self.most = max(self.most, self._now())
            if time.monotonic() - started > LIMIT:
                _end(self._session)

    def _now(self) -> float:
        names = [name for name in _processes() if self._own(name)]
        resident = sum(_resident(name) for name in names)
        if len(names) < 2 or resident <= self.most:
            return resident
        return sum(_share(name) for name in names)  # what processes share is counted once

    def _own(self, name: str) -> bool:
        if name not in self._ours:
            self._ours[name] = False
            with suppress(OSError):
                self._ours[name] = os.getsid(int(name)) == self._session
        return self._ours[name]


def _end(session: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(session, signal.SIGKILL)


def _processes() -> list[str]:
    with suppress(OSError):
        return [name for name in os.listdir("/proc") if name.isdigit()]  # noqa: PTH208  (50 times a second)
    return []


def _resident(name: str) -> float:
    with suppress(OSError):
        return int(Path("/proc", name, "statm").read_text().split()[1]) * _PAGE / 2**20
    return 0.0


def _share(name: str) -> float:
    with suppress(OSError):
        for line in Path("/proc", name, "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
