"""Ctrl+C: one sentence and no traceback, at whatever moment it comes. Used by ``build.py`` alone."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # nothing is loaded here that can wait: until then an interrupt would be a traceback
    from sys import UnraisableHookArgs
    from types import TracebackType

SENTENCE = "停下了，没有做完；原来的网站和文件都还在。"


def watch() -> None:
    """From here on an interrupt that nobody handles is a sentence; the exit code is that of the signal (130 in a shell)."""
    sys.excepthook = _stopped
    sys.unraisablehook = _again


def _stopped(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # once is enough
    print(f"\n{SENTENCE}", file=sys.stderr)


def _again(told: UnraisableHookArgs) -> None:
    """It came while Python was tidying up, where it would be lost: so it comes once more."""
    if isinstance(told.exc_value, KeyboardInterrupt):
        import signal

        signal.raise_signal(signal.SIGINT)
    else:
        sys.__unraisablehook__(told)
