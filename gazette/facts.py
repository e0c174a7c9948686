"""What is known of a publication's parts without their text: it crosses between groups, and is stored with the site.

The facts of a part are found under a key, a fingerprint of all that they were made from. :class:`SiteFacts` are those of a
whole site, in one file; they are used only where the site stands exactly as it was written.
"""

from __future__ import annotations

import hashlib
import mmap
import struct
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Raw, Struct, field
from msgspec.structs import replace

from gazette.conversion.review_file import ReviewRow
from gazette.grouping import group_by
from gazette.model import Document, Figure
from gazette.pages.library_index import IndicatorFigures, group_figures
from gazette.pages.publication import FileRecord, PageRecord
from gazette.problems import Problem
from gazette.shown import Shown


class IndicatorPoints(Struct, frozen=True, array_like=True):
    """The figures of an indicator in a document; decoded only where they are needed."""

    figures: Raw  #: encoded ``tuple[Figure, ...]``
    shown_key: str  #: a fingerprint of what lists and charts show of them; empty if they show none
    wordings_key: str  #: a fingerprint of their texts
    values_key: str  #: a fingerprint of their numbers alone, by role and year, and of whether these are in the series
    year_keys: Mapping[int, str] = field(default_factory=dict)  #: by year, of what a year's table shows of them


class DocumentFacts(Struct, frozen=True):
    """What follows from a document's own file, its notes in the glossary and the indicators."""

    key: str
    document: Document  #: without its text and headings
    anchors: frozenset[str]
    links: tuple[str, ...]  #: as they are written
    points: Mapping[str, IndicatorPoints]  #: by indicator
    figure_count: int
    rows: tuple[ReviewRow, ...]  #: conversions to be checked by a person
    problems: tuple[Problem, ...]
    registry_rows: tuple[str, ...] = ()  #: its anchors as the registry has them, if they are to be recorded


class PublishedDocument(Struct, frozen=True):
    """What the pages about all documents show of a document."""

    summary: Raw  #: encoded :class:`~gazette.pages.summary.DocumentSummary`
    term_years: Raw  #: encoded: by term, how it says it (:class:`~gazette.pages.glossary.TermYear`)
    figure_texts: Mapping[str, Raw]  #: by indicator, encoded: the texts of the figures that its page shows, by id
    topics: Mapping[str, Raw]  #: by topic, encoded :class:`~gazette.pages.topic_quotes.DocumentTopic`
    short_words: Mapping[str, Shown]  #: by topic, a few words that stand for it
    relation_count: int
    uses: tuple[tuple[str, str], ...]  #: (term, anchor) of each use of a term
    rows: Mapping[str, bytes] = field(default_factory=dict)  #: in the files for re-users, if it was built just now
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)  #: of its rows in the last site's files

    def copy_parts(self) -> PublishedDocument:
        """Return it without its rows, and with its encoded parts apart from the message that they came in."""
        texts = {indicator: own.copy() for indicator, own in self.figure_texts.items()}
        topics = {topic: own.copy() for topic, own in self.topics.items()}
        parts = {
            "summary": self.summary.copy(),
            "term_years": self.term_years.copy(),
            "figure_texts": texts,
            "topics": topics,
        }
        return replace(self, **parts, rows={})


class PartFacts(Struct, frozen=True):
    """What was built together: the pages of a group of documents, or pages about all documents."""

    key: str
    pages: tuple[PageRecord, ...] = ()
    files: tuple[FileRecord, ...] = ()  #: without share images that were there already
    images: Mapping[str, str] = field(default_factory=dict)  #: its share images, with the characters that they lack
    problems: tuple[Problem, ...] = ()
    documents: Mapping[str, PublishedDocument] = field(default_factory=dict)
    #: By slug of the glossary entries at the foot of its pages: fingerprints of what else depends on an entry, and of its text.
    entries: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    has_pages: bool = True  #: false if problems stopped it before


class FigureIndex:
    """The figures of all documents by indicator; each is decoded when it is first asked for."""

    def __init__(self, documents: Mapping[str, DocumentFacts], places: Mapping[str, str]) -> None:
        """``places`` are those of the indicators. What the documents of an indicator's place state comes first, and of these what the
        main ones do."""
        self._points: dict[str, dict[str, IndicatorPoints]] = {}
        for name, facts in documents.items():
            for indicator, points in facts.points.items():
                self._points.setdefault(indicator, {})[name] = points
        metas = {name: facts.document.meta for name, facts in documents.items()}
        for indicator, own in self._points.items():
            place = places.get(indicator, "")
            order = sorted(own, key=lambda name: (metas[name].place != place, bool(metas[name].label)))
            self._points[indicator] = {name: own[name] for name in order}
        self._figures: dict[str, tuple[Figure, ...]] = {}
        self._charted: dict[str, tuple[Figure, ...]] = {}

    def points(self, indicator: str) -> Mapping[str, IndicatorPoints]:
        """Return the figures of an indicator by document, encoded."""
        return self._points.get(indicator, {})

    def figures(self, indicator: str) -> tuple[Figure, ...]:
        """Return the figures of an indicator, those of main documents first, in the library's order."""
        known = self._figures.get(indicator)
        if known is None:
            own = (decode(points.figures, tuple[Figure, ...]) for points in self.points(indicator).values())
            known = self._figures[indicator] = tuple(figure for figures in own for figure in figures)
        return known

    def charted_figures(self, indicator: str) -> tuple[Figure, ...]:
        """Return what charts show of an indicator's figures of single years; groups share them."""
        known = self._charted.get(indicator)
        if known is None:
            tracked = (figure for figure in self.figures(indicator) if figure.is_tracked)
            known = self._charted[indicator] = tuple(map(strip_figure, tracked))
        return known

    def is_shown(self, indicator: str) -> bool:
        """Return whether the indicator has a page."""
        return any(points.shown_key for points in self.points(indicator).values())

    def list_years(self, indicator: str) -> set[int]:
        """Return the single years of which the indicator has figures."""
        return {year for points in self.points(indicator).values() for year in points.year_keys}

    def shown_key(self, indicator: str) -> list[tuple[str, str]]:
        """Return what identifies all that lists and charts show of an indicator's figures."""
        return [(name, points.shown_key) for name, points in self.points(indicator).items() if points.shown_key]

    def year_key(self, indicator: str, year: int) -> list[tuple[str, str]]:
        """Return what identifies all that a year's table shows of an indicator's figures; empty if there are none."""
        points = self.points(indicator).items()
        return [(name, own.year_keys[year]) for name, own in points if year in own.year_keys]

    def wordings_key(self, indicator: str) -> list[str]:
        """Return what identifies the words that are marked as an indicator's figures."""
        return [points.wordings_key for points in self.points(indicator).values() if points.shown_key]

    def group(self, indicators: Iterable[str]) -> IndicatorFigures:
        """Return the figures of some indicators that pages show."""
        return group_figures(figure for indicator in indicators for figure in self.figures(indicator))


def encode_points(figures: Iterable[Figure]) -> dict[str, IndicatorPoints]:
    """Encode the figures of a document that have an indicator, by indicator."""
    by_indicator = group_by((figure for figure in figures if figure.indicator), lambda figure: figure.indicator)
    return {indicator: _encode_points(own) for indicator, own in by_indicator.items()}


def _encode_points(figures: tuple[Figure, ...]) -> IndicatorPoints:
    shown = [strip_figure(figure) for figure in figures if figure.is_tracked or figure.is_of_period]
    wordings = [figure.text for figure in figures]
    by_year = group_by((figure for figure in shown if figure.is_in_series), lambda figure: figure.year or 0)
    years = {year: fingerprint(own) for year, own in by_year.items()}
    numbers = [f for f in figures if f.is_tracked]
    values = [(f.role, f.year, f.normalized_value, f.printed_number, f.unit, f.is_secondary) for f in numbers]
    shown_key = fingerprint(shown) if shown else ""
    return IndicatorPoints(Raw(encode(figures)), shown_key, fingerprint(wordings), fingerprint(values), years)


def strip_figure(figure: Figure) -> Figure:
    """Return a figure without its place in the text and its sentence, which charts and goal cards do not show."""
    spans = ("start", "end", "amount_start", "amount_end", "number_start", "number_end", "line")
    return replace(figure, text="", quote="", **dict.fromkeys(spans, 0))


class IndicatorCheck(Struct, frozen=True):
    """The problems of an indicator's figures."""

    key: str
    problems: tuple[Problem, ...]


class SharedFacts(Struct, frozen=True):
    """What follows from the glossary, the indicators and the settings: their conversions to be checked by a person."""

    key: str = ""
    rows: tuple[ReviewRow, ...] = ()
    converted_key: str = ""  #: of the glossary's conversion, which had no problems


class SiteFacts(Struct, frozen=True):
    """The facts of a site."""

    program: str = ""  #: a fingerprint of the program and its libraries
    site: str = ""  #: a fingerprint of the site's files as they stand
    documents: Mapping[str, DocumentFacts] = field(default_factory=dict)  #: by path
    groups: Mapping[str, PartFacts] = field(default_factory=dict)  #: by their first document
    parts: Mapping[str, PartFacts] = field(default_factory=dict)  #: pages about all documents, by name
    checks: Mapping[str, IndicatorCheck] = field(default_factory=dict)  #: by indicator
    links_key: str = ""  #: of all links and files, which were checked
    shared: SharedFacts = field(default_factory=SharedFacts)
    index: PartFacts = field(default_factory=lambda: PartFacts(""))  #: the files of the search
    files: Mapping[str, FileRecord] = field(default_factory=dict)  #: all of the site


def _encode_function(value: object) -> None:
    """Encode a function as nothing: what a program does is part of no value."""
    if not callable(value):
        raise TypeError(type(value))


EMPTY = SiteFacts()
#: The facts end with it; what is read is used without being decoded completely.
_CHECKSUM = struct.Struct("<I")
_ENCODER = msgspec.msgpack.Encoder(enc_hook=_encode_function)


def fingerprint(*values: object) -> str:
    """Return a fingerprint of values, which must contain no sets; functions in them do not count."""
    return hashlib.blake2b(_ENCODER.encode(values), digest_size=16).hexdigest()


def read_facts(path: Path, program: str) -> SiteFacts:
    """Read the facts that this program stored at ``path``; none if the file is missing, damaged or another program's."""
    with suppress(OSError, msgspec.MsgspecError, ValueError):
        with path.open("rb") as file:
            data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        size = len(data) - _CHECKSUM.size
        if size > 0 and _CHECKSUM.unpack(data[size:])[0] == zlib.crc32(data[:size]):
            facts = msgspec.msgpack.decode(data[:size], type=SiteFacts)
            return facts if facts.program == program else EMPTY
    return EMPTY


def write_facts(path: Path, facts: SiteFacts) -> None:
    """Store facts completely or not at all; that they cannot be stored is no problem."""
    data = _ENCODER.encode(facts)
    new = path.with_name(f"{path.name}.new")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with new.open("wb", buffering=0) as file:
            file.write(data)
            file.write(_CHECKSUM.pack(zlib.crc32(data)))
        new.replace(path)


def encode(value: object) -> bytes:
    """Encode facts for another process."""
    return _ENCODER.encode(value)


def decode(data: bytes, kind: Any) -> Any:
    """Decode facts of a kind."""
    return msgspec.msgpack.decode(data, type=kind)
