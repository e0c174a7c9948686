"""The desk in a browser: by keys alone, by mouse without script, in narrow and wide windows, and what it does to the preview."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import commands, mini_site
from tests.browser.axe import violations
from tests.browser.boxes import outside
from tests.browser.test_keyboard import LOST
from tests.browser.test_preview import Served
from tests.test_problems import EXPLAINER, REPORT, put

#: What takes a finger and is lower or narrower than 44 px; radio buttons are as high as their rows.
SMALL = """() => [...document.querySelectorAll('a, button, select, summary, input, textarea')].filter(e => {
  const box = (e.closest('.opts label') || e.closest('label') || e).getBoundingClientRect();
  return e.type !== 'hidden' && box.width && box.right > 0 && box.bottom > 0 && box.height < 43.5 && !e.matches('.skip'); }).map(e => e.outerHTML.slice(0, 90))"""


#: What hides the focus; that of an option is shown by its whole row.
SEEN = LOST.replace("at.closest('form')", "at.nextElementSibling")


@contextmanager
def serve(folder: Path) -> Iterator[Served]:
    """``build.py serve`` of a mini-site that has lost two marks, and has one with a question mark."""
    project = mini_site.copy_to(folder)
    mini_site.sign(project)
    put(REPORT, "[居民人均可支配收入增长**5%**以上]{indicator=income-growth}", "居民人均可支配收入增长5%以上")(project)
    put(REPORT, "[新建**9个**]{indicator=parks}", "[新建**9个**]{indicator=parks?}")(project)
    with commands.serve(project) as addresses:
        yield Served(project, f"{addresses['编辑台']}2031/")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A desk of a test's own."""
    with serve(tmp_path) as started:
        yield started


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk that is mostly looked at; a line of the explainer differs from the report."""
    with serve(tmp_path_factory.mktemp("desk")) as started:
        put(EXPLAINER, "- 1.续建步道力争40公里", "- 1.续建步道力争41公里，后山上云")(started.project)
        yield started


def read(served: Served, path: str = REPORT) -> str:
    return (served.project / path).read_text("utf-8")


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other, each when the page has answered the one before, and see where the focus is."""
    for key in keys:
        page.keyboard.press(key)
        expect(page.locator("main:not([aria-busy])")).to_have_count(1)
        assert not page.evaluate("document.activeElement === document.body"), f"the focus is lost after {key}"
        assert not page.evaluate(SEEN), (key, page.evaluate(SEEN))


def test_by_keys_alone(served: Served, page: Page) -> None:
    old = read(served)
    page.goto(f"{served.address}today/")
    press(page, "3")
    heading, queue = page.locator("main h1"), page.locator(".queue li")
    expect(heading).to_have_text("数字")
    expect(queue).to_have_count(4)
    press(page, "ArrowRight", "ArrowRight", "ArrowRight")
    expect(page.locator(".queue [aria-current]")).to_contain_text("5.8%左右")
    press(page, "ArrowRight")
    top = page.locator("#item").bounding_box()
    press(page, "Enter")
    assert "[居民人均可支配收入增长**5%**以上]{indicator=income-growth}" in read(served)
    now = page.locator("#item").bounding_box()
    assert top and now and (now["x"], now["y"]) == (top["x"], top["y"]), (
        "the next number stands where the last one stood"
    )

    expect(page.locator(".opts :checked")).to_have_count(0)
    press(page, "ArrowDown", "Enter")
    assert "[新建**9个**]{indicator=parks}" in read(served)
    press(page, "Enter")
    assert "[**5.8%**]{indicator=gdp-growth role=result year=2030}" in read(served)
    press(page, "n")
    assert "{indicator=none}" in read(served, EXPLAINER)
    expect(page.locator("main")).to_contain_text("数字都定了")
    press(page, "Control+z", "Control+z", "Control+z", "Control+z")
    assert read(served) == old
    press(page, "Shift+Enter")
    expect(queue).to_have_count(1)
    assert page.evaluate("scrollY") == 0


def test_keys_are_dead_in_fields_and_can_be_switched_off(served: Served, page: Page) -> None:
    old = read(served), read(served, EXPLAINER)
    page.goto(f"{served.address}numbers/")
    press(page, "m")
    expect(page.locator("#new-name")).to_be_focused()
    expect(page.locator("#new-name")).to_have_value("居民人均可支配收入增长")
    page.keyboard.type("n1/?m")
    expect(page.locator("#new-name")).to_have_value("n1/?m")
    page.locator("#new-name").dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    press(page, "Escape")
    page.locator("#item").dispatch_event("keydown", {"key": "n", "isComposing": True, "bubbles": True})
    page.wait_for_timeout(200)
    expect(page.locator("main h1")).to_have_text("数字")
    press(page, "?")
    switch = page.get_by_role("button", name="单个字母和数字的按键")
    expect(switch).to_have_attribute("aria-pressed", "true")
    switch.click()
    page.reload()
    page.locator("main").focus()
    for key in ("n", "1", "m"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    expect(page.locator("main h1")).to_have_text("数字")
    assert (read(served), read(served, EXPLAINER)) == old


def test_by_mouse_without_script(served: Served, browser: Browser) -> None:
    old = read(served)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.address}numbers/")
    page.get_by_role("button", name="采纳，看下一个").click()
    assert "{indicator=income-growth}" in read(served) and page.url.count("at=") == 1
    page.locator(".queue a", has_text="9个").click()
    page.get_by_role("radio", name="不是指标").check()
    page.get_by_role("button", name="采纳，看下一个").click()
    assert "[新建9个]{indicator=none}" in read(served)
    for _ in range(2):
        page.get_by_role("button", name="撤销").first.click()
    assert read(served) == old
    context.close()


def test_a_mark_is_on_the_preview_at_once(served: Served, page: Page) -> None:
    """The site is looked at in one window while the desk is worked on in another."""
    page.goto(f"{served.address}numbers/")
    press(page, "Shift+Enter")
    site = page.context.new_page()
    site.goto(served.address.replace("/desk/", "/zh-hans/") + "report/")
    links = site.locator("main a[href*='indicators/parks']")
    expect(site.locator("main")).to_contain_text("东湾片区")
    unmarked = links.count()
    page.bring_to_front()
    press(page, "ArrowDown", "Enter")
    expect(links).not_to_have_count(unmarked, timeout=3_000)
    press(page, "Control+z")
    expect(links).to_have_count(unmarked, timeout=3_000)


def test_what_the_desk_says_is_seen_though_it_is_no_page(served: Served, browser: Browser) -> None:
    """One window has undone what another one still offers to undo; and a button may send its form elsewhere."""
    put(EXPLAINER, "- 1.续建步道", "- 社区图书馆周末通宵亮灯\n- 1.续建步道")(served.project)
    context = browser.new_context()  # in which the console may tell of an answer that is a refusal
    page = context.new_page()
    page.goto(f"{served.address}page/?of=2031/explainer")
    page.get_by_role("link", name="社区图书馆周末通宵亮灯").click()
    page.set_viewport_size({"width": 390, "height": 800})
    page.get_by_role("button", name="报告里没有这一句").click()
    expect(page.locator("main")).not_to_contain_text("社区图书馆周末通宵亮灯")
    assert "通宵亮灯 {see=none}" in read(served, EXPLAINER)
    other = context.new_page()
    other.goto(f"{served.address}today/")
    other.get_by_role("button", name="撤销", exact=True).click()
    expect(other.get_by_role("button", name="撤销", exact=True)).to_have_count(0)
    page.get_by_role("button", name="撤销", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("已经撤销过了")
    assert "see=none}" not in read(served, EXPLAINER).split("通宵亮灯")[1].split("\n")[0]
    context.close()


def test_what_is_clicked_in_the_page_leads_to_its_row(served: Served, page: Page) -> None:
    page.goto(f"{served.address}page/")
    expect(page.locator("main")).to_contain_text("有错误")
    press(page, "3", "Shift+Enter", "7")
    frame = page.frame_locator("iframe")
    frame.locator("main a.figure, main [data-figure], main a[href*='indicators/']").first.click()
    row = page.locator("[data-anchor]:focus")
    expect(row).to_have_count(1)
    press(page, "ArrowDown", "ArrowUp", "Enter")
    expect(page.locator("main h1")).not_to_have_text("页面")


def test_it_fits_and_is_accessible(shared: Served, browser: Browser) -> None:
    """Every page in four windows by its boxes, and with axe by turns: narrow and dark, wide and light."""
    pages = [
        "today/",
        "source/",
        "numbers/",
        "numbers/?all=1",
        "differs/",
        "script/?known=1",
        "terms/?at=sansheng-ronghe",
    ]
    pages += ["page/", f"line/?path={REPORT}&line=40", "done/"]
    faults = []
    for window, (width, dark) in enumerate([(390, True), (1280, False), (1600, True), (320, False)]):
        context = browser.new_context(
            viewport={"width": width, "height": 844}, color_scheme="dark" if dark else "light", has_touch=width < 400
        )
        page = context.new_page()
        for number, place in enumerate(pages):
            page.goto(shared.address + place)
            faults += [f"{place} {width}: {fault}" for fault in outside(page)]
            if window == number % 2:
                faults += [f"{place} {width}: {fault}" for fault in violations(page)]
            if width < 400:
                faults += [f"{place} {width}: small: {each}" for each in page.evaluate(SMALL)]
        if width == 390:
            page.locator(".pick summary").tap()
            page.get_by_role("link", name="数字").tap()
            expect(page.locator(".keys > .btn")).to_have_count(3)
            page.locator(".keys").get_by_role("button", name="采纳").tap()
            expect(page.locator("[role=status]")).to_contain_text("采纳")
        context.close()
    assert not faults, "\n".join(faults)
