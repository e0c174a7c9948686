"""What a template sees: one view per kind of page, complete and in all scripts.

Views hold facts, templates hold markup. Text that carries marks is a :class:`~gazette.model.Run` (shown with the filter
``rich``); everything else is plain text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gazette.model import Block, Run
from gazette.pages.amounts import Amount
from gazette.pages.charts import IndicatorRow
from gazette.pages.publication import Link
from gazette.shown import Shown


@dataclass(frozen=True, slots=True)
class Pair:
    """A year's target and result for a card; ``None`` where no document says it."""

    year: int
    label: Shown
    target: Amount | None
    result: Amount | None
    show_target: bool


@dataclass(frozen=True, slots=True)
class GoalCard:
    """One target: the indicator's name, the figure, and what was aimed at and reported around it."""

    indicator: str
    name: Shown
    target: Amount
    pairs: tuple[Pair, ...]
    href: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in a list: its kind in words, title, where, a line about it, its extent (28页, 11条)."""

    kind: Shown
    title: Shown
    href: str
    meta: Shown
    extent: Shown


@dataclass(frozen=True, slots=True)
class YearCard:
    """A year on the home page's timeline. ``pending``: no later document is held that could report its result."""

    year: int
    href: str
    motto: Shown
    name: Shown
    target: Amount | None
    result: Amount | None
    pending: bool
    documents: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file for re-users, and its schema."""

    href: str
    name: str
    about: Shown
    schema: str


@dataclass(frozen=True, slots=True)
class DataView:
    """The page for reporters and programmers: the files, the table as CSV, and the site's address for the examples."""

    files: tuple[DataFile, ...]
    csv: str
    base_url: str


@dataclass(frozen=True, slots=True)
class EntryView:
    """A glossary entry. ``source`` leads to the note that it is, ``more`` to the same note in other documents, ``uses`` to every
    place that uses the term."""

    slug: str
    term: Shown
    also: tuple[Shown, ...]
    definition: Run
    source: Link | None
    uses: tuple[Link, ...]
    more: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Home:
    """The latest year's targets, the years, ways in."""

    year: int
    year_link: Link
    source: Link
    cards: tuple[GoalCard, ...]
    years: tuple[YearCard, ...]
    examples: tuple[Link, ...]
    entries: tuple[EntryView, ...]
    indicators: tuple[IndicatorRow, ...]
    indicator_count: int


@dataclass(frozen=True, slots=True)
class Area:
    """One of a report's areas of work: 一, its name in two halves, its pages, how much of it explainers tell, what stands
    under it."""

    numeral: str
    halves: tuple[Shown, ...]
    href: str
    pages: Shown
    explained_lines: Shown
    points: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """A year: cards, documents, areas of work (empty where we hold no report)."""

    year: int
    motto: Shown
    about: Shown
    source: Link | None
    cards: tuple[GoalCard, ...]
    documents: tuple[DocumentRow, ...]
    areas_title: Shown
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of a nameplate: 期号 第3490期. ``printed`` is false for what the source does not tell (底稿未载)."""

    label: Shown
    value: Shown
    printed: bool


@dataclass(frozen=True, slots=True)
class MastheadLine:
    """A printed line of a document's head: ``role`` is headline, subtitle, kicker, publisher, edition, issue, date, lunar, byline or ``line``."""

    role: str
    block: Block


@dataclass(frozen=True, slots=True)
class TocItem:
    """An entry of the contents rail."""

    href: str
    text: Shown
    level: int


@dataclass(frozen=True, slots=True)
class Note:
    """A 附注 of a report, as printed: （P9）term：definition; ``label`` is what stands before the term. ``page_break`` is the page that begins with it; ``back`` leads to the term in the text."""

    id: str
    label: Shown
    page_break: int | None
    slug: str
    term: Shown
    definition: Run
    source: Shown
    back: str


@dataclass(frozen=True, slots=True)
class EditorialNote:
    """An entry of 校读记: what is printed, and what is meant (``slip``) or what the report has. ``number`` is empty where it
    does not show in a script. ``back`` leads to the place,
    ``source`` to the report's."""

    id: Shown
    number: Shown
    slip: bool
    printed: Shown
    meant: Shown
    note: Shown
    back: str
    source: Link | None


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a newspaper item with the figures in it, repeated large, and the places of the report that it rests on."""

    run: Run
    amounts: tuple[Amount, ...]
    sources: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a newspaper section: ``label`` (“提速数智转型扩面提质：”) if it has one, then its clauses; ``marker`` is a printed bullet.

    ``prose``: a paragraph of a section without a numeral, set as running text. ``below`` is what stands under it in the list.
    """

    id: str
    marker: str
    label: Run | None
    clauses: tuple[Clause, ...]
    prose: bool
    below: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a newspaper section: a heading, a list of items, or any other block. Exactly one is set."""

    heading: Block | None = None
    items: tuple[Item, ...] = ()
    block: Block | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a newspaper page. ``numeral`` (04) is cut off its title; ``numeral_last`` where it is printed after the words."""

    id: str
    numeral: str
    numeral_last: bool
    title: Run
    parts: tuple[Part, ...]
    facts: tuple[Section, ...] = ()
    numeral_supplied: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """A newspaper's explanation of a paragraph: ``label`` 解读 ``numeral`` 04, ``count`` clauses, the first at ``href``."""

    href: str
    label: Shown
    numeral: str
    count: Shown


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference up to the page number, and the document's address; between them stand page and date of access."""

    lead: Shown
    url: Shown


@dataclass(frozen=True, slots=True)
class DocumentView:
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


@dataclass(frozen=True, slots=True)
class GlossaryView:
    """Every term, its source, and every place that uses it."""

    entries: tuple[EntryView, ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """The search page: ``bundle`` is where the index lies, ``folds`` the map between the scripts, both relative to the page."""

    bundle: str
    examples: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction: its day as it is written and as it is read, what was put right, and where."""

    day: str
    date: Shown
    text: Shown
    link: Link | None


@dataclass(frozen=True, slots=True)
class AboutView:
    """Sources of the publication and how its pages are made. ``contact`` is empty where none is made known; ``review`` says how
    many conversions wait for a look; ``figures`` and ``relations`` how many there are; ``editorial_notes`` are the documents' 校读记, each with
    the number of its entries that show, ``editorial_note_counts`` all of them."""

    documents: tuple[DocumentRow, ...]
    sources: tuple[tuple[Link, tuple[Shown, ...]], ...]
    publisher: Shown
    contact: Link | None
    review: Shown
    figures: Shown
    relations: Shown
    corrections: tuple[Corrected, ...]
    editorial_notes: tuple[tuple[Link, tuple[EditorialNote, ...], Shown], ...]
    editorial_note_counts: Shown
    editorial_notes_text: Shown


@dataclass(frozen=True, slots=True)
class ChooseView:
    """``/``: the two editions."""

    editions: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class LostView:
    """``/404.html``, in both scripts."""

    editions: tuple[tuple[str, str], ...]
    years: tuple[Link, ...]
