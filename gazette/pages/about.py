"""Build the page about the publication: publisher, provenance of the texts, method, corrections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from gazette.pages.context import Context, link_to
from gazette.pages.editorial_notes import EditorialNote, count_notes_by_script
from gazette.pages.publication import Link, Totals
from gazette.pages.summary import ABOUT as PATH
from gazette.pages.summary import DocumentRow, DocumentSummary
from gazette.shown import Shown
from gazette.sources.links import LinkTarget


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
    review: Shown  #: how many conversions wait for an editor
    figures: Shown  #: how many there are
    relations: Shown  #: how many there are
    corrections: tuple[Corrected, ...]
    editorial_notes: tuple[tuple[Link, tuple[EditorialNote, ...], Shown], ...]  #: by document, with their number
    editorial_note_counts: Shown  #: of all documents
    editorial_notes_text: Shown


def build_about_view(
    context: Context, documents: Sequence[DocumentSummary], corrections: Sequence[LinkTarget], totals: Totals
) -> AboutView:
    """Build the view of the page; ``corrections`` are the places of those in the settings."""
    site, word = context.site, context.get_word
    by_document = tuple(
        (each.provenance[0], each.editorial_notes, count_notes_by_script(each.editorial_notes))
        for each in documents
        if each.editorial_notes
    )
    count = count_notes_by_script(note for _, notes, _ in by_document for note in notes)
    return AboutView(
        documents=tuple(each.about_row for each in documents),
        sources=tuple(each.provenance for each in documents),
        publisher=context.convert_text(site.publisher),
        review=word(
            "about_review_open" if totals.open_rows else "about_review", count=totals.rows, open=totals.open_rows
        ),
        figures=word("about_figures_text", count=totals.figures),
        relations=word("about_links_text", count=totals.relations),
        corrections=tuple(_list_corrections(context, corrections)),
        editorial_notes=by_document,
        editorial_note_counts=count,
        editorial_notes_text=word("about_readings_text", count=count),
    )


def _list_corrections(context: Context, targets: Sequence[LinkTarget]) -> Iterator[Corrected]:
    """Yield the corrections, the latest first."""
    rows = zip(context.site.corrections, targets, strict=True)
    for correction, target in sorted(rows, key=lambda row: row[0].date, reverse=True):
        place = None
        if document := context.find_document(target.document):
            place = link_to(PATH, context.make_path(target.document, target.anchor), context.make_short_name(document))
        date, text = context.format_date(correction.date), context.convert_text(correction.text)
        yield Corrected(correction.date, date, text, place)
