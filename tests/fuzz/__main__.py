"""Run every target for an equal share of the given seconds; record failures in ``found/`` and print them."""

from __future__ import annotations

import random
import sys
import tempfile
import traceback
from pathlib import Path

from tests.fuzz import FOUND, TARGETS, count_for


def main(seconds: float, first: int) -> int:
    """Return 1 if anything failed."""
    failed = 0
    for name, target in TARGETS.items():
        count = 0
        for number in count_for(seconds / len(TARGETS), first):
            count += 1
            try:
                with tempfile.TemporaryDirectory() as folder:
                    target(random.Random(f"{name}-{number}"), Path(folder))
            except Exception:
                failed += 1
                (FOUND / f"{name}-{number}").touch()
                print(f"{name}-{number}")
                traceback.print_exc(limit=-3)
        print(f"{name}: {count} inputs")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
