"""The units of a build: groups of documents, and the pages about all documents.

A group is a report and the documents that explain or cover it. It is built from its files, from what all groups share
(:class:`Inputs`), and from little of other groups (:class:`Surroundings`), so that it is built again only if one of these changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from gazette.conversion import converter as conversion
from gazette.destination import Writer
from gazette.facts import PartFacts, fingerprint
from gazette.library.synonyms import SynonymGroup
from gazette.model import Document, Entry, Figure, Indicator, Run
from gazette.pages.context import FigureTexts
from gazette.pages.library_index import Holdings, IndicatorFigures
from gazette.pages.publication import Strings
from gazette.settings import SiteConfig, Topic
from gazette.sources.anchor_registry import AnchorRegistry
from gazette.sources.bodies import Body
from gazette.sources.files import RawFile
from gazette.sources.links import LinkTarget


class Inputs(Struct, frozen=True):
    """What all groups share."""

    content: Path
    site: SiteConfig
    strings: Strings
    rules: conversion.ConversionRules
    entries: tuple[Entry, ...]
    indicators: tuple[Indicator, ...]
    synonyms: tuple[SynonymGroup, ...]
    registry: AnchorRegistry
    documents: Mapping[str, RawFile]  #: by path
    bodies: Mapping[str, Body]  #: whose each document is, by id
    originals: Mapping[str, RawFile]  #: the imported words, by the document's path
    pictures: Mapping[str, Path]  #: the files of pictures, by path
    glossary_path: str
    templates: Mapping[str, str]
    addresses: Mapping[str, str]  #: of the assets
    writer: Writer
    records: Path | None  #: the folder of search records, if the site has a search
    record_anchors: bool = False
    is_preview: bool = False  #: whether the next build is in this process too


class Start(Struct, frozen=True):
    """What is known once all documents have been read."""

    answers: conversion.Answers  #: of editors, about conversions
    images: Mapping[str, str]  #: the share images that the last site has, with the characters that they lack


class Surroundings(Struct, frozen=True):
    """What a group uses of the rest of the publication."""

    years: tuple[int, ...]  #: that have a document
    holdings: Holdings  #: of its years, and of the years before
    nav: tuple[str, ...]  #: the lists to which the header links
    names: Mapping[str, str]  #: what tells documents apart that are alike otherwise
    goals: tuple[Figure, ...]  #: the headline figures of its years, and of the years before
    documents: tuple[Document, ...]  #: those that state them, without text
    links: Mapping[str, Mapping[str, LinkTarget]]  #: of each of its documents: where each of its links leads
    #: Of the indicators of its documents, in their years and the two before: (indicator, document, a fingerprint of the numbers).
    series: tuple[tuple[str, str, str], ...]


class GroupTask(Struct, frozen=True):
    """A group to build."""

    key: str
    documents: tuple[str, ...]  #: their paths, in the library's order
    reports: Mapping[str, str]  #: by id of a document, the report to which it is related
    surroundings: Surroundings
    series: tuple[Figure, ...]  #: the first figures that ``surroundings.series`` stands for, which small charts show
    stating: tuple[Document, ...]  #: the documents that state these, without text
    renders: bool  #: whether pages are wanted, not only problems


class PartTask(Struct, frozen=True):
    """Pages about all documents to build. The fields are those of the :class:`~gazette.pages.context.Context`."""

    key: str
    build: Callable[..., Any]  #: builds a page, or several
    arguments: tuple[object, ...]
    years: tuple[int, ...]
    holdings: Holdings
    nav: tuple[str, ...]
    names: Mapping[str, str]
    indicators: tuple[Indicator, ...] = ()
    documents: Mapping[str, Document] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    figures: IndicatorFigures = field(default_factory=IndicatorFigures)
    figure_texts: Mapping[tuple[str, str], FigureTexts] = field(default_factory=dict)


def form_groups(documents: Sequence[Document]) -> tuple[tuple[tuple[Document, ...], dict[str, str]], ...]:
    """Divide documents, which are in the library's order, into groups; return each with the reports of its documents.

    A document is related to the report that it explains, coverage that explains none to the report of its year and body.
    """
    by_id = {document.id: document for document in documents}
    reports_of_bodies = (each for each in reversed(documents) if each.meta.kind == "report")
    first = {(report.year, report.meta.distinction): report.id for report in reports_of_bodies}
    reports: dict[str, str] = {}
    for document in documents:
        report = document.meta.explains
        if not report and document.meta.kind == "coverage":
            report = first.get((document.year, document.meta.distinction), "")
        if report in by_id:
            reports[document.id] = report
    heads: dict[str, str] = {}

    def find_head(name: str) -> str:
        while (head := heads.get(name, name)) != name:
            name = head
        return name

    for name, report in reports.items():
        one, other = find_head(name), find_head(report)
        if one != other:
            heads[one] = other
    groups: dict[str, list[Document]] = {}
    for document in documents:
        groups.setdefault(find_head(document.id), []).append(document)
    return tuple(
        (tuple(own), {document.id: reports[document.id] for document in own if document.id in reports})
        for own in groups.values()
    )


def list_nav(site: SiteConfig, *, has_indicators: bool) -> tuple[str, ...]:
    """Return the lists to which the header links; ``has_indicators`` says whether any indicator has a page."""
    shown = {"topics": bool(site.topics), "indicators": has_indicators, "glossary": True}
    return tuple(name for name, is_shown in shown.items() if is_shown)


def list_topics(site: SiteConfig) -> tuple[Topic, ...]:
    """Return the topics without their places in the file."""
    return tuple(replace(topic, places={}) for topic in site.topics)


def select_settings(site: SiteConfig) -> SiteConfig:
    """Return the settings that the pages of documents show."""
    return replace(site, lines={}, corrections=(), topics=(), mottos={}, examples=())


def fingerprint_document(
    inputs: Inputs, path: str, name: str, notes: tuple[Entry, ...], pictures: Mapping[str, str]
) -> str:
    """Return a fingerprint of what is a document's own: its file, its ``notes`` in the glossary, its published anchors, and the
    digests of its ``pictures``."""
    original = inputs.originals.get(path)
    if original is None:  # where in the glossary they stand makes no difference
        notes = tuple(map(_without_lines, notes))
    return fingerprint(inputs.documents[path], original, notes, inputs.registry.anchors.get(name), pictures)


class EntriesTask(Struct, frozen=True):
    """Glossary entries to replace at the foot of a group's pages, of which nothing else has changed."""

    part: PartFacts
    slugs: tuple[str, ...]


def fingerprint_entries(entries: Iterable[Entry]) -> dict[str, tuple[str, str]]:
    """Return by slug two fingerprints of each glossary entry: of what several parts of a page depend on, its term and sources,
    and whether there are links in it; and of its text, which stands at the foot of a page alone."""
    return {
        entry.slug: (
            fingerprint(
                replace(entry, line=0, definition=Run("")), any(mark.kind == "link" for mark in entry.definition.marks)
            ),
            fingerprint(replace(entry.definition, line=0)),
        )
        for entry in entries
    }


def fingerprint_terms(entries: Iterable[Entry]) -> str:
    """Return a fingerprint of all that decides where terms are found in a text."""
    return fingerprint([(entry.slug, entry.term, entry.also, entry.years) for entry in entries])


def _without_lines(entry: Entry) -> Entry:
    """Return a glossary entry without its place in the file."""
    return replace(entry, line=0, definition=replace(entry.definition, line=0))
