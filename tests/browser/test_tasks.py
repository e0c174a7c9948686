"""What people come for, with the steps that it takes them from the home page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.kinds import EDITIONS


class Reader:
    """Follows links and counts them."""

    def __init__(self, page: Page, start: str) -> None:
        self.page, self.steps = page, 0
        page.goto(start)

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Follow the first link in the content or the header that has these words."""
        self.steps += 1
        self.page.get_by_role("link", name=name).first.click()


@pytest.mark.parametrize("edition", EDITIONS)
def test_this_years_school_places_and_whether_last_years_were_made(page: Page, site_url: str, edition: str) -> None:
    reader = Reader(page, f"{site_url}/{edition}/")
    reader.follow("教育")
    places = page.locator("#school-places .pairs")
    this_year, last_year = places.locator("li").nth(0), places.locator("li").nth(1)
    expect(this_year).to_contain_text("2025")
    expect(this_year).to_contain_text("2.6")
    expect(this_year).to_contain_text("以上")
    expect(last_year).to_contain_text("2024")
    expect(last_year).to_contain_text("未收" if edition == "zh-hans" else "未收錄")
    assert reader.steps <= 2


@pytest.mark.parametrize("width", [1280, 390])
def test_the_growth_targets_of_three_years(browser: Browser, site_url: str, width: int) -> None:
    """On a phone, and without JavaScript."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 844})
    reader = Reader(context.new_page(), f"{site_url}/zh-hans/")
    reader.follow(re.compile("历年目标与完成情况.*地区生产总值增长"))
    table = reader.page.get_by_role("table").first
    for year, target in (("2025", "6%左右"), ("2024", "6%左右"), ("2023", "6.5%左右")):
        expect(table.get_by_role("row").filter(has_text=year).locator(".target")).to_contain_text(target)
    assert reader.steps <= 2
    context.close()


def test_every_target_of_this_year(page: Page, site_url: str) -> None:
    reader = Reader(page, f"{site_url}/zh-hans/")
    reader.follow("2025年的目标")
    expect(page.locator(".ledger")).to_contain_text("新增优质学位")
    assert reader.steps <= 2


def test_the_numbers_in_a_spreadsheet(page: Page, site_url: str) -> None:
    reader = Reader(page, f"{site_url}/zh-hant/")
    reader.follow("數據下載")
    with page.expect_download() as download:
        reader.follow("targets.csv")
    assert download.value.suggested_filename == "targets.csv"
    assert download.value.path().read_bytes().startswith("\ufeff指标,年份,目标".encode())
    assert reader.steps <= 3


def test_the_numbers_of_an_indicator_in_a_spreadsheet(page: Page, site_url: str) -> None:
    reader = Reader(page, f"{site_url}/zh-hans/")
    reader.follow(re.compile("历年目标与完成情况.*地区生产总值增长"))
    with page.expect_download() as download:
        reader.follow("下载数据")
    assert download.value.suggested_filename == "地区生产总值增长.csv"
    assert reader.steps <= 3


def test_a_sentence_cited(page: Page, site_url: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader = Reader(page, f"{site_url}/zh-hans/")
    reader.follow("目标 6%左右")
    anchor = page.url.partition("#")[2]
    reader.steps += 2
    page.locator(f"a.permalink[href='#{anchor}']").click()
    page.get_by_role("dialog", name="引用此处").get_by_role("button", name="复制引文").click()
    assert re.search(rf"晋江经济报.*/zh-hans/2025/explainer/#{anchor}", page.evaluate("navigator.clipboard.readText()"))
    assert reader.steps <= 3


def test_the_years_table_in_a_spreadsheet(page: Page, site_url: str) -> None:
    reader = Reader(page, f"{site_url}/zh-hans/")
    reader.follow("2025年的目标")
    with page.expect_download() as download:
        reader.follow("下载表格")
    assert download.value.suggested_filename == "2025年目标与完成情况.csv"
    years = {line.split(",")[1] for line in download.value.path().read_text("utf-8-sig").splitlines()[1:]}
    assert years == {"2025"} and reader.steps <= 3


def test_large_traditional_text_from_a_link(browser: Browser, site_url: str) -> None:
    """An elderly reader's phone, on which nothing is set: one press, and the paragraph of the link stays in view."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{site_url}/zh-hant/2024/report/#p22-2")
    paragraph, size = page.locator("#p22-2"), "element => parseFloat(getComputedStyle(element).fontSize)"
    expect(paragraph).to_be_in_viewport()
    before = paragraph.evaluate(size)
    page.get_by_role("button", name="大字版").tap()
    assert paragraph.evaluate(size) >= 1.2 * before and paragraph.evaluate(size) >= 22
    expect(paragraph).to_be_in_viewport()
    expect(paragraph).to_contain_text("優質")
    page.goto(f"{site_url}/zh-hant/2025/explainer/")
    assert page.locator("[id^=e07-]").first.evaluate(size) >= 22, "it holds for whatever is opened next"
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_report_beside_its_explainer(page: Page, site_url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    reader = Reader(page, f"{site_url}/zh-hans/")
    reader.steps += 1
    page.locator("#years a[href='2024/explainer/']").first.click()
    reader.follow("逐条对照")
    pair = page.locator(".pair").filter(has=page.locator("#e08-1"))
    expect(pair.locator(".paper")).to_contain_text("新增5000套保障性租赁住房")
    expect(pair.locator(".report")).to_contain_text("新增5000套保障性租赁住房")
    expect(pair.locator(".report")).to_contain_text("P22")
    assert reader.steps <= 2


def test_a_picture_to_pass_on(page: Page, site_url: str) -> None:
    reader = Reader(page, f"{site_url}/zh-hant/")
    reader.follow("2025")
    with page.expect_download() as download:
        reader.follow("存為長圖")
    assert download.value.suggested_filename == "晉江政府工作報告-2025年-一圖讀懂.png"
    assert reader.steps <= 2
