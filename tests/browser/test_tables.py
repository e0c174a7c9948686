"""A wide table and a picture in a browser: on a phone, in large type, by keyboard, without script, in print."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests import mini_site
from tests.browser.axe import assert_accessible
from tests.browser.boxes import LOW, dress, outside
from tests.browser.conftest import serve
from tests.browser.test_access import SMALL

ROWS = "".join(
    f"| 规模以上工业增加值第{n}项 | 双湾 | {n}00 | {n}50 | 7%左右 | [数智云脑](#s1) | 含[]{{page={n + 3}}}新设企业 |\n"
    for n in range(1, 4)
)
TABLE = (
    ": 附表　2030年主要指标 {#wide}\n\n| 指标 | 地区 | 2029年完成 | 2030年预计 | 2031年目标 | 责任单位 | 备注 |\n|---|---|--:|--:|:-:|---|---|\n"
    + ROWS
)
BOX = "() => { const box = document.querySelector('#wide .scroll'); return [box.scrollLeft, box.scrollWidth - box.clientWidth]; }"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The report of the mini-site with a wide table."""
    project = mini_site.copy_to(tmp_path_factory.mktemp("tables"))
    report, notes = project / "content/2031/report.md", project / "glossary.yml"
    text = (
        report.read_text("utf-8").replace("> 向海而兴", f"{TABLE}\n> 向海而兴").replace("{page=4}附注", "{page=7}附注")
    )
    report.write_text(text, "utf-8")
    later = notes.read_text("utf-8").replace("[]{page=5}", "[]{page=8}").replace("printed_on: 6", "printed_on: 9")
    notes.write_text(later, "utf-8")
    outcome = mini_site.build_in(project)
    assert outcome.written, [str(problem) for problem in outcome.problems]
    server, url = serve(Path(project / "site"))
    yield f"{url}/zh-hans/2031/report/"
    server.shutdown()


@pytest.mark.parametrize("mode", ["", "document.documentElement.dataset.type = 'large'"])
def test_on_a_phone_the_table_scrolls_and_never_the_page(page: Page, address: str, mode: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    page.evaluate(mode or "0")
    assert not outside(page)
    left, room = page.evaluate(BOX)
    assert left == 0 and room > 100
    assert_accessible(page)
    dress(page, LOW)
    assert not page.evaluate(SMALL)
    box = page.get_by_role("region", name="附表")
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"() => ({BOX})()[0] > 0")
    head = page.locator("#wide-r2 th").bounding_box()
    assert head is not None and head["x"] >= 0, "the head of a row stays in sight"


def test_the_picture_is_there_under_the_sites_policy(page: Page, address: str) -> None:
    page.goto(address)
    picture = page.get_by_role("img", name="双湾步道长度的柱形图")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.picture img').naturalWidth > 0")
    box, column = picture.bounding_box(), page.locator("article.document").bounding_box()
    assert box is not None and column is not None and box["width"] <= column["width"]
    assert abs(box["width"] / box["height"] - 3) < 0.1
    assert_accessible(page)


def test_in_print_the_table_is_whole(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 620, "height": 900})  # A4 without its margins
    page.goto(address)
    page.emulate_media(media="print")
    assert page.evaluate("() => getComputedStyle(document.querySelector('#wide .scroll')).overflowX") == "visible"
    assert page.evaluate("() => document.querySelector('#wide table').getBoundingClientRect().right <= innerWidth")


def test_without_script_it_reads_the_same(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.locator("#wide td").first.is_visible()
    assert page.locator("#wide th[scope=col]").count() == 7 and page.locator("#wide th[scope=row]").count() == 3
    context.close()
