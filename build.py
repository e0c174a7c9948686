#!/usr/bin/env python3
"""The command that people run in the folder of a publication; the program is the package ``gazette``."""

import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036  (printed for whoever runs an older one)
    sys.exit("需要 Python 3.11 或更新的版本。 Python 3.11 or newer is needed.")

if __name__ == "__main__":
    try:
        from gazette.interrupt import install_handlers
    except ModuleNotFoundError:
        sys.exit("缺少程序 gazette，请照 README.md 安装。 The program gazette is missing: see README.md.")
    install_handlers()  # first of all: Ctrl+C may be pressed while the libraries are loaded

    from gazette.command_line import run

    run(Path(__file__).resolve().parent)
