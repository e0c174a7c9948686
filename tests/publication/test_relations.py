"""From the newspaper's item to the report's sentence, and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.pagetext import article


@pytest.mark.parametrize("edition", ["zh-hans", "zh-hant"])
@pytest.mark.parametrize(
    ("item", "paragraph"),
    [
        ("e01-1", "p9-4"),
        ("e01-2", "p9-4"),
        ("e04-2", "p17-1"),
        ("e05-8", "p19-1"),
        ("e08-1", "p22-1"),
        ("e11-2", "p23-2"),
    ],
)
def test_an_item_leads_to_its_paragraph(built_site: Path, edition: str, item: str, paragraph: str) -> None:
    element = article(built_site, f"{edition}/2024/explainer/").find(id=item)[0]
    links = {str(link.attrs["href"]) for link in element.find(tag="a", cls="source-link")}
    assert links == {f"../report/#{paragraph}"}


def test_most_items_have_a_source_and_what_the_report_does_not_say_has_none(built_site: Path) -> None:
    document = article(built_site, "zh-hans/2024/explainer/")
    items = [e for e in document.find(tag="li") if str(e.attrs.get("id", "")).startswith("e")]
    with_source = [e for e in items if e.find(tag="a", cls="source-link")]
    assert len(with_source) >= 0.97 * len(items)
    for other in ("2023/explainer", "2025/explainer"):  # their reports are not held
        assert not article(built_site, f"zh-hans/{other}/").find(tag="a", cls="source-link")


def test_the_report_leads_back(built_site: Path) -> None:
    paragraph = article(built_site, "zh-hant/2024/report/").find(id="p17-1")[0]
    chips = paragraph.find(tag="a", cls="explained-link")
    assert [str(chip.attrs["href"]) for chip in chips] == ["../explainer/#e04-1"]
    assert "本段見報" in chips[0].text(apparatus=True)


def test_departures_from_the_report_are_data(built_site: Path) -> None:
    rows = json.loads((built_site / "data" / "alignment.json").read_text(encoding="utf-8"))
    told = {(d["explainer"], d["report"]) for row in rows for d in row["differences"]}
    assert {("高薪企业", "高新企业"), ("良顺", "良颐"), ("100家", "超100家")} <= told
    assert all(row["from"].startswith("2024/explainer#") and row["to"].startswith("2024/report#") for row in rows)
