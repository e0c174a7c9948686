"""A publication of 25 years: the head, its menu of years and the charts, wide and narrow, in large type too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests import many_years
from tests.browser import boxes
from tests.browser.conftest import serve
from tests.browser.kinds import CHOOSE, MODES

GDP = "zh-hans/indicators/gdp-growth/"
VIEWS = [(width, mode) for width in (320, 390, 1280) for mode in ("light", "large")]

# The words of the chart that stand on other words of it.
COLLIDING = """() => { const boxes = [...document.querySelectorAll('svg.chart text:not(.axis)')]
    .map(text => [text.textContent, text.getBoundingClientRect()]).filter(([, box]) => box.width);
  return boxes.flatMap(([one, a], n) => boxes.slice(n + 1).filter(([, b]) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 6 && b.top < a.bottom - 6).map(([two]) => `${one} ${two}`)); }"""

# The words of the chart that cover a mark.
COVERING = """() => [...document.querySelectorAll('svg.chart text:not(.axis)')].filter(text => { const a = text.getBoundingClientRect();
  return a.width && [...document.querySelectorAll('svg.chart path')].some(path => { const b = path.getBoundingClientRect();
    return a.left < b.right - 1 && b.left < a.right - 1 && a.top + 5 < b.bottom && b.top < a.bottom - 5; }); }).map(text => text.textContent)"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server, found = serve(many_years.build(tmp_path_factory.mktemp("many")))
    yield found
    server.shutdown()


def show(page: Page, address: str, path: str, width: int, mode: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/{path}")
    page.evaluate(CHOOSE, MODES[mode])
    boxes.dress(page, boxes.digits(wide=False))


@pytest.mark.parametrize(("width", "mode"), VIEWS)
def test_charts_of_many_years_can_be_read(page: Page, address: str, width: int, mode: str) -> None:
    """Every figure has its mark, no label stands on another, the newest is written, and the table has all."""
    show(page, address, GDP, width, mode)
    assert page.evaluate(COLLIDING) == []
    assert page.evaluate(COVERING) == []
    assert boxes.outside(page) == []
    rows = page.locator("#chart table tbody tr")
    assert (
        rows.count() == many_years.LAST + 2 - many_years.FIRST + 2
    )  # the results of the year before, and the mini-site's own
    assert page.locator("svg.chart path").count() == rows.locator("td .target, td .result").count()
    written = page.locator("svg.chart text.digits").filter(visible=True).all_text_contents()
    assert {"2032", "6.5"} <= set(written)
    expect(page.get_by_text("图中仅标注部分数字")).to_be_visible()


def test_small_charts_of_many_years_stay_in_their_rows(page: Page, address: str) -> None:
    for width, mode in VIEWS:
        show(page, address, "zh-hans/indicators/", width, mode)
        assert boxes.outside(page) == []


@pytest.mark.parametrize("path", ["zh-hans/", "zh-hant/2020/report/"])
def test_the_head_stays_in_one_row(page: Page, address: str, path: str) -> None:
    """The newest two years, and a menu that works without script."""
    show(page, address, path, 1280, "light")
    head = page.locator(".top")
    assert head.bounding_box()["height"] < 80  # type: ignore[index]
    assert head.locator(".nav > ul > li > a").all_text_contents()[:2] == ["2032", "2031"]


def test_the_menu_closes_with_escape_and_when_it_is_left(page: Page, address: str) -> None:
    page.goto(f"{address}/zh-hans/")
    menu, name = page.locator("details.almanac"), page.locator(".almanac summary")
    name.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(menu.locator("a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu.locator("a").first).not_to_be_visible()
    expect(name).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    expect(menu.locator("a").first).not_to_be_visible()
    name.click()
    page.mouse.click(640, 880)
    expect(menu.locator("a").first).not_to_be_visible()


@pytest.mark.parametrize(("width", "mode"), VIEWS)
def test_the_menu_holds_all_years(page: Page, address: str, width: int, mode: str) -> None:
    """In the window, each a target for a finger; a year without documents is words alone."""
    show(page, address, "zh-hans/", width, mode)
    page.locator(".almanac summary").click()
    assert boxes.outside(page) == []
    links = page.locator(".almanac a")
    assert links.count() == 25 - len(many_years.LOST)
    assert all(box["height"] > 43 for link in links.all() if (box := link.bounding_box()))
    for year in many_years.LOST:
        expect(page.locator(".almanac span", has_text=str(year))).to_be_visible()
    links.filter(has_text="2016").click()
    page.wait_for_url("**/zh-hans/2016/")
    assert page.locator('.almanac a[aria-current="page"]').text_content() == "2016"


def test_the_home_page_begins_with_the_newest_years(page: Page, address: str) -> None:
    """The others wait behind one line, each once."""
    for width, mode in VIEWS:
        show(page, address, "zh-hans/", width, mode)
        section = page.locator("#years")
        shown = section.locator(".years .digits").filter(visible=True).all_text_contents()
        assert shown == [str(year) for year in range(2032, 2026, -1)]
        section.locator("summary").click()
        every = [int(year) for year in section.locator(".years .digits").filter(visible=True).all_text_contents()]
        assert every == sorted(set(every), reverse=True) and len(every) == 23
        assert boxes.outside(page) == []
