"""Build the glossary page, with links to every place that uses a term."""

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
    """A glossary entry."""

    slug: str
    term: Shown
    also: tuple[Shown, ...]  #: other forms of the term
    definition: Run
    source: Link | None  #: to the note from which it is taken
    uses: tuple[Link, ...]  #: to every place that uses the term
    more: tuple[Link, ...] = ()  #: to the same note in other documents


class GlossaryView(Struct, frozen=True):
    """The glossary page."""

    entries: tuple[EntryView, ...]


def build_entry_view(context: Context, entry: Entry, path: str, uses: Iterable[Link] = ()) -> EntryView:
    """Build an entry for page ``path``; ``uses`` lead to the places that use the term."""
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
    """Describe the source of an entry: 2024年政府工作报告附注P9, or 编者注."""
    if not entry.sources:
        return context.get_word("editor_source")
    year, page = entry.source.document.split("/")[0], entry.source.page
    return context.get_word("note_source", year=year, page=f"P{page}" if page else "")


def note_label(entry: Entry) -> str:
    """Return the label printed before a note: the page that it cites, or its number."""
    return f"（P{entry.source.page}）" if entry.source.page else entry.source.number


def build_glossary_view(context: Context, places: Sequence[Mapping[str, Sequence[Link]]]) -> GlossaryView:
    """Build the glossary page; ``places`` are those of each document that use terms."""
    entries = (
        build_entry_view(context, entry, PATH, (use for own in places for use in own.get(entry.slug, ())))
        for entry in context.entries
    )
    return GlossaryView(tuple(entries))


def find_places(context: Context, document: Document) -> dict[str, tuple[Link, ...]]:
    """Return by term the links from the glossary to the places where a document uses it."""
    uses = context.index.uses.get(document.id, ())
    sections = _find_sections(document) if uses else {}
    return {
        slug: tuple(
            link_to(
                PATH,
                context.make_path(document.id, use.anchor),
                _describe_place(context, document, use, sections.get(use.anchor)),
            )
            for use in own
        )
        for slug, own in group_by(uses, lambda use: use.slug).items()
    }


def _describe_place(context: Context, document: Document, use: Use, section: Heading | None) -> Shown:
    """Describe a place: 2024年报告P9, or by its section if the document has no pages."""
    short = context.make_short_name(document)
    if use.page:
        return context.get_word("use_page", document=short, page=use.page)
    if section is None:
        return short
    return context.get_word(
        "use_section", document=short, section=map_forms(section.run.shown, lambda form: form.strip().rstrip("：。"))
    )


def _find_sections(document: Document) -> dict[str, Heading]:
    """Return the heading (level 2) of each block's section."""
    headings = {heading.block: heading for heading in document.headings if heading.level == 2}
    sections: dict[str, Heading] = {}
    current = None
    for block in document.walk():
        current = headings.get(block.id, current)
        if current is not None:
            sections.setdefault(block.id, current)
    return sections


def build_glossary_search(context: Context, view: GlossaryView) -> SearchDocument:
    """Return the glossary for the search: an entry is a heading and its definition."""
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
