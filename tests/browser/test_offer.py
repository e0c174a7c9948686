"""A link from a chat opens the other script than the reader's own: a line offers that one, and moves nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible

OFFER = "aside.offer"
PLACE = "zh-hans/2024/report/#p14-1"


def choose(page: Page, site_url: str, lang: str) -> None:
    """The reader has chosen this script before."""
    page.context.add_cookies([{"name": "nf_lang", "value": lang, "url": site_url}])


@pytest.mark.parametrize(
    ("edition", "lang", "words", "width"),
    [("zh-hans", "zh-Hant", "您上次選用的是繁體版。", 390), ("zh-hant", "zh-Hans", "您上次选用的是简体版。", 1280)],
)
def test_the_script_chosen_before_is_offered_in_its_own_words(
    page: Page, site_url: str, edition: str, lang: str, words: str, width: int
) -> None:
    """In view at once, where the link leads into the middle of the text too; the text is where it is without the line."""
    page.set_viewport_size({"width": width, "height": 800})
    address = f"{site_url}/{edition}/2024/congress/#p3-1"
    where = "document.querySelector('.document').getBoundingClientRect().top + scrollY"
    page.goto(address)
    expect(page.locator(OFFER)).to_have_count(0)
    top = page.evaluate(where)
    choose(page, site_url, lang)
    page.reload()
    line = page.locator(OFFER)
    expect(line).to_contain_text(words)
    expect(line).to_be_in_viewport(ratio=1)
    assert line.get_attribute("lang") == lang
    assert page.evaluate(where) == top
    for button in (line.locator("a"), line.locator("button")):
        box = button.bounding_box()
        assert box and box["height"] >= 44 and box["width"] >= 44
    assert_accessible(page, OFFER)


def test_it_leads_to_the_same_place(page: Page, site_url: str) -> None:
    choose(page, site_url, "zh-Hant")
    page.goto(f"{site_url}/{PLACE}")
    top = page.locator("#p14-1").evaluate("p => p.getBoundingClientRect().top")
    page.locator(f"{OFFER} a").click()
    page.wait_for_url("**/zh-hant/2024/report/#p14-1")
    expect(page.locator(OFFER)).to_have_count(0)
    page.wait_for_load_state("networkidle")
    assert abs(page.locator("#p14-1").evaluate("p => p.getBoundingClientRect().top") - top) <= 40


def test_refused_it_stays_away_until_the_reader_chooses_again(page: Page, site_url: str) -> None:
    choose(page, site_url, "zh-Hant")
    page.goto(f"{site_url}/{PLACE}")
    page.locator(f"{OFFER} button").click()
    expect(page.locator(OFFER)).to_have_count(0)
    page.goto(f"{site_url}/zh-hans/glossary/")
    expect(page.locator(OFFER)).to_have_count(0)
    page.locator("a.script-switch").first.click()
    page.wait_for_url("**/zh-hant/glossary/**")
    page.goto(f"{site_url}/zh-hans/about/")
    expect(page.locator(OFFER)).to_have_count(1)


def test_nothing_is_offered_to_who_reads_the_script_chosen(page: Page, site_url: str) -> None:
    choose(page, site_url, "zh-Hans")
    page.goto(f"{site_url}/{PLACE}")
    page.wait_for_load_state("networkidle")
    expect(page.locator(OFFER)).to_have_count(0)
