"""Build a year's table: every indicator that has a target or a result of the year, with both and their places, without a verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from gazette.model import Indicator
from gazette.pages.context import Context, relative_path
from gazette.pages.goal_cards import Amount, find_first_figure, make_amount
from gazette.pages.indicators import ROLES, describe_gap, format_number, name_group, sort_groups
from gazette.pages.missing import explain_missing, find_reason
from gazette.settings import Topic
from gazette.shown import Shown, concat

#: Whether a row has both numbers, or one.
State = Literal["both", "target", "result"]
STATES: tuple[State, ...] = ("both", "target", "result")


class Cell(Struct, frozen=True):
    """A row's target or result."""

    amount: Amount | None
    missing: Shown  #: why there is none
    value: str  #: in the row's unit, to sort by; empty if there is none


class TargetRow(Struct, frozen=True):
    """An indicator's target and result of the year."""

    id: str
    name: Shown
    href: str
    unit: str  #: numbers are sorted among those of one unit
    target: Cell
    result: Cell
    difference: Shown  #: +0.5个百分点; empty if one is missing
    topics: tuple[str, ...]  #: ids of the topics that have the indicator
    state: State
    is_own: bool  #: whether it is of the publication's place


class TargetGroup(Struct, frozen=True):
    """The rows of one subject."""

    name: Shown
    rows: tuple[TargetRow, ...]


class Choice(Struct, frozen=True):
    """A choice of a filter; without script all rows are shown."""

    id: str  #: empty for all
    name: Shown
    count: int


class TargetsView(Struct, frozen=True):
    """A year's table."""

    year: int
    count: int
    about: Shown
    reason: Shown  #: why results are missing, for a filter that finds nothing
    groups: tuple[TargetGroup, ...]
    topics: tuple[Choice, ...]
    states: tuple[Choice, ...]


def targets_path(year: int) -> str:
    """Return the path of a year's table."""
    return f"{year}/targets/"


def build_targets_view(context: Context, year: int, topics: Sequence[Topic]) -> TargetsView:
    """Build a year's table of the indicators in the context, in their order."""
    groups: dict[tuple[str, str], list[TargetRow]] = {}
    for indicator in context.indicators:
        if row := _build_row(context, indicator, year, topics):
            groups.setdefault((indicator.place, indicator.group), []).append(row)
    groups = sort_groups(groups)
    rows = [row for own in groups.values() for row in own]
    return TargetsView(
        year=year,
        count=len(rows),
        about=_describe(context, year, rows),
        reason=_explain_results(context, year),
        groups=tuple(TargetGroup(name_group(context, *key), tuple(own)) for key, own in groups.items()),
        topics=_list_topic_choices(context, topics, rows),
        states=_list_state_choices(context, rows),
    )


def _build_row(context: Context, indicator: Indicator, year: int, topics: Sequence[Topic]) -> TargetRow | None:
    path, figures = targets_path(year), [find_first_figure(context, indicator.id, role, year) for role in ROLES]
    if not any(figures):
        return None
    target, result = (
        Cell(
            amount=make_amount(context, figure, path) if figure else None,
            missing=explain_missing(context, role, year, indicator.place).column,
            value=format_number(figure.normalized_value) if figure else "",
        )
        for role, figure in zip(ROLES, figures, strict=True)
    )
    return TargetRow(
        id=indicator.id,
        name=context.convert_text(indicator.full_name),
        href=relative_path(path, f"indicators/{indicator.id}/"),
        unit=indicator.unit,
        target=target,
        result=result,
        difference=describe_gap(context, indicator, *figures),
        topics=tuple(topic.id for topic in topics if indicator.id in topic.indicators),
        state="both" if all(figures) else "target" if figures[0] else "result",
        is_own=not indicator.place,
    )


def _describe(context: Context, year: int, rows: Sequence[TargetRow]) -> Shown:
    """Say how many targets and results there are, and why results are missing."""
    count = {role: sum(row.state in ("both", role) for row in rows) for role in ROLES}
    about = context.get_word("targets_about", count=len(rows), targets=count["target"], results=count["result"])
    own = [row.state for row in rows if row.is_own]
    is_unheld = "result" in own and find_reason(context, "target", year) == "unheld"
    targets = context.get_word("targets_unheld_target", year=year) if is_unheld else ""
    results = _explain_results(context, year) if "target" in own else ""
    return concat(about, targets, results)


def _explain_results(context: Context, year: int) -> Shown:
    reason = find_reason(context, "result", year)
    return context.get_word(f"targets_{reason}", year=year, place=year + 1)


def _list_topic_choices(context: Context, topics: Sequence[Topic], rows: Sequence[TargetRow]) -> tuple[Choice, ...]:
    counts = Counter(topic for row in rows for topic in row.topics)
    choices = (Choice(topic.id, context.convert_text(topic.name), counts[topic.id]) for topic in topics)
    return (Choice("", context.get_word("targets_all"), len(rows)), *choices) if topics else ()


def _list_state_choices(context: Context, rows: Sequence[TargetRow]) -> tuple[Choice, ...]:
    counts = Counter(row.state for row in rows)
    choices = (Choice(state, context.get_word(f"targets_state_{state}"), counts[state]) for state in STATES)
    return (Choice("", context.get_word("targets_all"), len(rows)), *choices)
