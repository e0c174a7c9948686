"""The cells of a table's row beside the heads of their columns: the quantities in them, and what a head says of a column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from gazette.figures.quantities import Quantity, quantities
from gazette.model import CELL

_YEAR = re.compile(r"((?:19|20)\d\d)年")
_TARGET = re.compile("目标|目標|预期|預期|计划|計劃")
_RESULT = re.compile("完成|实绩|實績|实际|實際|预计|預計|实现|實現")
_EXPECTED = re.compile("预计|預計")
#: A cell that is a number and no unit; and where the unit stands instead: 增长（%）, 单位：亿元.
_BARE = re.compile(r"[-－+]?[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?(?![0-9０-９.．%％‰])")
_UNIT = re.compile(
    r"[（(]\s*(?:[单單]位\s*[:：]\s*)?([^（）()、，\d]{1,6})\s*[）)]\s*\Z|[单單]位\s*[:：]\s*([^（）()、，\s]{1,6})"
)
_UNITS = ("单位", "單位", "计量单位", "計量單位")


def cell_quantities(row: str, heads: Sequence[str], caption: str = "") -> Iterator[Quantity]:
    """The quantities of a row, each cell read by itself; what stands in a column that is headed 预计 is expected. A number without a
    unit has that of its row (a column 单位), of its column, of the row's head or of the table's ``caption``."""
    cells = row.split(CELL)
    start = 0
    for number, cell in enumerate(cells):
        head = heads[number] if number < len(heads) else ""
        for q in _with_unit(cell, _unit(cells, heads, head, caption)):
            yield replace(
                q, start=q.start + start, end=q.end + start, value_start=q.value_start + start,
                value_end=q.value_end + start, expected=q.expected or bool(_EXPECTED.search(head)),
            )  # fmt: skip
        start += len(cell) + len(CELL)


def _unit(cells: Sequence[str], heads: Sequence[str], head: str, caption: str) -> str:
    """The unit of the numbers in a cell whose column is headed ``head``; empty where none is told."""
    for name, cell in zip(heads, cells, strict=False):
        if name.strip() in _UNITS and cell.strip():
            return cell.strip()
    for words in (head, cells[0], caption):
        if found := _UNIT.search(words):
            return found[1] or found[2]
    return ""


def _with_unit(cell: str, unit: str) -> Iterator[Quantity]:
    """The quantities of a cell. Of a number alone the ``unit`` is read behind it, and is no part of the cell."""
    found = quantities(cell)
    number = _BARE.search(cell) if unit and not found else None
    if number is None:
        yield from found
        return
    at = number.end()

    def back(offset: int) -> int:
        return offset if offset <= at else max(at, offset - len(unit))

    for q in quantities(f"{cell[:at]}{unit}{cell[at:]}"):
        yield replace(q, start=back(q.start), end=back(q.end), value_start=q.value_start, value_end=back(q.value_end))


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
