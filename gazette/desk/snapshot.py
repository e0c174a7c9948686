"""Read the publication as the desk works on it: the texts of its files at one moment, and what they say."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct

from gazette.conversion.converter import fold
from gazette.desk.access import SHARED_FILES, Upload
from gazette.desk.entries import Entry, FileChange, digest
from gazette.desk.job import NO_JOB, JobStatus
from gazette.desk.originals import Original
from gazette.figures.indicators import read_indicators
from gazette.model import Document, Indicator, Source
from gazette.pipeline import BuildResult
from gazette.sources import files
from gazette.suggestions.engine import SuggestionFinder
from gazette.text_edits import normalize

T = TypeVar("T")
#: How many snapshots are remembered, for forms that were made from an older one.
_REMEMBERED = 12
_CONTENT_FILES = ("indicators.yml", "conversions.yml", "anchors.yml", "site.yml")


class PageCount(Struct, frozen=True):
    """What waits on a page of the desk."""

    page: str
    title: str
    digit: int
    documents: Mapping[str, tuple[int, int]]  #: how many wait and how many are done, by document
    summary: str = ""  #: a sentence about what has been done in the year


@dataclass(frozen=True)
class Snapshot:
    """The publication at one moment, and the year that the desk is about."""

    key: str  #: identifies the texts
    content: Path
    texts: Mapping[str, str]  #: of each file by path, every character as in the file; those that are UTF-8
    sources: Mapping[str, Source]  #: the documents by path, as the build reads them
    paths: tuple[str, ...]  #: of all documents, also of those that cannot be read
    indicators: tuple[Indicator, ...]
    finder: SuggestionFinder
    year: int = 0
    entries: tuple[Entry, ...] = ()  #: of the journal, that stand
    outcome: BuildResult | None = None  #: of the last build
    counts: tuple[PageCount, ...] = ()
    job: JobStatus = NO_JOB
    originals: Mapping[str, Original] = field(default_factory=dict)  #: the imported files that are kept, by document
    upload: Upload | None = None  #: the file that was sent with the form
    made: dict[str, Any] = field(default_factory=dict)  #: what pages have made of the texts

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years that have a document, readable or not, the newest first."""
        found = (re.match(rf"{re.escape(self.content.name)}/((?:19|20)[0-9]{{2}})/", path) for path in self.paths)
        return tuple(sorted({int(match[1]) for match in found if match}, reverse=True))

    @cached_property
    def unread(self) -> tuple[str, ...]:
        """The paths of the year's documents that cannot be read."""
        known = {document.path for document in self.finder.documents.values()}
        return tuple(p for p in self.paths if p.startswith(f"{self.content.name}/{self.year}/") and p not in known)

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The documents of the year, its report first; without those that cannot be read."""
        order = ("report", "explainer", "coverage")
        own = [document for document in self.finder.documents.values() if document.year == self.year]
        return tuple(sorted(own, key=lambda document: (order.index(document.meta.kind), document.id)))

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Return what ``make`` makes of the texts, which is made once for all pages and years."""
        if name not in self.made:
            self.made[name] = make()
        value: T = self.made[name]
        return value

    def read(self, path: str) -> str:
        """Return the text of a file as the build reads it; empty if there is none."""
        return normalize(self.texts.get(path, ""))

    def path(self, name: str) -> str:
        """Return the path of a file that lies directly in the content: ``indicators.yml``."""
        return f"{self.content.name}/{name}"


class SnapshotReader:
    """Reads snapshots of the publication in a folder, and remembers the last ones by their keys."""

    def __init__(self, content: Path) -> None:
        self.content = content
        self._stamps: dict[str, tuple[int, ...]] = {}
        self._known: OrderedDict[str, Snapshot] = OrderedDict()
        self._last: Snapshot | None = None

    def read(self) -> Snapshot:
        """Return the publication as it is on the disk now."""
        root = self.content.parent
        stamps = files.file_stamps((self.content, *(root / name for name in SHARED_FILES)))
        if self._last is None or stamps != self._stamps:
            self._last, self._stamps = self._read(self._last), stamps
            self._known[self._last.key] = self._last
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return self._last

    def recall(self, key: str) -> Snapshot | None:
        """Return a snapshot that was read before."""
        return self._known.get(key)

    def recall_text(self, change: FileChange) -> str | None:
        """Return the text that a change has made, if that was read before."""
        texts = (each.texts.get(change.path) for each in reversed(self._known.values()))
        return next((text for text in texts if text is not None and digest(text.encode()) == change.after), None)

    def _read(self, last: Snapshot | None) -> Snapshot:
        sources, _ = files.read_sources(self.content)
        raw = {each.path: each.data for each in (*sources.documents, *sources.originals)}
        root, name = self.content.parent, self.content.name
        for path in (*SHARED_FILES, *(f"{name}/{each}" for each in _CONTENT_FILES)):
            data = files.read_bytes(root / path)
            if isinstance(data, bytes):
                raw[path] = data
        texts = {}
        for path, data in raw.items():
            try:
                texts[path] = data.decode()
            except UnicodeDecodeError:  # the build reports it
                continue
        decoded = {each.path: files.decode_text(each)[0] for each in sources.documents}
        documents = {path: source for path, source in decoded.items() if source}
        indicators, _ = read_indicators(sources.indicators.text, sources.indicators.path)
        finder = SuggestionFinder(tuple(documents.values()), indicators, fold, last.finder if last else None)
        key = digest("".join(f"{path}\0{digest(data)}\0" for path, data in sorted(raw.items())).encode())
        return Snapshot(key, self.content, texts, documents, sources.document_paths, indicators, finder)
