"""``python -m gazette``, and the command ``gazette``: the same as build.py, for the publication in the current folder."""

from __future__ import annotations

from gazette.interrupt import install_handlers


def main() -> None:
    """Run the command line in the current folder."""
    install_handlers()  # first of all: Ctrl+C may be pressed while the libraries are loaded

    from pathlib import Path

    from gazette.command_line import run

    run(Path.cwd())


if __name__ == "__main__":
    main()
