"""What a share image shows: the picture of a page that travels with its link. Facts only, in the page's script, without
addresses, so that pages that show the same share one picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

WIDTH, HEIGHT = 1200, 630


@dataclass(frozen=True, slots=True)
class Told:
    """A figure with what is said of it: ``before`` 预计, ``number`` 7, ``unit`` %, ``after`` 以上. Where no document says it,
    ``after`` alone (完成未载), without a ``role``."""

    role: Literal["target", "result", ""] = ""
    before: str = ""
    number: str = ""
    unit: str = ""
    after: str = ""

    @property
    def whole(self) -> str:
        """All of it in a row."""
        return f"{self.before}{self.number}{self.unit}{self.after}"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the picture: 地区生产总值增长 or 2024, and what is told of it; under it ``told`` of the year before."""

    name: str
    told: tuple[Told, ...] = ()
    label: str = ""
    below: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class ShareCard:
    """A picture. ``kind`` of page; ``key`` are the words for the signs of target and result. ``big`` is the largest figure (a
    year, the latest value, a count) and ``big_label`` what it is; ``goals`` are a year's targets, ``rows`` an indicator's years
    or what a page holds: never both."""

    lang: str
    site: str
    kind: str
    key: tuple[str, str]
    big: Told
    big_label: str
    title: str
    line: str = ""
    goals: tuple[Row, ...] = ()
    rows: tuple[Row, ...] = ()
