"""对照: a newspaper page beside the report, line by line."""

from __future__ import annotations

from dataclasses import dataclass

from gazette.model import Run
from gazette.pages.publication import Link
from gazette.shown import Shown


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the report with a little around them; those that the newspaper tells are marked. ``link`` leads to them.

    ``cut_before`` and ``cut_after``: the sentence goes on there.
    """

    run: Run
    link: Link
    cut_before: bool
    cut_after: bool


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line of the newspaper; ``id`` is its anchor there, ``href`` leads to it."""

    id: str
    href: str
    run: Run
    level: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Lines of the newspaper that tell one passage, and the passage; ``quotes`` are empty where the report has nothing."""

    lines: tuple[PaperLine, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class CompareSection:
    """A section of the newspaper page: its title and its lines, the title's own first."""

    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class CompareView:
    """The page. ``halves`` are those of its title; ``paper`` and ``report`` lead to the two documents, ``rest`` to what the newspaper does not tell, by heading."""

    halves: tuple[Shown, ...]
    paper: Link
    report: Link
    sections: tuple[CompareSection, ...]
    rest: tuple[tuple[Shown, tuple[Link, ...]], ...]
