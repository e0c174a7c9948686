"""Read tables: the quantities in the cells of a row, and the year and role that a column's head names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from gazette.figures.quantities import Quantity, find_quantities
from gazette.model import CELL

_YEAR = re.compile(r"((?:19|20)\d\d)年")
_TARGET = re.compile("目标|目標|预期|預期|计划|計劃")
_RESULT = re.compile("完成|实绩|實績|实际|實際|预计|預計|实现|實現")
_EXPECTED = re.compile("预计|預計")
#: A number without a unit; and a unit elsewhere in the table: 增长（%）, 单位：亿元.
_NUMBER_ALONE = re.compile(r"[-－+]?[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?(?![0-9０-９.．%％‰])")
_UNIT = re.compile(
    r"[（(]\s*(?:[单單]位\s*[:：]\s*)?([^（）()、，\d]{1,6})\s*[）)]\s*\Z|[单單]位\s*[:：]\s*([^（）()、，\s]{1,6})"
)
_UNITS = ("单位", "單位", "计量单位", "計量單位")


def cell_quantities(row: str, heads: Sequence[str], caption: str = "") -> Iterator[Quantity]:
    """Find the quantities of a row, cell by cell; those in a column headed 预计 are expected.

    A number without a unit takes it from its row (a column 单位), its column's head, the row's first cell or the table's ``caption``.
    """
    cells = row.split(CELL)
    start = 0
    for column, cell in enumerate(cells):
        head = heads[column] if column < len(heads) else ""
        for q in _with_unit(cell, _unit(cells, heads, head, caption)):
            yield replace(
                q, start=q.start + start, end=q.end + start, value_start=q.value_start + start,
                value_end=q.value_end + start, expected=q.expected or bool(_EXPECTED.search(head)),
            )  # fmt: skip
        start += len(cell) + len(CELL)


def _unit(cells: Sequence[str], heads: Sequence[str], head: str, caption: str) -> str:
    """The unit of numbers without one in a column with this ``head``; "" if the table names none."""
    for name, cell in zip(heads, cells, strict=False):
        if name.strip() in _UNITS and cell.strip():
            return cell.strip()
    for words in (head, cells[0], caption):
        if found := _UNIT.search(words):
            return found[1] or found[2]
    return ""


def _with_unit(cell: str, unit: str) -> Iterator[Quantity]:
    """Find the quantities of a cell; a number alone is read as if ``unit`` followed it, with offsets in the cell as it is."""
    found = find_quantities(cell)
    number = _NUMBER_ALONE.search(cell) if unit and not found else None
    if number is None:
        yield from found
        return
    insertion = number.end()

    def original(offset: int) -> int:
        return offset if offset <= insertion else max(insertion, offset - len(unit))

    for q in find_quantities(f"{cell[:insertion]}{unit}{cell[insertion:]}"):
        yield replace(q, start=original(q.start), end=original(q.end), value_end=original(q.value_end))


def column_context(row: str, heads: Sequence[str], offset: int) -> tuple[str, Mapping[str, str]]:
    """Return the head of the column at ``offset`` and the ``year`` and ``role`` that it names; ("", {}) if it names none.

    If the column's head names none, the row's first cell is used: years may be listed downwards.
    """
    column = row.count(CELL, 0, offset)
    for head in (*heads[column : column + 1], row.partition(CELL)[0] if column else ""):
        years = set(_YEAR.findall(head))
        roles = [role for role, words in (("target", _TARGET), ("result", _RESULT)) if words.search(head)]
        context = {}
        if len(years) == 1 and head.startswith(min(years)):
            context["year"] = min(years)
        if len(roles) == 1 and (context or len(head) <= 6):
            context["role"] = roles[0]
        if context:
            return head, context
    return "", {}
