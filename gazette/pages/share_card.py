"""The contents of a share image, the picture shown with a link to a page. They have no addresses, so that pages with equal
contents share one picture."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from gazette.shown import Shown, concat

WIDTH, HEIGHT = 1200, 630


class CardFigure(Struct, frozen=True, array_like=True):
    """A figure with its qualifiers. A missing one has only ``after`` (报告未收录) and no ``role``."""

    role: Literal["target", "result", ""] = ""
    before: Shown = ""  #: 预计
    number: Shown = ""  #: 7
    unit: Shown = ""  #: %
    after: Shown = ""  #: 以上

    @property
    def whole(self) -> Shown:
        """The whole text: 预计7%以上."""
        return concat(self.before, self.number, self.unit, self.after)


class Row(Struct, frozen=True, array_like=True):
    """A line of the picture."""

    name: Shown  #: 地区生产总值增长, or 2024
    figures: tuple[CardFigure, ...] = ()
    label: Shown = ""  #: of the figures below
    below: tuple[CardFigure, ...] = ()  #: those of the year before, under the line


class ShareCard(Struct, frozen=True, array_like=True):
    """The contents of a picture; it has ``goals`` or ``rows``, never both."""

    lang: Shown  #: of the font
    site: Shown
    kind: Shown  #: of page
    key: tuple[Shown, Shown]  #: the words for the signs of target and result
    big: CardFigure  #: the largest figure: a year, the latest value, a count
    big_label: Shown  #: what it is
    title: Shown
    line: Shown = ""  #: under the title
    goals: tuple[Row, ...] = ()  #: a year's targets
    rows: tuple[Row, ...] = ()  #: an indicator's years, or the contents of a page
