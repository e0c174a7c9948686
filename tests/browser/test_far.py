"""What is far from the window is laid out when it comes near (content-visibility), and nobody notices.

Links, reading upwards, finding in the page and printing are as if all were laid out; so is what stands beside the paragraphs.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from pypdfium2 import PdfDocument

REPORT = "zh-hans/2024/report/"
SIZES = [(390, 844), (1280, 900)]

SKIPPED = """() => [...document.querySelectorAll('.document .para')].filter(e => !e.firstElementChild.checkVisibility({ contentVisibilityAuto: true })).length"""
# Where an element stands, frame by frame, after going to it.
FRAMES = """async id => { location.hash = id; const tops = [];
  for (let n = 0; n < 12; n++) { await new Promise(requestAnimationFrame); tops.push(document.getElementById(id).getBoundingClientRect().top); }
  return tops; }"""
CENTRE = """() => { const line = innerHeight / 2;
  return [...document.querySelectorAll('.document .para')].find(e => { const box = e.getBoundingClientRect(); return box.top <= line && box.bottom > line; })?.id; }"""
TOP = "id => document.getElementById(id).getBoundingClientRect().top"


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_link_leads_to_its_place(page: Page, site_url: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{site_url}/{REPORT}")
    page.wait_for_timeout(300)
    assert page.evaluate(SKIPPED) > 30, "else this tests nothing"
    for place in ("s3", "p18-2", "n24-1", "p12-1", "p25-1"):
        tops = page.evaluate(FRAMES, place)
        head = page.locator(".top").evaluate("e => e.getBoundingClientRect().bottom")
        assert head - 2 <= tops[-1] <= head + 60 and max(tops) - min(tops) <= 2, (place, head, tops)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_reading_upwards_moves_by_what_the_wheel_says(page: Page, site_url: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{site_url}/{REPORT}#p18-2")
    page.wait_for_timeout(300)
    page.mouse.move(width / 2, height / 2)
    for _ in range(12):
        place = page.evaluate(CENTRE)
        if not place:  # a heading, or the space between
            page.mouse.wheel(0, -60)
            page.wait_for_timeout(150)
            continue
        before = page.evaluate(TOP, place)
        page.mouse.wheel(0, -400)
        page.wait_for_timeout(200)
        assert abs(page.evaluate(TOP, place) - before - 400) <= 2


def test_the_browser_finds_words_far_down(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/{REPORT}")
    words = page.locator("#p24-1").evaluate("e => e.querySelector('p').firstChild.textContent.slice(0, 8)")
    assert page.evaluate("words => window.find(words)", words)
    page.wait_for_timeout(300)
    box = page.evaluate(
        "() => { const { top, bottom } = getSelection().getRangeAt(0).getBoundingClientRect(); return [top, bottom]; }"
    )
    assert box[0] >= 0 and box[1] <= 900


def test_all_can_be_copied(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/{REPORT}")
    page.keyboard.press("Control+a")
    page.wait_for_timeout(500)
    starts = page.evaluate(
        "() => [...document.querySelectorAll('.document .para p')].map(e => e.firstChild.textContent.trim())"
    )
    copied = page.evaluate("getSelection().toString()")
    assert not [start for start in starts if start not in copied]


def test_all_is_printed(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/{REPORT}")
    pages = PdfDocument(page.pdf(prefer_css_page_size=True))
    printed = "".join("".join(sheet.get_textpage().get_text_range().split()) for sheet in pages)
    starts = page.evaluate(
        "() => [...document.querySelectorAll('.document :is(.para p, .notes .def)')].map(e => e.firstChild.textContent.trim().slice(0, 6))"
    )
    assert len(starts) > 80
    missing = [start for start in starts if "".join(start.split()) not in printed]
    assert not missing


@pytest.mark.parametrize("width", [1280, 1600])
def test_what_stands_beside_a_paragraph_is_not_cut_off(page: Page, site_url: str, width: int) -> None:
    """Page numbers and ¶ at its left, chips of the newspaper at its right."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site_url}/{REPORT}")
    reached = """link => { link.scrollIntoView({ block: 'center' }); const box = link.getBoundingClientRect();
      const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2); return link.contains(at) || !!at && at.contains(link) && at.matches('.chips, .chips *'); }"""
    for marks in (".text .para .page-number", ".text .para .chips a", ".text .para .permalink"):
        found = page.locator(marks).all()[5:40:6]
        assert found
        for mark in found:
            assert mark.evaluate(reached), mark.evaluate("e => e.outerHTML")
