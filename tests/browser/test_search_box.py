"""The header's search box: results as one types, on any page, under the narrow policy of pages that need no WebAssembly."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible, violations

OPTIONS = ".seek [role=option]"


def search_files(page: Page) -> list[str]:
    """From now on, what the page loads for the search."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def open_box(page: Page) -> None:
    page.keyboard.press("/")
    expect(page.locator(".seek input")).to_be_focused()


@pytest.mark.parametrize(
    ("edition", "all_results", "width"), [("zh-hans", "全部结果", 1280), ("zh-hant", "全部結果", 390)]
)
def test_results_as_one_types(page: Page, site_url: str, edition: str, all_results: str, width: int) -> None:
    term = "低效用地"
    page.set_viewport_size({"width": width, "height": 800})
    asked = search_files(page)
    page.goto(f"{site_url}/{edition}/2024/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/pagefind/" in url or "/search." in url]
    open_box(page)
    page.keyboard.type(term)
    expect(page.locator(OPTIONS).last).to_have_text(all_results)
    box = page.locator(".seek input")
    assert box.get_attribute("aria-expanded") == "true"
    assert set(page.locator(f"{OPTIONS} mark").all_inner_texts()) == {term}
    assert term in page.inner_text(".seek [role=status]")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    listed = page.locator(".seek-list").bounding_box()
    assert listed
    assert listed["x"] >= 0
    assert listed["x"] + listed["width"] <= width
    assert_accessible(page, ".seek")
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == page.locator(OPTIONS).first.get_attribute("id")
    assert page.locator(OPTIONS).first.get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_selector("ol.hits > li")
    assert page.input_value("form[data-bundle] input") == term


def test_a_hit_opens_with_its_words_marked(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/zh-hans/2024/report/")
    open_box(page)
    page.keyboard.type("低效用地")
    expect(page.locator(f"{OPTIONS} mark").first).to_have_text("低效用地")
    addresses = page.locator(OPTIONS).evaluate_all("(all) => all.map((link) => link.href)")
    assert len({address.partition("#")[0] for address in addresses}) > 2  # this page's own hits and others'
    pages = [address.partition("#")[0] for address in addresses[:-1]]
    for n in sorted(map(pages.index, set(pages))):  # the first of each page
        address = addresses[n]
        page.goto(f"{site_url}/zh-hans/2024/report/")
        open_box(page)
        page.keyboard.type("低效用地")
        expect(page.locator(f"{OPTIONS} mark").first).to_have_text("低效用地")  # not yet those of 低效
        for _ in range(n + 1):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_selector("main mark")
        assert page.url == address
        marked = "".join(page.locator("main mark").all_inner_texts())
        assert marked and not marked.replace("低效用地", "")
        target = page.locator(f"[id='{address.partition('#')[2]}']")
        assert target.locator("mark").count()
        expect(page.locator(".seek-list")).to_be_hidden()


@pytest.mark.parametrize("way", ["box", "page"])
def test_the_words_are_marked_without_a_referrer(page: Page, site_url: str, way: str) -> None:
    """Firefox gives none where a service worker answers."""
    page.add_init_script("Object.defineProperty(document, 'referrer', { get: () => '' })")
    if way == "box":
        page.goto(f"{site_url}/zh-hans/2023/")
        open_box(page)
        page.keyboard.type("低效用地")
        expect(page.locator(f"{OPTIONS} mark").first).to_have_text("低效用地")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    else:
        page.goto(f"{site_url}/zh-hans/search/?q=低效用地")
        page.locator("ol.hits h3 a").nth(1).click()
    expect(page.locator("main mark").first).to_be_visible()
    marked = "".join(page.locator("main mark").all_inner_texts())
    assert marked and not marked.replace("低效用地", "")
    assert page.evaluate("() => document.querySelector(location.hash).contains(document.querySelector('main mark'))")


def test_the_year_one_comes_from_stands_first_without_a_referrer(page: Page, site_url: str) -> None:
    page.add_init_script("Object.defineProperty(document, 'referrer', { get: () => '' })")
    page.goto(f"{site_url}/zh-hans/2023/")
    page.fill(".seek input", "6.5%")
    page.press(".seek input", "Enter")
    page.wait_for_url("**/search/**")
    expect(page.locator("ol.hits > li").first).to_have_attribute("data-page", "2023/explainer/")


# Safari reports the Enter that confirms a word after the composition has ended, with the code of a key that is being composed.
CONFIRM = """box => box.dispatchEvent(new KeyboardEvent('keydown',
  { key: 'Enter', keyCode: 229, which: 229, bubbles: true, cancelable: true }))"""


def test_the_enter_of_an_input_method_opens_nothing(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/zh-hans/2024/")
    open_box(page)
    page.keyboard.type("低效用地")
    expect(page.locator(f"{OPTIONS} mark").first).to_have_text("低效用地")
    page.keyboard.press("ArrowDown")
    chosen = page.locator(".seek input").get_attribute("aria-activedescendant")
    assert chosen
    page.locator(".seek input").evaluate(CONFIRM)
    page.wait_for_timeout(200)
    assert page.url == f"{site_url}/zh-hans/2024/"
    expect(page.locator(".seek-list")).to_be_visible()
    assert page.locator(".seek input").get_attribute("aria-activedescendant") == chosen


def test_escape_closes_the_list_and_enter_searches_what_is_typed(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/zh-hant/glossary/")
    open_box(page)
    page.keyboard.type("僑")
    page.wait_for_selector(OPTIONS)
    page.keyboard.press("Escape")
    expect(page.locator(".seek-list")).to_be_hidden()
    expect(page.locator(".seek input")).to_have_value("僑")
    page.keyboard.press("Enter")
    page.wait_for_url("**/zh-hant/search/?q=*")
    page.wait_for_selector("ol.hits > li")


def test_nothing_found_is_said(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/zh-hant/about/")
    open_box(page)
    page.keyboard.type("龜兔賽跑")
    expect(page.locator(OPTIONS)).to_have_text("沒有找到“龜兔賽跑”")
    assert "沒有找到" in page.inner_text(".seek [role=status]")
    assert_accessible(page)


def test_on_a_phone_the_link_to_the_search_opens_the_box(page: Page, site_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{site_url}/zh-hans/2024/report/#p17-1")
    page.locator("button[data-set=type]").click()
    way = page.locator(".seek-link a")
    way.focus()
    page.keyboard.press("Enter")
    box = page.locator(".seek input")
    expect(box).to_be_focused()
    page.keyboard.type("侨")
    page.wait_for_selector(OPTIONS)
    for part in (box, page.locator(".seek-list")):
        frame = part.bounding_box()
        assert frame
        assert frame["x"] >= 0
        assert frame["x"] + frame["width"] <= 390
        assert 0 <= frame["y"] < 400
    assert page.locator(".seek-list").evaluate("(list) => list.getBoundingClientRect().bottom <= innerHeight")
    assert_accessible(page, ".seek")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(way).to_be_focused()


def test_the_box_is_a_plain_form_where_the_index_cannot_be_had(browser: Any, site_url: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, service_workers="block")
    page = context.new_page()
    page.route("**/pagefind/**", lambda route: route.abort())
    page.goto(f"{site_url}/zh-hans/2024/")
    open_box(page)
    page.keyboard.type("侨")
    page.wait_for_timeout(500)
    assert page.locator(OPTIONS).count() == 0
    page.keyboard.press("Enter")
    page.wait_for_url("**/zh-hans/search/?q=*")
    page.wait_for_selector("[data-find=failed]:not([hidden])")
    assert_accessible(page)
    context.close()


@pytest.mark.parametrize(
    ("edition", "width", "query"),
    [
        ("zh-hans", 390, ""),
        ("zh-hant", 1280, "?q=侨"),
        ("zh-hant", 390, "?q=三生融洽"),
        ("zh-hans", 1280, "?q=侨&year=2024"),
    ],
)
def test_the_search_page_is_clean_in_each_state(
    page: Page, site_url: str, edition: str, width: int, query: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site_url}/{edition}/search/{query}")
    page.wait_for_selector("ol.hits > li" if "侨" in query else "[data-find=none]" if query else "[data-find=start]")
    assert_accessible(page)


def test_axe_sees_what_is_wrong(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/zh-hans/search/")
    page.evaluate("() => document.querySelector('main').append(document.createElement('button'))")
    assert [line for line in violations(page) if line.startswith("button-name")]
