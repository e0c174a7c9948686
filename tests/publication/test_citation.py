"""References in the form of GB/T 7714—2015."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pagetext import read

BASE = "https://jinjiang-gazette.netlify.app"


@pytest.mark.parametrize(
    ("path", "reference"),
    [
        (
            "zh-hans/2024/report/",
            "王明元. 政府工作报告: 2023年12月28日在晋江市第十八届人民代表大会第三次会议上[R/OL]. 2023[引用日期]. ",
        ),
        (
            "zh-hant/2023/explainer/",
            "李玲玲. 追趕、突破、引領、提升！晉江踏上2023新徵程！[N/OL]. 晉江經濟報（菲律賓版）, 2023-01-04[引用日期]. ",
        ),
        (
            "zh-hans/2024/congress/",
            "蔡斯洵. 创新发展“晋江经验” 奋力打造中国式现代化县域示范[N/OL]. [晋江经济报], [2023-12][引用日期]. ",
        ),
    ],
)
def test_a_document_has_its_reference(built_site: Path, path: str, reference: str) -> None:
    found = read(built_site, path).find(tag="p", cls="reference")
    assert [element.text() for element in found] == [f"{reference}{BASE}/{path}."]
