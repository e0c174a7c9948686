"""Build goal cards from the figures that documents state, without verdicts: target, result, or neither."""

from __future__ import annotations

import re

from msgspec import Struct

from gazette.model import Document, Figure, Role
from gazette.pages.context import Context, relative_path
from gazette.pages.missing import Missing, explain_missing
from gazette.shown import Shown, concat, first_form

#: A number or a range in digits.
_DIGITS = re.compile(r"[0-9０-９][0-9０-９.,．，%—–～~-]*")


class Pair(Struct, frozen=True):
    """A year's target and result, ``None`` if no document states it: then the reason is shown."""

    year: int
    target: Amount | None
    result: Amount | None
    no_target: Missing
    no_result: Missing
    label: Shown = ""
    show_target: bool = True

    @property
    def is_unknown(self) -> bool:
        """Whether it has neither, for the same reason, which is shown once."""
        is_empty = self.show_target and not self.target and not self.result
        return is_empty and self.no_target.words == self.no_result.words


class GoalCard(Struct, frozen=True):
    """A target of a year, with targets and results around it."""

    indicator: str
    name: Shown
    target: Amount
    pairs: tuple[Pair, ...]
    href: str  #: to the indicator's page


class Amount(Struct, frozen=True):
    """A figure as it is shown large, with a link to its sentence."""

    before: Shown  #: 预计
    number: Shown  #: 7
    unit: Shown  #: %
    after: Shown  #: 以上
    href: str
    label: Shown  #: of the link: 2024年报告P9

    @property
    def digits(self) -> Shown:
        """The digits of the number alone, which are set large: 2.6 of 2.6万; the whole number if it begins with none."""
        return self.number[: self._count_digits()]

    @property
    def measure(self) -> Shown:
        """What follows the digits: 万个."""
        return concat(self.number[self._count_digits() :], self.unit)

    def _count_digits(self) -> int:
        number = first_form(self.number)
        match = _DIGITS.match(number)
        return match.end() if match else len(number)

    @property
    def whole(self) -> Shown:
        """The whole text: 预计7%以上."""
        return concat(self.before, self.number, self.unit, self.after)


def make_amount(context: Context, figure: Figure, page: str) -> Amount:
    """Make the amount of a figure for page ``page``."""
    texts = context.convert_figure(figure)
    before = concat(context.get_word("expected"), texts.before) if figure.expected else texts.before
    href = relative_path(page, context.make_path(figure.document, figure.anchor))
    return Amount(before, texts.number, texts.unit, texts.after, href, texts.label)


def find_first_figure(context: Context, indicator: str, role: Role, year: int) -> Figure | None:
    """Return the figure of an indicator for a year: the report's before a newspaper's."""
    return context.figures.first_figures.get((indicator, role, year))


def find_own_target(context: Context, indicator: str, report: Document) -> Figure | None:
    """Return the target that a report itself states for its year."""
    own = (figure for figure in context.figures.points.get(indicator, ()) if figure.document == report.id)
    return next((figure for figure in own if figure.role == "target" and figure.year == report.year), None)


def build_goal_cards(
    context: Context, year: int, page: str, report: Document | None = None, *, own_result: bool
) -> tuple[GoalCard, ...]:
    """Build a card for each headline target of ``year``, with the year before and, if ``own_result``, the year's result.

    The targets are those of the publication's place; of another ``report`` they are those of its place, and if it stands beside a
    main report, its own.
    """
    cards, place = [], report.meta.place if report else ""
    for indicator in context.indicators:
        if not indicator.headline or indicator.place != place:
            continue
        if report and report.meta.label:
            target = find_own_target(context, indicator.id, report)
        else:
            target = find_first_figure(context, indicator.id, "target", year)
        if target is None:
            continue
        pairs = []
        if own_result:
            label = context.get_word("this_year_result")
            pairs.append(build_pair(context, indicator.id, year, page, label, place=place, show_target=False))
        label = context.get_word("last_year", year=year - 1)
        pairs.append(build_pair(context, indicator.id, year - 1, page, label, place=place))
        cards.append(
            GoalCard(
                indicator.id,
                context.convert_text(indicator.full_name),
                make_amount(context, target, page),
                tuple(pairs),
                relative_path(page, f"indicators/{indicator.id}/"),
            )
        )
    return tuple(cards)


def build_pair(
    context: Context,
    indicator: str,
    year: int,
    page: str,
    label: Shown = "",
    *,
    place: str = "",
    show_target: bool = True,
) -> Pair:
    """Build the pair of a year's target and result of an indicator, which is of a ``place`` (empty: the publication's)."""
    target = find_first_figure(context, indicator, "target", year)
    result = find_first_figure(context, indicator, "result", year)
    return Pair(
        year,
        make_amount(context, target, page) if target else None,
        make_amount(context, result, page) if result else None,
        explain_missing(context, "target", year, place),
        explain_missing(context, "result", year, place),
        label,
        show_target,
    )
