"""Notice saves by polling the files' stamps, which works the same on every system, on network drives and in containers."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from gazette.sources.files import file_stamps

#: Seconds between two polls, at least.
POLL_SECONDS = 0.015
#: Seconds for which the files must not change: editors write a file in several steps, and several files at once.
SETTLE_SECONDS = 0.015
#: A file that is written for longer is built as it is, and again when it is complete.
MAX_SETTLE_SECONDS = 1.0
#: Polling takes at most this part of the time, however many files there are.
MAX_POLL_SHARE = 0.1


def watch_saves(paths: Sequence[Path], idle: float, saved: threading.Event | None = None) -> Iterator[bool]:
    """Yield True after each save of files at or below ``paths``, and False once after ``idle`` seconds without one.

    The first poll is made by the call itself, so that no save before the first iteration is lost. Whoever has written files
    completely may set ``saved``: then they are looked at at once, and not waited for.
    """
    return _watch(paths, idle, saved or threading.Event(), file_stamps(paths))


def _watch(
    paths: Sequence[Path], idle: float, saved: threading.Event, seen: dict[str, tuple[int, ...]]
) -> Iterator[bool]:
    quiet_since: float | None = time.monotonic()
    while True:
        is_complete = saved.is_set()
        saved.clear()
        started = time.monotonic()
        now = file_stamps(paths)
        took = time.monotonic() - started
        if now != seen:
            seen = now if is_complete else _wait_until_stable(paths, now)
            yield True
            quiet_since = time.monotonic()
        elif quiet_since is not None and time.monotonic() - quiet_since >= idle:
            quiet_since = None
            yield False
        else:
            saved.wait(max(POLL_SECONDS, took / MAX_POLL_SHARE))


def _wait_until_stable(paths: Sequence[Path], now: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """Return the stamps once they no longer change."""
    ends = time.monotonic() + MAX_SETTLE_SECONDS
    while time.monotonic() < ends:
        time.sleep(SETTLE_SECONDS)
        before, now = now, file_stamps(paths)
        if now == before:
            break
    return now
