"""Propose indicators for numbers that a report states twice, as a result and as a target, and that have none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from gazette.grouping import group_by
from gazette.model import Figure
from gazette.pinyin import make_slug
from gazette.suggestions.engine import Number, SuggestionFinder
from gazette.suggestions.matching import agree_in_aspect

_EDGES = re.compile(r"^(?:推动|力争|计划|预计|完成|实施|推进)|(?:目标|任务)$|[\s，、；：]")


class NewIndicator(Struct, frozen=True):
    """An indicator that an editor may add."""

    id: str
    name: str
    unit: str
    place: str  #: of the document
    group: str  #: of the next number that has an indicator
    result: Figure
    target: Figure


def find_new_indicators(finder: SuggestionFinder, name: str) -> tuple[NewIndicator, ...]:
    """Return the indicators for numbers of the document ``name`` that are the same in words and unit in both of its halves."""
    indicators = {each.place: each.indicator for each in finder.suggest(name)}
    numbers, place = finder.numbers[name], finder.documents[name].meta.place
    known = [number.figure.indicator or indicators.get(number.place) for number in numbers]
    free = [
        order
        for order, number in enumerate(numbers)
        if not known[order]
        and not number.is_marked
        and not number.proposed
        and not number.statement.limits | number.statement.scope
    ]
    groups = group_by(free, lambda order: (numbers[order].statement.subject, finder.fold(numbers[order].figure.unit)))
    found: dict[str, NewIndicator] = {}
    for (subject, unit), orders in groups.items():
        by_role = {numbers[order].figure.role: numbers[order] for order in orders}
        if len(orders) != 2 or by_role.keys() != {"result", "target"}:
            continue
        result, target = by_role["result"], by_role["target"]
        if subject and agree_in_aspect(result.statement, target.statement):
            label = find_label(target) or subject
            indicator = NewIndicator(
                id=make_id(label, place), name=label, unit=unit, place=place, group=_find_group(finder, known, orders[-1]),
                result=result.figure, target=target.figure,
            )  # fmt: skip
            if indicator.id not in finder.indicators:
                found.setdefault(indicator.id, indicator)
    return tuple(found.values())


def make_id(label: str, place: str) -> str:
    """Return the id of an indicator, which of a town's begins with the town."""
    return "-".join(make_slug(words) for words in (place, label) if words)


def find_label(number: Number) -> str:
    """Return the words about a number without the number."""
    text, figure = number.block.run.text if number.block.run else "", number.figure
    start, end = number.statement.start, number.statement.end
    return _EDGES.sub("", text[start : figure.amount_start] + text[figure.amount_end : end])


def _find_group(finder: SuggestionFinder, known: Sequence[str | None], place: int) -> str:
    """Return the group of the nearest number that has an indicator; empty if there is none."""
    with_group = [other for other, each in enumerate(known) if each in finder.indicators]
    nearest = min(with_group, key=lambda other: abs(other - place), default=None)
    return finder.indicators[known[nearest] or ""].group if nearest is not None else ""
