"""Glossary entries as views, with links to every place that uses a term."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from gazette.grouping import group_by
from gazette.model import Document, Entry, Heading, Run, Use
from gazette.pages.context import Context, link_to
from gazette.pages.publication import Link, SearchDocument, SearchText
from gazette.shown import Shown, map_forms

PATH = "glossary/"


class EntryView(Struct, frozen=True):
    """A glossary entry. ``source`` leads to the note that it is, ``more`` to the same note in other documents, ``uses`` to every
    place that uses the term."""

    slug: str
    term: Shown
    also: tuple[Shown, ...]
    definition: Run
    source: Link | None
    uses: tuple[Link, ...]
    more: tuple[Link, ...] = ()


class GlossaryView(Struct, frozen=True):
    """Every term, its source, and every place that uses it."""

    entries: tuple[EntryView, ...]


def build_entry_view(context: Context, entry: Entry, path: str, uses: Iterable[Link] = ()) -> EntryView:
    """An entry as page ``path`` shows it; ``uses`` lead to the places that use the term, each once."""
    links = [
        link_to(
            path,
            context.make_path(source.document, source.note),
            describe_source(context, replace(entry, sources=(source,))),
        )
        for source in entry.sources
    ]
    source, *more = links or [Link("", describe_source(context, entry))]
    definition = replace(entry.definition, marks=tuple(m for m in entry.definition.marks if m.kind != "page"))
    also = tuple(context.convert_text(form, entry.script) for form in entry.also)
    return EntryView(
        entry.slug, context.convert_term(entry), also, definition, source, tuple(dict.fromkeys(uses)), tuple(more)
    )


def describe_source(context: Context, entry: Entry) -> Shown:
    """2024年政府工作报告附注P9, or that it is the editors'."""
    if not entry.sources:
        return context.get_word("editor_source")
    year, page = entry.source.document.split("/")[0], entry.source.page
    return context.get_word("note_source", year=year, page=f"P{page}" if page else "")


def note_label(entry: Entry) -> str:
    """What is printed before a note: the page that it cites, or its number."""
    return f"（P{entry.source.page}）" if entry.source.page else entry.source.number


def build_glossary_view(context: Context, places: Sequence[Mapping[str, Sequence[Link]]]) -> GlossaryView:
    """Every entry, in the glossary's order, with its uses: ``places`` of each document."""
    entries = (
        build_entry_view(context, entry, PATH, (use for own in places for use in own.get(entry.slug, ())))
        for entry in context.converted.entries
    )
    return GlossaryView(tuple(entries))


def find_places(context: Context, document: Document) -> dict[str, tuple[Link, ...]]:
    """The places where a document uses terms, as the glossary links to them, by term."""
    uses = context.index.uses.get(document.id, ())
    sections = _sections(document) if uses else {}
    return {
        slug: tuple(
            link_to(
                PATH,
                context.make_path(document.id, use.anchor),
                _place(context, document, use, sections.get(use.anchor)),
            )
            for use in own
        )
        for slug, own in group_by(uses, lambda use: use.slug).items()
    }


def _place(context: Context, document: Document, use: Use, section: Heading | None) -> Shown:
    """2024年报告P9, or the section where a document has no pages."""
    short = context.make_short_name(document)
    if use.page:
        return context.get_word("use_page", document=short, page=use.page)
    if section is None:
        return short
    return context.get_word(
        "use_section", document=short, section=map_forms(section.run.shown, lambda form: form.strip().rstrip("：。"))
    )


def _sections(document: Document) -> dict[str, Heading]:
    """The heading of the section (level 2) in which each block stands."""
    begins = {heading.block: heading for heading in document.headings if heading.level == 2}
    found: dict[str, Heading] = {}
    current = None
    for block in document.walk():
        current = begins.get(block.id, current)
        if current is not None:
            found.setdefault(block.id, current)
    return found


def build_glossary_search(context: Context, view: GlossaryView) -> SearchDocument:
    """The glossary as the search sees it: an entry is a heading and its definition."""
    pieces: list[SearchText] = []
    for entry in view.entries:
        pieces.append(SearchText(entry.slug, 2, entry.term))
        pieces.append(SearchText(entry.slug, 0, entry.definition.shown))
    kind = context.get_word("kind_glossary")
    return SearchDocument(
        context.get_word("nav_glossary"),
        tuple(pieces),
        {"title": context.get_word("nav_glossary"), "kind": kind},
        {"kind": "glossary"},
    )
