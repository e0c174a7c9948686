"""Keep the files from which documents were imported, in ``.desk/originals/`` next to the content, and draw their pages.

They belong to this computer: they are no part of the publication.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from gazette.importing.pdf import count_pages, render_page
from gazette.sources.files import read_bytes, save_files

_NAME = re.compile(r"((?:19|20)\d\d)-([a-z0-9-]+)(\.(?:pdf|docx|txt))")
_WIDTHS = {"": 1100, "large": 2000}


class Original(Struct, frozen=True):
    """A file from which a document was imported."""

    path: Path
    pages: int  #: that can be drawn


class Originals:
    """The files that are kept for a publication, next to the folder of its ``content``."""

    def __init__(self, content: Path) -> None:
        self.folder = content.parent / ".desk" / "originals"

    def list(self) -> Mapping[str, Original]:
        """Return the files by document: ``2026/report``."""
        found = {}
        for path in sorted(self.folder.glob("*")) if self.folder.is_dir() else ():
            if match := _NAME.fullmatch(path.name):
                pages = _count(path, path.stat().st_mtime_ns) if match[3] == ".pdf" else 0
                found[f"{match[1]}/{match[2]}"] = Original(path, pages)
        return found

    def save(self, document: str, name: str, data: bytes) -> bool:
        """Keep a file for a document, in place of another; return whether that was possible."""
        own = document.replace("/", "-")
        target = f"{own}{Path(name).suffix.lower()}"
        if not _NAME.fullmatch(target) or save_files({self.folder / target: data}):
            return False
        for other in self.folder.glob(f"{own}.*"):
            if other.name != target:
                other.unlink(missing_ok=True)
        return True

    def draw(self, document: str, page: int, size: str) -> bytes | None:
        """Return a page as PNG, or ``None``."""
        original = self.list().get(document)
        if original is None or not 1 <= page <= original.pages or size not in _WIDTHS:
            return None
        return _draw(original.path, original.path.stat().st_mtime_ns, page, _WIDTHS[size])


@lru_cache(maxsize=32)
def _count(path: Path, stamp: int) -> int:  # noqa: ARG001  (a file that was exchanged is counted again)
    data = read_bytes(path)
    return count_pages(data) if isinstance(data, bytes) else 0


@lru_cache(maxsize=16)
def _draw(path: Path, stamp: int, page: int, width: int) -> bytes | None:  # noqa: ARG001
    data = read_bytes(path)
    return render_page(data, page, width) if isinstance(data, bytes) else None
