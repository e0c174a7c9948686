"""The contents of a picture of an indicator's chart and table, taken from its page's view, so that it cannot disagree with it."""

from __future__ import annotations

from msgspec import Struct

from gazette.pages.share_card import CardFigure
from gazette.shown import Shown


class PicturePoint(Struct, frozen=True, array_like=True):
    """A mark of the chart, or why there is none."""

    role: str
    middle: float  #: of the width, in percent
    height: float  #: above the zero line, in percent of the highest tick
    figure: CardFigure  #: without a role: why it is not known, in two characters


class PictureYear(Struct, frozen=True, array_like=True):
    """A year of the chart and a row of the table."""

    year: str
    middle: float
    points: tuple[PicturePoint, ...]
    figures: tuple[CardFigure, ...]  #: target and result, or why they are not known
    difference: Shown


class ChartPicture(Struct, frozen=True, array_like=True):
    """An indicator's targets and results: a chart, if one is drawn, and the newest years in a table."""

    lang: Shown
    tag: Shown  #: 目标与完成情况
    plate: Shown
    key: tuple[Shown, Shown]
    title: Shown
    unit: Shown
    ticks: tuple[tuple[float, Shown], ...]  #: heights in percent, with their numbers
    years: tuple[PictureYear, ...]  #: of the chart, the oldest first
    columns: tuple[Shown, ...]  #: the heads of the table
    sources: tuple[tuple[Shown, Shown], ...]  #: the last is the address of the page

    @property
    def is_empty(self) -> bool:
        """Whether there is no year."""
        return not self.years
