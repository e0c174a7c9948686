"""Everything by keyboard: where the focus goes, that one sees it, what Enter, Space, Esc and the arrows do.

The search by keyboard is in test_search_box.py, the cite dialog's copying in test_citing.py.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kinds import AGAIN, KINDS

REPORT = "zh-hans/2024/report/"

# What is wrong with the place of the focus: no sign of it, off the window, or under the head that stays.
LOST = """() => {
  const at = document.activeElement, style = getComputedStyle(at);
  if (at === document.body) return '';
  const framed = [at, at.closest('form')].some(e => e && getComputedStyle(e).outlineStyle !== 'none' && parseFloat(getComputedStyle(e).outlineWidth) >= 2)
    || style.boxShadow !== 'none';
  const faults = [];
  if (!framed) faults.push('no outline');
  if (style.opacity === '0') faults.push('not visible');
  const points = [...at.getClientRects()].flatMap(r => [.1, .5, .9].map(p => [r.left + r.width / 2, r.top + r.height * p]));
  const seen = points.some(([x, y]) => { const top = document.elementFromPoint(x, y); return top && (at.contains(top) || top.contains(at) && !top.matches('.top, .top *')); });
  if (!seen) faults.push('covered or out of the window');
  return faults.length ? faults.join(', ') + ': ' + at.outerHTML.slice(0, 110) : '';
}"""


def focused(page: Page) -> str:
    """The words of what has the focus, or its name."""
    words = page.evaluate(
        "() => { const at = document.activeElement; return at.getAttribute('aria-label') || at.innerText.trim() || at.id; }"
    )
    return str(words)


@pytest.mark.parametrize("height", [900, 256])
def test_the_focus_is_always_seen(page: Page, site_url: str, height: int) -> None:
    """On each kind of page from the head on, which is one on all of them, and back again from below; in a window of 320 × 256,
    too, which is 400 %."""
    page.set_viewport_size({"width": 1280 if height == 900 else 320, "height": height})
    page.emulate_media(reduced_motion="reduce")  # or a sign is still on its way to be seen
    found = []
    for path in (path for kind, path in KINDS.items() if kind not in AGAIN):
        page.goto(f"{site_url}/zh-hans/{path}")
        if "?q=" in path:  # the hits take the place of the examples, and of a focus among them
            page.locator("[data-find=list] li").first.wait_for()
        if path:
            page.evaluate(
                "[...document.querySelectorAll('.top a, .top button')].filter(e => e.offsetParent).at(-3)?.focus()"
            )
        for key, times in (("Tab", 12 if path else 20), ("Shift+Tab", 6)):
            for _ in range(times):
                page.keyboard.press(key)
                if page.evaluate(LOST):
                    page.wait_for_timeout(300)  # the tooltip of the term before goes
                if fault := page.evaluate(LOST):
                    found.append(f"/{path} {key}: {fault}")
    assert not found, "\n".join(dict.fromkeys(found))


def test_the_head_in_order(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/{REPORT}")
    order = []
    for _ in range(18):
        page.keyboard.press("Tab")
        order.append(focused(page))
    assert order[0] == "跳到正文"
    named = ["晋江", "2024", "话题", "指标", "名词解释", "检索", "繁體", "大字版", "深色", "朗读", "首页", "目录"]
    places = [next((n for n, words in enumerate(order) if name in words), -1) for name in named]
    assert -1 not in places, order
    assert places == sorted(places), order


def test_the_skip_link_leads_past_the_head(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/{REPORT}")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize(("kind", "key"), [("type", "Enter"), ("type", "Space"), ("theme", "Space")])
def test_the_choices_are_pressed_and_released(page: Page, site_url: str, kind: str, key: str) -> None:
    page.goto(f"{site_url}/{REPORT}")
    button = page.locator(f"button[data-set={kind}]")
    button.focus()
    for pressed in ("true", "false"):
        page.keyboard.press(key)
        expect(button).to_have_attribute("aria-pressed", pressed)
        expect(button).to_be_focused()


def test_the_switch_leads_to_the_same_page(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/{REPORT}")
    page.locator("a.script-switch").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/zh-hant/2024/report/**")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")


def test_a_tooltip_under_the_pointer_goes_with_esc_and_stays_away(page: Page, site_url: str) -> None:
    """WCAG 1.4.13: it can be dismissed without moving the pointer, and covers nothing after that."""
    page.goto(f"{site_url}/{REPORT}")
    term = page.locator("a.term[data-term]").first
    term.hover()
    expect(page.get_by_role("tooltip")).to_be_visible()
    page.wait_for_timeout(1500)
    expect(page.get_by_role("tooltip")).to_be_visible()  # no time runs out
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_have_count(0)
    page.wait_for_timeout(300)
    expect(page.get_by_role("tooltip")).to_have_count(0)


def test_a_tooltip_goes_with_the_focus(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/{REPORT}")
    page.keyboard.press("Tab")  # the keyboard is in use
    page.locator("a.term[data-term]").first.focus()
    tip = page.get_by_role("tooltip")
    expect(tip).to_be_visible()
    assert page.locator("a.term:focus").get_attribute("aria-describedby") == tip.get_attribute("id")
    page.locator(".foot a").first.focus()
    expect(tip).to_have_count(0)


def test_the_contents_by_keyboard_on_a_phone(page: Page, site_url: str) -> None:
    """Closed at first; opened with Enter; a chosen section takes the reader there, and Tab goes on from it."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site_url}/{REPORT}")
    page.locator(".rail summary").focus()
    expect(page.locator(".rail ol")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator(".rail ol")).to_be_visible()
    page.locator(".rail a[href='#s2-4']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#s2-4")).to_be_in_viewport()
    page.keyboard.press("Tab")
    follows = "document.getElementById('s2-4').compareDocumentPosition(document.activeElement) & (4 | 16)"
    assert page.evaluate(follows), "Tab goes on from the section"


def test_goal_cards_in_order(page: Page, site_url: str) -> None:
    """Each card: its target, last year's pair, the indicator; in the order of the page."""
    page.goto(f"{site_url}/zh-hans/2024/")
    page.locator(".goal-card a").first.focus()
    seen = []
    for _ in range(8):
        seen.append(
            page.evaluate("() => [document.activeElement.closest('article')?.id, document.activeElement.innerText]")
        )
        page.keyboard.press("Tab")
    first = [words for card, words in seen if card == seen[0][0]]
    assert len({card for card, _ in seen}) >= 2
    assert "6" in first[1] or "6" in first[0]
    page.locator(".goal-card .big a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/2024/report/#p9-1*")
    expect(page.locator("#p9-1")).to_be_in_viewport()


def test_the_chart_s_table_needs_no_scrolling(page: Page, site_url: str) -> None:
    """In large type on the narrowest phone its rows stand below each other; its frame has a name."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{site_url}/zh-hans/indicators/gdp-growth/")
    page.locator("button[data-set=type]").click()
    frame = page.get_by_role("region", name="逐年数字")
    assert frame.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_the_cite_dialog_holds_the_focus_and_gives_it_back(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/{REPORT}")
    sign = page.locator("a.permalink[href='#p9-1']")
    sign.focus()
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog")
    expect(sheet.locator("button").first).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        outside = "() => { const at = document.activeElement; return at !== document.body && !at.closest('dialog'); }"
        assert not page.evaluate(outside)
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(sign).to_be_focused()


def test_the_comparison_line_by_line(page: Page, site_url: str) -> None:
    """From the newspaper's line to the report's words beside it, then the next line."""
    page.goto(f"{site_url}/zh-hans/2024/explainer/compare/")
    page.locator(".pair:has(#e04-2) .paper a").last.focus()
    page.keyboard.press("Tab")
    beside = "() => document.activeElement.closest('.pair') === document.getElementById('e04-2').closest('.pair')"
    assert page.evaluate(beside)
    assert page.evaluate("document.activeElement.closest('.report') !== null")
    page.keyboard.press("Enter")
    page.wait_for_url("**/2024/report/#p*")
