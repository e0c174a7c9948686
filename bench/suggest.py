"""Measure the suggestions of indicators on the content, one year's marks taken away at a time: ``python -m bench.suggest``.

Precision is the share of the sure suggestions that are right; recall the share of the marks that are proposed, of those whose
indicator another year has.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from gazette.conversion.converter import fold
from gazette.suggest_command import read_library
from gazette.suggestions.evaluation import Quality, evaluate

ROOT = Path(__file__).resolve().parent.parent


def main(content: Path) -> None:
    """Print a row a document and one of all, then what is wrong and missing."""
    started = time.perf_counter()
    rows = tuple(evaluate(*read_library(content), fold))
    seconds = time.perf_counter() - started
    print(f"{'document':<18}{'marks':>6}{'sure':>6}{'likely':>8}{'precision':>11}{'recall':>8}{'share sure':>12}")
    for row in rows:
        print_row(row.document, (row,))
    print_row("all", rows)
    for row in rows:
        for kind in ("wrong", "wrong_likely", "missed"):
            for line in getattr(row, kind):
                print(f"{kind.replace('_', ', ')}: {row.document} {line}")
    print(f"{seconds:.1f} s")


def print_row(name: str, rows: Sequence[Quality]) -> None:
    """Print the figures of some documents."""
    marks, sure, likely, sure_right, likely_right = (
        sum(getattr(row, key) for row in rows) for key in ("marks", "sure", "likely", "sure_right", "likely_right")
    )
    precision, recall = sure_right / max(sure, 1), (sure_right + likely_right) / max(marks, 1)
    share = sure / max(sure + likely, 1)
    print(f"{name:<18}{marks:>6}{sure:>6}{likely:>8}{precision:>11.1%}{recall:>8.1%}{share:>12.1%}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "content")
