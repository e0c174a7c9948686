"""Keep the files from which documents were imported, in ``.desk/originals/`` next to the content, and draw their pages.

They belong to this computer: they are no part of the publication.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from gazette.desk.access import ORIGINAL_NAME, ORIGINALS
from gazette.importing.pdf import count_pages, render_page
from gazette.sources.files import read_bytes

_WIDTHS = {"": 1100, "large": 2000}


class Original(Struct, frozen=True):
    """A file from which a document was imported."""

    path: Path
    pages: int  #: that can be drawn


def replace_original(document: str, old: Original | None, name: str, data: bytes) -> dict[str, bytes | None]:
    """Return the files to be written, or removed, to keep the file ``name`` for a document in place of another one."""
    target = f"{document.replace('/', '-')}{Path(name).suffix.lower()}"
    removed = {f"{ORIGINALS}/{old.path.name}": None} if old and old.path.name != target else {}
    return {**removed, f"{ORIGINALS}/{target}": data} if ORIGINAL_NAME.fullmatch(target) else {}


class Originals:
    """The files that are kept for a publication, next to the folder of its ``content``."""

    def __init__(self, content: Path) -> None:
        self.folder = content.parent / ORIGINALS

    def list(self) -> Mapping[str, Original]:
        """Return the files by document: ``2026/report``."""
        found = {}
        for path in sorted(self.folder.glob("*")) if self.folder.is_dir() else ():
            if match := ORIGINAL_NAME.fullmatch(path.name):
                with suppress(OSError):  # gone since it was listed
                    pages = _count(path, path.stat().st_mtime_ns) if match[3] == ".pdf" else 0
                    found[f"{match[1]}/{match[2]}"] = Original(path, pages)
        return found

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
