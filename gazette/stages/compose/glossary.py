"""Glossary entries as views, with links to every place that uses a term."""

from __future__ import annotations

from dataclasses import replace

from gazette.model import Document, Entry, Link, SearchDocument, SearchText, Use
from gazette.stages.compose.context import Context, link
from gazette.views import EntryView, GlossaryView


def entry_view(context: Context, entry: Entry, path: str) -> EntryView:
    """An entry as page ``path`` shows it."""
    if entry.document:
        text = context.word("note_source", year=entry.document.split("/")[0], page=entry.page)
        source = link(path, context.path(entry.document, entry.note), text)
    else:
        source = Link("", context.word("editor_source"))
    uses = []
    for use in context.edition.uses:
        document = context.document(use.document)
        if use.slug == entry.slug and document is not None:
            uses.append(link(path, context.path(use.document, use.anchor), _place(context, document, use)))
    definition = replace(entry.definition, marks=tuple(m for m in entry.definition.marks if m.kind != "page"))
    return EntryView(entry.slug, entry.term, entry.also, definition, source, tuple(dict.fromkeys(uses)))


def _place(context: Context, document: Document, use: Use) -> str:
    """2024年报告P9, or the section where a document has no pages."""
    short = context.short(document)
    if use.page:
        return context.word("use_page", document=short, page=use.page)
    order = [block.id for block in document.walk()]
    before = [h for h in document.headings if h.level == 2 and order.index(h.block) <= order.index(use.anchor)]
    if not before:
        return short
    return context.word("use_section", document=short, section=before[-1].run.text.strip().rstrip("：。"))


def glossary_view(context: Context, path: str) -> GlossaryView:
    """Every entry, in the glossary's order."""
    return GlossaryView(tuple(entry_view(context, entry, path) for entry in context.edition.entries))


def glossary_search(context: Context, view: GlossaryView) -> SearchDocument:
    """The glossary as the search sees it: an entry is a heading and its definition."""
    pieces: list[SearchText] = []
    for entry in view.entries:
        pieces.append(SearchText(entry.slug, 2, entry.term))
        pieces.append(SearchText(entry.slug, 0, entry.definition.text))
    kind = context.word("kind_glossary")
    return SearchDocument(
        context.word("nav_glossary"),
        tuple(pieces),
        {"title": context.word("nav_glossary"), "kind": kind},
        {"kind": "glossary"},
    )
