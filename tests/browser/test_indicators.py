"""Cards, charts and tables in a real browser: to a screen reader, on a phone, in the dark, on paper, without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

GDP = "indicators/gdp-growth/"


@pytest.mark.parametrize(
    ("edition", "words"),
    [("zh-hans", ["地区生产总值增长", "2023年目标6.5%左右", "2024年完成预计7%以上"]),
     ("zh-hant", ["地區生產總值增長", "2023年目標6.5%左右", "2024年完成預計7%以上"])],
)  # fmt: skip
def test_a_chart_says_itself_in_words_and_a_table_stands_by(
    page: Page, site_url: str, edition: str, words: list[str]
) -> None:
    page.goto(f"{site_url}/{edition}/{GDP}")
    chart = page.get_by_role("img").first
    name = chart.locator("title").text_content() or ""
    assert all(word in name for word in words)
    expect(page.get_by_role("table").first).to_be_visible()
    rows = page.get_by_role("table").first.get_by_role("row")
    assert rows.count() == 5  # head, 2022–2025
    assert page.get_by_role("table").nth(1).get_by_role("columnheader").count() == 5


def test_cards_name_their_role_to_a_screen_reader(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/zh-hans/2024/")
    tree = page.locator('article[data-indicator="gdp-growth"]').aria_snapshot()
    for words in ("地区生产总值增长", "目标", "完成", "6", "左右"):
        assert words in tree


def test_zero_is_at_the_bottom_and_marks_stand_at_their_values(page: Page, site_url: str) -> None:
    """The height of a mark over the base line is proportional to its value, in the drawing itself."""
    page.goto(f"{site_url}/zh-hans/{GDP}")
    marks = page.evaluate(
        """() => { const svg = document.querySelector('svg.chart');
        const base = svg.querySelector('.base').getBoundingClientRect().top;
        return [...svg.querySelectorAll(':scope > svg')].flatMap(year => [...year.querySelectorAll('path')].map((path, k) => {
          const box = path.getBoundingClientRect(), label = year.querySelectorAll('.target-label,.result-label')[k];
          return [parseFloat(label.textContent), base - (box.top + box.bottom) / 2]; })); }"""
    )
    assert len(marks) == 6
    scale = marks[0][1] / marks[0][0]
    assert all(height == pytest.approx(value * scale, abs=1.5) for value, height in marks)


@pytest.mark.parametrize("edition", ["zh-hans", "zh-hant"])
def test_everything_is_there_without_javascript(browser: Browser, site_url: str, edition: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{site_url}/{edition}/{GDP}")
    expect(page.locator("svg.chart path")).to_have_count(6)
    page.locator("#sources a").first.click()
    assert "#" in page.url
    assert page.locator(f"[id='{page.url.partition('#')[2]}']").count() == 1
    page.goto(f"{site_url}/{edition}/2024/")
    page.locator('article[data-indicator="gdp-growth"] a.tap-link').click()
    assert page.url.endswith(f"/{edition}/{GDP}")
    context.close()


def test_a_figure_in_the_text_leads_to_its_thread_and_back(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/zh-hant/2024/report/#p9-1")
    page.locator('#p9-1 data[data-indicator="gdp-growth"] a').click()
    page.wait_for_url(f"**/zh-hant/{GDP}")
    page.locator('a[href$="2024/report/#p9-1-f1"]').first.click()
    page.wait_for_url("**/zh-hant/2024/report/#p9-1-f1")
    expect(page.locator("#p9-1-f1")).to_be_in_viewport()


@pytest.mark.parametrize("media", ["dark", "print"])
def test_marks_keep_their_contrast(page: Page, site_url: str, media: str) -> None:
    """Targets and results are told apart by shape as well: the one hollow, the other filled."""
    if media == "dark":
        page.emulate_media(color_scheme="dark")
    else:
        page.emulate_media(media="print")
    page.goto(f"{site_url}/zh-hans/{GDP}")
    fills = page.evaluate(
        """() => ['.target-mark', '.result-mark'].map(c => getComputedStyle(document.querySelector('svg.chart ' + c)))
                 .map(style => [style.fill, style.stroke])"""
    )
    (target_fill, target_stroke), (result_fill, result_stroke) = fills
    assert target_fill != target_stroke
    assert result_fill == result_stroke
    expect(page.locator("svg.chart")).to_be_visible()
