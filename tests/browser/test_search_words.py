"""The search in everyday words: forty queries as residents, readers abroad, journalists and officials type them, each with what it
must lead to; typed in both scripts, in both editions, with both engines.

A query is answered by its own words (``own``), by the documents' words for the same thing (``also``), or honestly by the nearest
that the documents speak of (``near``): then nothing may be said to be found.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from gazette.conversion import converter as conversion
from tests.browser.axe import assert_accessible


class Query(NamedTuple):
    """What is typed, how it is answered, and a word that one of the first hits must mark, on a page if one is given."""

    typed: str
    kind: str
    word: str
    page: str = ""


QUERIES = (
    Query("GDP", "also", "地区生产总值", "indicators/gdp-growth/"),
    Query("gdp增速", "also", "地区生产总值增长", "indicators/gdp-growth/"),
    Query("保障房", "also", "保障性租赁住房", "indicators/rental-housing/"),
    Query("2023年GDP目标是多少", "near", "地区生产总值", "2023/explainer/"),
    Query("学校", "also", "优质学位", "indicators/school-places/"),
    Query("幼儿园", "also", "学前教育", "2025/explainer/"),
    Query("托儿所", "also", "托育位", "indicators/nursery-places/"),
    Query("学校食堂", "also", "学校自办食堂", "indicators/school-canteens/"),
    Query("老师工资", "also", "教师薪资体系", "2024/report/"),
    Query("老人食堂", "also", "长者食堂", "indicators/elderly-canteens/"),
    Query("养老院", "also", "养老床位", "indicators/elderly-beds/"),
    Query("长期护理保险", "also", "长护险", "2024/report/"),
    Query("看病", "also", "卫生所", "indicators/village-clinics/"),
    Query("医院", "own", "医院", "2024/explainer/"),
    Query("社保", "near", "社会保障", "2025/explainer/"),
    Query("房价", "near", "房地产", "2024/report/"),
    Query("拆迁", "near", "更新改造", "2025/explainer/"),
    Query("老旧小区电梯", "near", "加装电梯", "2025/explainer/"),
    Query("工资", "also", "欠薪", "2024/report/"),
    Query("收入", "own", "收入", "indicators/income-growth/"),
    Query("找工作", "also", "城镇就业", "indicators/urban-jobs/"),
    Query("失业", "near", "城镇就业", "indicators/urban-jobs/"),
    Query("地铁", "near", "城际轨道", "2025/explainer/"),
    Query("公交车", "also", "公交", "2024/report/"),
    Query("停车位", "also", "停车泊位", "indicators/parking/"),
    Query("堵车", "also", "交通易堵点", "2024/report/"),
    Query("空气质量", "also", "大气", "indicators/air-projects/"),
    Query("自来水", "near", "供水", "indicators/kinmen-water/"),
    Query("垃圾分类", "near", "无废城市", "2025/explainer/"),
    Query("侨胞", "also", "侨亲", "2025/explainer/"),
    Query("一站式", "also", "政务服务", "2024/report/"),
    Query("国小", "also", "中小学", "2023/explainer/"),
    Query("GDP成长率", "also", "地区生产总值增长", "indicators/gdp-growth/"),
    Query("侨汇", "near", "跨境资金", "2024/report/"),
    Query("敬老卡", "near", "长者食堂", "indicators/elderly-canteens/"),
    Query("教育局", "near", "优质学位", "2024/report/"),
    Query("马尼拉", "near", "菲律宾", "2024/report/"),
    Query("税收", "near", "减税降费", "2024/report/"),
    Query("债务", "near", "预算约束", "2024/report/"),
    Query("芯片", "also", "集成电路", "2024/report/"),
    Query("网速", "near", "5G", "2024/report/"),
    Query("种树", "also", "植树造林", "indicators/tree-planting/"),
    Query("治安", "also", "扫黑除恶", "2024/report/"),
    Query("人口", "near", "500万晋江人", "2024/report/"),
    Query("油价", "near", "天然气价格", "2024/report/"),
    Query("王明元市长", "near", "王明元", "2024/congress/"),
)
#: How far down a reader looks.
FIRST = 10

# For each query: how it is answered, and of the first hits [page, the marked words].
ASK = """async ([queries, first]) => {
  const code = await import(document.querySelector("script[type=module]").src);
  const bundle = new URL("../pagefind/", location.href).href;
  const finders = { pagefind: new code.Finder(bundle, new code.Pagefind(bundle)), text: new code.Finder(bundle, null) };
  const marked = ({ page, piece, marks }) => [page.url, marks.map(([start, end]) => piece.text.slice(start, end))];
  const answer = async (finder, query) => {
    const own = await finder.search(query);
    const further = await code.findFurther(finder, own);
    return {
      own: own.hits.slice(0, first).map(marked),
      [further?.isAny ? "near" : "also"]: (further?.hits ?? []).slice(0, first).map(marked),
    };
  };
  const answers = {};
  for (const [name, finder] of Object.entries(finders))
    for (const query of queries) (answers[name] ??= {})[query] = await answer(finder, query);
  return answers;
}"""
CONVERTER = conversion.Converter()


def in_script(text: str, edition: str) -> str:
    return CONVERTER.convert(text, "Hans", "Hant") if edition == "zh-hant" else text


@pytest.fixture(scope="module")
def answers(browser: Browser, site_url: str) -> dict[str, Any]:
    """By edition, engine and typed words."""
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    found = {}
    for edition in ("zh-hans", "zh-hant"):
        page.goto(f"{site_url}/{edition}/search/")
        typed = {form for query in QUERIES for form in (query.typed, in_script(query.typed, "zh-hant"))}
        found[edition] = page.evaluate(ASK, [sorted(typed), FIRST])
    context.close()
    return found


@pytest.mark.parametrize("query", QUERIES, ids=[query.typed for query in QUERIES])
def test_everyday_words_find_what_they_mean(answers: dict[str, Any], query: Query) -> None:
    for edition, engines in answers.items():
        word = in_script(query.word, edition)
        for by_query in engines.values():
            for typed in {query.typed, in_script(query.typed, "zh-hant")}:
                answer = by_query[typed]
                assert query.kind != "near" or not answer["own"], (edition, typed)
                hits = answer.get(query.kind, [])
                assert any(page == query.page and word in "".join(marks) for page, marks in hits), (
                    edition,
                    typed,
                    hits,
                )


def test_the_page_says_what_else_it_has_looked_for(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/zh-hant/search/?q={quote('老人食堂')}")
    expect(page.locator("[data-find=heading]")).to_have_text("沒有找到“老人食堂”")
    further = page.locator("[data-find=further-heading]")
    expect(further).to_have_text("也查了“長者食堂”，4處")
    assert page.inner_text("[role=status]") == "沒有找到“老人食堂”；也查了“長者食堂”，4處"
    assert set(page.locator("ol.hits mark").all_inner_texts()) <= {"長者食堂", "新辦長者食堂"}
    page.click("[data-find=filters] a:has-text('2024')")
    expect(further).to_have_text("也查了“長者食堂”，3處")
    assert_accessible(page)
    page.goto(f"{site_url}/zh-hans/search/?q={quote('学校')}")
    expect(page.locator("[data-find=heading]")).to_have_text("“学校”，7处")
    assert "在2篇文献、" in page.inner_text("[role=status]")  # a glossary entry is no document
    own = page.locator("[data-find=list] mark").all_inner_texts()
    assert set(own) == {"学校"}  # its own hits are first and alone
    page.goto(f"{site_url}/zh-hans/search/?q={quote('2023年目标作')}")
    expect(page.locator("[data-find=heading]")).to_contain_text("处")
    assert "作”在" in page.inner_text("[role=status]") and "0篇" not in page.inner_text("[role=status]"), "notes alone"
    page.goto(f"{site_url}/zh-hans/search/?q={quote('房价')}")
    expect(page.locator("[data-find=heading]")).to_have_text("没有找到“房价”")
    assert "“房地产”" in page.inner_text("[data-find=further-heading]")
    page.click("[data-find=near] a:has-text('人才限价房')")
    expect(page.locator("[data-find=list] mark").first).to_have_text("人才限价房")


@pytest.mark.parametrize("way", ["box", "page"])
@pytest.mark.parametrize(
    ("edition", "query", "word"),
    [("zh-hans", "侨胞", "侨亲"), ("zh-hant", "王明元市長是誰", "王明元"), ("zh-hans", "房價", "人才限价房")],
)
def test_a_hit_of_other_words_opens_with_these_marked(
    page: Page, site_url: str, way: str, edition: str, query: str, word: str
) -> None:
    if way == "page":
        page.goto(f"{site_url}/{edition}/search/?q={quote(query)}")
        link = page.locator("[data-find=further-list] li", has=page.locator(".excerpt mark", has_text=word)).first
        link.locator("h3 a").click()
    else:
        page.goto(f"{site_url}/{edition}/glossary/")
        page.fill(".seek input", query)
        group = page.get_by_role("group", name="”")
        expect(group).to_be_visible()
        assert_accessible(page, ".seek")
        group.get_by_role("option").filter(has=page.locator("mark", has_text=word)).first.click()
    expect(page.locator("main mark", has_text=word).first).to_be_in_viewport()


def test_places_are_named_as_one_says_them(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/zh-hans/search/?q={quote('学校自办食堂')}")
    for place in ("2024　报告全文　第22页", "2024　报纸解读　第08栏第13条"):
        expect(page.locator("ol.hits .meta", has_text=place).first).to_be_visible()


def test_space_in_a_text_hides_nothing(page: Page, site_url: str) -> None:
    """The mastheads set a name apart: 市长 王明元, 本报记者 李玲玲."""
    for query, count in (("本报记者李玲玲", 3), ("本報記者李玲玲", 3), ("市长王明元", 2), ("“市长 王明元”", 2)):
        page.goto(f"{site_url}/zh-hans/search/?q={quote(query)}")
        expect(page.locator("[data-find=list] > li")).to_have_count(count)


def test_what_is_pasted_along_is_dropped(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/zh-hans/search/")
    for pasted in ("G\u200bD\u2060P\ufeff", "\u202aGDP\u202c", "GDP\ufffc\u3164", "G\u00adDP\ufe0f\u0007"):
        page.fill("form[data-bundle] input", pasted)
        expect(page.locator("[data-find=further-heading]")).to_contain_text("地区生产总值")
        page.fill("form[data-bundle] input", "")
        expect(page.locator("[data-find=further]")).to_be_hidden()
