"""The page about the publication: who publishes it, where its texts come from, how it is made, what was put right."""

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
    """A correction: its day as it is written and as it is read, what was put right, and where."""

    day: str
    date: Shown
    text: Shown
    link: Link | None


class AboutView(Struct, frozen=True):
    """Sources of the publication and how its pages are made. ``contact`` is empty where none is made known; ``review`` says how
    many conversions wait for a look; ``figures`` and ``relations`` how many there are; ``editorial_notes`` are the documents' 校读记, each with
    the number of its entries that show, ``editorial_note_counts`` all of them."""

    documents: tuple[DocumentRow, ...]
    sources: tuple[tuple[Link, tuple[Shown, ...]], ...]
    publisher: Shown
    contact: Link | None
    review: Shown
    figures: Shown
    relations: Shown
    corrections: tuple[Corrected, ...]
    editorial_notes: tuple[tuple[Link, tuple[EditorialNote, ...], Shown], ...]
    editorial_note_counts: Shown
    editorial_notes_text: Shown


class DocumentSummary(Struct, frozen=True):
    """A document as the page tells of it: its row, its source, and its 校读记; what leads back to the text leads to its page."""

    row: DocumentRow
    source: tuple[Link, tuple[Shown, ...]]
    editorial_notes: tuple[EditorialNote, ...]


def summarize_document(context: Context, document: Document) -> DocumentSummary:
    """What the page tells of a document."""
    page = relative_path(PATH, context.make_path(document.id))
    title = link_to(PATH, context.make_path(document.id), context.convert_front_matter(document, "title"))
    noted = tuple(replace(r, back=page + r.back) for r in build_editorial_notes(context, document, PATH))
    return DocumentSummary(
        build_document_row(context, document, PATH), (title, describe_provenance(context, document)), noted
    )


def build_about_view(context: Context, documents: Sequence[DocumentSummary]) -> AboutView:
    """The view of the page."""
    converted, site, word = context.converted, context.converted.library.site, context.get_word
    noted = tuple(
        (each.source[0], each.editorial_notes, count_notes_by_script(each.editorial_notes))
        for each in documents
        if each.editorial_notes
    )
    count = count_notes_by_script(reading for _, found, _ in noted for reading in found)
    return AboutView(
        documents=tuple(each.row for each in documents),
        sources=tuple(each.source for each in documents),
        publisher=context.convert_text(site.publisher),
        contact=_contact(site.contact),
        review=word(
            "about_review_open" if converted.unsigned else "about_review",
            count=converted.risky,
            open=converted.unsigned,
        ),
        figures=word("about_figures_text", count=count_all(converted.library.figures)),
        relations=word("about_links_text", count=count_all(converted.relations)),
        corrections=tuple(_corrections(context)),
        editorial_notes=noted,
        editorial_note_counts=count,
        editorial_notes_text=word("about_readings_text", count=count),
    )


def _contact(address: str) -> Link | None:
    if not address:
        return None
    return Link(address if "://" in address else f"mailto:{address}", address)


def _corrections(context: Context) -> Iterator[Corrected]:
    """What was put right, the latest first."""
    library = context.converted.library
    for made in sorted(library.site.corrections, key=lambda c: c.date, reverse=True):
        place = None
        if made.place:
            target = resolve_link(made.place, "", library.anchors, library.unread)
            document = context.find_document(target.document)
            if document is not None:
                place = link_to(
                    PATH, context.make_path(target.document, target.anchor), context.make_short_name(document)
                )
        yield Corrected(made.date, context.format_date(made.date), context.convert_text(made.text), place)
