"""A newspaper page as its sections: numerals, items cut at their clauses, figures repeated large. No word is lost or doubled."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from gazette.model import Block, Figure, Relation, Run
from gazette.pages.context import Context, link_to
from gazette.pages.goal_cards import Amount, make_amount
from gazette.pages.publication import Link
from gazette.text import find_clauses, find_label_end

#: Bullets that a newspaper prints; they are words of the page, set as marks.
_MARKERS = "▶◎●■◆○"
#: Ranks (第3) and numbers in words (百场) say enough where they stand; they are not repeated large.
_DIGITS = re.compile(r"[0-9０-９]")
_NUMBERED = re.compile(r"e(\d{2})")


class Clause(Struct, frozen=True):
    """A clause of a newspaper item with the figures in it, repeated large, and the places of the report that it rests on."""

    run: Run
    amounts: tuple[Amount, ...]
    sources: tuple[Link, ...] = ()


class Item(Struct, frozen=True):
    """An item of a newspaper section: ``label`` (“提速数智转型扩面提质：”) if it has one, then its clauses; ``marker`` is a printed bullet.

    ``prose``: a paragraph of a section without a numeral, set as running text. ``below`` is what stands under it in the list.
    """

    id: str
    marker: str
    label: Run | None
    clauses: tuple[Clause, ...]
    prose: bool
    below: tuple[Part, ...]


class Part(Struct, frozen=True):
    """A stretch of a newspaper section: a heading, a list of items, or any other block. Exactly one is set."""

    heading: Block | None = None
    items: tuple[Item, ...] = ()
    block: Block | None = None


class Section(Struct, frozen=True):
    """A section of a newspaper page. ``numeral`` (04) is cut off its title; ``numeral_last`` where it is printed after the words."""

    id: str
    numeral: str
    numeral_last: bool
    title: Run
    parts: tuple[Part, ...]
    facts: tuple[Section, ...] = ()
    numeral_supplied: bool = False


def split_run_in(block: Block) -> Block:
    """A paragraph with a run-in heading as its heading (its first child) and the rest; other blocks as they are."""
    if block.children:
        block = replace(block, children=tuple(split_run_in(child) for child in block.children))
    mark = next((m for m in block.run.marks if m.kind == "run-in"), None) if block.run else None
    if mark is None or block.run is None:
        return block
    head = block.run.cut(0, mark.end)
    head = replace(head, marks=tuple(m for m in head.marks if m.kind != "run-in"))
    heading = Block("heading", block.line, head, id=mark.attrs["id"], level=int(mark.attrs["level"]))
    rest = block.run.cut(mark.end, len(block.run.text))
    return replace(block, run=rest, children=(heading, *block.children))


class Newspaper(Struct, frozen=True):
    """Makes the sections of one page at ``path``; ``figures`` and ``relations`` are the document's, by block."""

    context: Context
    figures: Mapping[str, Sequence[Figure]]
    relations: Mapping[str, Sequence[Relation]]
    path: str

    def sections(self, blocks: Sequence[Block]) -> tuple[Section, ...]:
        """Each ``##`` begins a section; a ``facts`` container holds sections of its own."""
        found: list[Section] = []
        current: list[Block] = []
        heading: Block | None = None

        def close() -> None:
            if heading is not None or current:
                found.append(self.section(heading, current))

        for block in blocks:
            if block.kind == "heading" and block.level == 2:
                close()
                heading, current = block, []
            elif block.name == "facts":
                close()
                heading, current = None, []
                found.append(Section(block.id, "", False, Run(""), (), self.sections(block.children)))
            else:
                current.append(block)
        close()
        return tuple(found)

    def section(self, heading: Block | None, blocks: Sequence[Block]) -> Section:
        """A section with its numeral cut off its title: two digits that its anchor repeats (03 of ``#e03``)."""
        if heading is None or heading.run is None:
            return Section("", "", False, Run(""), self.parts(blocks, prose=True))
        numeral = _NUMBERED.fullmatch(heading.id)
        title, words, last, digits = heading.run, heading.run.text, False, ""
        at = 0
        if numeral and words.startswith(numeral[1]):
            digits, title = numeral[1], title.cut(2, len(words))
        elif numeral and words.endswith(numeral[1]):
            digits, title, last, at = numeral[1], title.cut(0, len(words) - 2), True, len(words) - 2
        supplied = any(m.kind == "supplied" and m.start <= at and at + 2 <= m.end for m in heading.run.marks)
        parts = self.parts(blocks, prose=numeral is None)
        return Section(heading.id, digits, last, title, parts, numeral_supplied=bool(digits) and supplied)

    def parts(self, blocks: Sequence[Block], *, prose: bool) -> tuple[Part, ...]:
        """Lists and paragraphs as items, everything else as it is."""
        parts: list[Part] = []
        items: list[Item] = []

        def flush() -> None:
            if items:
                parts.append(Part(items=tuple(items)))
                items.clear()

        for block in blocks:
            run_in = block.run is not None and any(mark.kind == "run-in" for mark in block.run.marks)
            if block.kind == "list":
                items.extend(self.item(child, prose=False) for child in block.children)
            elif block.kind == "paragraph" and not run_in:
                items.append(self.item(block, prose=prose))
            else:
                flush()
                parts.append(Part(heading=block) if block.kind == "heading" else Part(block=split_run_in(block)))
        flush()
        return tuple(parts)

    def sources(self, anchor: str, begin: int, end: int) -> tuple[Link, ...]:
        """The places of the report that the words from ``begin`` to ``end`` rest on, each once."""
        links = []
        for relation in self.relations.get(anchor, ()):
            if begin <= relation.start < end:
                place = self.context.path(relation.target_document, relation.target)
                links.append(link_to(self.path, place, self.context.source(relation.target_page)))
        return tuple(dict.fromkeys(links))

    def item(self, block: Block, *, prose: bool) -> Item:
        """An item: marker, label and clauses together are its words; what stands below it comes after."""
        run = block.run or Run("")
        start = 1 if run.text and run.text[0] in _MARKERS else 0
        # A page that begins before the bullet is shown before the words.
        run = replace(
            run,
            marks=tuple(
                m if m.start != m.end else replace(m, start=max(m.start, start), end=max(m.end, start))
                for m in run.marks
            ),
        )
        whole = [m for m in run.marks if m.kind in ("a", "data", "sic", "term")]
        ends = find_label_end(run.text[start:])
        if any(m.start < start + ends < m.end for m in whole):  # what is marked is never cut in two
            ends = 0
        label = run.cut(start, start + ends) if ends else None
        own = [figure for figure in self.figures.get(block.id, ()) if _DIGITS.match(figure.printed_number)]
        found = []
        begin = start + ends
        for _, end in find_clauses(run.text, begin) or ((begin, len(run.text)),):
            if any(m.start < end < m.end for m in whole):
                continue
            amounts = tuple(make_amount(self.context, f, self.path) for f in own if begin <= f.amount_start < end)
            found.append(Clause(run.cut(begin, end), amounts, self.sources(block.id, begin, end)))
            begin = end
        below = self.parts(block.children, prose=False)
        return Item(block.id, run.text[:start], label, tuple(found), prose, below)
