"""Suggestions of indicators: the quality on the real content, sentences that only look alike, and the command."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from gazette.conversion.converter import fold
from gazette.figures.quantities import find_quantities
from gazette.model import Source
from gazette.suggest_command import read_library
from gazette.suggestions.engine import Suggestion, SuggestionFinder
from gazette.suggestions.evaluation import Quality, evaluate, strip_marks
from gazette.suggestions.marking import find_marks
from gazette.suggestions.new_indicators import find_new_indicators
from gazette.suggestions.statements import read_statements
from gazette.text_edits import apply_edits
from tests import commands

ROOT = Path(__file__).resolve().parent.parent
HEADER = """---
kind: {kind}
script: Hans
title: 云汐这一年
explains: {explains}
plans: 2031
---

::: masthead

# 云汐这一年

:::

"""
#: Sentences with a number that looks like an indicator's, and is of something else or limited.
LOOKALIKES = """
    town: 安海镇地区生产总值增长7%。
    town before: 磁灶镇表现突出，规上工业增加值增长9%。
    town as label: 云平镇：盘活低效用地300亩。
    street: 青阳街道改造老旧小区6个。
    street before: 梅岭街道率先推进，新增优质学位1200个。
    village: 围头村村集体多点开花，植树造林800亩。
    towns respectively: 罗山、新塘两个街道地区生产总值分别增长6%、7%。
    park: 云港园区规上工业增加值增长11%。
    park before: 望海开发区提速扩容，新增产业空间120万平方米。
    park, dependent: 在临港开发区，新增园区投产达效企业20家。
    industrial park: 云湾产业园加快建设，完成重点项目投资60亿元。
    half a year: 上半年地区生产总值增长6.1%。
    half a year before: 上半年，一般公共预算总收入增长4%。
    half a year, two clauses before: 上半年运行平稳，工业稳中有进，全社会固定资产投资增长8%。
    half a year behind: 地区生产总值增长6.2%（上半年）。
    quarter: 一季度规上工业增加值增长8.1%。
    three quarters: 前三季度，城乡居民人均可支配收入增长5.2%。
    months: 1—9月新增城镇就业1.8万人。
    to October: 前十个月，全社会固定资产投资增长7.1%。
    share: 高新技术企业增加值占地区生产总值6%。
    share of: 民营经济占地区生产总值比重达80%。
    share behind: 研发投入相当于地区生产总值的3%。
    contribution: 工业对地区生产总值增长的贡献率达52%。
    average: 地区生产总值年均增长7%。
    average before: 五年来，年均新增优质学位6000个。
    month average: 月均新增城镇就业2000人。
    average of period: “十四五”期间，城乡居民人均可支配收入年均增长6%。
    cumulated: 累计盘活低效用地2.1万亩。
    cumulated before: 三年来累计新增养老床位800张。
    cumulated list: 累计改造老旧小区120个、新增智慧停车泊位9000个。
    since: 实施以来新增保障性租赁住房1.2万套。
    per head: 人均地区生产总值增长5%。
    per household: 户均盘活低效用地3亩。
    part: 一般公共预算总收入增长6%，其中税收收入增长4%。
    part, same words: 财政收支平稳，其中本级收入增长5%。
    part of investment: 其中工业投资增长12%。
    part of industry: 规上高技术产业增加值增长14%。
    another rank: 县域投资竞争力位居全国第二。
    another rank, province: 县域经济基本竞争力位居全省第一。
    hundred: 跻身全国工业百强县第3。
    unit of growth: 地区生产总值增速提高2个百分点。
    other unit: 植树造林5000棵。
    persons: “四帮四扶”200名困难群众。
    households: 新增城镇就业2.5万户。
    projects: 打造10个省级以上绿色制造示范项目。
    places: 新增养老床位1200平方米。
    plan of years: 未来五年，建设高标准农田2万亩。
    plan: “十五五”时期新增优质学位5万个。
    three years: 三年内盘活低效用地超2万亩。
    deadline: 到2035年，规上企业入园率达80%。
    company: 恒帆集团加大投入，研发费用增长22%。
    company, same words: 云锦公司新增智慧停车泊位300个。
    firm before: 该企业开足马力，新增城镇就业600人。
    added, not total: 新增高新技术企业120家。
    added in a list: 新增经营主体5.6万户、高新技术企业80家。
    fall: 地区生产总值下降2%。
    compared: 比2019年地区生产总值增长20%。
    rural: 农村居民人均可支配收入增长7.5%。
    town dwellers: 城镇居民人均可支配收入增长6%。
    industry only: 工业投资增长12%。
    retail: 社会消费品零售总额增长8%。
    city projects: 完成城建项目投资230亿元。
    other year: 2019年地区生产总值增长8%。
    province: 全省地区生产总值增长5.5%。
    country: 全国规上工业增加值增长6%。
    other land: 清理批而未供和闲置土地6112亩。
    idle land recorded: 上图入库低效用地9.5万亩。
    beds in hospitals: 新增病床位850张。
    other performances: 举办30场大型演艺活动。
    private firms: 民营企业研发费用增长18%。
    sentence before: 云埔镇是工业强镇。规上工业增加值增长9%。
    half a year, sentence before: 上半年，全市经济运行平稳。地区生产总值增长6%。
    province before: 全省经济稳步回升，规上工业增加值增长6%。
    zone before: 以高新区为龙头，新增产业空间80万平方米。
    since January: 今年以来，新增城镇就业1.5万人。
    until now: 截至目前，新增养老床位120张。
    this government: 本届政府以来，新增优质学位6万个。
    three years' time: 用三年时间，盘活低效用地2万亩。
    revenue, not total: 一般公共预算收入增长4%。
    all dwellers: 居民人均可支配收入增长6%。
    workers: 平均每村集体经营性收入90万元。
    towns listed: 云埔、海沧等镇改造老旧小区9个。
    streets listed: 云台、梅湾、罗溪等街道新增智慧停车泊位1200个。
    school: 云汐一中新增优质学位600个。
    money: 改造老旧小区投入资金2亿元。
    households reached: 改造老旧小区惠及居民5000户。
    floor: 改造老旧小区面积30万平方米。
    rate of work: 重点项目投资完成率达105%。
    number of firms grows: 高新技术企业数量增长15%。
    wealth of firms: 上市挂牌企业市值突破3000亿元。
    stations: 新增智慧停车场10个。
    years from to: 2026—2030年植树造林2.5万亩。
    last rank: 县域旅游综合实力全国第四。
    other housing: 新增保障性住房5000套。
    income grows: 村均集体经营性收入增长10%。
    survival: 植树造林成活率95%。
    bigger rank: 实施省级重点项目40个。
    other roads: 实施12条农村道路项目。
    other villages: 打造集体增收示范村30个。
    more than planned: 超额完成盘活低效用地任务的120%。
"""
ROWS = [tuple(row.strip().split(": ", 1)) for row in LOOKALIKES.strip().splitlines()]
#: Sentences in other words than the content's, with their indicator.
MATCHES = [
    ("预计全年地区生产总值增长5.8%左右。", "gdp-growth"),
    ("地区生产总值突破3800亿元，增长5.9%。", "gdp gdp-growth"),
    ("一般公共预算总收入、本级收入分别增长4%、3.5%。", "revenue-growth local-revenue-growth"),
    ("规上工业增加值增速达7%。", "industry-growth"),
    ("完成12个老旧小区改造。", "old-estates"),
    ("新建长者食堂8个，养老床位新增260张。", "elderly-canteens elderly-beds"),
    ("盘活低效用地6000亩以上，推进35个大气精准治理减排项目。", "idle-land air-projects"),
    ("高新技术企业突破1000家。", "hi-tech-firms"),
    ("城鄉居民人均可支配收入增長6%。", "income-growth"),
    ("磁灶镇表现突出，全市规上工业增加值增长7%。", "industry-growth"),
    ("地区生产总值增长6%，规模以上工业增加值增长7%。", "gdp-growth industry-growth"),
    ("县域经济基本竞争力、县域经济和社会综合发展指数分别位居全国第四、第三。", "rank-competitiveness rank-development"),
    ("城镇新增就业2.6万人。", "urban-jobs"),
    ("重点项目完成投资1500亿元。", "key-investment"),
    ("上半年形势严峻，全年地区生产总值增长6%。", "gdp-growth"),
]


@cache
def library(body: str, kind: str = "report", explains: str = "2031/report", marked: str = "") -> SuggestionFinder:
    """Return a finder for the real content with a document of 2031, and with its report if ``marked`` is given."""
    sources, indicators = read_library(ROOT / "content")
    head = HEADER.format(kind=kind, explains=explains)
    own = [*sources, type(sources[0])(f"content/2031/{kind}.md", head + body)]
    if marked:
        own.append(type(sources[0])("content/2031/report.md", HEADER.format(kind="report", explains="") + marked))
    return SuggestionFinder(own, indicators, fold)


def suggest(sentence: str, role: str = "target") -> tuple[Suggestion, ...]:
    """Return the suggestions for a sentence in a section of 2031."""
    return library(f"## 今年工作 {{#s1 role={role} year=2031}}\n\n{sentence}\n").suggest("2031/report")


@cache
def all_lookalikes() -> tuple[int, tuple[Suggestion, ...]]:
    """Return the line of the first lookalike in a document of them all, and the suggestions for it."""
    found = suggest("\n\n".join(sentence for _, sentence in ROWS))
    return HEADER.count("\n") + 3, found


@pytest.mark.parametrize(("kind", "sentence"), ROWS, ids=[kind for kind, _ in ROWS])
def test_nothing_is_proposed_for_what_only_looks_alike(kind: str, sentence: str) -> None:
    first, found = all_lookalikes()
    line = first + 2 * ROWS.index((kind, sentence))
    assert any(each.text == "一般公共预算总收入增长6%" for each in found)
    own = [each for each in found if each.line == line and (kind != "part" or "税收" in each.text)]
    assert not own, f"{kind}: {own}"


@pytest.mark.parametrize(("sentence", "expected"), MATCHES)
def test_other_words_for_the_same(sentence: str, expected: str) -> None:
    assert [each.indicator for each in suggest(sentence)] == expected.split()


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("城镇、农村居民人均可支配收入分别增长6%、7%。", "城镇居民人均可支配收入增长 农村居民人均可支配收入增长"),
        ("常住人口城镇化率提高1.2个百分点、达到53.5%。", "常住人口城镇化率提高 常住人口城镇化率"),
        ("地区生产总值完成285亿元（现价），同比增长6%。", "地区生产总值 地区生产总值增长"),
        ("甲、乙、丙分别增长6%、7%。", "分别不清 分别不清"),
    ],
)
def test_subjects(text: str, subjects: str) -> None:
    """A shared noun, and a subject that stands before the last number."""
    found = read_statements(text, find_quantities(text))
    assert [each.subject for each in found if each] == subjects.split()


def test_at_least_forty_lookalikes() -> None:
    assert len(ROWS) >= 40


def test_a_list_has_the_limits_of_its_introduction() -> None:
    body = "上半年主要指标完成情况：\n\n- 地区生产总值增长6%\n- 改造老旧小区12个"
    assert suggest(body, "result") == ()


def test_a_sentence_may_name_the_year() -> None:
    found = suggest("2030年地区生产总值增长5.9%，2031年，地区生产总值增长6%。到2035年，高新技术企业达2000家。")
    assert [(each.role, each.year, each.value) for each in found] == [("result", 2030, "5.9%"), ("target", 2031, "6%")]


def test_an_explainer_has_the_indicators_of_its_report() -> None:
    marked = "## 二、今年工作 {#s2 role=target year=2031}\n\n[引育上云上平台的各类企业**480家**]{indicator=cloud-firms}，守住底线。\n"
    body = "## 今年怎么干 {#e01 role=target year=2031}\n\n- 引育上云上平台的各类企业480家。\n- 引育各类人才480名。\n"
    [found] = library(body, "explainer", "2031/report", marked).suggest("2031/explainer")
    assert (found.indicator, found.confidence, found.value) == ("cloud-firms", "sure", "480家")
    assert (found.role, found.year, found.line) == ("target", 2031, 17)


def test_words_with_other_marks_are_shortened() -> None:
    [found] = suggest("推动高新企业超 900 家，守住底线。")
    assert (found.text, found.value) == ("推动高新企业超 900 家", "900 家")
    [found] = suggest("[]{page=3}推动高新[]{page=4}企业超 900 家。")
    assert (found.text, found.value) == ("超 900 家", "900 家")


@cache
def qualities() -> tuple[Quality, ...]:
    return tuple(evaluate(*read_library(ROOT / "content"), fold))


def test_quality_on_the_content(figures: Callable[[str], None]) -> None:
    """The sure ones are right, and most marks are found, when a year's marks are taken away."""
    rows = qualities()
    marks, sure, likely = (sum(getattr(row, name) for row in rows) for name in ("marks", "sure", "likely"))
    right = sum(row.sure_right + row.likely_right for row in rows)
    figures(f"suggestions: {right} of {marks} marks, {sure} sure, {likely} likely")
    assert [row.wrong for row in rows if row.wrong] == []
    assert right >= 0.85 * marks
    assert sure >= 0.6 * (sure + likely)


def test_marks_are_taken_away() -> None:
    assert strip_marks("a[推动[高薪]{sic=高新}超**900家**]{indicator=x}，[b**1家**]{indicator=y role=target}") == (
        "a推动[高薪]{sic=高新}超900家，b1家"
    )


def run(content: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return commands.run("suggest", "2025", "--content", content, *options)


def test_the_command(tmp_path: Path) -> None:
    """The rows name lines of the file as it stands; a table is for people."""
    for path in (ROOT / "content").rglob("*"):
        if path.suffix in (".md", ".yml"):
            target = tmp_path / "content" / path.relative_to(ROOT / "content")
            target.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_text(encoding="utf-8")
            target.write_text(strip_marks(text) if path.parent.name == "2025" else text, encoding="utf-8")
    done = run(tmp_path / "content", "--json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert len(rows) > 20
    for row in rows:
        assert list(row) == ["file", "line", "text", "value", "indicator", "confidence"]
        line = (tmp_path / row["file"]).read_text(encoding="utf-8").split("\n")[row["line"] - 1]
        assert row["text"] in line
        assert row["text"].count(row["value"]) == 1
        assert len(find_quantities(row["text"])) == 1
        assert row["confidence"] in ("sure", "likely")
    table = run(tmp_path / "content")
    assert table.returncode == 0
    assert "地区生产总值增长**6%**左右" in table.stdout
    assert re.search("有把握的[0-9]+处", table.stdout)


def test_numbers_in_tables() -> None:
    """The head says whether a cell is a target, and the row's name of what; without, or with another unit, it is nothing."""
    table = """
| 序号 | 指标 | 单位 | 2030年实绩 | 2031年预期目标 | 比上年 |
| --- | --- | --- | --- | --- | --- |
| 1 | 地区生产总值增长 | % | 6.3 | 6左右 | 5 |
| 2 | 新增养老床位 | 张 | 120 | 200 | 300 |
| 3 | 安海镇植树造林 | 亩 | 900 | 800 | 100 |
| 4 | 城镇居民收入增长 | % | 5 | 4 | 3 |
"""
    found = library(f"## 今年工作 {{#s1 role=target year=2031}}\n{table}").suggest("2031/report")
    rows = [(each.indicator, each.text, each.value, each.role, each.year, each.confidence) for each in found]
    assert rows == [
        ("gdp-growth", "6.3", "6.3", "result", 2030, "sure"),
        ("gdp-growth", "6左右", "6", "target", 2031, "sure"),
        ("elderly-beds", "120", "120", "result", 2030, "sure"),
        ("elderly-beds", "200", "200", "target", 2031, "sure"),
    ]


def test_new_indicators() -> None:
    """A number in both halves of a report that no indicator has is proposed as one; if only the words are alike it is not."""
    body = """
## 去年工作 {#s1 role=result year=2030}

新建口袋公园18个，改造老旧小区14个，新增上市企业3家，开通航线12条，安海镇新建凉亭3座。

## 今年工作 {#s2 role=target year=2031}

新建口袋公园20个以上，改造老旧小区12个，上市企业总数达50家，开通航线2万公里，新建凉亭5座。
"""
    [found] = find_new_indicators(library(body), "2031/report")
    assert (found.id, found.name, found.unit) == ("xinjian-koudai-gongyuan", "新建口袋公园", "个")
    assert (found.group, found.result.text, found.target.text) == ("城市建设", "18个", "20个以上")


def test_marks_are_written(tmp_path: Path) -> None:
    """What is sure becomes a mark, what is likely an open suggestion, and every other byte stays."""
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content, ignore=shutil.ignore_patterns("images"))
    path = content / "2025/explainer.md"
    before = "\ufeff" + strip_marks(path.read_text(encoding="utf-8")).replace("\n", "\r\n")
    path.write_bytes(before.encode())
    rows = json.loads(run(content, "--json").stdout)
    done = run(content, "--write")
    assert done.returncode == 0, done.stderr
    after = path.read_bytes().decode()
    marks = re.findall(r"\[[^\[\]]*\]\{indicator=([a-z-]+\??)[^}]*\}", after)
    open_ = [mark for mark in marks if mark.endswith("?")]
    left = re.search("([0-9]+)处没有写", done.stdout)
    assert len(marks) == len(rows) - int(left[1] if left else 0) > 20
    assert len(open_) == sum(row["confidence"] == "likely" for row in rows)
    assert strip_marks(after) == before
    assert len(json.loads(run(content, "--json").stdout)) == len(rows) - len(marks)


def mark(body: str, kind: str = "report") -> tuple[str, list[str]]:
    """Write the suggestions for a section of 2031; return the section, and the values that were marked."""
    head = HEADER.format(kind=kind, explains="") + "## 今年工作 {#s1 role=target year=2031}\n\n"
    source = Source(f"content/2031/{kind}.md", head + body)
    sources, indicators = read_library(ROOT / "content")
    found = SuggestionFinder((*sources, source), indicators, fold).suggest(f"2031/{kind}")
    marks = find_marks(source.path, source.text, found)
    for each in found:
        assert each.text in source.text.split("\n")[each.line - 1]
        assert len(find_quantities(each.text)) <= 1 and each.text.count(each.value) == 1
    return apply_edits(source.text, marks.values()).removeprefix(head), [each.value for each in marks]


def test_marks_keep_clear_of_other_notation() -> None:
    """No mark is written where it would change what the document says; of words that a line has twice each number gets its own."""
    body = "植树造林**5200**亩。\n\n新增托育位900个，新增托育位900个。\n\n盘活低效用地6000亩。\n"
    text, written = mark(body)
    nursery = "[新增托育位**900个**]{indicator=nursery-places}"
    assert text == (
        f"植树造林**5200**亩。\n\n{nursery}，{nursery}。\n\n[盘活低效用地**6000亩**]{{indicator=idle-land}}。\n"
    )
    assert written == ["900个", "900个", "6000亩"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("植树造林**800**亩以上，建设两片林地。今后还要植树造林800亩以上。", "植树造林**800**亩以上，建设两片林地。今后还要植树造林800亩以上。"),
        ("植树造林**800**亩以上。另外，全市植树造林800亩以上。", "植树造林**800**亩以上。另外，[全市植树造林**800亩**以上]{indicator=tree-planting}。"),
        ("新增[托育位]{hant=託育位900個 hans=托育位900个}900个。", "新增[托育位]{hant=託育位900個 hans=托育位900个}[**900个**]{indicator=nursery-places}。"),
        ("- 植树造林**800**亩以上。\n- 植树造林800亩以上。", "- 植树造林**800**亩以上。\n- [植树造林**800亩**以上]{indicator=tree-planting}。"),
        ("| 指标 | 单位 | 目标 |\n| --- | --- | --- |\n| 植树造林 | 亩 | **800** |\n| 植树造林 | 亩 | 800 |",
         "| 指标 | 单位 | 目标 |\n| --- | --- | --- |\n| 植树造林 | 亩 | **800** |\n| 植树造林 | 亩 | [**800**]{indicator=tree-planting} |"),
    ],
    ids=["hidden", "the other has more words", "attribute", "items", "cells"],
)  # fmt: skip
def test_a_mark_stands_around_its_own_number(body: str, expected: str) -> None:
    """Markup hides one of two numbers in the same words; the other one is not marked in its place."""
    assert mark(f"{body}\n")[0] == f"{expected}\n"


def test_a_number_that_cannot_be_marked_is_told(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content, ignore=shutil.ignore_patterns("images"))
    path = content / "2025" / "explainer.md"
    plain = strip_marks(path.read_text(encoding="utf-8"))
    path.write_text(
        f"{plain}\n\n## 今年 {{#e90 role=target year=2025}}\n\n植树造林**800**亩。今年植树造林800亩。\n",
        encoding="utf-8",
    )
    for options in ((), ("--write",)):
        done = run(content, *options)
        assert "另有1处看来也是指标，文件里夹着别的记号，请自己标：" in done.stdout
        assert re.search("content/2025/explainer.md:[0-9]+　800亩　tree-planting", done.stdout)


def test_a_mark_is_never_written_around_another_number() -> None:
    """Whoever asks: where the words stand is not enough, the number must be the one that is meant."""
    head = HEADER.format(kind="report", explains="") + "## 今年工作 {#s1 role=target year=2031}\n\n"
    source = Source("content/2031/report.md", f"{head}植树造林800亩。\n\n植树造林**800**亩。\n")
    sources, indicators = read_library(ROOT / "content")
    finder = SuggestionFinder((*sources, source), indicators, fold)
    [found] = finder.suggest("2031/report")
    first, second = (number.place for number in finder.numbers["2031/report"])
    assert found.place == first and find_marks(source.path, source.text, [found])
    assert not find_marks(source.path, source.text, [replace(found, place=second)])


def test_a_half_year_reviews_results_are_not_proposed_as_the_years() -> None:
    body = "## 工作回顾 {#s1 role=result year=2031}\n\n新增托育位900个。\n"
    sources, indicators = read_library(ROOT / "content")
    for label, count in (("党代会", 1), ("上半年", 0)):
        head = HEADER.format(kind="report", explains="").replace("kind:", f"label: {label}\nkind:")
        finder = SuggestionFinder((*sources, Source("content/2031/report.md", head + body)), indicators, fold)
        assert len(finder.suggest("2031/report")) == count, label


def test_the_command_without_documents_of_the_year(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    done = run(tmp_path / "content", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (1, [])
    assert "2025" in done.stderr
