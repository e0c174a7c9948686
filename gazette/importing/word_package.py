"""The parts of a Word file: a ZIP archive with XML in it, from an unknown hand. The only door to defusedxml.

XML with a document type or entities is refused (Word writes none), and so is what would fill the memory: an archive tells the size
of each entry, and no entry is read beyond it.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from dataclasses import dataclass
from xml.etree import ElementTree

import defusedxml
from defusedxml.ElementTree import fromstring

Element = ElementTree.Element

#: Bytes of XML of a document of a million words, and of one picture; what is larger is no document, or a trap.
LARGEST, LARGEST_PICTURE = 30_000_000, 30_000_000
#: Entries of an archive.
MOST = 10_000
#: What a broken archive, or broken XML in it, may bring about; too deep XML ends in a RuntimeError.
BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, ElementTree.ParseError, defusedxml.DefusedXmlException,
    KeyError, ValueError, EOFError, OSError, RuntimeError, NotImplementedError, LookupError,
)  # fmt: skip
#: “Strict Open XML” has other names for the same things.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)  # fmt: skip


class TooLargeError(Exception):
    """A part is larger than any document's."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a relationship leads to: the last part of its type (``image``), and the name of a part, or an address outside the file."""

    kind: str
    name: str
    is_outside: bool


class WordFile:
    """A Word file. Errors of reading are those of :data:`BROKEN`, and :class:`TooLargeError`."""

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._sizes = {entry.filename: entry.file_size for entry in self._archive.infolist()}
        if len(self._sizes) > MOST:
            raise TooLargeError
        main = next((target.name for target in self.targets("").values() if target.kind == "officeDocument"), "")
        self.main = main if main in self._sizes else "word/document.xml"

    def part(self, name: str) -> Element | None:
        """The XML of a part, ``None`` where there is none of this name."""
        if name not in self._sizes:
            return None
        if self._sizes[name] > LARGEST:
            raise TooLargeError
        data = self._archive.read(name)
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
        root: Element = fromstring(data, forbid_dtd=True)
        return root

    def targets(self, name: str) -> dict[str, Target]:
        """The relationships of a part, by their id; of the file itself with an empty name."""
        folder, base = posixpath.split(name)
        root = self.part(posixpath.join(folder, "_rels", f"{base}.rels"))
        found = {}
        for each in root if root is not None else ():
            target, kind = each.get("Target", ""), each.get("Type", "").rpartition("/")[2]
            outside = each.get("TargetMode") == "External"
            place = target if outside else posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[each.get("Id", "")] = Target(kind, place, outside)
        return found

    def related(self, kind: str) -> list[tuple[str, Element]]:
        """Name and XML of the parts of a kind that the document's part leads to, in their order."""
        names = [
            target.name for target in self.targets(self.main).values() if target.kind == kind and not target.is_outside
        ]
        return [(name, part) for name in names if (part := self.part(name)) is not None]

    def bytes_of(self, name: str) -> bytes | None:
        """The bytes of a picture, ``None`` where it is not there or too large."""
        if self._sizes.get(name, LARGEST_PICTURE + 1) > LARGEST_PICTURE:
            return None
        try:
            return self._archive.read(name)
        except BROKEN:
            return None
