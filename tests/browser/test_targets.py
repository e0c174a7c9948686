"""A year's table of targets: filters and sorting, their address, and what is there without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import assert_accessible

TARGETS = "zh-hans/2024/targets/"
ROWS = ".ledger tbody tr:not(.subject):visible"


def _count(page: Page) -> int:
    return page.locator(ROWS).count()


def test_a_filter_is_a_link_with_its_count_and_back_leads_back(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/{TARGETS}")
    every = _count(page)
    link = page.locator(".sieve a", has_text="环境")
    number = int(re.sub(r"\D", "", link.inner_text()))
    link.click()
    expect(page).to_have_url(re.compile(r"\?topic=environment$"))
    assert _count(page) == number < every
    expect(page.get_by_role("status")).to_contain_text(f"{number}项")
    assert page.locator(".ledger .subject:visible").all_inner_texts() == ["生态环境"]
    page.locator(".sieve a", has_text="只有目标").click()
    expect(page).to_have_url(re.compile(r"\?topic=environment&state=target$"))
    page.go_back()
    page.go_back()
    expect(page.get_by_role("status")).to_contain_text(f"{every}项")
    assert _count(page) == every


def test_the_counts_are_of_what_a_link_would_show(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/{TARGETS}?state=both")
    assert page.locator(".sieve a:not([href])", has_text="教育").inner_text().replace("\n", "") == "教育0"
    for link in page.locator(".sieve a[href]").all():
        number = int(re.sub(r"\D", "", link.inner_text()))
        address = link.evaluate("link => link.href")
        page.evaluate(
            "address => { history.pushState(null, '', address); dispatchEvent(new PopStateEvent('popstate')); }",
            address,
        )
        assert _count(page) == number, address
        page.evaluate(
            "() => { history.pushState(null, '', '?state=both'); dispatchEvent(new PopStateEvent('popstate')); }"
        )


def test_sorting_stays_within_a_unit_and_can_be_taken_back(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/zh-hans/2023/targets/")
    order = page.locator(ROWS).evaluate_all("rows => rows.map(row => row.id)")
    head = page.get_by_role("columnheader", name="完成", exact=True)
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    assert page.locator(".ledger .subject:visible").count() == 0
    for sign in (1, -1):
        values = page.locator(ROWS).evaluate_all(
            "rows => rows.map(row => [row.dataset.unit, row.cells[2].dataset.value])"
        )
        known = [(unit, float(value)) for unit, value in values if value]
        assert values[: len(known)] == [[unit, value] for unit, value in values if value], "the unknown come last"
        units = list(dict.fromkeys(unit for unit, _ in known))
        assert known == sorted(known, key=lambda pair: (units.index(pair[0]), sign * pair[1]))
        head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    page.locator(".found button").click()
    expect(head).not_to_have_attribute("aria-sort", re.compile(".*"))
    assert page.locator(ROWS).evaluate_all("rows => rows.map(row => row.id)") == order


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_a_filter_that_finds_nothing_says_why_and_leads_on(page: Page, site_url: str, width: int, theme: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.add_init_script(f"localStorage.setItem('theme', '{theme}')")
    page.goto(f"{site_url}/{TARGETS}?topic=education&state=both")
    expect(page.locator(".nothing p")).to_have_text(
        "教育没有两数均有的项目。2024年的完成情况载于2025年报告，本站未收录。"
    )
    assert not page.locator(".ledger").is_visible()
    assert_accessible(page)
    page.locator(".nothing a", has_text="看教育的2项").click()
    assert _count(page) == 2


def test_the_whole_table_is_there_without_javascript(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{site_url}/{TARGETS}?topic=education")
    assert _count(page) > 50
    assert not page.locator(".sieve").is_visible()
    row = page.locator("#gdp-growth")
    assert re.sub(r"\s", "", row.inner_text()).startswith("地区生产总值增长6%左右预计7%以上")
    context.close()
