"""Read the parts of a DOCX package: a ZIP archive with XML from an untrusted source. The only module that imports defusedxml.

XML with a document type or entities is refused (Word writes none), and so is what would fill the memory: an archive tells the size
of each entry, and no entry is read beyond it.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from xml.etree import ElementTree

import defusedxml
from defusedxml.ElementTree import fromstring
from msgspec import Struct

Element = ElementTree.Element

#: Bytes of the XML of a document of a million words, and of one picture; what is larger is no document, or an attack.
MAX_PART, MAX_PICTURE = 30_000_000, 30_000_000
#: Entries of an archive.
MAX_ENTRIES = 10_000
#: Errors of a broken archive, or of broken XML in it; too deep XML raises a RuntimeError.
BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, ElementTree.ParseError, defusedxml.DefusedXmlException,
    KeyError, ValueError, EOFError, OSError, RuntimeError, NotImplementedError, LookupError,
)  # fmt: skip
#: “Strict Open XML” uses other names for the same namespaces.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)  # fmt: skip


class TooLargeError(Exception):
    """A part is larger than any document's."""


class Target(Struct, frozen=True):
    """The target of a relationship."""

    kind: str  # the last part of its type: "image"
    name: str  # of a part, or an address outside the file
    is_external: bool


class WordPackage:
    """A DOCX package. Reading raises an error of :data:`BROKEN`, or :class:`TooLargeError`."""

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._sizes = {entry.filename: entry.file_size for entry in self._archive.infolist()}
        if len(self._sizes) > MAX_ENTRIES:
            raise TooLargeError
        main = next((target.name for target in self.read_targets("").values() if target.kind == "officeDocument"), "")
        self.main = main if main in self._sizes else "word/document.xml"

    def read_part(self, name: str) -> Element | None:
        """Parse the XML of a part; ``None`` if there is none of this name."""
        if name not in self._sizes:
            return None
        if self._sizes[name] > MAX_PART:
            raise TooLargeError
        data = self._archive.read(name)
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
        root: Element = fromstring(data, forbid_dtd=True)
        return root

    def read_targets(self, name: str) -> dict[str, Target]:
        """Read the relationships of a part by their id; with an empty name those of the package itself."""
        folder, base = posixpath.split(name)
        root = self.read_part(posixpath.join(folder, "_rels", f"{base}.rels"))
        targets = {}
        for relationship in root if root is not None else ():
            target, kind = relationship.get("Target", ""), relationship.get("Type", "").rpartition("/")[2]
            is_external = relationship.get("TargetMode") == "External"
            target_name = target if is_external else posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            targets[relationship.get("Id", "")] = Target(kind, target_name, is_external)
        return targets

    def read_related(self, kind: str) -> list[tuple[str, Element]]:
        """Parse the parts of a kind that the main part refers to; returns their names and XML, in order."""
        names = [
            target.name
            for target in self.read_targets(self.main).values()
            if target.kind == kind and not target.is_external
        ]
        return [(name, part) for name in names if (part := self.read_part(name)) is not None]

    def read_bytes(self, name: str) -> bytes | None:
        """Read a picture; ``None`` if it is not there or too large."""
        if self._sizes.get(name, MAX_PICTURE + 1) > MAX_PICTURE:
            return None
        try:
            return self._archive.read(name)
        except BROKEN:
            return None
