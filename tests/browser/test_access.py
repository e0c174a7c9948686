"""For everyone: axe on each kind of page, narrow and enlarged windows, wider text, fingers, calm and forced colours.

What the keyboard does is in test_keyboard.py; every page of the site goes through axe by `python -m tests.browser.audit`.
"""

from __future__ import annotations

from itertools import cycle

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import boxes
from tests.browser.axe import violations
from tests.browser.kinds import AGAIN, CHOOSE, EDITIONS, KINDS, MODES, ROOT_PAGES

# Text that its box cuts off. What is there for the ear alone, and what scrolls, is no loss.
CUT = """() => [...document.querySelectorAll('body *')].filter(e => {
    const style = getComputedStyle(e);
    return /hidden|clip/.test(style.overflow) && style.clipPath === 'none' && e.textContent.trim()
      && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
  }).map(e => e.outerHTML.slice(0, 120))"""

# A target in a sentence is as high as its line (WCAG 2.5.8 and 2.5.5 except it); all others take a finger.
SMALL = """() => [...document.querySelectorAll('a, button, input, summary')].filter(e => {
    if (!e.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || e.closest('svg, [aria-hidden]')) return false;
    const box = e.getBoundingClientRect();
    if (box.width < 2 || box.bottom < 0 || box.right < 0) return false;
    const inline = node => getComputedStyle(node).display.startsWith('inline');
    let block = e.parentElement;
    while (inline(block)) block = block.parentElement;
    if (inline(e) && block.textContent.trim() !== e.textContent.trim()) return false;
    return box.height < 43.5;
  }).map(e => [Math.round(e.getBoundingClientRect().height), e.outerHTML.slice(0, 140)].join(' '))"""

#: A page of each kind, in the editions by turns.
EVERY_KIND = [
    *(f"{edition}/{path}" for edition, path in zip(cycle(EDITIONS), KINDS.values(), strict=False)),
    *ROOT_PAGES.values(),
]


@pytest.mark.parametrize("half", [0, 1])
def test_axe_finds_nothing(page: Page, site_url: str, half: int) -> None:
    """All rules, best practices too, on a page of each kind, in both editions, at both widths and in all modes by turns.

    Every page at both widths in every mode: `make audit`.
    """
    paths = [path for kind, path in KINDS.items() if kind not in AGAIN]
    addresses = [f"{edition}/{path}" for edition, path in zip(cycle(EDITIONS), paths, strict=False)]
    # Three modes, two editions, and two widths in turns of two pages: each kind has another combination.
    turns = zip([*addresses, *ROOT_PAGES.values()], cycle((1280, 1280, 390, 390)), cycle(MODES), strict=False)
    found = []
    for path, width, mode in [*turns][half::2]:
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{site_url}/{path}")
        page.evaluate(CHOOSE, MODES[mode])
        found += [f"/{path} {width} {mode}: {line}" for line in violations(page)]
    assert not found, "\n".join(found)


#: A window of 1280 at 400 %, and the phones that people have. Each edition, and every page at the narrowest.
WINDOWS = {
    320: [*(f"zh-hans/{path}" for path in KINDS.values()), *ROOT_PAGES.values()],
    360: [f"zh-hant/{path}" for kind, path in KINDS.items() if kind not in AGAIN],
    390: [f"zh-hans/{path}" for kind, path in KINDS.items() if kind not in AGAIN],
}
#: Digits as on a machine that does not have ours, what the reader has chosen, and whether with the reader's own spacing.
WAYS = ((False, "light", False), (True, "large", False), (True, "light", True), (True, "large", True))


@pytest.mark.parametrize("width", WINDOWS)
def test_nothing_reaches_out_of_the_window(page: Page, site_url: str, width: int) -> None:
    """Words, rules and pictures by their boxes; no value is torn, nothing is cut where the spacing is the reader's."""
    page.set_viewport_size({"width": width, "height": 256})
    found = []
    for path in WINDOWS[width]:
        page.goto(f"{site_url}/{path}")
        for wide, mode, spaced in WAYS:
            boxes.dress(page, boxes.NEAR + boxes.digits(wide=wide) + (boxes.SPACED if spaced else ""))
            page.evaluate(CHOOSE, MODES[mode])
            way = f"/{path} {width} px {mode}{' wide' * wide}{' spaced' * spaced}"
            found += [f"{way}: {what}" for what in boxes.outside(page)]
            found += [f"{way}, torn: {what}" for what in boxes.torn(page) if not spaced]
            found += [f"{way}, cut: {what}" for what in page.evaluate(CUT) if spaced]
    assert not found, "\n".join(found)


def test_fingers_find_their_targets(browser: Browser, site_url: str) -> None:
    """44 px high, what stands in a sentence excepted."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, service_workers="block"
    )
    page = context.new_page()
    found = []
    for path in EVERY_KIND:
        page.goto(f"{site_url}/{path}")
        boxes.dress(page, boxes.LOW)
        found += [f"/{path} {what}" for what in page.evaluate(SMALL)]
    context.close()
    assert not found, "\n".join(sorted(set(found)))


def test_who_wants_less_motion_gets_none(page: Page, site_url: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{site_url}/zh-hans/2024/report/")
    page.locator("#p9-1").hover()
    page.locator("button[data-set=theme]").click()
    assert page.evaluate("document.getAnimations().length") == 0


@pytest.mark.parametrize("path", ["2024/", "2024/report/", "2024/explainer/"])
def test_forced_colours_keep_target_and_result_apart(page: Page, site_url: str, path: str) -> None:
    """◇ stays hollow and ◆ solid where the reader's system allows two colours."""
    page.emulate_media(forced_colors="active")
    page.goto(f"{site_url}/zh-hans/{path}")
    filled = """() => ['.target, .figure[data-role=target][data-indicator] .value', '.result, .figure[data-role=result][data-indicator] .value']
      .map(which => new Set([...document.querySelectorAll(which)]
        .map(mark => getComputedStyle(mark, '::before').backgroundColor)))
      .map(colours => [...colours])"""
    targets, results = page.evaluate(filled)
    assert results == [page.evaluate("getComputedStyle(document.body).color")]
    assert not set(targets) & set(results)


def test_forced_colours_put_no_ground_behind_large_digits(page: Page, site_url: str) -> None:
    """The ground that a browser puts behind words would cover the rule and the heading above them."""
    page.emulate_media(forced_colors="active")
    for path in ("2024/", "2024/explainer/"):
        page.goto(f"{site_url}/zh-hans/{path}")
        styles = """() => [...document.querySelectorAll('.numeral, .year, .big .digits')].map(e => getComputedStyle(e))
          .map(style => [style.forcedColorAdjust, style.color])"""
        grounds, colours = map(set, zip(*page.evaluate(styles), strict=True))
        links = page.evaluate("getComputedStyle(document.querySelector('main a')).color")
        assert grounds == {"none"}
        assert colours <= {page.evaluate("getComputedStyle(document.body).color"), links}
