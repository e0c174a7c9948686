"""Report Ctrl+C in one sentence without a traceback, at any moment."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # imports are late: until the handlers are installed, an interrupt is a traceback
    from sys import UnraisableHookArgs
    from types import TracebackType

SENTENCE = "已停止，没有做完；原来的网站和文件都还在。"


def install_handlers() -> None:
    """Print a sentence for an interrupt that is not handled; the exit code is that of the signal (130 in a shell)."""
    sys.excepthook = _report_interrupt
    sys.unraisablehook = _raise_again


def _report_interrupt(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second interrupt changes nothing
    print(f"\n{SENTENCE}", file=sys.stderr)


def _raise_again(unraisable: UnraisableHookArgs) -> None:
    """Raise again an interrupt that came in a finalizer, where Python would ignore it."""
    if isinstance(unraisable.exc_value, KeyboardInterrupt):
        import signal

        signal.raise_signal(signal.SIGINT)
    else:
        sys.__unraisablehook__(unraisable)
