"""Notices saves by looking at the files' stamps: it works alike on every system, on network drives and in containers."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from gazette.sources.files import file_stamps

#: Seconds between two looks, at least, and those for which the files must be still: editors write a file in several steps, and
#: several at once. A file that is written longer than ``LONGEST`` is built as it is, and again when it is done.
EVERY, STILL, LONGEST = 0.015, 0.015, 1.0
#: To look takes no more than this part of the time, however many files there are.
SHARE = 0.1


def changes(paths: Sequence[Path], idle: float) -> Iterator[bool]:
    """True after each save of files at or below ``paths``, False once after each ``idle`` seconds without one.

    The files are looked at first when this is called, so that no save is lost until it is asked.
    """
    return _changes(paths, idle, file_stamps(paths))


def _changes(paths: Sequence[Path], idle: float, seen: dict[str, tuple[int, ...]]) -> Iterator[bool]:
    quiet_since: float | None = time.monotonic()
    while True:
        started = time.monotonic()
        now = file_stamps(paths)
        took = time.monotonic() - started
        if now != seen:
            seen = _still(paths, now)
            yield True
            quiet_since = time.monotonic()
        elif quiet_since is not None and time.monotonic() - quiet_since >= idle:
            quiet_since = None
            yield False
        else:
            time.sleep(max(EVERY, took / SHARE))


def _still(paths: Sequence[Path], now: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """The stamps once they no longer change."""
    ends = time.monotonic() + LONGEST
    while time.monotonic() < ends:
        time.sleep(STILL)
        before, now = now, file_stamps(paths)
        if now == before:
            break
    return now
