"""From the newspaper's item to the report's sentence, and back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from gazette.pipeline import BuildResult
from tests.pagetext import article, read


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
    assert "本段有報紙解讀" in chips[0].text(apparatus=True)


def test_a_year_tells_how_many_lines_of_the_newspaper_speak_of_each_area(built_site: Path) -> None:
    """Counted from the data, and from the order of the report's own anchors."""
    rows = json.loads((built_site / "data/alignment.json").read_text("utf-8"))
    areas: dict[str, set[str]] = {}
    area = ""
    for element in article(built_site, "zh-hans/2024/report/").find():
        name = str(element.attrs.get("id", ""))
        runs_in = element.find(tag="h3", cls="run-in") if name.startswith("p") else []
        for heading in (name, *(str(each.attrs["id"]) for each in runs_in)):
            area = heading if re.fullmatch(r"s\d+(-\d+)?", heading) else area
        lines = {row["from"] for row in rows if row["to"] == f"2024/report#{name}" and "explainer" in row["from"]}
        areas.setdefault(area, set()).update(lines)
    shown = read(built_site, "zh-hans/2024/").find(id="areas")[0]
    told = {
        str(item.find(tag="a")[0].attrs["href"]).partition("#")[2]: item.find(tag="p", cls="meta")[0].text()
        for item in shown.find(tag="ol")[0].find(tag="div")
    }
    assert list(told) == [f"s2-{number}" for number in range(1, 9)]
    for name, words in told.items():
        assert words.endswith(f"报纸解读{len(areas[name])}处"), (name, words)


#: Every difference of substance: read beside a character comparison of each clause with its sentence.
DEPARTURES = {
    "2024/explainer": (
        "奋力拼搏 奋力拼抢,示范县 示范市,主力军担当 主力领军担当,高薪企业 高新企业,良顺 良颐,产业基地 产业基金,"
        "强高水平 建强高水平,现代化产业 现代产业,100家 超100家,营商环境 营商品牌,示范村 示范镇村,泉州市整镇 泉州整镇,文明文化 文化文明"
    ),
    "2024/congress": "突破30万户 超31万户,示范县（市） 示范市,超3000万吨 超3100万吨",
}


@pytest.mark.parametrize("document", DEPARTURES)
def test_departures_from_the_report_are_data(built_site: Path, document: str) -> None:
    rows = json.loads((built_site / "data" / "alignment.json").read_text(encoding="utf-8"))
    own = [row for row in rows if row["from"].startswith(f"{document}#")]
    told = [f"{d['explainer']} {d['report']}" for row in own for d in row["differences"]]
    assert told == DEPARTURES[document].split(",")
    assert all(row["to"].startswith("2024/report#") for row in own)


@pytest.mark.parametrize("edition", ["zh-hans", "zh-hant"])
@pytest.mark.parametrize("document", DEPARTURES)
def test_the_page_shows_every_departure_with_both_readings(built_site: Path, edition: str, document: str) -> None:
    page = read(built_site, f"{edition}/{document}/")
    notes = [e for e in page.find(tag="li") if str(e.attrs.get("id", "")).startswith("sic-")]
    departures = [note for note in notes if note.find(tag="a", cls="from")]
    assert len(departures) == len(DEPARTURES[document].split(","))
    for note in notes:
        sign = note.find(tag="b", cls="sic-mark")[0].text()
        assert sign in ("误", "異", "异", "誤")
        place = page.find(id=f"{note.attrs['id']}-at")
        assert [str(e.attrs["href"]) for e in place] == [f"#{note.attrs['id']}"], "a sign in the text leads to the note"
    signs = article(built_site, f"{edition}/{document}/").find(tag="a", cls="differs-mark")
    assert len(signs) == len([n for n in notes if n.find(tag="b", cls="sic-mark")[0].text() in "异異"])
    assert all(re.search("报告为|報告為|应为|應為", note.text()) for note in notes)


#: A change in a copy of the content: file, old, new; and what the build must then say, with the lines of both texts.
FAULTS = {
    "another number": ("explainer", "落地**20个**产业链项目", "落地**21个**产业链项目", "落地21个产业链项目", "落地20个产业链项目"),
    "a dropped 超": ("explainer", "科技小巨人企业超**200家**", "科技小巨人企业**200家**", "科技小巨人企业200家", "科技小巨人企业超200家"),
    "左右 of the report dropped": ("report", "落地**20个**产业链项目", "落地**20个**左右产业链项目", "落地20个产业链项目", "落地20个左右产业链项目"),
    "左右 dropped by the congress": ("congress", "地区生产总值增长**6%**左右]{indicator=gdp-growth}，", "地区生产总值增长**6%**]{indicator=gdp-growth}，", "地区生产总值增长6%", "地区生产总值增长6%左右"),
    "a name": ("explainer", "保障晋华、渠梁龙头", "保障晋华、梁渠龙头", "梁渠", "渠梁"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_new_departure_is_told_with_both_lines(copy: Path, run: Callable[[Path], BuildResult], fault: str) -> None:
    name, old, new, here, there = FAULTS[fault]
    path = copy / "content" / "2024" / f"{name}.md"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, text.count(old)
    path.write_text(text.replace(old, new), encoding="utf-8")
    told = [problem for problem in run(copy).problems if problem.code == "report-differs"]
    assert len(told) == 1, [str(problem) for problem in told]
    problem = told[0]
    assert problem.severity == "warning" and here in problem.message and there in problem.message
    paper = (copy / problem.locus.path).read_text(encoding="utf-8").split("\n")[problem.locus.line - 1]
    place = re.search(r"content/2024/report\.md:(\d+)", problem.message)
    assert place is not None
    report = (copy / "content/2024/report.md").read_text(encoding="utf-8").split("\n")[int(place[1]) - 1]
    assert here in re.sub(r"[*\[]|\]\{[^}]*\}", "", paper) and there in re.sub(r"[*\[]|\]\{[^}]*\}", "", report)


@pytest.mark.parametrize("edition", ["zh-hans", "zh-hant"])
def test_both_directions_of_every_edge_lead_somewhere(built_site: Path, edition: str) -> None:
    rows = json.loads((built_site / "data" / "alignment.json").read_text(encoding="utf-8"))
    report = article(built_site, f"{edition}/2024/report/")
    explainer = article(built_site, f"{edition}/2024/explainer/")
    for row in rows:
        if row["from"].startswith("2024/explainer#"):
            anchor, target = row["from"].partition("#")[2], row["to"].partition("#")[2]
            assert explainer.find(id=anchor) and report.find(id=target), row
    for page, other, cls in ((explainer, report, "source-link"), (report, explainer, "explained-link")):
        links = page.find(tag="a", cls=cls)
        assert len(links) > 20
        for link in links:
            assert other.find(id=str(link.attrs["href"]).partition("#")[2]), link.attrs
