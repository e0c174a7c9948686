"""The values that the stages of the pipeline exchange: frozen, without behaviour beyond slicing their own text.

A block's text is one plain string (:class:`Run`); all that is known about it (bold, a link, a term, a figure, a page
break) is a :class:`Mark` with offsets into the string. So the text is converted as a whole, and no stage can change a
word by marking it. Offsets and lengths count characters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal

from msgspec import Struct, field

from gazette.shown import Shown, of_forms

Attributes = Mapping[str, str]
NO_ATTRIBUTES: Attributes = {}

Role = Literal["target", "result"]


class Source(Struct, frozen=True):
    """A file as read."""

    path: str  #: relative to the project, with ``/``
    text: str  #: decoded, with line ends ``\\n``


# ---------------------------------------------------------------- text


class Mark(Struct, frozen=True, array_like=True):
    """A property of ``text[start:end]`` of a run; a page break, before the character at ``start``, has ``start == end``."""

    kind: str  #: strong, em, code, link, figure, value, term, sic, differs, departs, supplied, page, run-in …
    start: int
    end: int
    attrs: Attributes = field(default_factory=dict)  #: further values, by kind: a link's ``href``, a break's ``page``


#: Separates the cells in the text of a table's row.
CELL = "\t"


class Run(Struct, frozen=True, array_like=True):
    """The text of one block, with its marks."""

    text: str  #: in the document's own script
    marks: tuple[Mark, ...] = ()
    line: int = 0  #: of the file, where the text begins
    forms: tuple[str, ...] = ()  #: the text in each script, equally long; empty if all are equal or not yet converted

    @property
    def shown(self) -> Shown:
        """The text in all scripts."""
        return of_forms(self.forms) if self.forms else self.text

    @property
    def page_breaks(self) -> tuple[tuple[int, int], ...]:
        """(offset, page) of each page of the original that begins in this text."""
        return tuple((mark.start, int(mark.attrs["page"])) for mark in self.marks if mark.kind == "page")

    def page_at(self, offset: int, before: int | None) -> int | None:
        """Return the original's page with the character at ``offset``; ``before`` is the page on which the text begins."""
        pages = [int(mark.attrs["page"]) for mark in self.marks if mark.kind == "page" and mark.start <= offset]
        return max([before or 0, *pages]) or None

    def cut(self, start: int, end: int) -> Run:
        """Return the run of ``text[start:end]``; marks are clipped, marks outside are dropped."""
        marks = []
        for mark in self.marks:
            if mark.start == mark.end:
                if start <= mark.start < end or (mark.start == end == len(self.text)):
                    marks.append(Mark(mark.kind, mark.start - start, mark.end - start, mark.attrs))
            elif mark.start < end and mark.end > start:
                ends = max(mark.start, start) - start, min(mark.end, end) - start
                marks.append(Mark(mark.kind, *ends, mark.attrs))
        return Run(self.text[start:end], tuple(marks), self.line, tuple(form[start:end] for form in self.forms))

    @property
    def cells(self) -> tuple[Run, ...]:
        """The cells of a table's row, each a run; a page break at either end of a cell belongs to the cell."""
        cells = []
        start = 0
        for text in self.text.split(CELL):
            end = start + len(text)
            inside = (mark for mark in self.marks if start <= mark.start and mark.end <= end)
            marks = tuple(Mark(m.kind, m.start - start, m.end - start, m.attrs) for m in inside)
            cells.append(Run(text, marks, self.line, tuple(form[start:end] for form in self.forms)))
            start = end + len(CELL)
        return tuple(cells)


BlockKind = Literal[
    "heading", "paragraph", "list", "item", "quote", "code", "rule", "container", "table", "row", "picture"
]
#: Blocks whose text is no prose: numbers in them are not recognised, and they are not aligned.
NO_PROSE: tuple[BlockKind, ...] = ("table", "row", "picture")


class Block(Struct, frozen=True, array_like=True):
    """A block of a document. A paragraph with a run-in heading has it as a ``run-in`` mark on its first sentence."""

    kind: BlockKind
    line: int  #: of the file
    run: Run | None = None  #: its text; of a table the caption, of a row its cells separated by :data:`CELL`
    id: str = ""  #: its anchor
    level: int = 0  #: of a heading
    name: str = ""  #: of a container (goals, note …), a list (``ordered``, ``bullet``) or a row (``head``, ``body``)
    attrs: Attributes = field(default_factory=dict)  #: the editors' attributes, those of its sections included
    children: tuple[Block, ...] = ()  #: items of a list, rows of a table, blocks of a container …
    alt: Shown = ""  #: what a picture shows; the text printed with it is in ``run``

    def line_at(self, offset: int) -> int:
        """Return the line of the text at ``offset``, which after a run-in heading is that of the paragraph's own words."""
        for mark in self.run.marks if self.run else ():
            if mark.kind == "run-in" and offset >= mark.end:
                return int(mark.attrs["line"])
        return self.line

    def walk(self) -> Iterator[Block]:
        """Yield this block and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


class Heading(Struct, frozen=True, array_like=True):
    """An entry of a document's outline; run-in headings are included."""

    id: str  #: its anchor
    level: int
    run: Run
    page: int | None  #: of the original
    block: str  #: anchor of the block with its text
    role: Role | None = None  #: of the figures in its section, with ``year`` or ``period``
    year: int | None = None
    period: str = ""  #: 2026-2030


class Image(Struct, frozen=True, array_like=True):
    """A picture's file."""

    path: str  #: in the content
    file: str  #: below the site's root, named by its content
    width: int  #: in pixels
    height: int


# ---------------------------------------------------------------- documents


class FrontMatter(Struct, frozen=True, array_like=True):
    """A document's metadata; printed values are in the document's own script, as printed."""

    kind: Literal["report", "explainer", "coverage"]
    script: str  #: of the printed document: ``Hans`` or ``Hant``
    title: str
    kicker: str = ""  #: 肩题, the line above the title
    subtitle: str = ""
    date: str = ""  #: of the speech or the issue: 2023-12-28, or only its year and month
    date_note: str = ""  #: why the date is not certain
    lunar_date: str = ""
    publisher: str = ""
    edition: str = ""  #: of a newspaper: 菲律宾版
    issue: str = ""  #: 第3490期
    byline: str = ""
    photographer: str = ""
    meeting: str = ""  #: at which a report was given
    speaker: str = ""
    document_number: str = ""
    explains: str = ""  #: id of the report that an explainer explains
    place: str = ""  #: whose document it is, if it is not the publication's place: a town
    label: str = ""  #: tells it apart from the year's main document of its kind and place: 党代会, 上半年
    reviews: int | None = None  #: the year that a report looks back on
    plans: int | None = None  #: the year for which it sets targets
    inferred: tuple[str, ...] = ()  #: keys whose values are not printed but inferred by the editors
    source: Attributes = field(default_factory=dict)  #: provenance: medium, extracted, missing
    lines: Mapping[str, int] = field(default_factory=dict)  #: line of each key in the file

    @property
    def distinction(self) -> str:
        """What tells it apart from the year's main document of its kind: 东港镇, 东港镇上半年; empty if it is that."""
        return self.place + self.label


class Document(Struct, frozen=True, array_like=True):
    """A document in the script in which it was printed."""

    id: str  #: ``2024/report``
    path: str  #: of its file
    year: int
    meta: FrontMatter
    blocks: tuple[Block, ...]
    headings: tuple[Heading, ...] = ()  #: its outline
    counted: tuple[str, ...] = ()  #: anchors that were made by counting blocks
    former: tuple[str, ...] = ()  #: published anchors that now lead to their successors
    pictures: tuple[str, ...] = ()  #: paths of the files that it shows

    def walk(self) -> Iterator[Block]:
        """Yield all blocks in reading order."""
        for block in self.blocks:
            yield from block.walk()


class Figure(Struct, frozen=True, array_like=True):
    """A number that a document states, with its place there."""

    id: str
    # Its place. Offsets are into the run of the block.
    document: str
    anchor: str  #: of the block
    start: int  #: ``start`` and ``end``: the words that the editor marked, else those that were recognised
    end: int
    amount_start: int  #: the number with its unit and the qualifiers next to it
    amount_end: int
    number_start: int  #: the number with its unit alone
    number_end: int
    # Its text, as printed.
    text: str  #: the words from ``start`` to ``end``
    quote: str  #: the sentence
    printed_number: str  #: the number without its unit
    # Its value.
    value: Decimal  #: in ``unit``: 12000 for 1.2万
    normalized_value: Decimal  #: in the indicator's unit: 366 (兆伏安) for 36.6万千伏安
    unit: str
    comparator: str  #: as printed: 左右, 以上, 超 …
    before: str  #: the qualifiers next to the number, for display
    after: str
    expected: bool  #: whether 预计 governs it
    # What it is of.
    role: Role | None
    year: int | None
    indicator: str  #: id; empty if no editor marked it
    # Its place, for people.
    page: int | None  #: of the original
    line: int  #: of the file
    period: str = ""  #: the years of which it is stated together (2026-2030); then there is no ``year``
    leads: bool = False  #: whether it is the figure that an infographic shows large (``lead=yes``)
    is_secondary: bool = False  #: whether a document beside the year's main one states it, as of half a year

    @property
    def is_tracked(self) -> bool:
        """Whether it states an indicator's target or result of a year."""
        return bool(self.indicator and self.role and self.year)

    @property
    def is_in_series(self) -> bool:
        """Whether it may stand for the year in cards, tables, charts and data; of an indicator's other figures only the words are
        shown."""
        return self.is_tracked and not self.is_secondary

    @property
    def is_of_period(self) -> bool:
        """Whether it is of several years together, and so not part of the yearly series."""
        return bool(self.indicator and self.role and self.period)


class NoteSource(Struct, frozen=True, array_like=True):
    """A document that prints a glossary entry as a note."""

    document: str
    page: int | None = None  #: that the note cites
    printed_on: int | None = None  #: the page that begins with the note
    number: str = ""  #: as printed: ``［3］``
    note: str = ""  #: its anchor in the document: ``n9-1``


#: The source of an entry that the editors wrote.
_NO_SOURCE = NoteSource("")


class Entry(Struct, frozen=True, array_like=True):
    """A glossary entry."""

    slug: str
    term: str
    also: tuple[str, ...]  #: other forms of the term
    definition: Run
    sources: tuple[NoteSource, ...]  #: the documents that print it as a note; empty if the editors wrote it
    years: tuple[int, ...]  #: in whose documents the term is marked; empty for all
    hant: str  #: the term in Traditional characters, if conversion does not give it
    see: tuple[str, ...]  #: slugs of related entries
    script: str  #: of ``term`` and ``definition``
    line: int  #: of the file

    @property
    def source(self) -> NoteSource:
        """The first document that prints it as a note; with an empty name if there is none."""
        return self.sources[0] if self.sources else _NO_SOURCE


class Indicator(Struct, frozen=True, array_like=True):
    """A quantity that is followed over the years."""

    id: str
    name: str
    unit: str
    group: str  #: heading under which it is listed
    headline: bool  #: whether it is one of the six that each year's goal cards show, in the file's order
    direction: str  #: whether ``more`` or ``less`` is better, or ``none``
    note: str
    line: int  #: of the file
    units: Mapping[str, Decimal] = field(default_factory=dict)  #: other units, with the exact factor to ``unit``
    differs: tuple[str, ...] = ()  #: values known to differ between two documents: “2023 result”
    leaps: tuple[str, ...] = ()  #: values known to be far from those of the year before
    place: str = ""  #: of whose figures it is made, if it is not the publication's place
    also: tuple[str, ...] = ()  #: what readers call it; the search finds it by these

    @property
    def full_name(self) -> str:
        """Its name with the place: 东港镇新增学位."""
        return self.name if self.name.startswith(self.place) else self.place + self.name


class Use(Struct, frozen=True, array_like=True):
    """A place where a document uses a glossary term."""

    slug: str
    document: str
    anchor: str  #: of the block
    page: int | None  #: of the original
    start: int  #: offsets in the block's run
    end: int = 0


#: The kinds of differences; :mod:`gazette.comparison.differences` has the rules.
DifferenceKind = Literal["number", "qualifier", "name", "word", "dropped"]


class Difference(Struct, frozen=True):
    """A difference in substance between a newspaper and the report. Offsets are into the blocks' runs."""

    explainer: str  #: the newspaper's words, with enough context to be understood
    report: str  #: the report's words
    start: int  #: in the newspaper; ``start == end`` if it lacks words that the report has
    end: int
    target_start: int  #: in the report
    target_end: int
    kind: DifferenceKind
    verdict: Literal["slip", "doubt", ""] = ""  #: the editor's: ``sic=``, ``differs=``, or none yet

    def meets(self, mark: Mark) -> bool:
        """Return whether a mark is at the difference; touching it is enough, as it can be empty."""
        return mark.start <= self.end and self.start <= mark.end


class Relation(Struct, frozen=True):
    """A clause of an explainer, and the words of the report from which it is taken."""

    document: str
    anchor: str  #: of the explainer's block, with the offsets of the clause
    start: int
    end: int
    target_document: str
    target: str  #: anchor of the report's block, with the offsets of the words
    target_start: int
    target_end: int
    target_page: int | None  #: of the original, where the words begin
    kind: Literal["verbatim", "adapted"]
    by: Literal["auto", "editor"]  #: aligned automatically, or given by ``see=``
    differences: tuple[Difference, ...]
