"""Slow the writing of a site down, in the process of a command: it is a module of its own, so that no test module is imported there."""

from __future__ import annotations

import time

from gazette.pages.publication import Buffer, FileRecord
from gazette.site_folder import FolderWriter


def write_slowly() -> None:
    """Make each file of a site take its time, so that a kill is likely to fall between two of them."""
    write = FolderWriter.write

    def write_slow(self: FolderWriter, path: str, *parts: Buffer) -> FileRecord:
        time.sleep(0.004)
        return write(self, path, *parts)

    FolderWriter.write = write_slow  # type: ignore[method-assign]
