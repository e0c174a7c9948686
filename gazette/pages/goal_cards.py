"""Goal cards: gathered from the figures that documents state, never typed. No verdicts: target, result, or neither."""

from __future__ import annotations

from msgspec import Struct

from gazette.model import Figure, Role
from gazette.pages.context import Context, relative_path
from gazette.shown import Shown, concat


class Pair(Struct, frozen=True):
    """A year's target and result for a card; ``None`` where no document says it."""

    year: int
    label: Shown
    target: Amount | None
    result: Amount | None
    show_target: bool


class GoalCard(Struct, frozen=True):
    """One target: the indicator's name, the figure, and what was aimed at and reported around it."""

    indicator: str
    name: Shown
    target: Amount
    pairs: tuple[Pair, ...]
    href: str


class Amount(Struct, frozen=True):
    """A figure as it is shown large: 预计 ``before``, ``number`` 7, ``unit`` %, ``after`` 以上; ``href`` its sentence."""

    before: Shown
    number: Shown
    unit: Shown
    after: Shown
    href: str
    label: Shown

    @property
    def whole(self) -> Shown:
        """All of it in a row, as in 预计7%以上."""
        return concat(self.before, self.number, self.unit, self.after)


def make_amount(context: Context, figure: Figure, page: str) -> Amount:
    """A figure as it is shown on page ``page``, with the link to its sentence."""
    document = context.find_document(figure.document)
    assert document is not None
    before = context.convert_figure_text(figure, figure.before)
    if figure.expected:
        before = concat(context.get_word("expected"), before)
    place = context.make_short_name(document)
    label = context.get_word("use_page", document=place, page=figure.page) if figure.page else place
    href = relative_path(page, context.make_path(figure.document, figure.anchor))
    number, unit, after = (
        context.convert_figure_text(figure, words) for words in (figure.printed_number, figure.unit, figure.after)
    )
    return Amount(before, number, unit, after, href, label)


def find_first_figure(context: Context, indicator: str, role: Role, year: int) -> Figure | None:
    """The figure of an indicator for a year: the report's before a newspaper's."""
    return context.index.indicator_figures.first_figures.get((indicator, role, year))


def build_goal_cards(context: Context, year: int, page: str, *, own_result: bool) -> tuple[GoalCard, ...]:
    """The headline targets of ``year``, each with the year before; with ``own_result`` also what was reported for the year itself."""
    found = []
    for indicator in context.indicators:
        target = find_first_figure(context, indicator.id, "target", year) if indicator.headline else None
        if target is None:
            continue
        pairs = []
        if own_result:
            pairs.append(
                build_pair(context, indicator.id, year, page, context.get_word("this_year_result"), show_target=False)
            )
        pairs.append(
            build_pair(
                context, indicator.id, year - 1, page, context.get_word("last_year", year=year - 1), show_target=True
            )
        )
        found.append(
            GoalCard(
                indicator.id,
                context.convert_text(indicator.name),
                make_amount(context, target, page),
                tuple(pairs),
                relative_path(page, f"indicators/{indicator.id}/"),
            )
        )
    return tuple(found)


def build_pair(context: Context, indicator: str, year: int, page: str, label: Shown, *, show_target: bool) -> Pair:
    """What was aimed at and reported for a year."""
    target = find_first_figure(context, indicator, "target", year)
    result = find_first_figure(context, indicator, "result", year)
    return Pair(
        year,
        label,
        make_amount(context, target, page) if target else None,
        make_amount(context, result, page) if result else None,
        show_target,
    )
