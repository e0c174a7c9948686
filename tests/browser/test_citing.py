"""Citing a place, and the newspaper beside the report, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

BASE = "https://jinjiang-gazette.netlify.app"


def open_sheet(page: Page, anchor: str) -> None:
    """Press the paragraph's sign."""
    page.locator(f"a.permalink[href='#{anchor}']").focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
@pytest.mark.parametrize(("anchor", "number"), [("p9-4", "9"), ("p2-1", "2"), ("n9-1", "26")])
def test_a_paragraph_is_cited_with_the_originals_page(
    page: Page, site_url: str, width: int, height: int, anchor: str, number: str
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site_url}/zh-hans/2024/report/")
    open_sheet(page, anchor)
    sheet = page.get_by_role("dialog", name="引用此处")
    expect(sheet).to_be_visible()
    assert page.url.endswith(f"#{anchor}")
    sheet.get_by_role("button", name="复制引文").press("Enter")
    expect(sheet.get_by_role("status")).to_have_text("已复制")
    today = page.evaluate("new Date().toLocaleDateString('sv')")
    assert page.evaluate("navigator.clipboard.readText()") == (
        "王明元. 政府工作报告: 2023年12月28日在晋江市第十八届人民代表大会第三次会议上[R/OL]. "
        f"2023: {number}[{today}]. {BASE}/zh-hans/2024/report/#{anchor}."
    )
    sheet.get_by_role("button", name="复制链接").press("Enter")
    page.wait_for_timeout(50)
    assert page.evaluate("navigator.clipboard.readText()") == f"{BASE}/zh-hans/2024/report/#{anchor}"
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert focused == f"#{anchor}", "the focus is back at the paragraph's sign"


def test_a_figure_is_cited_by_itself(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/zh-hant/2024/report/")
    open_sheet(page, "p9-1")
    sheet = page.get_by_role("dialog", name="引用此處")
    sheet.get_by_role("link", name="6%左右").click()
    expect(sheet.locator("[data-slot=url]")).to_have_text(f"{BASE}/zh-hant/2024/report/#p9-1-f1")


def test_an_item_of_the_newspaper_has_no_page(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/zh-hant/2023/explainer/")
    open_sheet(page, "e03-1")
    expect(page.locator("dialog .reference")).to_contain_text("晉江經濟報（菲律賓版）, 2023-01-04[20")


@pytest.mark.parametrize("edition", ["zh-hans", "zh-hant"])
@pytest.mark.parametrize("large", [False, True])
def test_side_by_side_is_one_column_on_a_phone_and_two_on_paper(
    page: Page, site_url: str, edition: str, large: bool
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site_url}/{edition}/2024/explainer/compare/")
    if large:
        page.locator("button[data-set=type]").click()
    box = """id => { const pair = document.getElementById(id).closest('.pair');
        const [paper, report] = [...pair.children].map(part => part.getBoundingClientRect());
        return { below: report.top >= paper.bottom, beside: report.left >= paper.right, top: paper.top, other: report.top }; }"""
    assert page.evaluate(box, "e04-2")["below"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator(".pair .side").nth(5)).to_be_visible()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 794, "height": 1123})
    printed = page.evaluate(box, "e04-2")
    assert printed["beside"] and printed["top"] == printed["other"]
    expect(
        page.locator("#e04-2").locator("xpath=ancestor::*[contains(@class,'pair')][1]").get_by_text("P17").first
    ).to_be_visible()


def test_switching_keeps_the_line_of_the_comparison(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/zh-hans/2024/explainer/compare/#e06-6")
    page.locator("a.script-switch").first.click()
    page.wait_for_url(re.compile(r"/zh-hant/2024/explainer/compare/#e0[67]"))
    expect(page.locator("#e06-6")).to_be_in_viewport()


def test_a_departure_tells_both_readings_at_the_place(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/zh-hans/2024/explainer/")
    sign = page.locator("#e01-6 a.differs-mark").first
    sign.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("tooltip")).to_contain_text("报告为“良颐”")
