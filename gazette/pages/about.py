"""Build the page about the publication: publisher, provenance of the texts, method, corrections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from gazette.grouping import count_all
from gazette.model import Document
from gazette.pages.context import Context, link_to, relative_path
from gazette.pages.document import describe_provenance
from gazette.pages.editorial_notes import EditorialNote, build_editorial_notes, count_notes_by_script
from gazette.pages.home_and_years import DocumentRow, build_document_row
from gazette.pages.publication import Link
from gazette.shown import Shown
from gazette.sources.links import resolve_link

PATH = "about/"


class Corrected(Struct, frozen=True):
    """A correction."""

    day: str  #: 2024-01-31
    date: Shown  #: 2024年1月31日
    text: Shown
    link: Link | None  #: to the place


class AboutView(Struct, frozen=True):
    """The page about the publication."""

    documents: tuple[DocumentRow, ...]
    sources: tuple[tuple[Link, tuple[Shown, ...]], ...]  #: each document's provenance
    publisher: Shown
    contact: Link | None
    review: Shown  #: how many conversions wait for an editor
    figures: Shown  #: how many there are
    relations: Shown  #: how many there are
    corrections: tuple[Corrected, ...]
    editorial_notes: tuple[tuple[Link, tuple[EditorialNote, ...], Shown], ...]  #: by document, with their number
    editorial_note_counts: Shown  #: of all documents
    editorial_notes_text: Shown


class DocumentSummary(Struct, frozen=True):
    """What the page shows of a document."""

    row: DocumentRow
    source: tuple[Link, tuple[Shown, ...]]  #: its provenance
    editorial_notes: tuple[EditorialNote, ...]  #: whose ``back`` leads to the document's page


def summarize_document(context: Context, document: Document) -> DocumentSummary:
    """Return what the page shows of a document."""
    page = relative_path(PATH, context.make_path(document.id))
    title = link_to(PATH, context.make_path(document.id), context.convert_front_matter(document, "title"))
    notes = tuple(replace(note, back=page + note.back) for note in build_editorial_notes(context, document, PATH))
    return DocumentSummary(
        build_document_row(context, document, PATH), (title, describe_provenance(context, document)), notes
    )


def build_about_view(context: Context, documents: Sequence[DocumentSummary]) -> AboutView:
    """Build the view of the page."""
    converted, site, word = context.converted, context.converted.library.site, context.get_word
    by_document = tuple(
        (each.source[0], each.editorial_notes, count_notes_by_script(each.editorial_notes))
        for each in documents
        if each.editorial_notes
    )
    count = count_notes_by_script(note for _, notes, _ in by_document for note in notes)
    return AboutView(
        documents=tuple(each.row for each in documents),
        sources=tuple(each.source for each in documents),
        publisher=context.convert_text(site.publisher),
        contact=_link_contact(site.contact),
        review=word(
            "about_review_open" if converted.unsigned else "about_review",
            count=converted.risky,
            open=converted.unsigned,
        ),
        figures=word("about_figures_text", count=count_all(converted.library.figures)),
        relations=word("about_links_text", count=count_all(converted.relations)),
        corrections=tuple(_list_corrections(context)),
        editorial_notes=by_document,
        editorial_note_counts=count,
        editorial_notes_text=word("about_readings_text", count=count),
    )


def _link_contact(address: str) -> Link | None:
    if not address:
        return None
    return Link(address if "://" in address else f"mailto:{address}", address)


def _list_corrections(context: Context) -> Iterator[Corrected]:
    """Yield the corrections, the latest first."""
    library = context.converted.library
    for correction in sorted(library.site.corrections, key=lambda c: c.date, reverse=True):
        place = None
        if correction.place:
            target = resolve_link(correction.place, "", library.anchors, library.unread)
            document = context.find_document(target.document)
            if document is not None:
                place = link_to(
                    PATH, context.make_path(target.document, target.anchor), context.make_short_name(document)
                )
        date, text = context.format_date(correction.date), context.convert_text(correction.text)
        yield Corrected(correction.date, date, text, place)
