"""Topics: the figures of each year with their words, the sentences that speak of the topic, and how often its words occur."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gazette.conversion.converter import fold
from gazette.library.topics import TopicFinder
from gazette.model import Source
from gazette.pages.topics import cut_excerpt
from gazette.settings import Topic
from gazette.sources.document import parse_document
from tests import mini_site, stages
from tests.pagetext import Element, bare, read

LIVING = "topics/living/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = mini_site.copy_to(tmp_path_factory.mktemp("topics"))
    assert mini_site.build_in(project).written
    return project / "site"


def _words(element: Element) -> str:
    return bare(element.text(apparatus=True))


def _thread(page: Element, indicator: str) -> dict[str, tuple[str, str]]:
    """Target and result of each year as they are shown."""
    (thread,) = page.find(tag="article", id=indicator)
    rows = thread.find(tag="ol", cls="pairs")[0].children
    years = {}
    for row in (each for each in rows if isinstance(each, Element)):
        number, target, result = (each for each in row.children if isinstance(each, Element))
        years[_words(number)] = (_words(target), _words(result))
    return years


def test_each_year_has_its_figures_with_their_words_or_why_there_are_none(site: Path) -> None:
    years = _thread(read(site, f"zh-hans/{LIVING}"), "parks")
    assert list(years) == ["2032", "2031", "2030"]
    assert years["2032"] == ("目标十二个……新建十二个口袋公园。2032年解读", "完成尚待公布载于2033年报告")
    assert years["2031"][1] == "完成报告未收录载于2032年报告，本站未收录；2032年报纸解读没有写"
    assert years["2030"][0] == "目标报告未收录2030年报告本站未收录"
    assert years["2030"][1].startswith("完成21个")


def test_sentences_stand_under_the_year_of_which_they_speak(site: Path) -> None:
    """An item under results that states next year's targets is of the next year; a report's own page is named."""
    page = read(site, f"zh-hans/{LIVING}")
    speeches = [each for each in page.find(tag="ol", cls="speeches")[0].children if isinstance(each, Element)]
    heads = [_words(speech.find(tag="h3")[0]) for speech in speeches]
    assert heads == ["2032报纸解读目标", "2031报告目标", "2030报告回顾"]
    assert "新建十二个口袋公园" in _words(speeches[0])
    links = [link for speech in speeches for link in speech.find(tag="a", cls="source-link")]
    assert [_words(link) for link in links] == ["第01栏第2条", "P3", "P1"]
    assert [link.attrs["href"] for link in links][1:] == ["../../2031/report/#p3-2", "../../2031/report/#p1-2"]
    assert not [data for data in page.find(tag="data") if "id" in data.attrs], (
        "an id belongs to the document's own page"
    )


def test_words_are_counted_in_every_document_alike_in_both_scripts(site: Path) -> None:
    counts = []
    for edition in ("zh-hans", "zh-hant"):
        (table,) = read(site, f"{edition}/{LIVING}").find(tag="table", cls="tally")
        rows = [[_words(cell) for cell in row.find(tag="td")] for row in table.find(tag="tr")[1:]]
        names = [_words(head) for head in table.find(tag="tr")[0].find(tag="th")][1:]
        counts.append(rows)
    assert counts[0] == counts[1] == [["1", "2", "1"], ["0", "2", "1"]]
    assert names == ["2032年報紙解讀", "2031年報告", "2031年報紙解讀"]


def test_a_newspaper_that_repeats_a_report_of_the_library_is_counted_and_not_quoted(site: Path) -> None:
    page = read(site, f"zh-hans/{LIVING}")
    assert not [link for link in page.find(tag="a", cls="source-link") if "2031/explainer" in str(link.attrs["href"])]


def test_without_topics_nothing_leads_to_them(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    settings = project / "content" / "site.yml"
    settings.write_text(settings.read_text("utf-8").partition("topics:")[0], "utf-8")
    assert mini_site.build_in(project).written
    assert not (project / "site/zh-hans/topics").exists()
    assert "topics/" not in (project / "site/zh-hans/index.html").read_text("utf-8")


REPORT = """---
kind: report
script: Hant
title: 題
---

# 題

## 一、任務 {#s1 role=target year=2031}

修了三條路。%s新建公園九個。其他的話不必說。公園要開放。

::: note
編者說公園。
:::
"""
TOPIC = Topic("parks", "公园", (), (), ("公园",))


@pytest.mark.parametrize(
    ("before", "quoted"),
    [("", ["新建公園九個。", "公園要開放。"]),
     ("在公園之外，" + "還要把許許多多別的事情一件一件地都做好做完，" * 2 + "不能鬆懈。", ["新建公園九個。", "公園要開放。"]),
     ("公園門前要種樹。", ["公園門前要種樹。新建公園九個。", "公園要開放。"])],
)  # fmt: skip
def test_a_sentence_that_mentions_the_word_in_passing_is_not_quoted(before: str, quoted: list[str]) -> None:
    """Simplified words are found in a Traditional document; what editors wrote is no part of it."""
    document, problems = parse_document(Source("content/2031/report.md", REPORT % before))
    assert document, problems
    found = TopicFinder(document, (), (), fold).find(TOPIC)
    assert [each.block.run.text[each.start : each.end] for each in found.passages if each.block.run] == quoted
    assert found.counts == (2 + before.count("公園"),)


def test_most_is_quoted_of_what_says_most() -> None:
    sentences = "".join(f"第{n}個公園。" for n in range(20)) + "公園連著公園。"
    document, _ = parse_document(Source("content/2031/report.md", REPORT % sentences))
    assert document
    found = TopicFinder(document, (), (), fold).find(TOPIC)
    texts = "".join(each.block.run.text[each.start : each.end] for each in found.passages if each.block.run)
    assert found.omitted == 23 - texts.count("。")
    assert "公園連著公園。" in texts
    assert found.omitted > 10


def test_an_excerpt_has_the_figures_words_and_is_cut_at_commas() -> None:
    report = """---
kind: report
script: Hans
title: 题
---

# 题

## 一、任务 {#s1 role=target year=2031}

一年来，全市上下同心协力迎难而上，各项事业取得新的进展和成效，[新建公园**9个**]{indicator=parks}，群众满意，道路更宽，水更清，天更蓝，人更安。
"""
    document, _ = parse_document(Source("content/2031/report.md", report))
    assert document
    (figure,), problems = stages.find_figures([document], mini_site.indicators())
    assert not problems
    excerpt = cut_excerpt(figure, figure.quote)
    assert excerpt == "……新建公园9个，群众满意，道路更宽，水更清，天更蓝，人更安。"
    assert re.sub("……", "", str(excerpt)) in figure.quote
    assert len(str(excerpt)) <= 44


def test_a_term_is_quoted_once_a_document_with_its_places_the_newest_first(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    assert mini_site.build_in(project).written
    (entry,) = read(project / "site", "zh-hant/glossary/").find(id="shuangwan")
    years = [each for each in entry.find(tag="ol", cls="term-years")[0].children if isinstance(each, Element)]
    assert [_words(each.find(tag="b")[0]) for each in years] == ["2031年報告", "2031年解讀"]
    counts = [int(_words(each.find(cls="digits")[0])) for each in years]
    places = [[str(link.attrs["href"]) for link in each.find(tag="a")] for each in years]
    assert [len(own) for own in places] == counts
    for quote in (each.find(tag="q")[0] for each in years):
        assert _words(quote.find(tag="strong")[0]) == "雙灣聯動"
    assert _words(years[0].find(tag="q")[0]) == "……“三生”融合步入新征程，“三生”空間更優，雙灣聯動樹起里程碑。"
