"""The six headline targets of each year as goal cards, gathered from the marks in the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pagetext import Element, bare, read

#: year → indicator → printed target (2023: 菲律賓版第3490期; 2024: report P9; 2025: the explainer's list)
TARGETS = {
    2023: ["6.5%左右", "7.6%", "5.0%", "7.6%", "8.0%", "7.0%"],
    2024: ["6%左右", "6%", "5%", "7.2%", "10%", "6%"],
    2025: ["6%左右", "3%", "3%", "7.5%", "7.5%", "6.5%"],
}
IDS = ["gdp-growth", "revenue-growth", "local-revenue-growth", "industry-growth", "investment-growth", "income-growth"]
#: What the next year's documents report (2023: report P2–P3; 2024: the 2025 explainer; 2022: the 2023 page)
RESULTS = {
    2022: {"gdp-growth": "预计4.5%", "income-growth": "5.0%"},
    2023: {"gdp-growth": "预计6.5%", "revenue-growth": "7.4%", "investment-growth": "10%", "income-growth": "5.6%"},
    2024: {"gdp-growth": "预计7%以上", "revenue-growth": "1.7%", "income-growth": "5.5%"},
}
#: What is said of a result that none states: the report of 2024 is held, those of 2023 and 2025 are not
MISSING = {2022: "报告未收录", 2023: "报告未提", 2024: "报告未收录"}


def _cards(page: Element) -> list[Element]:
    return [e for e in page.walk() if e.has(tag="article", cls="goal-card") and "data-indicator" in e.attrs]


@pytest.mark.parametrize("year", sorted(TARGETS))
def test_year_pages_show_the_six_targets(built_site: Path, year: int) -> None:
    cards = _cards(read(built_site, f"zh-hans/{year}/"))
    assert [card.attrs["data-indicator"] for card in cards] == IDS
    for card, target in zip(cards, TARGETS[year], strict=True):
        assert target in bare(card.text(apparatus=True))


@pytest.mark.parametrize("year", sorted(TARGETS))
def test_each_card_tells_the_year_before_or_that_nothing_is_said(built_site: Path, year: int) -> None:
    for card in _cards(read(built_site, f"zh-hans/{year}/")):
        words = bare(card.text(apparatus=True))
        indicator = str(card.attrs["data-indicator"])
        result = RESULTS[year - 1].get(indicator)
        assert (result.removeprefix("预计") if result else MISSING[year - 1]) in words


def test_home_shows_the_latest_year(built_site: Path) -> None:
    page = read(built_site, "zh-hant/")
    cards = _cards(page)
    assert [card.attrs["data-indicator"] for card in cards[:6]] == IDS
    assert "6%左右" in bare(cards[0].text(apparatus=True))
    assert "預計7%以上" in bare(cards[0].text(apparatus=True))


def test_no_verdicts(built_site: Path) -> None:
    for path in ("zh-hans/", "zh-hans/2023/", "zh-hans/2024/", "zh-hans/2025/"):
        words = read(built_site, path).text(apparatus=True)
        for verdict in ("达标", "未达", "超额完成", "完成率", "落空"):
            assert verdict not in words


@pytest.mark.parametrize(("edition", "words"), [("zh-hans", "报告未收录"), ("zh-hant", "報告未收錄")])
def test_why_a_figure_is_missing_is_said_alike_on_card_table_and_chart(
    built_site: Path, edition: str, words: str
) -> None:
    """The result of 2024 would stand in the report of 2025, which is not held; the year 2025 itself is not over."""
    card = next(e for e in _cards(read(built_site, f"{edition}/")) if e.attrs["data-indicator"] == "industry-growth")
    assert words in bare(card.text(apparatus=True))
    page = read(built_site, f"{edition}/indicators/industry-growth/")
    rows = {bare(row.text())[:4]: bare(row.text()) for row in page.find(tag="table")[0].find(tag="tr")}
    assert rows["2024"].endswith(words)
    assert rows["2025"].endswith(("尚待公布", "尚待公佈"))
    chart = [bare(text.text()) for text in page.find(tag="svg", cls="chart")[0].find(tag="text", cls="qualifier")]
    assert [a + b for a, b in zip(chart[::2], chart[1::2], strict=True)][-2:] == [words[2:4], "尚待"]
    assert "—" not in bare(page.find(tag="table")[0].text())
