"""Summarize a document for the pages that list it: the home page, its year's, the page about the publication.

A summary is built with the document's own pages, so that the others need no text of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from gazette.model import Document, Heading
from gazette.pages.areas import find_areas
from gazette.pages.context import Context, link_to, relative_path
from gazette.pages.document import describe_provenance, describe_uncertainty
from gazette.pages.editorial_notes import EditorialNote, build_editorial_notes
from gazette.pages.infographic import DocumentContents
from gazette.pages.infographic_sections import SectionReader
from gazette.pages.publication import Link
from gazette.shown import Shown, concat, join

ABOUT = "about/"


class DocumentRow(Struct, frozen=True, array_like=True):
    """A document in a list."""

    kind: Shown
    title: Shown
    href: str
    meta: Shown  #: where and when it was given or printed
    extent: Shown  #: 28页, 11条


class Area(Struct, frozen=True, array_like=True):
    """An area of work of a report, or a section of an explainer."""

    numeral: str  #: 一
    halves: tuple[Shown, ...]  #: its name, divided where a line may break
    href: str
    pages: Shown
    explained_lines: Shown  #: how many lines of explainers explain it
    points: tuple[Link, ...]  #: to the headings under it


class DocumentSummary(Struct, frozen=True, array_like=True):
    """What other pages show of a document. Links lead from the page that shows them."""

    is_main: bool  #: whether it is of the publication's place and main body
    title: Shown
    year_row: DocumentRow  #: on its year's page
    year_about: Shown  #: the sentence about the year, if it is the year's main document
    areas: tuple[Area, ...]  #: likewise
    about_row: DocumentRow
    provenance: tuple[Link, tuple[Shown, ...]]
    editorial_notes: tuple[EditorialNote, ...]  #: whose ``back`` leads to the document's page
    contents: DocumentContents  #: for infographics


def summarize_document(context: Context, document: Document, contents: DocumentContents) -> DocumentSummary:
    """Summarize a document; ``contents`` are from :func:`build_contents`."""
    year, page = f"{document.year}/", relative_path(ABOUT, context.make_path(document.id))
    title = context.convert_front_matter(document, "title")
    notes = build_editorial_notes(context, document, ABOUT)
    return DocumentSummary(
        is_main=not document.meta.distinction,
        title=title,
        year_row=build_document_row(context, document, year),
        year_about=_describe_main_document(context, document),
        areas=tuple(_build_areas(context, document, year)),
        about_row=build_document_row(context, document, ABOUT),
        provenance=(link_to(ABOUT, context.make_path(document.id), title), describe_provenance(context, document)),
        editorial_notes=tuple(replace(note, back=page + note.back) for note in notes),
        contents=contents,
    )


def build_contents(context: Context, document: Document) -> DocumentContents:
    """Build what infographics show of a document."""
    is_report = document.meta.kind == "report"
    who = context.format_date(document.meta.date) if is_report else context.convert_front_matter(document, "byline")
    sentences = (
        _make_sentence(context, name_source(context, document), who), *describe_uncertainty(context, document),
    )  # fmt: skip
    return SectionReader(context, document).read_contents(concat(*sentences))


def _describe_main_document(context: Context, document: Document) -> Shown:
    if document.meta.kind == "report":
        meeting, speaker = (
            context.convert_front_matter(document, "meeting"),
            context.convert_front_matter(document, "speaker"),
        )
        place = context.get_word("about_place", meeting=meeting) if meeting else ""
        occasion = context.get_word("about_report", speaker=speaker, place=place) if speaker else meeting
        return _make_sentence(context, context.format_date(document.meta.date), occasion)
    return context.get_word(
        "about_year", source=name_source(context, document), missing_report=context.describe_missing_report(document)
    )


def name_source(context: Context, document: Document) -> Shown:
    """Name the document that targets are taken from: its title, and before a newspaper's the newspaper."""
    title, publisher = (context.convert_front_matter(document, key) for key in ("title", "publisher"))
    if document.meta.kind == "explainer" and publisher:
        return context.get_word("source_explainer", publisher=publisher, title=title)
    return context.get_word("source_title", title=title)


def _make_sentence(context: Context, *parts: Shown) -> Shown:
    """Join the parts that are not empty to a sentence."""
    words = join(context.get_word("comma"), (part for part in parts if part))
    return context.get_word("sentence", words=words) if words else ""


def _build_areas(context: Context, document: Document, path: str) -> Iterator[Area]:
    for area in find_areas(document):
        heading = area.heading
        points = (link_to(path, context.make_path(document.id, point.id), words) for point, words in area.points)
        pages = _format_pages(heading, area.following)
        lines = context.index.explained_line_counts.get(document.id, {}).get(heading.id, 0)
        yield Area(
            area.numeral, area.halves, relative_path(path, context.make_path(document.id, heading.id)),
            context.get_word("areas_pages", pages=pages) if pages else "",
            context.get_word("areas_seen", count=lines) if lines else "", tuple(points),
        )  # fmt: skip


def _format_pages(heading: Heading, following: Heading | None) -> str:
    """Return the pages of a section: 9–13, to the page of the next heading, or to the one before if that begins its page."""
    if heading.page is None:
        return ""
    last = (following.page or heading.page) if following else heading.page
    if following and any(mark.kind == "page" and mark.start == 0 for mark in following.run.marks):
        last -= 1
    return f"{heading.page}–{last}" if last > heading.page else str(heading.page)


def build_document_row(context: Context, document: Document, path: str) -> DocumentRow:
    """Build a document's row in a list."""
    kind = document.meta.kind
    title = context.convert_front_matter(document, "title")
    subtitle = context.convert_front_matter(document, "subtitle")
    if kind == "explainer" and subtitle:
        title = concat(title, subtitle)
    if kind == "report":
        notes, count = context.index.notes.get(document.id, ()), context.index.last_pages[document.id]
        note_count = context.get_word("notes_count", count=len(notes)) if notes else ""
        meeting = context.convert_front_matter(document, "meeting")
        meta = concat(_make_sentence(context, context.format_date(document.meta.date), meeting), note_count)
    else:
        headings = [h for h in document.headings if h.level == 2]
        count = sum(bool(re.fullmatch(r"e\d{2}", h.id)) for h in headings) if kind == "explainer" else len(headings)
        meta = _describe_newspaper(context, document)
    return DocumentRow(
        context.name_kind(document), title, relative_path(path, context.make_path(document.id)), meta,
        context.get_word(f"extent_{kind}", count=count) if count else "",
    )  # fmt: skip


def _describe_newspaper(context: Context, document: Document) -> Shown:
    """Describe a newspaper page: 晋江经济报菲律宾版第3490期，2023年1月4日，本报记者 李玲玲; a missing issue or date is named."""
    meta = document.meta
    paper = concat(*(context.convert_front_matter(document, key) for key in ("publisher", "edition", "issue")))
    known_date = meta.date and "date" not in meta.inferred
    parts = [
        paper,
        context.format_date(meta.date) if known_date else "",
        context.convert_front_matter(document, "byline"),
    ]
    missing = [context.get_word("label_issue")] if not meta.issue else []
    missing += [context.get_word("label_date")] if not known_date else []
    if missing:
        parts.append(context.get_word("row_unknown", what=join(context.get_word("listing"), missing)))
    return join(context.get_word("comma"), (part for part in parts if part))
