"""Charts and tables of an indicator, as their templates see them."""

from __future__ import annotations

from dataclasses import dataclass

from gazette.pages.amounts import Amount
from gazette.pages.publication import Link
from gazette.shown import Shown


@dataclass(frozen=True, slots=True)
class Point:
    """A mark of a chart: its middle stands at ``middle`` percent of the width and ``shift`` units beside that, ``y`` units
    below the top; ``amount`` is what stands on it, and ``label`` the class of the widths at which it is written there.

    ``amount`` is ``None`` where no document says it: then the words 未载 stand in its place, never a zero. ``label`` is
    ``None`` where there is no room at any width.
    """

    role: str
    middle: float
    shift: float
    y: float
    amount: Amount | None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class ChartYear:
    """A year of a chart at ``middle`` percent of its width; ``label`` as a point's."""

    year: int
    middle: float
    points: tuple[Point, ...]
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """A grid line at ``y`` with its number."""

    y: float
    label: Shown


@dataclass(frozen=True, slots=True)
class Chart:
    """Targets and results by year; zero at the bottom, at ``base``. ``title`` says all of it in words.

    Heights are in units, 16 to a rem; ``mark`` is half a mark. ``is_thinned``: some figures are never written at their marks.
    """

    id: str
    title: Shown
    base: float
    mark: float
    ticks: tuple[Tick, ...]
    years: tuple[ChartYear, ...]
    is_thinned: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """A year's target and result side by side, and their difference in words (+0.5个百分点), empty where one is missing."""

    year: int
    target: Amount | None
    result: Amount | None
    difference: Shown


@dataclass(frozen=True, slots=True)
class QuotedFigure:
    """A figure with its sentence, where it is said, and the ``qualifier`` that is printed with it (预计，以上); ``when`` is its
    year, or the years of which it is first_figures together (2026—2030)."""

    when: str
    role: str
    amount: Amount
    qualifier: Shown
    quote: Shown
    link: Link


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator in a list, with a chart in small."""

    id: str
    name: Shown
    href: str
    year: int
    latest: Amount | None
    role: str
    chart: Chart | None


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """An indicator's page. ``differs`` tells of documents that say different numbers of one year; ``periods`` are figures of several
    years together."""

    id: str
    name: Shown
    unit: str
    note: Shown
    chart: Chart | None
    comparisons: tuple[Comparison, ...]
    figures: tuple[QuotedFigure, ...]
    differs: tuple[Shown, ...]
    periods: tuple[QuotedFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class IndicatorGroup:
    """Indicators of one subject."""

    id: str
    name: Shown
    rows: tuple[IndicatorRow, ...]


@dataclass(frozen=True, slots=True)
class IndicatorsView:
    """All indicators by group."""

    groups: tuple[IndicatorGroup, ...]
    count: int
