"""Read ``content/indicators.yml``: the indicators that can be followed over the years."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from gazette.model import Indicator
from gazette.problems import Locus, Problem
from gazette.sources.search_words import read_search_words
from gazette.sources.yaml_fields import Fields, find_duplicates, iterate_rows, read_yaml

KEYS = ("id", "name", "unit", "group", "headline", "direction", "note", "place", "units", "differs", "leaps", "also")
HEADLINE = ("no", "yes")
DIRECTIONS = ("none", "more", "less")


@lru_cache(maxsize=1)  # a preview reads the same again and again
def read_indicators(text: str, path: str) -> tuple[tuple[Indicator, ...], tuple[Problem, ...]]:
    """Read the indicators in the file's order, which is the order of cards and lists."""
    node, syntax_problems = read_yaml(text, path)
    problems = list(syntax_problems)
    rows = [
        Indicator(
            id=row.text("id", required=True),
            name=row.text("name", required=True),
            unit=row.text("unit", required=True),
            group=row.text("group"),
            headline=row.choice("headline", HEADLINE, "no") == "yes",
            direction=row.choice("direction", DIRECTIONS, "none"),
            note=row.text("note"),
            place=row.text("place"),
            line=row.node.line,
            units=_units(row),
            differs=row.texts("differs"),
            leaps=row.texts("leaps"),
            also=read_search_words(row, "also"),
        )
        for row in iterate_rows(node, path, KEYS, problems)
    ]
    for row in rows:
        if row.id == "none" or (row.id and not re.fullmatch(r"[a-z][a-z0-9-]*", row.id)):
            message, fix = (
                f"指标的 id「{row.id}」不能用。",
                "只用小写字母开头的小写字母、数字和连字符；none 另有用处，也不能用。",
            )
            problems.append(Problem("anchor-form", Locus(path, row.line), message, fix))
    problems += find_duplicates(((row.id, row.line) for row in rows), path, "指标")
    return tuple(rows), tuple(problems)


def _units(row: Fields) -> Mapping[str, Decimal]:
    """Read other units and their exact factors: ``units: {千伏安: 0.001}``."""
    units = {}
    for unit, factor in row.pairs("units").items():
        try:
            exact = Decimal(factor)
        except InvalidOperation:
            exact = Decimal(0)
        if exact.is_finite() and exact > 0:
            units[unit] = exact
        else:
            message = f"单位「{unit}」的换算「{factor}」不是正数。"
            row.report("value-number", "units", message, "写成 {千伏安: 0.001}。")
    return units
