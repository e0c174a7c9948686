"""The digits' own font: it is what large figures are set in, it moves nothing when it arrives late, and no page needs it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

FONT = "**/*.woff2"
#: A goal's figure is in the first window of each.
PAGES = ("zh-hans/", "zh-hant/2024/", "zh-hans/2024/explainer/", "zh-hant/indicators/gdp-growth/")
LATE = 0.6  # seconds

WATCH = """() => { window.shift = 0; window.painted = 0;
  const watch = (type, each) => new PerformanceObserver(list => list.getEntries().forEach(each)).observe({ type, buffered: true });
  watch('layout-shift', entry => { shift += entry.value; });
  watch('paint', entry => { painted = entry.startTime; }); }"""


def fonts_of(page: Page, selector: str) -> list[str]:
    """The names of the fonts that the browser draws an element's own text with."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return [("own " if font["isCustomFont"] else "") + font["familyName"] for font in fonts]


def test_figures_are_set_in_our_own_digits(page: Page, site_url: str) -> None:
    """On the screen and on paper."""
    page.goto(f"{site_url}/zh-hans/2024/")
    page.evaluate("document.fonts.ready")
    for medium in ("screen", "print"):
        page.emulate_media(media=medium)
        for selector in (".head .year", ".goal-card .big .digits"):
            assert fonts_of(page, selector) == ["own Roboto Condensed"], (medium, selector)


@pytest.mark.parametrize("width", [390, 1280])
def test_digits_that_come_late_move_nothing(browser: Browser, site_url: str, width: int) -> None:
    """Until then they are the machine's, made as wide."""

    def late(route: Route) -> None:
        time.sleep(LATE)
        route.continue_()

    context = browser.new_context(viewport={"width": width, "height": 844}, service_workers="block")
    context.route(FONT, late)
    page = context.new_page()
    page.add_init_script(f"({WATCH})()")
    for path in PAGES:
        page.goto(f"{site_url}/{path}")
        page.evaluate("document.fonts.ready")
        arrived = page.evaluate(
            "performance.getEntriesByType('resource').find(e => e.name.endsWith('woff2')).responseEnd"
        )
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        painted, shift = page.evaluate("[painted, shift]")
        assert 0 < painted < arrived, f"/{path}: nothing was painted before the font came"
        assert shift <= 0.001, f"/{path} at {width} px: {shift}"
    context.close()


def test_pages_name_the_font_by_its_content(built_site: Path) -> None:
    """In the style sheet and, where figures are in the first window, ahead of it."""
    (font,) = (built_site / "assets").glob("*.woff2")
    (css,) = (built_site / "assets").glob("site.*.css")
    assert f"url({font.name})" in css.read_text("utf-8")
    assert f'href="../assets/{font.name}" as="font"' in (built_site / "zh-hans/index.html").read_text("utf-8")
    assert font.name not in (built_site / "zh-hans/search/index.html").read_text("utf-8")
