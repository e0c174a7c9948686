"""Build the glossary page, with links to every place that uses a term."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from gazette.grouping import group_by
from gazette.model import Document, Entry, Heading, Mark, Run, Use
from gazette.pages.context import Context, link_to
from gazette.pages.publication import Link, SearchDocument, SearchText
from gazette.shown import Shown, map_forms
from gazette.sources.bodies import Body
from gazette.text import find_sentences, widen_to_clauses

PATH = "glossary/"
#: The clauses around a term have at most so many characters.
_EXCERPT = 40
_GAP = "……"


class TermYear(Struct, frozen=True, array_like=True):
    """Where a document uses a term, and how it says it."""

    year: int
    document: Shown  #: 2024年报告
    quote: Run  #: the clauses around the first use, in which the term is bold
    places: tuple[Link, ...]  #: to every block that uses it


class EntryView(Struct, frozen=True):
    """A glossary entry."""

    slug: str
    term: Shown
    also: tuple[Shown, ...]  #: other forms of the term
    definition: Run
    source: Link | None  #: to the note from which it is taken
    uses: tuple[TermYear, ...]  #: by document, the newest first
    use_count: int  #: of places that use the term
    more: tuple[Link, ...] = ()  #: to the same note in other documents


class GlossaryView(Struct, frozen=True):
    """The glossary page."""

    entries: tuple[EntryView, ...]


def build_entry_view(context: Context, entry: Entry, path: str, uses: Iterable[TermYear] = ()) -> EntryView:
    """Build an entry for page ``path``; ``uses`` are those of each document."""
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
    uses = tuple(sorted(uses, key=lambda use: -use.year))
    count = sum(len(use.places) for use in uses)
    return EntryView(entry.slug, context.convert_term(entry), also, definition, source, uses, count, tuple(more))


def describe_source(context: Context, entry: Entry) -> Shown:
    """Describe the source of an entry: 2024年政府工作报告附注P9, 2024年东港镇报告附注P2, or 编者注."""
    if not entry.sources:
        return context.get_word("editor_source")
    name, page = entry.source.document, entry.source.page
    body = context.bodies.get(name, Body())
    report = context.name_report(name.split("/")[0], body.place + body.label)
    return context.get_word("note_source", report=report, page=f"P{page}" if page else "")


def note_label(entry: Entry) -> str:
    """Return the label printed before a note: the page that it cites, or its number."""
    return f"（P{entry.source.page}）" if entry.source.page else entry.source.number


def build_glossary_view(context: Context, uses: Sequence[Mapping[str, TermYear]]) -> GlossaryView:
    """Build the glossary page; ``uses`` are those of each document, by term."""
    entries = (
        build_entry_view(context, entry, PATH, (own[entry.slug] for own in uses if entry.slug in own))
        for entry in context.entries
    )
    return GlossaryView(tuple(entries))


def find_term_years(context: Context, document: Document) -> dict[str, TermYear]:
    """Return by term how a document says it, with links from the glossary to the places."""
    uses = context.index.uses.get(document.id, ())
    sections = _find_sections(document) if uses else {}
    runs = {block.id: block.run for block in document.walk() if block.run} if uses else {}
    short = context.make_short_name(document)
    found = {}
    for slug, own in group_by(uses, lambda use: use.slug).items():
        links = (
            link_to(
                PATH,
                context.make_path(document.id, use.anchor),
                _describe_place(context, document, use, sections.get(use.anchor)),
            )
            for use in own
        )
        quote = _quote_use(runs[own[0].anchor], own[0])
        found[slug] = TermYear(document.year, short, quote, tuple(dict.fromkeys(links)))
    return found


def _quote_use(run: Run, use: Use) -> Run:
    """Return the clauses around a term, which is bold, with an ellipsis where words of the sentence are left out."""
    sentences = find_sentences(run.text)
    first, last = next(span for span in sentences if span[0] <= use.start < span[1])
    start, end = widen_to_clauses(run.text[:last], use.start, min(use.end, last), _EXCERPT, first)
    before, after = _GAP * (start > first), _GAP * (end < last)
    cut = run.cut(start, end - (1 if after and run.text[end - 1] in "，；" else 0))
    forms = tuple(f"{before}{form}{after}" for form in cut.forms)
    at = len(before) - start
    return Run(f"{before}{cut.text}{after}", (Mark("strong", use.start + at, use.end + at),), cut.line, forms)


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
