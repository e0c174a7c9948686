"""Build the sections of an explainer: numerals, items divided into clauses, figures repeated large. No word is lost or doubled."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from gazette.conversion.converter import fold
from gazette.model import Block, Figure, Relation, Run
from gazette.pages.context import Context, link_to
from gazette.pages.goal_cards import Amount, make_amount
from gazette.pages.publication import Link
from gazette.pages.tiles import Place, find_nouns
from gazette.shown import Shown, concat, of_forms
from gazette.text import find_clauses, find_label_end

#: Bullets that a newspaper prints; they are part of its text.
MARKERS = "▶◎●■◆○"
#: Only figures that begin with a digit are repeated large, no ranks (第3) and no numbers in words (百场).
_DIGITS = re.compile(r"[0-9０-９]")
_NUMBERED = re.compile(r"e(\d{2})")


class Clause(Struct, frozen=True):
    """A clause of an item."""

    run: Run
    amounts: tuple[Amount, ...]  #: its figures
    tiles: tuple[Tile, ...] = ()  #: its figures, each under its noun; a figure by itself is repeated large without one
    sources: tuple[Link, ...] = ()  #: to the words of the report from which it is taken


class Tile(Struct, frozen=True):
    """A figure of a clause that has several, with the noun that it counts."""

    noun: Shown
    slip: Shown  #: not empty in a script in which the noun is a misprint
    amount: Amount
    role: str  #: of an indicator's figure; else empty


class Item(Struct, frozen=True):
    """An item of a section."""

    id: str
    marker: str  #: a printed bullet
    label: Run | None  #: “提速数智转型扩面提质：”
    clauses: tuple[Clause, ...]
    prose: bool  #: whether it is a paragraph of a section without a numeral, set as running text
    below: tuple[Part, ...]  #: the blocks under it in a list


class Part(Struct, frozen=True):
    """A part of a section: a heading, a list of items, or any other block. Exactly one is set."""

    heading: Block | None = None
    items: tuple[Item, ...] = ()
    block: Block | None = None


class Section(Struct, frozen=True):
    """A section of a newspaper page."""

    id: str
    numeral: str  #: 04, which is cut off the title
    numeral_last: bool  #: whether it is printed after the title
    title: Run
    parts: tuple[Part, ...]
    facts: tuple[Section, ...] = ()  #: of a ``facts`` container
    numeral_supplied: bool = False  #: whether the editors supplied the numeral


def split_run_in(block: Block) -> Block:
    """Turn a paragraph's run-in heading into its first child; return other blocks unchanged."""
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


class SectionBuilder(Struct, frozen=True):
    """Builds the sections of one page."""

    context: Context
    figures: Mapping[str, Sequence[Figure]]  #: by block
    relations: Mapping[str, Sequence[Relation]]  #: by block
    path: str  #: of the page
    label_source: Callable[[int | None], Shown]  #: returns the label of a link to a page of the report

    def build_sections(self, blocks: Sequence[Block]) -> tuple[Section, ...]:
        """Build the sections: each begins at a ``##``, and a ``facts`` container has sections of its own."""
        sections: list[Section] = []
        current: list[Block] = []
        heading: Block | None = None

        def close() -> None:
            if heading is not None or current:
                sections.append(self.build_section(heading, current))

        for block in blocks:
            if block.kind == "heading" and block.level == 2:
                close()
                heading, current = block, []
            elif block.name == "facts":
                close()
                heading, current = None, []
                sections.append(Section(block.id, "", False, Run(""), (), self.build_sections(block.children)))
            else:
                current.append(block)
        close()
        return tuple(sections)

    def build_section(self, heading: Block | None, blocks: Sequence[Block]) -> Section:
        """Build a section, its numeral cut off the title: two digits that its anchor repeats (03 of ``#e03``)."""
        if heading is None or heading.run is None:
            return Section("", "", False, Run(""), self.build_parts(blocks, prose=True))
        numeral = _NUMBERED.fullmatch(heading.id)
        title, words, last, digits = heading.run, heading.run.text, False, ""
        at = 0
        if numeral and words.startswith(numeral[1]):
            digits, title = numeral[1], title.cut(2, len(words))
        elif numeral and words.endswith(numeral[1]):
            digits, title, last, at = numeral[1], title.cut(0, len(words) - 2), True, len(words) - 2
        supplied = any(m.kind == "supplied" and m.start <= at and at + 2 <= m.end for m in heading.run.marks)
        parts = self.build_parts(blocks, prose=numeral is None)
        return Section(heading.id, digits, last, title, parts, numeral_supplied=bool(digits) and supplied)

    def build_parts(self, blocks: Sequence[Block], *, prose: bool) -> tuple[Part, ...]:
        """Turn lists and paragraphs into items; other blocks stay as they are."""
        parts: list[Part] = []
        items: list[Item] = []

        def flush() -> None:
            if items:
                parts.append(Part(items=tuple(items)))
                items.clear()

        for block in blocks:
            run_in = block.run is not None and any(mark.kind == "run-in" for mark in block.run.marks)
            if block.kind == "list":
                items.extend(self.build_item(child, prose=False) for child in block.children)
            elif block.kind == "paragraph" and not run_in:
                items.append(self.build_item(block, prose=prose))
            else:
                flush()
                parts.append(Part(heading=block) if block.kind == "heading" else Part(block=split_run_in(block)))
        flush()
        return tuple(parts)

    def link_sources(self, anchor: str, begin: int, end: int) -> tuple[Link, ...]:
        """Link to the words of the report from which those from ``begin`` to ``end`` are taken, each once."""
        links = []
        for relation in self.relations.get(anchor, ()):
            if begin <= relation.start < end:
                place = self.context.make_path(relation.target_document, relation.target)
                links.append(link_to(self.path, place, self.label_source(relation.target_page)))
        return tuple(dict.fromkeys(links))

    def build_item(self, block: Block, *, prose: bool) -> Item:
        """Divide a block into marker, label and clauses, which together are its text."""
        run = block.run or Run("")
        start = 1 if run.text and run.text[0] in MARKERS else 0
        if start:  # a page break before the bullet is shown after it
            marks = (m if m.end else replace(m, start=start, end=start) for m in run.marks)
            run = replace(run, marks=tuple(marks))
        whole = [m for m in run.marks if m.kind in ("a", "data", "sic", "term")]
        length = find_label_end(run.text[start:])
        if any(m.start < start + length < m.end for m in whole):  # these marks are never split
            length = 0
        label = run.cut(start, start + length) if length else None
        own = [figure for figure in self.figures.get(block.id, ()) if _DIGITS.match(figure.printed_number)]
        clauses = []
        begin = start + length
        for _, end in find_clauses(run.text, begin) or ((begin, len(run.text)),):
            if any(m.start < end < m.end for m in whole):
                continue
            figures = [figure for figure in own if begin <= figure.amount_start < end]
            amounts = tuple(make_amount(self.context, figure, self.path) for figure in figures)
            words = run.cut(begin, end)
            tiles = _build_tiles(words, begin, figures, amounts)
            clauses.append(Clause(words, amounts, tiles, self.link_sources(block.id, begin, end)))
            begin = end
        below = self.build_parts(block.children, prose=False)
        return Item(block.id, run.text[:start], label, tuple(clauses), prose, below)


def _build_tiles(run: Run, begin: int, figures: Sequence[Figure], amounts: Sequence[Amount]) -> tuple[Tile, ...]:
    """Build a tile for each figure of a clause, which begins at ``begin`` of its block; none if a noun is in doubt."""
    places = [Place(f.amount_start - begin, f.amount_end - begin, fold(f.unit)) for f in figures]
    tiles = []
    for noun, figure, amount in zip(find_nouns(fold(run.text), places), figures, amounts, strict=False):
        slips = (m for m in run.marks if m.kind == "sic" and any(m.start < b and a < m.end for a, b in noun))
        numbers = next((mark.attrs.get("number", "") for mark in slips), "").split(",")
        role = (figure.role or "") if figure.indicator else ""
        words = concat(*(run.cut(start, end).shown for start, end in noun))
        tiles.append(Tile(words, of_forms(numbers), amount, role))
    return tuple(tiles)
