"""Several reports of a year: of another body, of a town. Each has its own targets, and a town's figures are no part of the city's."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pytest

from gazette.pipeline import Options, build
from gazette.site_folder import SiteFolder
from tests import mini_site

_REPORT = """---
kind: report
script: Hans
title: {title}
{keys}
date: {date}
plans: 2031
---

# {title}

## 一、2030年工作回顾 {{#s1 role=result year=2030}}

{result}

## 二、2031年主要任务 {{#s2 role=target year=2031}}

{target}
"""
_INDICATORS = """
- {id: donggang-growth, name: 生产总值增长, unit: '%', group: 预期目标, headline: yes, place: 东港镇}
- {id: donggang-parks, name: 新建口袋公园, unit: 个, group: 民生, place: 东港镇}
"""
TOWN = _REPORT.format(
    title="东港镇政府工作报告", keys="place: 东港镇", date="2031-01-10",
    result="去年，新建[**3个**口袋公园]{indicator=新建口袋公园}。",
    target="[生产总值增长**9%**]{indicator=donggang-growth}，[新建口袋公园**4个**]{indicator=donggang-parks}。",
)  # fmt: skip
CONGRESS = _REPORT.format(
    title="在党代会上的报告", keys="label: 党代会", date="2030-11-02",
    result="去年，[居民人均可支配收入增长**4.3%**]{indicator=income-growth}。",
    target="明年，[全市生产总值增长**6%**左右]{indicator=gdp-growth}；后年，[全市生产总值增长**7%**]{indicator=gdp-growth year=2032}。",
)  # fmt: skip
#: It does not say whose it is: that is known from the report.
EXPLAINER = """---
kind: explainer
script: Hans
title: 东港这么干
publisher: 云汐日报
date: 2031-01-11
explains: 2031/a-town
---

# 东港这么干

## 01办实事 {#e01 role=target year=2031}

- 建设美丽海湾，[新建口袋公园**4个**]{indicator=新建口袋公园}。
"""
#: Of another newspaper, two days after the first.
EVENING = """---
kind: explainer
script: Hant
title: 晚報讀報告
publisher: 雲汐晚報
date: 2030-12-23
explains: 2031/report
---

# 晚報讀報告

## 01目標 {#e01 role=target year=2031}

- 抓好港灣建設。
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mini-site with the report of a party congress, and that of a town and its explainer."""
    project = mini_site.copy_to(tmp_path_factory.mktemp("bodies"))
    content = project / "content"
    (content / "2031" / "a-town.md").write_text(f"{TOWN}\n::: notes\n:::\n", "utf-8")
    (content / "2031" / "a-explainer.md").write_text(EXPLAINER, "utf-8")
    (content / "2031" / "evening.md").write_text(EVENING, "utf-8")
    overseas = EVENING.replace("date:", "label: 海外版\ndate:").replace(
        "港灣建設", "港灣建設，[生產總值增長**6%**]{indicator=gdp-growth}"
    )
    (content / "2031" / "overseas.md").write_text(overseas, "utf-8")
    (content / "2031" / "congress.md").write_text(CONGRESS, "utf-8")
    known = (content / "indicators.yml").read_text("utf-8")
    (content / "indicators.yml").write_text(
        known.replace("direction: more}", "direction: more, differs: [2032 target]}"), "utf-8"
    )
    with (content / "indicators.yml").open("a", encoding="utf-8") as file:
        file.write(_INDICATORS)
    with (project / "glossary.yml").open("a", encoding="utf-8") as file:
        file.write(
            "\n- {slug: haiwan, term: 美丽海湾, definition: 干净的海湾。, source: {document: 2031/a-town, page: 2}}\n"
        )
    settings = (content / "site.yml").read_text("utf-8")
    (content / "site.yml").write_text(
        settings.replace("indicators: [parks,", "indicators: [parks, donggang-parks,"), "utf-8"
    )
    outcome = build(Options(content, project / "site"), SiteFolder(project / "site"))
    assert outcome.written, outcome.problems
    return project / "site"


@pytest.fixture(scope="module")
def ahead(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a year more, of which only a town and a party congress have a report."""
    project = tmp_path_factory.mktemp("ahead")
    for name in ("content", *mini_site.FILES):
        copy = shutil.copytree if name == "content" else shutil.copy
        copy(site.parent / name, project / name)
    for name, report in (("a-town", TOWN), ("congress", CONGRESS)):
        path = project / "content" / "2033" / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        for before, after in ((2032, 2034), (2031, 2033), (2030, 2032)):
            report = report.replace(str(before), str(after))
        path.write_text(report.replace("{indicator=income-growth}", "{figure=none}"), "utf-8")
    assert mini_site.build_in(project).written
    return project / "site"


def read(site: Path, page: str) -> str:
    return (site / page / "index.html").read_text("utf-8")


def section(page: str, name: str) -> str:
    found = re.search(rf'<section[^>]* id="{name}">.*?</section>', page, re.DOTALL)
    assert found, name
    return found[0]


def test_each_report_has_a_section_of_the_year_with_its_own_targets(site: Path) -> None:
    page = read(site, "zh-hant/2031")
    main, congress, town = (section(page, name) for name in ("goals", "goals-congress", "goals-a-town"))
    assert "report/#" in main and "居民人均可支配收入增長" in main and "9" not in re.findall(r"digits\">(\d+)", main)
    assert "黨代會報告" in congress and "congress/#" in congress and "居民人均可支配收入增長" not in congress
    assert "goals-overseas" not in page, "its report is the main one"
    assert "東港鎮報告" in town and "東港鎮生產總值增長" in town and "6%" not in town
    assert re.findall(r'id="goal-[\w-]+"', page) == list(dict.fromkeys(re.findall(r'id="goal-[\w-]+"', page)))


def test_the_main_report_makes_the_home_page_and_stands_first(site: Path) -> None:
    documents = re.findall(r'href="([\w-]+)/"', section(read(site, "zh-hans/2031"), "documents"))
    assert documents == ["report", "explainer", "evening", "congress", "overseas", "a-town", "a-explainer"]
    years = re.findall(r'<a href="2031/[\w-]+/">([^<]+)</a>', section(read(site, "zh-hans"), "years"))
    assert years == ["报告全文", "云汐日报解读", "云汐晚报解读", "党代会报告", "海外版解读", "东港镇报告", "东港镇解读"]


@pytest.mark.parametrize("page", ["", "2032", "2032/explainer", "indicators/income-growth", "topics"])
def test_a_year_of_other_bodies_alone_is_not_the_newest(site: Path, ahead: Path, page: str) -> None:
    """Neither home page nor what is said of missing results and targets changes by a town's report of the next year."""
    without, with_it = (read(each, f"zh-hans/{page}") for each in (site, ahead))
    years = re.compile(r'<section class="section" id="years">.*?</section>', re.DOTALL)
    without, with_it = (years.sub("", text[text.index("<main") : text.index("</main>")]) for text in (without, with_it))
    assert without == with_it


def test_a_year_of_other_bodies_alone_has_their_targets_only(ahead: Path) -> None:
    page = read(ahead, "zh-hans/2033")
    assert 'id="goals"' not in page and "东港镇报告" in section(page, "goals-a-town")
    assert re.findall(r'"digits">(\d+)', section(page, "goals-congress"))[0] == "6", "its own target"
    card = section(read(ahead, "zh-hans"), "years").partition("2033")[2].partition("</li>")[0]
    assert "尚待公布" in card and "未收录" not in card
    assert "载于2033年报告，尚待公布" in read(ahead, "zh-hans/2032/targets")


def test_the_main_report_states_a_target_before_an_earlier_congress(site: Path) -> None:
    """The congress of 2031 has another target for 2032 than the newspaper of that year, which is the year's main document."""
    assert re.findall(r'"digits">([\d.]+)', read(site, "zh-hans"))[0] == "6.5"
    assert "6.5%以上（2032年解读）；7%（2031年党代会报告）" in read(site, "zh-hans/indicators/gdp-growth")


def test_a_towns_number_is_not_in_the_citys_thread(site: Path) -> None:
    city, town = read(site, "zh-hans/indicators/parks"), read(site, "zh-hans/indicators/donggang-parks")
    assert "a-town" not in city and "a-explainer" not in city
    assert "../../2031/a-explainer/#" in town
    assert "<title>东港镇新建口袋公园" in town and "../../2031/a-town/#" in town and "2031年东港镇报告" in town
    assert "2031/report" not in town


def test_why_a_towns_figure_is_not_known_is_told_by_its_own_reports(site: Path) -> None:
    """The town's report does not say how much it grew; that the city's does not say it is no reason."""
    town = section(read(site, "zh-hans/2031"), "goals-a-town")
    assert "报告未提" in town and "报告未收录" in town, (town, "its report of the year before is not held")


def test_a_note_and_a_comparison_name_the_towns_report(site: Path) -> None:
    assert "2031年东港镇报告附注P2" in read(site, "zh-hans/glossary")
    page = read(site, "zh-hans/2031/a-explainer/compare")
    assert "<title>《云汐日报》解读与东港镇报告逐条对照" in page and 'content="2031年东港镇报告的报纸解读' in page
    assert "人民代表大会会议文件" not in page, "that is not the source of a town's report"


def test_a_topic_tells_bodies_and_places_apart(site: Path) -> None:
    page = read(site, "zh-hans/topics/living")
    assert "2030年东港镇报告本站未收录" in page, "the city's report of that year is another"
    assert "2030年报告本站未收录" in page and "载于2032年东港镇报告，本站未收录" in page
    assert "党代会报告　回顾" in page and "东港镇报告　目标" in page
    documents = re.findall(r'<th scope="col">([^<]+)', section(page, "tally"))
    assert len(documents) == len(set(documents)), documents
    assert "2031年东港镇报告" in documents and "2031年党代会报告" in documents


def test_the_tables_for_people_tell_bodies_and_places_apart(site: Path) -> None:
    rows = list(csv.DictReader((site / "data" / "targets.csv").read_text("utf-8-sig").splitlines()))
    assert len({(row["指标"], row["年份"]) for row in rows}) == len(rows)
    town = next(row for row in rows if (row["指标"], row["年份"]) == ("东港镇新建口袋公园", "2031"))
    assert town["目标"] == "4" and town["目标出处"].startswith("2031年东港镇报告 ")
    table = read(site, "zh-hans/2031/targets")
    assert re.findall(r'<tr id="(?:donggang-parks|income-growth)".*?class="none">([^<]+)', table) == [
        "未收录",
        "报告未收录",
    ], "what the sentence above the table says holds for the city alone"


def test_the_list_of_indicators_has_the_place_in_its_headings(site: Path) -> None:
    headings = re.findall(r'<li><a href="#g\d+">([^<]+)</a>', read(site, "zh-hans/indicators"))
    assert headings == ["预期目标", "民生", "东港镇·预期目标", "东港镇·民生"]


def test_the_list_of_indicators_is_filtered_by_links(site: Path) -> None:
    page = read(site, "zh-hant/indicators")
    places = re.findall(
        r'<li><a href="([^"]+)"[^>]*>([^<]+)</a>', page.partition('aria-label="按地方看"')[2].partition("</nav>")[0]
    )
    assert [name for _, name in places] == ["全部", "雲汐市", "東港鎮"]
    town, city = (read(site, f"zh-hant/indicators/{places[number][0]}") for number in (2, 1))
    assert "<h1>東港鎮指標</h1>" in town and "donggang-parks/" in town and "/parks/" not in town
    assert "<h1>雲汐市指標</h1>" in city and "donggang" not in city.partition("<h1>")[2].partition("g1")[2]


def test_the_search_tells_bodies_and_places_apart(site: Path) -> None:
    """Its filters are kinds: a value that is equal in all editions, with the words of each."""
    kinds = {}
    for edition in ("zh-hans", "zh-hant"):
        groups = json.loads((site / edition / "pagefind" / "pages.json").read_text("utf-8"))["groups"]
        kinds[edition] = {filters["kind"]: kind for filters, kind, _ in groups}
    assert kinds["zh-hans"].keys() == kinds["zh-hant"].keys()
    assert kinds["zh-hant"]["report"] == "報告全文" and kinds["zh-hant"]["report-dangdaihui"] == "黨代會報告"
    assert kinds["zh-hant"]["explainer"] == "報紙解讀", "one filter for both newspapers"
    assert kinds["zh-hant"]["report-donggangzhen"] == "東港鎮報告"
    assert kinds["zh-hant"]["indicator-donggangzhen"] == "東港鎮指標"


def test_pictures_and_descriptions_are_each_reports_own(site: Path) -> None:
    pages = {name: read(site, f"zh-hans/2031/{name}") for name in ("report", "congress", "a-town")}
    pictures = {re.findall(r'og:image" content="([^"]+)', page)[0] for page in pages.values()}
    assert len(pictures) == 3
    for name, title in (("congress", "在党代会上的报告"), ("a-town", "东港镇政府工作报告")):
        found = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', pages[name])[0])
        assert (found["@type"], found["name"]) == ("Report", title)
