"""Figures of one indicator compared over years and documents: leaps, figures of another indicator, periods on the pages."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from gazette.figures import indicators
from gazette.model import Document, Source
from gazette.problems import Problem
from gazette.sources.document import parse_document
from tests import mini_site, stages

KNOWN = """
- {id: jobs, name: 新增城镇就业, unit: 人}
- {id: parks, name: 新建口袋公园, unit: 个}
- {id: posts, name: 新建家门口就业服务站, unit: 个}
- {id: growth, name: 生产总值增长, unit: '%'}
"""


def document(year: int, *lines: str, role: str = "target") -> Document:
    """A report of a year whose figures, one a line, are of that year."""
    body = "\n\n".join(lines)
    head = f"---\nkind: report\nscript: Hans\ntitle: 题\n---\n::: masthead\n# 题\n:::\n\n## 一 {{#s1 role={role} year={year}}}\n\n"
    found, problems = parse_document(Source(f"content/{year}/report.md", head + body))
    assert found is not None and not problems, problems
    return found


def figure_problems(*documents: Document, known: str = KNOWN) -> list[Problem]:
    """The problems of the documents' figures, confirmed by an editor or not."""
    read, problems = indicators.read_indicators(known, "content/indicators.yml")
    assert not problems, problems
    return [problem for problem in stages.find_figures(documents, read)[1] if problem.code.startswith("figure-")]


def jobs(amount: str) -> str:
    return f"[新增城镇就业**{amount}**]{{indicator=jobs}}。"


def test_a_digit_in_the_wrong_place_is_reported_once_at_the_year_that_has_it() -> None:
    years = {2029: "2.5万人", 2030: "2.6万人", 2031: "27.1万人", 2032: "2.8万人"}
    problems = figure_problems(*(document(year, jobs(amount)) for year, amount in years.items()))
    assert [(p.code, p.locus.path, p.severity) for p in problems] == [
        ("figure-leap", "content/2031/report.md", "warning")
    ]
    assert "2031年的目标是「27.1万人」" in problems[0].message and "leaps: [2031 target]" in problems[0].fix


@pytest.mark.parametrize("amount", ["8000人", "7.6万人"])
def test_less_than_a_third_and_more_than_three_times(amount: str) -> None:
    assert [p.code for p in figure_problems(document(2030, jobs("2.5万人")), document(2031, jobs(amount)))] == [
        "figure-leap"
    ]


@pytest.mark.parametrize("amount", ["8400人", "7.5万人"])
def test_a_third_and_three_times_are_usual(amount: str) -> None:
    assert not figure_problems(document(2030, jobs("2.5万人")), document(2031, jobs(amount)))


def test_a_target_is_compared_with_the_result_of_the_year_before_if_that_has_no_target() -> None:
    result = document(2030, jobs("2.5万人"), role="result")
    assert [p.code for p in figure_problems(result, document(2031, jobs("25万人")))] == ["figure-leap"]


def test_a_rate_of_growth_moves_more() -> None:
    def growth(rate: str) -> str:
        return f"[生产总值增长**{rate}**]{{indicator=growth}}。"

    assert not figure_problems(document(2030, growth("7.4%")), document(2031, growth("1.7%")))
    assert figure_problems(document(2030, growth("6.5%")), document(2031, growth("65%")))


def test_what_was_looked_at_is_a_note() -> None:
    known = KNOWN.replace("unit: 人}", "unit: 人, leaps: [2031 target]}")
    problems = figure_problems(document(2030, jobs("2.5万人")), document(2031, jobs("27万人")), known=known)
    assert [(p.code, p.severity, p.fix) for p in problems] == [("figure-leap", "note", "")]


def test_a_figure_of_another_indicator_of_the_same_unit_is_reported_with_last_years_sentence() -> None:
    last = document(
        2030, "[新建口袋公园**9个**]{indicator=parks}，[新建家门口就业服务站**20个**]{indicator=posts}，绿意更浓。"
    )
    this = document(2031, "[新建家门口就业服务站**22个**]{indicator=parks}。")
    problems = figure_problems(last, this)
    assert [(p.code, p.locus.path) for p in problems] == [("figure-indicator", "content/2031/report.md")]
    assert "新建口袋公园9个" in problems[0].message and "indicator=posts" in problems[0].fix


def test_two_numbers_of_one_year_whose_sentences_are_of_different_things() -> None:
    last = document(2030, "[新建口袋公园**9个**]{indicator=parks}。")
    this = document(2031, "[新建口袋公园**8个**]{indicator=parks}，[改造农贸市场超市药店**20个**]{indicator=parks}。")
    problems = figure_problems(last, this)
    assert [p.code for p in problems] == ["figure-differs"]
    assert "新建口袋公园9个" in problems[0].fix and "标错了指标" in problems[0].fix


def test_figures_of_several_years_are_data_with_their_period_and_stand_in_no_years_thread(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path / "project")
    report = project / "content" / "2031" / "report.md"
    section = "\n\n## 三、“十八五”时期目标 {#s3 role=target period=2041-2045}\n\n[五年新建口袋公园**77个**]{indicator=parks}，[种树**500棵**]{indicator=trees}。\n\n::: imprint"
    report.write_text(report.read_text("utf-8").replace("\n\n::: imprint", section, 1), "utf-8")
    known = project / "content" / "indicators.yml"
    known.write_text(known.read_text("utf-8") + "- {id: trees, name: 种树, unit: 棵, group: 民生}\n", "utf-8")
    outcome = mini_site.build_in(project)
    assert outcome.written, [str(problem) for problem in outcome.problems]
    site = project / "site"
    rows = {row["text"]: row for row in json.loads((site / "data" / "figures.json").read_text("utf-8"))}
    own = rows["五年新建口袋公园77个"]
    assert (own["period"], own["year"], own["role"], own["indicator"]) == ("2041-2045", None, "target", "parks")
    assert rows["新建9个"]["period"] is None and rows["新建9个"]["year"] == 2031
    table = list(csv.DictReader(io.StringIO((site / "data" / "figures.csv").read_text("utf-8-sig"))))
    assert {row["period"] for row in table} == {"", "2041-2045"}
    threads = {row["id"]: row for row in json.loads((site / "data" / "indicators.json").read_text("utf-8"))}
    assert own["id"] not in threads["parks"]["points"] and not threads["trees"]["points"]
    document_ = (site / "zh-hans" / "2031" / "report" / "index.html").read_text("utf-8")
    assert 'data-indicator="parks" data-role="target" data-period="2041-2045" value="77"' in document_
    page = (site / "zh-hant" / "indicators" / "parks" / "index.html").read_text("utf-8")
    years, _, rest = page.partition('<section class="section" id="periods">')
    periods, _, sources = rest.partition('<section class="section" id="sources">')
    assert "2041—2045" in periods and "77" in periods and "五年新建口袋公園77個" in periods
    assert "2041" not in years.partition("<main")[2] and "77個" not in sources
    trees = (site / "zh-hans" / "indicators" / "trees" / "index.html").read_text("utf-8")
    assert "2041—2045" in trees and "<svg" not in trees.partition('id="chart"')[2].partition("</section>")[0]
    assert "77" not in (site / "zh-hans" / "2031" / "index.html").read_text("utf-8").partition("<main")[2]


@pytest.mark.parametrize(
    ("role", "lines", "part"),
    [
        ("result", "上半年以来，", "上半年"),
        ("result", "2031年前三季度，", "前三季度"),
        ("result", "1—6月，", "1—6月"),
        ("result", "上半年，生产形势比去年同期好转，", "上半年"),
        ("result", "上半年，完成全年任务的60%，", "上半年"),
        ("result", "2031年上半年形势严峻，全年", ""),
        ("result", "1—12月，", ""),
        ("result", "连续12个季度保持第一，", ""),
        ("result", "连续四个季度好转，", ""),
        ("target", "推动东湾大桥上半年开工、西湾大桥三季度通车，", ""),
        ("target", "确保一季度“开门红”、上半年“双过半”，", ""),
        ("target", "上半年", "上半年"),
        ("target", "### 下半年工作安排\n\n", "下半年"),
        ("target", "### 下半年工作安排\n\n#### 完成全年目标\n\n", ""),
        ("result", "### 上半年工作回顾（2031年）\n\n", "上半年"),
    ],
)  # fmt: skip
def test_a_number_of_a_part_of_a_year_is_told_from_the_years_own(role: str, lines: str, part: str) -> None:
    problems = figure_problems(document(2031, f"{lines}[新增城镇就业**2.5万人**]{{indicator=jobs}}。", role=role))
    assert [problem.code for problem in problems] == (["figure-part"] if part else [])
    assert all(f"说的是{part}，" in problem.message for problem in problems)


def test_without_figures_of_several_years_no_page_speaks_of_them(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path / "project")
    assert mini_site.build_in(project).written
    for page in (project / "site").rglob("indicators/*/index.html"):
        assert 'id="periods"' not in page.read_text("utf-8")
