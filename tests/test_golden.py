"""The mini-site's pages as they should be: ``<main>`` of each, in both editions, against ``tests/golden/``.

A change of templates, wording or conversion shows here as a difference to read. If it is meant:
``pytest --refresh-golden`` (or ``GAZETTE_REFRESH=1``) writes the files anew, and the commit shows what changed.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
from pathlib import Path

import pytest

from tests import mini_site, pagetext

GOLDEN = Path(__file__).resolve().parent / "golden"
EDITIONS = ("zh-hans", "zh-hant")
PAGES = ("", "2031/", "2032/", "2031/report/", "2031/explainer/", "2032/explainer/", "glossary/")
PAIRS = [f"{edition}/{page}" for edition in EDITIONS for page in PAGES]
_MAIN = re.compile(r"<main\b.*?</main>", re.DOTALL)
_HASHED = re.compile(r"(assets/[a-z]+)\.[0-9a-f]{10}\.")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mini-site, built without search."""
    project = mini_site.copy_to(tmp_path_factory.mktemp("golden"))
    outcome = mini_site.build_in(project)
    assert outcome.written and not outcome.problems, [str(problem) for problem in outcome.problems]
    return project / "site"


def pinned(site: Path, path: str) -> str:
    """What is pinned of a page, a tag a line so that a difference can be read."""
    found = _MAIN.findall((site / path / "index.html").read_text(encoding="utf-8"))
    assert len(found) == 1, f"{path}: {len(found)} <main>"
    lines = _HASHED.sub(r"\1.HASH.", found[0]).replace("><", ">\n<").split("\n")
    return "\n".join(line.rstrip() for line in lines if line.strip()) + "\n"


def name(path: str) -> str:
    return f"{path.strip('/').replace('/', '-')}.html"


@pytest.mark.parametrize("path", PAIRS)
def test_page_is_as_it_was(site: Path, path: str, request: pytest.FixtureRequest) -> None:
    file, now = GOLDEN / name(path), pinned(site, path)
    if request.config.getoption("--refresh-golden", default=False) or os.environ.get("GAZETTE_REFRESH"):
        GOLDEN.mkdir(exist_ok=True)
        file.write_text(now, encoding="utf-8")
    assert file.is_file(), f"no {file.name}: pytest --refresh-golden"
    then = file.read_text(encoding="utf-8")
    difference = difflib.unified_diff(then.split("\n"), now.split("\n"), "as it was", "as it is now", lineterm="", n=1)
    assert then == now, f"{path} has changed; if so meant: pytest --refresh-golden\n" + "\n".join(difference)


def test_there_is_no_golden_file_without_a_page() -> None:
    assert {file.name for file in GOLDEN.iterdir()} == {name(path) for path in PAIRS}


# What a reader would miss if a golden file were refreshed without being read.


def test_each_edition_links_to_the_other_and_ids_are_the_same(site: Path) -> None:
    for page in PAGES:
        both = [pagetext.read(site, f"{edition}/{page}") for edition in EDITIONS]
        ids = [[element.attrs["id"] for element in root.walk() if element.attrs.get("id")] for root in both]
        plain = [
            [i for i in own if not str(i).startswith(("sic-", "after-"))] for own in ids
        ]  # a slip may show in one script only
        assert plain[0] == plain[1]
        for root, other in zip(both, EDITIONS[::-1], strict=True):
            (switch,) = root.find(tag="a", cls="script-switch")
            assert str(switch.attrs["href"]).endswith(f"{other}/{page}")
            assert switch.attrs["hreflang"] == other.replace("hans", "Hans").replace("hant", "Hant")


def test_the_words_are_the_sources_in_their_own_script(site: Path) -> None:
    """Whole sentences of the sources, marks and page breaks taken out by hand."""
    report = pagetext.bare(pagetext.article(site, "zh-hans/2031/report/").text())
    for sentence in (
        "一年来，全市生产总值增长5.8%左右，居民人均可支配收入增长4.3%，“三生”融合步入新征程，“三生”空间更优，双湾联动树起里程碑。",
        "（一）港口更开放。放宽市场准入，开通航线12条，推进两项试点，建成数智云脑一期，认定高薪企业30余家。双湾联动获评A<B&C级。",
        "1.新建口袋公园，其中东湾片区：新建9个西湾片区2.续建步道，长度力争达40公里",
        "附注：（P2）“三生”融合：生产、生活、生态相融合，写进《云汐市规划》。（P3）两项试点：",
    ):
        assert report.count(pagetext.bare(sentence)) == 1, sentence
    paper = pagetext.bare(pagetext.article(site, "zh-hant/2032/explainer/").text())
    assert paper.count("01裝備制造預計全市生產總值增長6.1%，藍乾主持乾鵲路改造。") == 1


def test_the_other_script_is_converted_as_the_house_and_the_editors_say(site: Path) -> None:
    report = pagetext.bare(pagetext.article(site, "zh-hant/2031/report/").text())
    for words in (
        "“三生”融合步入新征程",
        "雙灣聯動樹起里程碑",
        "放寬市場准入",
        "建成数智云脑一期",
        "30餘家",
        "雲汐市市長范松",
        "本段照原样。",
    ):
        assert words in report, words
    assert "走上新征程" in pagetext.article(site, "zh-hant/2031/explainer/").text()
    assert "數智雲腦陞級" in pagetext.bare(pagetext.article(site, "zh-hant/2031/explainer/").text())
    paper = pagetext.bare(pagetext.article(site, "zh-hans/2032/explainer/").text())
    assert "蓝乾主持乾鹊路改造" in paper and "里程碑落成" in paper and "装备制造" in paper


def test_slips_show_where_they_can_be_seen(site: Path) -> None:
    slips = {
        path: [
            li.text()
            for li in pagetext.read(site, path).find(tag="li")
            if str(li.attrs.get("id", "")).startswith("sic-")
        ]
        for path in PAIRS
    }
    for path, count in {"2031/report/": (1, 1), "2032/explainer/": (0, 1)}.items():
        assert tuple(len(slips[f"{edition}/{path}"]) for edition in EDITIONS) == count
    assert "高薪企业" in slips["zh-hans/2031/report/"][0] and "高新企业" in slips["zh-hans/2031/report/"][0]
    assert "高薪企業" in slips["zh-hant/2031/report/"][0] and "高新企業" in slips["zh-hant/2031/report/"][0]
    assert "裝備制造" not in slips["zh-hant/2032/explainer/"][0] and "製造" in slips["zh-hant/2032/explainer/"][0]


def test_terms_lead_to_the_entry_of_their_year(site: Path) -> None:
    def slugs(path: str) -> list[str]:
        return [str(a.attrs["data-term"]) for a in pagetext.read(site, path).find(tag="a", cls="term")]

    assert slugs("zh-hans/2031/report/") == [
        "sansheng-ronghe",
        "sansheng",
        "shuangwan",
        "liangxiang-shidian",
        "shuzhi-yunnao",
        "shuangwan",
    ]
    assert slugs("zh-hant/2031/report/") == slugs("zh-hans/2031/report/")
    assert "liangxiang-shidian" in slugs("zh-hans/2031/explainer/")
    assert slugs("zh-hans/2032/explainer/") == ["liangxiang-shidian-2032"]


def test_pages_of_the_original_begin_where_they_should(site: Path) -> None:
    root = pagetext.article(site, "zh-hans/2031/report/")
    breaks = [element.attrs["data-page"] for element in root.find(cls="page-break")]
    assert breaks == ["1", "2", "3", "4", "5", "6"]
    source = (site / "zh-hans" / "2031" / "report" / "index.html").read_text(encoding="utf-8")
    for page, before, after in (("2", "“三", "生”"), ("3", "一期，", "认定"), ("5", "写进", "《云汐市规划》")):
        left, _, right = source.partition(f'id="page-{page}"')
        assert pagetext.bare(re.sub(r"<[^>]*>", "", left.rpartition("<")[0])).endswith(before)
        assert re.sub(
            r"<[^>]*>", "", right.partition("</span></a></span>" if page != "2" else "</span></span></span>")[2]
        ).startswith(after)


def test_areas_of_work_end_before_the_page_that_the_next_heading_begins(site: Path) -> None:
    areas = pagetext.read(site, "zh-hans/2031/").find(id="areas")[0].text()
    assert "报告P3" in areas and "4" not in areas


def test_cards_say_what_the_documents_say(site: Path) -> None:
    def card(path: str, indicator: str) -> str:
        (found,) = [
            c
            for c in pagetext.read(site, path).find(cls="goal-card", data_indicator=indicator)
            if c.attrs.get("id") == f"goal-{indicator}"
        ]
        return pagetext.bare(found.text(apparatus=True))

    growth = card("zh-hans/2031/", "gdp-growth")
    assert growth.startswith("全市生产总值增长") and "6%左右" in growth and "6.1%" in growth and "5.8%左右" in growth
    assert "5%以上" in card("zh-hans/2031/", "income-growth")
    latest = card("zh-hant/", "gdp-growth")
    assert latest.startswith("全市生產總值增長") and "6.5%以上" in latest and "6%左右" in latest and "6.1%" in latest


def test_items_lead_to_the_sentences_that_they_take_up(site: Path) -> None:
    root = pagetext.article(site, "zh-hant/2031/explainer/")
    links = {
        item.attrs["id"]: [link.attrs["href"] for link in item.find(cls="source-link")]
        for item in root.find(tag="li")
        if item.attrs.get("id")
    }
    assert links["p1-1"] == ["../report/#p1-2"]
    assert links["p1-2"] == [], "the editors said see=none"
    assert links["e01-2"] == ["../report/#p3-7"], "the editors said see=report#p3-7"


def test_a_first_document_without_any_figure_builds(tmp_path: Path) -> None:
    """An editor's very first import has no marked figure, no entry and no motto yet."""
    mini_site.copy_to(tmp_path)
    for name in ("2031", "2032"):
        shutil.rmtree(tmp_path / "content" / name)
    (tmp_path / "content/2031").mkdir()
    words = "---\nkind: report\nscript: Hans\ntitle: 报告\n---\n::: masthead\n# 报告\n:::\n\n## 一、回顾 {#s1}\n\n今年很好。\n"
    (tmp_path / "content/2031/report.md").write_text(words, encoding="utf-8")
    (tmp_path / "glossary.yml").write_text("[]\n", encoding="utf-8")
    site = (tmp_path / "content/site.yml").read_text(encoding="utf-8")
    (tmp_path / "content/site.yml").write_text(site.partition("mottos:")[0], encoding="utf-8")
    outcome = mini_site.build_in(tmp_path)
    assert outcome.written, [str(problem) for problem in outcome.problems]
