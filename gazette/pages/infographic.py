"""The contents of an infographic (一图读懂): a document's or a year's targets, and a section for each area of work.

All of it is taken from the marks of the documents, as the page itself is. It has no addresses but that in its QR code.
"""

from __future__ import annotations

from msgspec import Struct

from gazette.pages.share_card import CardFigure
from gazette.shown import Shown

#: Its most figures besides the first of a section, and results of the year before.
MOST_PAIRS, MOST_RESULTS = 6, 6
#: Its most sentences, and the most characters of one, which are three lines.
MOST_QUOTES, LONGEST_QUOTE = 5, 66
#: The years of a small chart.
CHART_YEARS = 3


class Item(Struct, frozen=True, array_like=True):
    """A figure with the words that say what it counts."""

    noun: Shown
    figure: CardFigure


class Bar(Struct, frozen=True, array_like=True):
    """A figure in a small chart."""

    height: int  #: in percent of the highest
    label: Shown


class ChartYear(Struct, frozen=True, array_like=True):
    """A year in a small chart."""

    year: int
    target: Bar | None
    result: Bar | None


class Section(Struct, frozen=True, array_like=True):
    """An area of work. It shows figures, or words if it has no more than one figure."""

    numeral: str
    title: tuple[Shown, ...]  #: divided where a line may break
    lead: Item | None  #: its first figure, shown large
    chart: tuple[ChartYear, ...]  #: of the lead's indicator, if there are two years or more
    pairs: tuple[Item, ...]
    words: tuple[Shown, ...]
    count: int  #: of all its lines of words


class Goal(Struct, frozen=True, array_like=True):
    """A headline target, and the figures of the year before."""

    name: Shown
    figure: CardFigure
    label: Shown
    before: tuple[CardFigure, ...]


class GoalRow(Struct, frozen=True, array_like=True):
    """A headline indicator in a table of years."""

    name: Shown
    years: tuple[tuple[CardFigure, ...], ...]  #: of each year its target and its result


class Quotation(Struct, frozen=True, array_like=True):
    """A sentence of a document."""

    year: str  #: of which it speaks
    text: Shown
    place: Shown  #: 2024年报告　P22


class DocumentContents(Struct, frozen=True, array_like=True):
    """What infographics show of a document."""

    title: Shown
    source: Shown  #: its name, and what of it is lost or inferred
    sections: tuple[Section, ...]
    results: tuple[Item, ...]  #: of the year before


class Infographic(Struct, frozen=True, array_like=True):
    """The contents of an infographic. It opens with a headline, or with what is set as large as fits, as a year."""

    lang: Shown  #: of the fonts
    tag: Shown  #: 一图读懂
    plate: Shown  #: the newspaper, or the publication
    key: tuple[Shown, Shown]  #: the words for the signs of target and result
    big: Shown = ""  #: 2025
    title: Shown = ""
    subtitle: Shown = ""
    byline: Shown = ""
    motto: Shown = ""
    goals_title: Shown = ""
    goals: tuple[Goal, ...] = ()
    years: tuple[int, ...] = ()  #: of the table
    rows: tuple[GoalRow, ...] = ()
    results_title: Shown = ""
    results: tuple[Item, ...] = ()
    sections: tuple[Section, ...] = ()
    quotes_title: Shown = ""
    quotes: tuple[Quotation, ...] = ()
    more: Shown = ""  #: 另有{count}条，见全文
    dropped: Shown = ""  #: 图长所限，略去{count}个数，见全文
    sources: tuple[tuple[Shown, Shown], ...] = ()  #: paragraphs, each with its first words, which are bold
    address: Shown = ""  #: in the QR code
    address_label: Shown = ""

    @property
    def is_empty(self) -> bool:
        """Whether it has neither a figure nor a sentence, and so nothing to show."""
        return not (self.has_figures or self.quotes)

    @property
    def has_figures(self) -> bool:
        """Whether it has a figure, and so the sign of a target or of a result."""
        sections = any(section.lead or section.pairs for section in self.sections)
        return bool(self.goals or self.rows or self.results or sections)
