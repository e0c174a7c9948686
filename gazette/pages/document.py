"""Build a document's page: a report's blocks or an explainer's sections, with notes, contents, provenance and citation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial

from msgspec import Struct

from gazette.grouping import group_by
from gazette.model import CELL, Block, Document, Run
from gazette.pages.citation import Citation, build_citation
from gazette.pages.comparison import comparison_path
from gazette.pages.context import Context, link_to, relative_path
from gazette.pages.editorial_notes import EditorialNote, build_editorial_notes, count_notes_by_script
from gazette.pages.explainer import Section, SectionBuilder, split_run_in
from gazette.pages.glossary import EntryView, build_entry_view, describe_source, note_label
from gazette.pages.publication import Link, SearchDocument, SearchText
from gazette.shown import Shown, concat, first_form, join, map_forms, strip_end
from gazette.sources.containers import get_container_rules
from gazette.text import remove_whitespace


class Fact(Struct, frozen=True):
    """A line of a newspaper's nameplate: 期号 第3490期."""

    label: Shown
    value: Shown
    printed: bool  #: false if the source does not print it (原件未注明)


class MastheadLine(Struct, frozen=True):
    """A printed line of a document's masthead."""

    role: str  #: headline, subtitle, kicker, publisher, edition, issue, date, lunar, byline, or ``line``
    block: Block


class TocItem(Struct, frozen=True):
    """An entry of the table of contents."""

    href: str
    text: Shown
    level: int


class Note(Struct, frozen=True):
    """A 附注 of a report, as printed: （P9）term：definition."""

    id: str
    label: Shown  #: printed before the term: （P9）
    page_break: int | None  #: the page that begins with the note
    slug: str
    term: Shown
    definition: Run
    source: Shown
    back: str  #: to the term in the text


class Chip(Struct, frozen=True):
    """A link from a paragraph to the newspaper's section that explains it."""

    href: str  #: to the first of the lines
    label: Shown  #: 解读
    numeral: str  #: 04
    count: Shown  #: of lines


class DocumentView(Struct, frozen=True):
    """A document's page."""

    id: str
    kind: str
    masthead: tuple[MastheadLine, ...]
    masthead_facts: tuple[Fact, ...]  #: of a newspaper's nameplate
    publisher: Shown
    publisher_printed: bool
    translit: Shown  #: how the page's script relates to print: 原刊为繁体，本页已转换为简体
    relations: tuple[Link, ...]  #: to the documents that it explains or that explain it
    missing_report: Shown  #: a sentence about the report that it explains, if that is not in the library
    toc: tuple[TocItem, ...]
    blocks: tuple[Block, ...]  #: of a report or coverage
    sections: tuple[Section, ...]  #: of an explainer
    notes: tuple[Note, ...]
    editorial_notes: tuple[EditorialNote, ...]
    editorial_note_counts: Shown
    entries: tuple[EntryView, ...]  #: of the terms it uses
    chips: Mapping[str, tuple[Chip, ...]]  #: by paragraph
    source_note: tuple[Shown, ...]  #: the provenance, a line each
    citation: Citation


def build_document_view(context: Context, document: Document) -> DocumentView:
    """Build the view of a document's page."""
    path = context.make_path(document.id)
    masthead, masthead_facts = _build_masthead(context, document)
    body = tuple(block for block in document.blocks if block.name != "masthead")
    is_explainer = document.meta.kind == "explainer"
    notes, editorial_notes = _build_notes(context, document), build_editorial_notes(context, document, path)
    own = {note.slug for note in notes}
    used = {use.slug for use in context.index.uses.get(document.id, ())} - own
    return DocumentView(
        id=document.id,
        kind=document.meta.kind,
        masthead=masthead,
        masthead_facts=masthead_facts,
        publisher=context.convert_front_matter(document, "publisher"),
        publisher_printed=any(line.role == "publisher" for line in masthead),
        translit=context.get_word(f"translit_from_{document.meta.script}"),
        relations=_link_relations(context, document, path),
        missing_report=context.describe_missing_report(document),
        toc=_build_toc(document),
        blocks=() if is_explainer else tuple(split_run_in(block) for block in body),
        sections=_section_builder(context, document, path).build_sections(body) if is_explainer else (),
        notes=notes,
        editorial_notes=editorial_notes,
        editorial_note_counts=count_notes_by_script(editorial_notes),
        entries=tuple(build_entry_view(context, e, path) for e in context.entries if e.slug in used),
        chips=_build_chips(context, document, path) if not is_explainer else {},
        source_note=describe_provenance(context, document),
        citation=build_citation(context, document),
    )


# ---------------------------------------------------------------- head


def _build_masthead(context: Context, document: Document) -> tuple[tuple[MastheadLine, ...], tuple[Fact, ...]]:
    """Return the printed lines of the masthead with their roles, and the nameplate's facts, missing ones included."""
    meta = document.meta
    roles = {
        remove_whitespace(getattr(meta, key)): role
        for key, role in (("title", "headline"), ("subtitle", "subtitle"), ("kicker", "kicker"), ("publisher", "publisher"),
                          ("edition", "edition"), ("issue", "issue"), ("lunar_date", "lunar"), ("byline", "byline"))
        if getattr(meta, key)
    }  # fmt: skip
    printed_date = remove_whitespace(context.format_date(meta.date))
    lines = []
    for block in (child for root in document.blocks if root.name == "masthead" for child in root.walk() if child.run):
        assert block.run is not None
        words = remove_whitespace(block.run.text)
        role = "headline" if block.kind == "heading" else roles.get(words, "line")
        if role == "line" and printed_date and words.startswith(printed_date):
            role = "date"
        lines.append(MastheadLine(role, block))
    if meta.kind == "report":
        return tuple(lines), ()
    printed = {line.role: line.block.run.shown for line in lines if line.block.run}
    facts = []
    for role, key in (("issue", "issue"), ("date", "date"), ("lunar", "lunar_date"), ("byline", "byline")):
        value = printed.get(role, "")
        known = context.format_date(meta.date) if role == "date" else context.convert_front_matter(document, key)
        if value:
            facts.append(Fact(context.get_word(f"label_{role}"), value, True))
        elif known and key in meta.inferred:
            facts.append(
                Fact(context.get_word(f"label_{role}"), context.get_word("unknown_inferred", value=known), False)
            )
        elif role in ("issue", "date"):
            facts.append(Fact(context.get_word(f"label_{role}"), context.get_word("unknown"), False))
    return tuple(lines), tuple(facts)


def _link_relations(context: Context, document: Document, path: str) -> tuple[Link, ...]:
    """Link to the documents that this one explains or that explain it, and to the comparisons with them."""
    links = []
    if context.find_document(document.meta.explains):
        links.append(link_to(path, context.make_path(document.meta.explains), context.get_word("explains")))
        links.append(link_to(path, comparison_path(document), context.get_word("compare")))
    for other in context.index.explainers.get(document.id, ()):
        title, publisher = (
            context.convert_front_matter(other, "title"),
            context.convert_front_matter(other, "publisher"),
        )
        label = context.get_word("explained_by", publisher=publisher, title=title)
        links.append(link_to(path, context.make_path(other.id), label))
        links.append(link_to(path, comparison_path(other), context.get_word("compare")))
    return tuple(links)


def describe_provenance(context: Context, document: Document) -> tuple[Shown, ...]:
    """Describe where a document comes from, what is lost and what is inferred, a line each."""
    note = strip_end(context.convert_front_matter(document, "date_note"), "。")
    return (
        *_describe_source(context, document, "medium", "extracted"),
        *describe_uncertainty(context, document),
        *([context.get_word("source_date_note", value=note)] if note else ()),
    )


def describe_uncertainty(context: Context, document: Document) -> tuple[Shown, ...]:
    """Describe what of a document is lost and what is inferred, a line each."""
    lines = list(_describe_source(context, document, "missing"))
    if document.meta.inferred:
        names = (key if f"inferred_{key}" in context.strings else "other" for key in document.meta.inferred)
        value = join(context.get_word("listing"), dict.fromkeys(context.get_word(f"inferred_{name}") for name in names))
        lines.append(context.get_word("source_inferred", value=value))
    return tuple(lines)


def _describe_source(context: Context, document: Document, *keys: str) -> Iterator[Shown]:
    for key in keys:
        value = context.convert_text(document.meta.source.get(key, ""), document.meta.script)
        if value:
            yield context.get_word(f"source_{key}", value=strip_end(value, "。"))


def _build_toc(document: Document) -> tuple[TocItem, ...]:
    deepest = 3 if document.meta.kind == "report" else 2
    return tuple(
        TocItem(f"#{h.id}", _strip_stop(h.run.shown), h.level - 1) for h in document.headings if 2 <= h.level <= deepest
    )


def _strip_stop(text: Shown) -> Shown:
    """Return a heading without the full stop of a run-in heading."""
    return map_forms(text, lambda form: form.strip().rstrip("。："))


# ---------------------------------------------------------------- body


def _section_builder(context: Context, document: Document, path: str) -> SectionBuilder:
    figures = group_by(context.index.figures.get(document.id, ()), lambda f: f.anchor)
    relations = group_by(context.index.relations.get(document.id, ()), lambda r: r.anchor)
    return SectionBuilder(context, figures, relations, path, cache(context.label_source_link))


def _build_chips(context: Context, document: Document, path: str) -> dict[str, tuple[Chip, ...]]:
    """Build a chip for each newspaper's section that explains a paragraph of the report, by paragraph."""
    sections = context.index.sections
    lines: dict[str, dict[tuple[str, str], dict[str, None]]] = {}  # by paragraph and section, in order
    for line in context.index.explained.get(document.id, ()):
        if line.place in sections.get(line.document, {}):
            key = (line.document, sections[line.document][line.place])
            lines.setdefault(line.anchor, {}).setdefault(key, {})[line.place] = None
    by_paragraph = {}
    for target, groups in lines.items():
        chips = []
        for (name, section), places in groups.items():
            numeral = section.removeprefix("e") if re.fullmatch(r"e\d{2}", section) else ""
            href = relative_path(path, context.make_path(name, next(iter(places))))
            chips.append(
                Chip(href, context.get_word("chip"), numeral, context.get_word("chip_count", count=len(places)))
            )
        by_paragraph[target] = tuple(chips)
    return by_paragraph


def _build_notes(context: Context, document: Document) -> tuple[Note, ...]:
    """Build the document's 附注 from the glossary, in its order."""
    first: dict[str, str] = {}
    for use in context.index.uses.get(document.id, ()):
        first.setdefault(use.slug, use.anchor)
    return tuple(
        Note(
            id=e.source.note,
            label=note_label(e),
            page_break=e.source.printed_on,
            slug=e.slug,
            term=context.convert_term(e),
            definition=e.definition,
            source=describe_source(context, e),
            back=f"#{first[e.slug]}" if e.slug in first else "",
        )
        for e in context.index.notes.get(document.id, ())
    )


# ---------------------------------------------------------------- search


#: How a hit's place is called, by the kind of document: the page of a report, section and item of a newspaper page.
_PLACES = {"report": ("page",), "explainer": ("section", "item"), "coverage": ()}


def build_document_search(context: Context, document: Document, view: DocumentView) -> SearchDocument:
    """Return the document's own text for the search, a piece for each heading, paragraph, item and note."""
    levels = {heading.id: heading.level for heading in document.headings}
    pieces = tuple(piece for block in document.blocks for piece in _pieces(block, levels, view.notes))
    kind = context.name_filter(document)
    year = str(document.year)
    meta = {
        "title": context.convert_front_matter(document, "title"),
        "kind": kind,
        "year": year,
        "document": context.make_short_name(document),
    } | {name: context.get_word(f"find_{name}", n="{n}") for name in _PLACES[document.meta.kind]}
    return SearchDocument(
        context.convert_front_matter(document, "title"),
        pieces,
        meta,
        {"year": year, "kind": context.make_filter(document.meta.kind, document.meta.distinction)},
    )


def _pieces(block: Block, levels: Mapping[str, int], notes: Iterable[Note]) -> Iterator[SearchText]:
    """Yield the pieces of a block and all below it; ``levels`` are those of the document's headings by anchor."""
    if get_container_rules(block).is_editorial:
        return
    if block.run is not None:
        supplied = [m for m in block.run.marks if m.kind == "supplied"]

        def without_supplied(form: str) -> str:
            for mark in reversed(supplied):
                form = form[: mark.start] + form[mark.end :]
            return form

        text = block.run.shown or block.alt
        if supplied:
            text = map_forms(text, without_supplied)
        for mark in block.run.marks:
            if mark.kind == "run-in":
                heading = map_forms(text, partial(_cut_start, mark.end))
                yield SearchText(mark.attrs["id"], levels[mark.attrs["id"]], heading)
        if first_form(text).strip():
            if CELL in first_form(text):
                text = map_forms(text, lambda form: form.replace(CELL, "\n"))  # no space, which the search reads over
            yield SearchText(block.id, block.level if block.kind == "heading" else 0, text)
    for child in block.children:
        yield from _pieces(child, levels, notes)
    if block.name == "notes":
        for note in notes:
            yield SearchText(note.id, 0, concat(note.label, note.term, "：", note.definition.shown))


def _cut_start(length: int, text: str) -> str:
    return text[:length]
