"""Read what a table states of the numbers in its cells: the row's name and the column's head are the words of a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec.structs import replace

from gazette.figures.quantities import find_quantities
from gazette.figures.table_cells import column_context
from gazette.model import CELL, Figure, Role
from gazette.suggestions.statements import Statement, read_statements

_PARENTHESES = re.compile(r"[（(][^（）()]*[）)]")
#: Of a head, what says when and whether it is a target; the rest (增长) belongs to what is counted.
_CONTEXT = re.compile("(?:19|20)[0-9]{2}年度?|目标|预期|计划|完成|实绩|实际|预计|实现|情况|数值?|值|任务|指标|[:：\\s]")
_NAME = re.compile("[\u3400-\u9fff]{2}")
_ROLES: dict[str, Role] = {"target": "target", "result": "result"}


def read_cells(
    row: str, heads: Sequence[str], figures: Iterable[Figure], fold: Callable[[str], str]
) -> Iterator[tuple[Figure, Statement]]:
    """Yield the unmarked figures of a row with their role and year, each with what is stated of it.

    A figure is left out if its column's head does not say whether it is a target or a result.
    """
    cells = row.split(CELL)
    for figure in figures:
        column = row.count(CELL, 0, figure.number_start)
        name = next((cell for cell in cells[:column] if _NAME.search(cell) and not find_quantities(cell)), "")
        head, context = column_context(row, heads, figure.number_start)
        if not name or "role" not in context:
            continue
        words = fold(_PARENTHESES.sub("", name) + _CONTEXT.sub("", fold(_PARENTHESES.sub("", head))))
        quantities = find_quantities(f"{words}{fold(figure.printed_number + figure.unit)}")
        statement = next(read_statements(f"{words}{fold(figure.printed_number + figure.unit)}", quantities), None)
        if statement is None or len(quantities) != 1:
            continue
        year = int(context["year"]) if "year" in context else figure.year
        own = replace(figure, role=_ROLES[context["role"]], year=year)
        yield own, replace(statement, start=figure.amount_start, end=figure.amount_end)
