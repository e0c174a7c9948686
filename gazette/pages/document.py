"""A document's page: its blocks as a report, or as the sections of a newspaper page, with what belongs to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from msgspec import Struct

from gazette.grouping import group_by
from gazette.model import CELL, Block, Document, Run
from gazette.pages.citation import Citation, build_citation
from gazette.pages.comparison import comparison_path
from gazette.pages.context import Context, link_to, relative_path
from gazette.pages.editorial_notes import EditorialNote, build_editorial_notes, count_notes_by_script
from gazette.pages.explainer import Newspaper, Section, split_run_in
from gazette.pages.glossary import EntryView, build_entry_view, describe_source, note_label
from gazette.pages.publication import Link, SearchDocument, SearchText
from gazette.shown import Shown, concat, first_form, join, map_forms, strip_end
from gazette.text import remove_whitespace

_SILENT = ("masthead", "note", "gap")


class Fact(Struct, frozen=True):
    """A line of a nameplate: 期号 第3490期. ``printed`` is false for what the source does not tell (底稿未载)."""

    label: Shown
    value: Shown
    printed: bool


class MastheadLine(Struct, frozen=True):
    """A printed line of a document's head: ``role`` is headline, subtitle, kicker, publisher, edition, issue, date, lunar, byline or ``line``."""

    role: str
    block: Block


class TocItem(Struct, frozen=True):
    """An entry of the contents rail."""

    href: str
    text: Shown
    level: int


class Note(Struct, frozen=True):
    """A 附注 of a report, as printed: （P9）term：definition; ``label`` is what stands before the term. ``page_break`` is the page that begins with it; ``back`` leads to the term in the text."""

    id: str
    label: Shown
    page_break: int | None
    slug: str
    term: Shown
    definition: Run
    source: Shown
    back: str


class Chip(Struct, frozen=True):
    """A newspaper's explanation of a paragraph: ``label`` 解读 ``numeral`` 04, ``count`` clauses, the first at ``href``."""

    href: str
    label: Shown
    numeral: str
    count: Shown


class DocumentView(Struct, frozen=True):
    """A document's page. A report or coverage is ``blocks`` in order; an explainer is ``sections``.

    ``translit`` says how the page's script relates to print (原刊为繁体，此页为简体转写); ``relations`` lead to the
    documents that it explains or that explain it; ``unheld`` names one that we do not hold.
    """

    id: str
    kind: str
    masthead: tuple[MastheadLine, ...]
    plate: tuple[Fact, ...]
    publisher: Shown
    publisher_printed: bool
    translit: Shown
    relations: tuple[Link, ...]
    unheld: Shown
    toc: tuple[TocItem, ...]
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]
    editorial_notes: tuple[EditorialNote, ...]
    editorial_note_counts: Shown
    entries: tuple[EntryView, ...]
    chips: Mapping[str, tuple[Chip, ...]]
    source_note: tuple[Shown, ...]
    citation: Citation


def build_document_view(context: Context, document: Document) -> DocumentView:
    """The view of a document's page."""
    path = context.path(document.id)
    masthead, plate = _masthead(context, document)
    body = tuple(block for block in document.blocks if block.name != "masthead")
    newspaper = document.meta.kind == "explainer"
    notes, found = _notes(context, document), build_editorial_notes(context, document, path)
    own = {note.slug for note in notes}
    used = {use.slug for use in context.index.uses.get(document.id, ())} - own
    return DocumentView(
        id=document.id,
        kind=document.meta.kind,
        masthead=masthead,
        plate=plate,
        publisher=context.front(document, "publisher"),
        publisher_printed=any(line.role == "publisher" for line in masthead),
        translit=context.word(f"translit_from_{document.meta.script}"),
        relations=_relations(context, document, path),
        unheld=context.unheld(document),
        toc=_toc(document),
        blocks=() if newspaper else tuple(split_run_in(block) for block in body),
        sections=_newspaper(context, document, path).sections(body) if newspaper else (),
        notes=notes,
        editorial_notes=found,
        editorial_note_counts=count_notes_by_script(found),
        entries=tuple(build_entry_view(context, e, path) for e in context.converted.entries if e.slug in used),
        chips=_chips(context, document, path) if not newspaper else {},
        source_note=describe_provenance(context, document),
        citation=build_citation(context, document),
    )


# ---------------------------------------------------------------- head


def _masthead(context: Context, document: Document) -> tuple[tuple[MastheadLine, ...], tuple[Fact, ...]]:
    """The printed lines of the head, each with what front matter says it is; and the plate's facts, missing ones told."""
    meta = document.meta
    roles = {
        remove_whitespace(getattr(meta, key)): role
        for key, role in (("title", "headline"), ("subtitle", "subtitle"), ("kicker", "kicker"), ("publisher", "publisher"),
                          ("edition", "edition"), ("issue", "issue"), ("lunar_date", "lunar"), ("byline", "byline"))
        if getattr(meta, key)
    }  # fmt: skip
    printed_date = remove_whitespace(context.date(meta.date))
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
    found = {line.role: line.block.run.shown for line in lines if line.block.run}
    plate = []
    for role, key in (("issue", "issue"), ("date", "date"), ("lunar", "lunar_date"), ("byline", "byline")):
        value = found.get(role, "")
        known = context.date(meta.date) if role == "date" else context.front(document, key)
        if value:
            plate.append(Fact(context.word(f"label_{role}"), value, True))
        elif known and key in meta.inferred:
            plate.append(Fact(context.word(f"label_{role}"), context.word("unknown_inferred", value=known), False))
        elif role in ("issue", "date"):
            plate.append(Fact(context.word(f"label_{role}"), context.word("unknown"), False))
    return tuple(lines), tuple(plate)


def _relations(context: Context, document: Document, path: str) -> tuple[Link, ...]:
    found = []
    if context.document(document.meta.explains):
        found.append(link_to(path, context.path(document.meta.explains), context.word("explains")))
        found.append(link_to(path, comparison_path(document), context.word("compare")))
    for other in context.index.explainers.get(document.id, ()):
        title, publisher = context.front(other, "title"), context.front(other, "publisher")
        found.append(
            link_to(path, context.path(other.id), context.word("explained_by", publisher=publisher, title=title))
        )
        found.append(link_to(path, comparison_path(other), context.word("compare")))
    return tuple(found)


def describe_provenance(context: Context, document: Document) -> tuple[Shown, ...]:
    """Where a document comes from, what is lost and what is inferred, a line each."""
    lines = []
    for key in ("medium", "extracted", "missing"):
        value = context.text(document.meta.source.get(key, ""), document.meta.script)
        if value:
            lines.append(context.word(f"source_{key}", value=strip_end(value, "。")))
    if document.meta.inferred:
        names = (key if f"inferred_{key}" in context.strings else "other" for key in document.meta.inferred)
        value = join(context.word("listing"), dict.fromkeys(context.word(f"inferred_{name}") for name in names))
        lines.append(context.word("source_inferred", value=value))
    if document.meta.date_note:
        lines.append(context.word("source_date_note", value=strip_end(context.front(document, "date_note"), "。")))
    return tuple(lines)


def _toc(document: Document) -> tuple[TocItem, ...]:
    deepest = 3 if document.meta.kind == "report" else 2
    return tuple(
        TocItem(f"#{h.id}", _title(h.run.shown), h.level - 1) for h in document.headings if 2 <= h.level <= deepest
    )


def _title(text: Shown) -> Shown:
    """A heading as it stands in a list: without the full stop of a run-in heading."""
    return map_forms(text, lambda form: form.strip().rstrip("。："))


# ---------------------------------------------------------------- body


def _newspaper(context: Context, document: Document, path: str) -> Newspaper:
    figures = group_by(context.index.figures.get(document.id, ()), lambda f: f.anchor)
    relations = group_by(context.index.relations.get(document.id, ()), lambda r: r.anchor)
    return Newspaper(context, figures, relations, path)


def _chips(context: Context, document: Document, path: str) -> dict[str, tuple[Chip, ...]]:
    """For each paragraph of a report the newspaper's sections that explain it, with the number of their lines that do."""
    sections = context.index.sections
    lines: dict[str, dict[tuple[str, str], dict[str, None]]] = {}
    for told in context.index.explained.get(document.id, ()):
        if told.place in sections.get(told.document, {}):
            key = (told.document, sections[told.document][told.place])
            lines.setdefault(told.anchor, {}).setdefault(key, {})[told.place] = None
    found = {}
    for target, groups in lines.items():
        chips = []
        for (name, section), places in groups.items():
            numeral = section.removeprefix("e") if re.fullmatch(r"e\d{2}", section) else ""
            href = relative_path(path, context.path(name, next(iter(places))))
            chips.append(Chip(href, context.word("chip"), numeral, context.word("chip_count", count=len(places))))
        found[target] = tuple(chips)
    return found


def _notes(context: Context, document: Document) -> tuple[Note, ...]:
    """The document's 附注, gathered from the glossary, in its order."""
    first: dict[str, str] = {}
    for use in context.index.uses.get(document.id, ()):
        first.setdefault(use.slug, use.anchor)
    return tuple(
        Note(
            e.source.note,
            note_label(e),
            e.source.printed_on,
            e.slug,
            context.term(e),
            e.definition,
            describe_source(context, e),
            f"#{first[e.slug]}" if e.slug in first else "",
        )
        for e in context.index.entries.get(document.id, ())
    )


# ---------------------------------------------------------------- search


def build_document_search(context: Context, document: Document, view: DocumentView) -> SearchDocument:
    """The document's own words, a piece for each heading, paragraph, item and note; nothing that the editors added."""
    levels = {heading.id: heading.level for heading in document.headings}
    pieces = tuple(piece for block in document.blocks for piece in _pieces(block, levels, view.notes))
    kind = context.word(f"kind_{document.meta.kind}")
    year = str(document.year)
    meta = {"title": context.front(document, "title"), "kind": kind, "year": year, "document": context.short(document)}
    return SearchDocument(context.front(document, "title"), pieces, meta, {"year": year, "kind": document.meta.kind})


def _pieces(block: Block, levels: Mapping[str, int], notes: Iterable[Note]) -> Iterator[SearchText]:
    """The pieces of a block and all below it; ``levels`` are those of the document's headings, ``notes`` stand at its end."""
    if block.kind == "container" and block.name in ("note", "gap"):
        return
    if block.run is not None:
        supplied = [m for m in block.run.marks if m.kind == "supplied"]

        def printed(form: str) -> str:
            for mark in reversed(supplied):
                form = form[: mark.start] + form[mark.end :]
            return form

        text = map_forms(block.run.shown or block.alt, printed)
        for mark in block.run.marks:
            if mark.kind == "run-in":
                heading = map_forms(text, partial(_opening, mark.end))
                yield SearchText(mark.attrs["id"], levels[mark.attrs["id"]], heading)
        if first_form(text).strip():
            text = map_forms(text, lambda form: form.replace(CELL, " "))
            yield SearchText(block.id, block.level if block.kind == "heading" else 0, text)
    for child in block.children:
        yield from _pieces(child, levels, notes)
    if block.name == "notes":
        for note in notes:
            yield SearchText(note.id, 0, concat(note.label, note.term, "：", note.definition.shown))


def _opening(length: int, text: str) -> str:
    return text[:length]
