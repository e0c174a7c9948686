"""The page about the publication: who publishes it, where its texts come from, how it is made, what was put right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gazette.domain.links import resolve
from gazette.publication import Link
from gazette.stages.compose.context import Context, link, up
from gazette.stages.compose.documents import source_note
from gazette.stages.compose.pages import row
from gazette.stages.compose.readings import readings
from gazette.views import AboutView, Corrected, Reading

PATH = "about/"


def about(context: Context) -> AboutView:
    """The view of the page."""
    edition, site, word = context.edition, context.edition.library.site, context.word
    documents = edition.documents
    noted = tuple(_readings(context))
    return AboutView(
        documents=tuple(row(context, d, PATH) for d in documents),
        sources=tuple(
            (link(PATH, context.path(d.id), context.say(d, "title")), source_note(context, d)) for d in documents
        ),
        publisher=edition.say(site.publisher, "Hans"),
        contact=_contact(site.contact),
        review=word(
            "about_review_open" if edition.unsigned else "about_review", count=edition.risky, open=edition.unsigned
        ),
        figures=word("about_figures_text", count=len(edition.figures)),
        relations=word("about_links_text", count=len(edition.relations)),
        corrections=tuple(_corrections(context)),
        readings=noted,
        reading_count=word("about_readings_text", count=sum(len(rows) for _, rows in noted)),
    )


def _contact(address: str) -> Link | None:
    if not address:
        return None
    return Link(address if "://" in address else f"mailto:{address}", address)


def _corrections(context: Context) -> Iterator[Corrected]:
    """What was put right, the latest first."""
    library = context.edition.library
    for made in sorted(library.site.corrections, key=lambda c: c.date, reverse=True):
        place = None
        if made.place:
            target = resolve(made.place, "", library.anchors, library.unread)
            document = context.document(target.document)
            if document is not None:
                place = link(PATH, context.path(target.document, target.anchor), context.short(document))
        yield Corrected(made.date, context.date(made.date), context.edition.say(made.text, "Hans"), place)


def _readings(context: Context) -> Iterator[tuple[Link, tuple[Reading, ...]]]:
    """校读记 of each document that has one; what leads back to the text leads to its page."""
    for document in context.edition.documents:
        page = up(PATH, context.path(document.id))
        rows = tuple(replace(r, back=page + r.back) for r in readings(context, document, PATH))
        if rows:
            yield link(PATH, context.path(document.id), context.say(document, "title")), rows
