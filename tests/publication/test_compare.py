"""对照: the newspaper beside the report, line by line, in both editions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gazette.pipeline import BuildResult
from gazette.text import remove_whitespace
from tests.pagetext import Element, article, read

EDITIONS = ["zh-hans", "zh-hant"]


def pairs(site: Path, edition: str) -> list[Element]:
    return [
        e
        for e in read(site, f"{edition}/2024/explainer/compare/").find(cls="pair")
        if "sides" not in str(e.attrs["class"])
    ]


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_line_of_the_newspaper_stands_on_it_once_and_in_order(built_site: Path, edition: str) -> None:
    lines = {
        str(e.attrs["id"]): e.text() for pair in pairs(built_site, edition) for e in pair.walk() if e.attrs.get("id")
    }
    document = article(built_site, f"{edition}/2024/explainer/")
    anchors = [str(e.attrs["id"]) for e in document.walk() if e.attrs.get("id")]
    assert [anchor for anchor in anchors if anchor in lines] == list(lines), "in the order of the page"
    items = [e for e in document.find(tag="li") if e.attrs.get("id") and not e.find(tag="ul")]
    assert len(items) > 80
    for item in items:
        assert remove_whitespace(lines[str(item.attrs["id"])]) == remove_whitespace(item.text())


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_line_stands_beside_its_sentence_with_the_difference_marked_in_both(built_site: Path, edition: str) -> None:
    row = next(pair for pair in pairs(built_site, edition) if pair.find(id="e01-22"))
    assert [e.text() for e in row.find(cls="paper")[0].find(cls="differs")] == ["100家"]
    report = row.find(cls="report")[0]
    told = "".join(e.text() for e in report.find(cls="cited"))
    assert "超100家入" in told.replace("園", "园")
    assert [str(a.attrs["href"]) for a in report.find(tag="a", cls="source-link")] == ["../../report/#p13-1"]


def test_what_is_left_out_is_listed(built_site: Path) -> None:
    page = read(built_site, "zh-hans/2024/explainer/compare/")
    rest = {str(a.attrs["href"]) for a in page.find(id="rest")[0].find(tag="a")}
    reached = {str(a.attrs["href"]) for pair in pairs(built_site, "zh-hans") for a in pair.find(tag="a")}
    assert len(rest) > 5 and not rest & reached


def test_a_line_that_the_report_does_not_have_says_so(copy: Path, run: Callable[[Path], BuildResult]) -> None:
    path = copy / "content/2024/explainer.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.rstrip() + "\n\n- 引进一头会唱南音的大象\n", encoding="utf-8")
    assert run(copy).written
    assert "报告中没有对应的内容。" not in "".join(pair.text() for pair in pairs(copy / "site", "zh-hans")[:-1])
    assert pairs(copy / "site", "zh-hans")[-1].text().strip().endswith("报告中没有对应的内容。")


@pytest.mark.parametrize("edition", EDITIONS)
def test_it_is_reached_from_both_documents(built_site: Path, edition: str) -> None:
    for name in ("explainer", "report"):
        links = {str(a.attrs.get("href")) for a in read(built_site, f"{edition}/2024/{name}/").find(tag="a")}
        assert ("compare/" if name == "explainer" else "../explainer/compare/") in links


def test_the_way_there_leads_to_the_year_and_the_document(built_site: Path) -> None:
    page = read(built_site, "zh-hans/2024/explainer/compare/")
    crumbs = [str(a.attrs["href"]) for a in page.find(cls="crumb")[0].find(tag="a")]
    assert crumbs == ["../../../", "../../", "../"]
