"""Whole-process times of today's site: `make bench`. Medians of several runs; compare them within one run only."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 7
CASES = {"check": ("check",), "build, no search": ("--no-search",), "build": ()}


def seconds(arguments: tuple[str, ...], out: Path) -> float:
    """Wall time of one build as a process of its own."""
    started = time.perf_counter()
    command = [sys.executable, str(ROOT / "build.py"), *arguments, "--out", str(out)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def main() -> None:
    """Print a table: median and range of each case, taken in turn."""
    times: dict[str, list[float]] = {name: [] for name in CASES}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(RUNS):
            for name, arguments in CASES.items():
                times[name].append(seconds(arguments, Path(folder) / "site"))
    print("| case | median s | min | max |\n|---|---|---|---|")
    for name, row in times.items():
        print(f"| {name} | {statistics.median(row):.2f} | {min(row):.2f} | {max(row):.2f} |")


if __name__ == "__main__":
    main()
