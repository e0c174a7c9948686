"""The cells of a table's row beside the heads of their columns: the quantities in them, and what a head says of a column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from gazette.domain.quantities import Quantity, quantities
from gazette.model import CELL

_YEAR = re.compile(r"((?:19|20)\d\d)年")
_TARGET = re.compile("目标|目標|预期|預期|计划|計劃")
_RESULT = re.compile("完成|实绩|實績|实际|實際|预计|預計|实现|實現")
_EXPECTED = re.compile("预计|預計")


def cell_quantities(row: str, heads: Sequence[str]) -> Iterator[Quantity]:
    """The quantities of a row, each cell read by itself; what stands in a column that is headed 预计 is expected."""
    start = 0
    for number, cell in enumerate(row.split(CELL)):
        expected = number < len(heads) and bool(_EXPECTED.search(heads[number]))
        for q in quantities(cell):
            yield replace(
                q, start=q.start + start, end=q.end + start, value_start=q.value_start + start,
                value_end=q.value_end + start, expected=q.expected or expected,
            )  # fmt: skip
        start += len(cell) + len(CELL)


def told(row: str, heads: Sequence[str], offset: int) -> tuple[str, Mapping[str, str]]:
    """The head of the column in which the character at ``offset`` stands, and the ``year`` and ``role`` that it names, if it names
    one; else the row's own head, where the years stand one below the other."""
    number = row.count(CELL, 0, offset)
    for head in (*heads[number : number + 1], row.partition(CELL)[0] if number else ""):
        years = set(_YEAR.findall(head))
        roles = [role for role, words in (("target", _TARGET), ("result", _RESULT)) if words.search(head)]
        says = {}
        if len(years) == 1 and head.startswith(min(years)):
            says["year"] = min(years)
        if len(roles) == 1 and (says or len(head) <= 6):
            says["role"] = roles[0]
        if says:
            return head, says
    return "", {}
