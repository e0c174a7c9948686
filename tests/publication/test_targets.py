"""Each year's table against the data for re-users: every number, and none beside them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.pagetext import bare, read


@pytest.mark.parametrize("year", [2023, 2024, 2025])
@pytest.mark.parametrize("edition", ["zh-hans", "zh-hant"])
def test_the_table_has_every_target_and_result_of_the_year(built_site: Path, year: int, edition: str) -> None:
    figures = json.loads((built_site / "data" / "figures.json").read_text("utf-8"))
    first: dict[tuple[str, str], float] = {}
    for figure in figures:  # the report's comes before a newspaper's
        if figure["indicator"] and figure["role"] and figure["year"] == year:
            first.setdefault((figure["indicator"], figure["role"]), figure["value"])
    rows = [row for row in read(built_site, f"{edition}/{year}/targets/").find(tag="tr") if "data-state" in row.attrs]
    shown = {}
    for row in rows:
        for role in ("target", "result"):
            (cell,) = row.find(tag="td", cls=f"{role}-cell")
            if cell.attrs["data-value"]:
                shown[str(row.attrs["id"]), role] = float(str(cell.attrs["data-value"]))
            else:
                assert bare(cell.text()) in ("尚待公布", "尚待公佈", "未收录", "未收錄", "报告未提", "報告未提")
    assert shown.keys() == first.keys()
    changed = {key for key, value in first.items() if value != shown[key]}
    assert changed <= {("transformer-capacity", "target")}, "in the indicator's unit"
