"""Report a build's progress: a bar on a terminal, with ``--verbose`` each stage and its seconds, else nothing.

All of it goes to the error stream, apart from what a command prints.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:  # loaded only when a bar is shown
    from rich.progress import Progress

T = TypeVar("T")
#: Called with a stage, how many of its items are done, and how many there are (0 if they are not counted).
ProgressCallback = Callable[[str, int, int], None]
#: Seconds after which the bar appears.
DELAY = 0.5
#: Seconds between two updates of the bar within a stage.
PAUSE = 0.1


def ignore_progress(stage: str, done: int = 0, total: int = 0) -> None:
    """Report nothing."""


def report_each(
    on_progress: ProgressCallback, stage: str, names: Sequence[str], results: Iterable[T]
) -> Iterator[tuple[str, T]]:
    """Yield names with their results, reporting how many are done."""
    for done, (name, result) in enumerate(zip(names, results, strict=True)):
        on_progress(stage, done, len(names))
        yield name, result


@contextmanager
def progress_reporter(*, quiet: bool = False, verbose: bool = False) -> Iterator[ProgressCallback]:
    """Yield the callback that reports the progress of a command."""
    if verbose:
        stages = _Stages()
        yield stages
        stages("")
    elif quiet or not sys.stderr.isatty():
        yield ignore_progress
    else:
        bar = _Bar()
        try:
            yield bar
        finally:
            bar.close()


class _Stages:
    """Prints each stage when it is over."""

    def __init__(self) -> None:
        self.stage, self.total, self.began = "", 0, 0.0

    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None:  # noqa: ARG002
        if stage != self.stage:
            now = time.monotonic()
            if self.stage:
                count = f"（{self.total}）" if self.total else ""
                print(f"{self.stage}{count}：{now - self.began:.2f}秒", file=sys.stderr)
            self.stage, self.began = stage, now
        self.total = total


class _Bar:
    """Shows a bar on the last line, after ``DELAY``, and removes it at the end. It is redrawn only when called, without a
    thread: a process with threads cannot safely fork workers."""

    def __init__(self) -> None:
        self.began = self.moved = time.monotonic()
        self.stage = ""
        self.progress: Progress | None = None

    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None:
        now = time.monotonic()
        if now - self.began < DELAY or (stage == self.stage and now - self.moved < PAUSE):
            return
        self.stage, self.moved = stage, now
        if self.progress is None:
            self.progress = _start_bar()
        if self.progress is not None:
            self.progress.update(self.progress.task_ids[0], description=stage, completed=done)
            self.progress.tasks[0].total = total or None
            self.progress.refresh()

    def close(self) -> None:
        """Remove the bar if it is shown."""
        if self.progress is not None:
            self.progress.stop()


def _start_bar() -> Progress | None:
    """Show a bar; return ``None`` if its library is missing, as the build does not depend on it."""
    try:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    except ImportError:
        return None
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
    bar.add_task("")
    bar.start()
    return bar
