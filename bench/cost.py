"""Measure the time and memory of a command, with all processes that it starts."""

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

#: A command that runs longer is killed.
TIMEOUT_SECONDS = 3600
#: How often the memory is measured: at first, and later, when it is measured less often so as not to disturb.
POLL_SECONDS = 0.02, 0.1
#: Python caches compiled modules, as it does by default.
_ENVIRONMENT = {"PYTHONDONTWRITEBYTECODE": ""}
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


class RunError(Exception):
    """A command that could not be run or failed; the message is the reason."""


class Cost(NamedTuple):
    """Wall and processor seconds; peak memory in MB of the largest process, and of all processes together."""

    wall: float
    cpu: float
    largest: float
    together: float


def measure_cost(command: Sequence[str], folder: Path | None = None, env: Mapping[str, str] | None = None) -> Cost:
    """Run a command and measure it; raise :class:`RunError` if it fails, cannot be started, or takes too long."""
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=folder,
                env={**os.environ, **_ENVIRONMENT, **(env or {})}, start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise RunError(error.strerror) from error
        with _MemoryWatch(process.pid) as watch:
            try:
                _, status, used = os.wait4(process.pid, 0)
            except BaseException:  # Ctrl+C does not reach another session
                _kill_session(process.pid)
                raise
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            lines = [line for line in output.read().decode("utf-8", "replace").splitlines() if line.strip()]
            message = f"exit code {process.returncode}: {shorten_log_line(lines[-1]) if lines else ''}"
            raise RunError(message)
    largest = used.ru_maxrss / 1024
    return Cost(wall, used.ru_utime + used.ru_stime, largest, max(largest, watch.peak))


def shorten_log_line(line: str) -> str:
    """Shorten a line of a log for the results, without addresses and paths, which are those of one machine."""
    return re.sub(r"(?:\w+:/)?/\S+", "…", line.strip())[:200]


def add_costs(costs: Iterable[Cost]) -> Cost:
    """Add the costs of commands that run one after the other."""
    rows = list(costs)
    return Cost(sum(c.wall for c in rows), sum(c.cpu for c in rows), *(max(c[n] for c in rows) for n in (2, 3)))


def median_cost(costs: Iterable[Cost]) -> Cost:
    """Take the median of each number by itself."""
    return Cost(*map(statistics.median, zip(*costs, strict=True)))


class _MemoryWatch:
    """Measures in a thread the memory of a session's processes; ``peak`` is the most that they had together, in MB.

    Kills the processes at the time limit. Measures nothing where there is no ``/proc``."""

    def __init__(self, session: int) -> None:
        self.peak = 0.0
        self._session = session
        self._membership: dict[str, bool] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._poll, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _poll(self) -> None:
        started = time.monotonic()
        first, later = POLL_SECONDS
        while not self._stop.wait(min(later, first + (time.monotonic() - started) / 100)):
            self.peak = max(self.peak, self._measure())
            if time.monotonic() - started > TIMEOUT_SECONDS:
                _kill_session(self._session)

    def _measure(self) -> float:
        names = [name for name in _list_processes() if self._is_in_session(name)]
        resident = sum(_resident_memory(name) for name in names)
        if len(names) < 2 or resident <= self.peak:
            return resident
        return sum(_proportional_memory(name) for name in names)  # what processes share is counted once

    def _is_in_session(self, name: str) -> bool:
        if name not in self._membership:
            self._membership[name] = False
            with suppress(OSError):
                self._membership[name] = os.getsid(int(name)) == self._session
        return self._membership[name]


def _kill_session(session: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(session, signal.SIGKILL)


def _list_processes() -> list[str]:
    with suppress(OSError):
        return [name for name in os.listdir("/proc") if name.isdigit()]  # noqa: PTH208  (50 times a second)
    return []


def _resident_memory(name: str) -> float:
    with suppress(OSError):
        return int(Path("/proc", name, "statm").read_text().split()[1]) * _PAGE / 2**20
    return 0.0


def _proportional_memory(name: str) -> float:
    with suppress(OSError):
        for line in Path("/proc", name, "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
