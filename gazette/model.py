"""The values that flow through the pipeline: frozen, without behaviour beyond slicing their own text.

A block's words are one plain string (:class:`Run`); everything said about them (bold, a link, a term, a figure, a
page break) is a :class:`Mark` beside the string, by offset. So the text is converted as a whole, and no stage
can change a word by marking it. Offsets and lengths are counted in characters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal
from urllib.parse import urlsplit

from msgspec import Struct, field

from gazette.shown import Shown, of_forms

Attributes = Mapping[str, str]
NO_ATTRIBUTES: Attributes = {}

Role = Literal["target", "result"]


class Source(Struct, frozen=True):
    """A file as read: ``path`` relative to the project with ``/``, ``text`` decoded, line ends ``\\n``."""

    path: str
    text: str


# ---------------------------------------------------------------- text


class Mark(Struct, frozen=True):
    """``text[start:end]`` of a run is a ``kind``: strong, em, code, link, figure, value, term, sic, differs, departs, supplied, page, run-in …

    ``start == end`` for a page break, which stands before the character at ``start``.
    """

    kind: str
    start: int
    end: int
    attrs: Attributes = field(default_factory=dict)


#: Stands between two cells of a table's row.
CELL = "\t"


class Run(Struct, frozen=True):
    """The words of one block, in one string, with the marks on them; ``line`` is where they begin in the file.

    ``forms`` are the words in each script, as long as ``text``; empty where all are alike, or before the conversion.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    line: int = 0
    forms: tuple[str, ...] = ()

    @property
    def shown(self) -> Shown:
        """The words in all scripts."""
        return of_forms(self.forms) if self.forms else self.text

    @property
    def page_breaks(self) -> tuple[tuple[int, int], ...]:
        """(offset, page) of each page of the original that begins in these words."""
        return tuple((mark.start, int(mark.attrs["page"])) for mark in self.marks if mark.kind == "page")

    def page_at(self, offset: int, before: int | None) -> int | None:
        """The page of the original on which the character at ``offset`` stands; ``before`` is the one on which the words begin."""
        pages = [int(mark.attrs["page"]) for mark in self.marks if mark.kind == "page" and mark.start <= offset]
        return max([before or 0, *pages]) or None

    def cut(self, start: int, end: int) -> Run:
        """The run of ``text[start:end]``; marks are clipped, marks outside are dropped."""
        kept = []
        for mark in self.marks:
            if mark.start == mark.end:
                if start <= mark.start < end or (mark.start == end == len(self.text)):
                    kept.append(Mark(mark.kind, mark.start - start, mark.end - start, mark.attrs))
            elif mark.start < end and mark.end > start:
                ends = max(mark.start, start) - start, min(mark.end, end) - start
                kept.append(Mark(mark.kind, *ends, mark.attrs))
        return Run(self.text[start:end], tuple(kept), self.line, tuple(form[start:end] for form in self.forms))

    @property
    def cells(self) -> tuple[Run, ...]:
        """The cells of a table's row, each a run; points at either end of a cell are its own."""
        found = []
        start = 0
        for words in self.text.split(CELL):
            end = start + len(words)
            inside = (mark for mark in self.marks if start <= mark.start and mark.end <= end)
            marks = tuple(Mark(m.kind, m.start - start, m.end - start, m.attrs) for m in inside)
            found.append(Run(words, marks, self.line, tuple(form[start:end] for form in self.forms)))
            start = end + len(CELL)
        return tuple(found)


BlockKind = Literal[
    "heading", "paragraph", "list", "item", "quote", "code", "rule", "container", "table", "row", "picture"
]
#: Blocks whose words are no prose: no numbers are sought in them and nothing is laid beside them.
NO_PROSE: tuple[BlockKind, ...] = ("table", "row", "picture")


class Block(Struct, frozen=True):
    """A block of a document. ``level`` is a heading's; ``name`` a container's (goals, facts, note …) or a list's
    (``ordered``, ``bullet``) or a row's (``head``, ``body``). The words of a table are its caption, its children are its rows,
    and those of a row are its cells, parted by :data:`CELL`. The words of a picture are those printed with it, ``alt`` what it shows in all scripts. A paragraph with a run-in heading carries it as a ``run-in`` mark on its first sentence."""

    kind: BlockKind
    line: int
    run: Run | None = None
    id: str = ""
    level: int = 0
    name: str = ""
    attrs: Attributes = field(default_factory=dict)
    children: tuple[Block, ...] = ()
    alt: Shown = ""

    def line_at(self, offset: int) -> int:
        """The line on which these words stand: behind a run-in heading that of the paragraph that it begins."""
        for mark in self.run.marks if self.run else ():
            if mark.kind == "run-in" and offset >= mark.end:
                return int(mark.attrs["line"])
        return self.line

    def walk(self) -> Iterator[Block]:
        """This block and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


class Heading(Struct, frozen=True):
    """An entry of a document's outline, run-in headings included; ``block`` is the block that holds its words."""

    id: str
    level: int
    run: Run
    page: int | None
    block: str
    role: Role | None = None
    year: int | None = None
    period: str = ""


class Image(Struct, frozen=True):
    """A picture's file: ``path`` in the content, ``file`` below the site's root (named by its content), size in pixels."""

    path: str
    file: str
    width: int
    height: int


# ---------------------------------------------------------------- documents


class FrontMatter(Struct, frozen=True):
    """What a document says of itself. Values that are printed are in the document's own script, as printed."""

    kind: Literal["report", "explainer", "coverage"]
    script: str
    title: str
    kicker: str = ""
    subtitle: str = ""
    date: str = ""
    date_note: str = ""
    lunar_date: str = ""
    publisher: str = ""
    edition: str = ""
    issue: str = ""
    byline: str = ""
    photographer: str = ""
    meeting: str = ""
    speaker: str = ""
    document_number: str = ""
    explains: str = ""
    reviews: int | None = None
    plans: int | None = None
    inferred: tuple[str, ...] = ()
    source: Attributes = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)


class Document(Struct, frozen=True):
    """A document in the script in which it was printed. ``id`` is ``2024/report``; ``headings`` its outline.

    ``counted`` are the anchors that were made by counting, ``former`` those that still lead to what succeeded them;
    ``pictures`` the paths of the files that it shows.
    """

    id: str
    path: str
    year: int
    meta: FrontMatter
    blocks: tuple[Block, ...]
    headings: tuple[Heading, ...] = ()
    counted: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()

    def walk(self) -> Iterator[Block]:
        """All blocks in reading order."""
        for block in self.blocks:
            yield from block.walk()


class Figure(Struct, frozen=True):
    """A number that a document states, where it states it.

    ``text`` is the marked words, ``value`` the number of ``unit`` (1.2万 is 12000), ``comparator`` as printed (左右, 以上,
    超 …), ``normalized_value`` the value in the indicator's unit (36.6万千伏安 is 366 兆伏安), ``expected`` whether 预计 governs it, ``period`` the years of which it is stated together (2026-2030, then there is no ``year``); ``printed_number`` the number as printed, for display. Offsets are in the run of block
    ``anchor``: ``start``/``end`` of the marked words, ``amount_start``/``amount_end`` of the number with the unit and
    the qualifiers that stand next to it, ``number_start``/``number_end`` without these; ``before`` and ``after`` are these, for display.
    """

    id: str
    document: str
    anchor: str
    start: int
    end: int
    amount_start: int
    amount_end: int
    number_start: int
    number_end: int
    text: str
    quote: str
    printed_number: str
    value: Decimal
    normalized_value: Decimal
    unit: str
    comparator: str
    before: str
    after: str
    expected: bool
    role: Role | None
    year: int | None
    indicator: str
    page: int | None
    line: int
    period: str = ""

    @property
    def is_tracked(self) -> bool:
        """Whether it can stand in an indicator's thread: it has a role and a year."""
        return bool(self.indicator and self.role and self.year)

    @property
    def is_of_period(self) -> bool:
        """Whether it is of several years together: it stands in no year's thread."""
        return bool(self.indicator and self.role and self.period)


class NoteSource(Struct, frozen=True):
    """A document that prints an entry as a note. ``page`` is the page that the note cites, ``number`` how its number is printed
    (``［3］``), ``printed_on`` the page that begins with it, ``note`` its anchor there (``n9-1``)."""

    document: str
    page: int | None = None
    printed_on: int | None = None
    number: str = ""
    note: str = ""


#: Of an entry that is the editors' own.
_NO_SOURCE = NoteSource("")


class Entry(Struct, frozen=True):
    """A glossary entry. ``definition`` is a run in ``script``; ``sources`` are the documents of which it is a note, none of them
    where it is the editors' own."""

    slug: str
    term: str
    also: tuple[str, ...]
    definition: Run
    sources: tuple[NoteSource, ...]
    years: tuple[int, ...]
    hant: str
    see: tuple[str, ...]
    script: str
    line: int

    @property
    def source(self) -> NoteSource:
        """The first document of which it is a note; its name is empty where there is none."""
        return self.sources[0] if self.sources else _NO_SOURCE


class Indicator(Struct, frozen=True):
    """What can be followed over the years. ``headline`` ones are the six that each year's goal cards show, in order.

    ``differs`` names what is known to be told differently by two documents (“2023 result”), ``leaps`` what is known to be far from
    the year before. ``units`` are other units in which documents state it, with the exact factor to ``unit`` (千伏安 → 0.001 兆伏安).
    """

    id: str
    name: str
    unit: str
    group: str
    headline: bool
    direction: str
    note: str
    line: int
    units: Mapping[str, Decimal] = field(default_factory=dict)
    differs: tuple[str, ...] = ()
    leaps: tuple[str, ...] = ()


class Correction(Struct, frozen=True):
    """What was put right after it was published: on which day, what, and where (``2024/report.md#p9-1``, may be empty)."""

    date: str
    text: str
    place: str
    path: str
    line: int


class SiteConfig(Struct, frozen=True):
    """``content/site.yml``; ``preview`` is the command line's: a site to be looked at before it is published."""

    title: str
    tagline: str
    publisher: str
    contact: str
    base_url: str
    first: str
    terms: Literal["section", "page", "all"]
    examples: tuple[str, ...]
    mottos: Mapping[int, str]
    offline: bool = True
    quotes: Literal["curly", "corner"] = "curly"
    preview: bool = False
    corrections: tuple[Correction, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """The path of the site's root: ``/``, or as ``/gazette/`` where it does not have a host of its own."""
        return urlsplit(self.base_url).path + "/"


class Library(Struct, frozen=True):
    """Everything that was read, once, with what can be known only from all of it. ``figures`` and ``anchors`` are by document.

    ``unread`` are documents whose file is there and could not be used: what refers to them is no second problem.
    """

    site: SiteConfig
    documents: tuple[Document, ...]
    entries: tuple[Entry, ...]
    indicators: tuple[Indicator, ...]
    figures: Mapping[str, tuple[Figure, ...]]
    anchors: Mapping[str, frozenset[str]]
    unread: frozenset[str] = frozenset()


class Use(Struct, frozen=True):
    """A place where a document uses a glossary term."""

    slug: str
    document: str
    anchor: str
    page: int | None
    start: int


#: What a difference is; :mod:`gazette.comparison.differences` has the rule.
DifferenceKind = Literal["number", "qualifier", "name", "word", "dropped"]


class Difference(Struct, frozen=True):
    """Where a newspaper differs from the report in substance. Offsets are in the blocks; ``start == end`` where the
    newspaper lacks words that the report has."""

    explainer: str  #: the newspaper's words, with enough around them to be understood
    report: str  #: the report's
    start: int
    end: int
    target_start: int
    target_end: int
    kind: DifferenceKind
    verdict: Literal["slip", "doubt", ""] = ""  #: the editor's: ``sic=``, ``differs=``, or none yet

    def meets(self, mark: Mark) -> bool:
        """Whether a mark is at the difference; they may touch, as it can be empty."""
        return mark.start <= self.end and self.start <= mark.end


class Relation(Struct, frozen=True):
    """A clause of an explainer and the words of the report that it says it explains, with the page on which these begin."""

    document: str
    anchor: str
    start: int
    end: int
    target_document: str
    target: str
    target_start: int
    target_end: int
    target_page: int | None
    kind: Literal["verbatim", "adapted"]
    by: Literal["auto", "editor"]
    differences: tuple[Difference, ...]


class Annotated(Struct, frozen=True):
    """A library and what was found in its texts, by document: marks by block, every use of a term, and what an explainer's
    clauses rest on."""

    library: Library
    marks: Mapping[str, Mapping[str, tuple[Mark, ...]]]
    uses: Mapping[str, tuple[Use, ...]]
    relations: Mapping[str, tuple[Relation, ...]]
