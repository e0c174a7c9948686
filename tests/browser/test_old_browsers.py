"""What engines at the floor lack, taken away from this one: each part of the site's script does its own work."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

REPORT = "zh-hans/2024/report/"


@pytest.mark.parametrize("broken", ["place", "term"])
def test_a_part_that_throws_stops_no_other(browser: Browser, site_url: str, broken: str) -> None:
    """And its error stands in the console, so that a test or a person sees it."""
    page = browser.new_context(service_workers="block").new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    target = {"place": "Document.prototype.querySelectorAll", "term": "Document.prototype.addEventListener"}[broken]
    wanted = {"place": "article[id]", "term": "pointerover"}[broken]
    page.add_init_script(
        f"const own = {target}; {target} = function (...all) {{"
        f" if (all[0].includes('{wanted}')) throw new SyntaxError('too old'); return own.apply(this, all); }}"
    )
    page.goto(f"{site_url}/{REPORT}")
    button = page.locator("button[data-set=type]")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("/")
    expect(page.locator(".seek input")).to_be_focused()
    assert len(errors) == 1 and "too old" in errors[0]
    page.context.close()


@pytest.fixture
def early(page: Page) -> Page:
    """A browser as Safari 14: no dialogs, and :focus-visible is no selector."""
    page.add_init_script(
        """delete window.HTMLDialogElement;
           const own = Element.prototype.matches;
           Element.prototype.matches = function (selector) {
             if (selector.includes(':focus-visible')) throw new DOMException('no selector', 'SyntaxError');
             return own.call(this, selector);
           };"""
    )
    return page


def test_without_dialogs_a_tap_explains_and_a_second_follows_the_link(browser: Browser, site_url: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, service_workers="block")
    page = context.new_page()
    page.add_init_script("delete window.HTMLDialogElement")
    page.goto(f"{site_url}/{REPORT}")
    term = page.locator(".document a.term[data-term]").first
    term.tap()
    expect(page.locator("[role=tooltip]")).to_be_visible()
    page.locator("h1").first.tap()
    expect(page.locator("[role=tooltip]")).to_have_count(0)
    term.tap()
    expect(page.locator("[role=tooltip]")).to_be_visible()
    term.tap()
    page.wait_for_url("**/glossary/#*")
    context.close()


def test_the_keyboard_explains_where_focus_visible_is_unknown(early: Page, site_url: str) -> None:
    early.goto(f"{site_url}/{REPORT}")
    early.keyboard.press("Tab")
    early.locator(".document a.term[data-term]").nth(3).focus()
    expect(early.locator("[role=tooltip]")).to_be_visible()
    early.keyboard.press("Escape")
    expect(early.locator("[role=tooltip]")).to_have_count(0)


def test_a_tooltip_stands_at_the_words_of_its_term(page: Page, site_url: str) -> None:
    """A term that begins a line has an empty box at the end of the line before."""
    page.goto(f"{site_url}/{REPORT}")
    page.keyboard.press("Tab")
    term = page.evaluate_handle(
        """() => [...document.querySelectorAll('.document a.term[data-term]')].find((link) => !link.getClientRects()[0].width)"""
    ).as_element()
    assert term
    term.evaluate("link => link.focus()")
    tip = page.locator("[role=tooltip]").bounding_box()
    words = term.evaluate("link => { const [box] = [...link.getClientRects()].filter((b) => b.width); return [box.left, box.bottom, box.top]; }")  # fmt: skip
    assert tip
    left, bottom, top = words
    assert (
        abs(tip["x"] - left) <= 1 or tip["x"] + tip["width"] >= 1264
    )  # where the words begin, or as far right as it fits
    assert abs(tip["y"] - bottom - 6) <= 1 or abs(tip["y"] + tip["height"] + 6 - top) <= 1
