"""What a share image shows: the picture of a page that travels with its link. Facts only, without
addresses, so that pages that show the same share one picture."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from gazette.shown import Shown, concat, in_script

WIDTH, HEIGHT = 1200, 630


class CardFigure(Struct, frozen=True, array_like=True):
    """A figure with what is said of it: ``before`` 预计, ``number`` 7, ``unit`` %, ``after`` 以上. Where no document says it,
    ``after`` alone (完成未载), without a ``role``."""

    role: Literal["target", "result", ""] = ""
    before: Shown = ""
    number: Shown = ""
    unit: Shown = ""
    after: Shown = ""

    @property
    def whole(self) -> Shown:
        """All of it in a row."""
        return concat(self.before, self.number, self.unit, self.after)

    def in_script(self, place: int) -> CardFigure:
        """The figure in the script at ``place`` of the scripts."""
        return CardFigure(
            self.role, *(in_script(text, place) for text in (self.before, self.number, self.unit, self.after))
        )


class Row(Struct, frozen=True, array_like=True):
    """A line of the picture: 地区生产总值增长 or 2024, and what is told of it; under it ``told`` of the year before."""

    name: Shown
    told: tuple[CardFigure, ...] = ()
    label: Shown = ""
    below: tuple[CardFigure, ...] = ()

    def in_script(self, place: int) -> Row:
        """The line in the script at ``place`` of the scripts."""
        told, below = (tuple(told.in_script(place) for told in each) for each in (self.told, self.below))
        return Row(in_script(self.name, place), told, in_script(self.label, place), below)


class ShareCard(Struct, frozen=True, array_like=True):
    """A picture. ``kind`` of page; ``key`` are the words for the signs of target and result. ``big`` is the largest figure (a
    year, the latest value, a count) and ``big_label`` what it is; ``goals`` are a year's targets, ``rows`` an indicator's years
    or what a page holds: never both."""

    lang: Shown  # of the font
    site: Shown
    kind: Shown
    key: tuple[Shown, Shown]
    big: CardFigure
    big_label: Shown
    title: Shown
    line: Shown = ""
    goals: tuple[Row, ...] = ()
    rows: tuple[Row, ...] = ()

    def in_script(self, place: int) -> ShareCard:
        """The card in the script at ``place`` of the scripts."""
        return replace(
            self,
            lang=in_script(self.lang, place),
            site=in_script(self.site, place),
            kind=in_script(self.kind, place),
            key=(in_script(self.key[0], place), in_script(self.key[1], place)),
            big=self.big.in_script(place),
            big_label=in_script(self.big_label, place),
            title=in_script(self.title, place),
            line=in_script(self.line, place),
            goals=tuple(row.in_script(place) for row in self.goals),
            rows=tuple(row.in_script(place) for row in self.rows),
        )
