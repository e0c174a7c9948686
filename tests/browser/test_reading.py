"""What a reader does with the pages, in a real browser under the strict policy of netlify.toml."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

REPORT = "zh-hans/2024/report/"
SIZES = [(1280, 900), (390, 844)]


def _at_upper_third(page: Page) -> str:
    """The paragraph that the line at a third of the window crosses, and where it begins."""
    found = page.evaluate(
        """() => {
          const y = innerHeight / 3;
          const paras = [...document.querySelectorAll('.document .para[id]')];
          const at = paras.find(p => { const b = p.getBoundingClientRect(); return b.top <= y && b.bottom > y; });
          return at ? at.id : '';
        }"""
    )
    assert isinstance(found, str)
    return found


@pytest.mark.parametrize(
    ("paragraph", "width", "height"),
    [("p2-2", *SIZES[0]), ("p10-1", *SIZES[1]), ("p17-1", *SIZES[0]), ("p22-2", *SIZES[1])],
)
def test_switching_script_keeps_the_paragraph(
    page: Page, site_url: str, width: int, height: int, paragraph: str
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{site_url}/{REPORT}")
    for _ in range(2):  # the second time all that is in view has its height
        page.evaluate(
            """id => { const b = document.getElementById(id).getBoundingClientRect();
                       scrollTo(0, scrollY + b.top + b.height * .55 - innerHeight / 3); }""",
            paragraph,
        )
        page.wait_for_timeout(150)
    assert _at_upper_third(page) == paragraph
    where = "el => (innerHeight / 3 - el.getBoundingClientRect().top) / el.getBoundingClientRect().height"
    before = page.locator(f"#{paragraph}").evaluate(where)
    page.locator("a.script-switch").first.dispatch_event("pointerdown")
    page.locator("a.script-switch").first.evaluate("link => link.click()")
    page.wait_for_url("**/zh-hant/2024/report/**")
    page.wait_for_timeout(150)
    assert page.locator("html").get_attribute("lang") == "zh-Hant"
    assert _at_upper_third(page) == paragraph
    height_now = page.locator(f"#{paragraph}").evaluate("el => el.getBoundingClientRect().height")
    after = page.locator(f"#{paragraph}").evaluate(where)
    assert abs(after - before) * height_now <= 40  # a line of text is 36 px


def test_without_javascript_the_switch_and_the_terms_are_plain_links(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{site_url}/{REPORT}")
    page.locator("a.script-switch").first.click()
    assert page.url.endswith("/zh-hant/2024/report/")
    page.locator('a.term[data-term="wuwei-yiti"]').first.click()
    assert page.url.endswith("/zh-hant/glossary/#wuwei-yiti")
    expect(page.locator("#wuwei-yiti")).to_contain_text(
        "經濟建設、政治建設、文化建設、社會建設和生態文明建設五位一體。"
    )
    context.close()


def test_a_term_explains_itself_to_the_mouse(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/{REPORT}")
    term = page.locator('a.term[data-term="wuwei-yiti"]').first
    term.scroll_into_view_if_needed()
    term.hover()
    tip = page.locator("[role=tooltip]")
    expect(tip).to_be_visible()
    expect(tip).to_contain_text("经济建设、政治建设、文化建设")
    assert term.get_attribute("aria-describedby") == tip.get_attribute("id")
    box = tip.bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] / 2, steps=8)
    page.wait_for_timeout(500)
    expect(tip).to_be_visible()  # stays while the pointer is on it
    page.keyboard.press("Escape")
    expect(tip).to_have_count(0)
    assert (page.locator(".document").text_content() or "").count("五位一体") >= 2  # the text itself is as it was


def test_a_term_explains_itself_to_the_keyboard(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/{REPORT}")
    page.locator("#p1-3").scroll_into_view_if_needed()
    page.locator("#p1-2 a").last.focus()
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('term')"):
            break
    expect(page.locator("[role=tooltip]")).to_contain_text("盘活利用低效用地试点政策")
    page.keyboard.press("Escape")
    expect(page.locator("[role=tooltip]")).to_have_count(0)
    assert page.evaluate("document.activeElement.classList.contains('term')")


def test_a_term_explains_itself_to_a_finger(browser: Browser, site_url: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{site_url}/zh-hant/2024/report/")
    term = page.locator('a.term[data-term="sige-gengda"], a.term[data-term="wuwei-yiti"]').first
    term.scroll_into_view_if_needed()
    term.tap()
    sheet = page.locator("dialog[open]")
    expect(sheet).to_be_visible()
    expect(sheet).to_contain_text("五位一體")
    assert page.url.endswith("/zh-hant/2024/report/")
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    context.close()


def test_the_contents_follow_the_reader(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/{REPORT}")
    page.evaluate("document.getElementById('s2-4').scrollIntoView()")
    page.wait_for_timeout(200)
    current = page.locator('.rail [aria-current="location"]')
    expect(current).to_have_count(1)
    assert current.get_attribute("href") == "#s2-4"


def test_large_type_and_dark_are_remembered_and_keep_the_place(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/{REPORT}")
    page.evaluate("document.getElementById('p17-1').scrollIntoView()")
    before = _at_upper_third(page)
    page.locator("button[data-set=type]").evaluate("button => button.click()")
    assert page.locator("html").get_attribute("data-type") == "large"
    assert _at_upper_third(page) == before
    page.locator("button[data-set=theme]").evaluate("button => button.click()")
    page.goto(f"{site_url}/zh-hant/glossary/")
    assert page.locator("html").get_attribute("data-type") == "large"
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_copying_takes_the_documents_words_alone(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/zh-hans/2024/explainer/")
    copied = page.evaluate(
        """() => { const s = getSelection(); s.selectAllChildren(document.querySelector('#e08')); return s.toString(); }"""
    )
    assert "新增1138个托育位、500张养老床位。" in copied.replace("\n", "")
    assert "¶" not in copied


def test_a_lost_address_shows_the_404_page(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/zh-hant/2024/nowhere/")
    assert "页面不存在" in page.content()
    assert page.locator("link[rel=stylesheet]").count() == 1
    page.locator('section[lang="zh-Hant"] a').first.click()
    page.wait_for_url("**/zh-hant/")


def test_root_leads_into_an_edition(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}/")
    page.locator('a[hreflang="zh-Hant"]').first.click()
    page.wait_for_url("**/zh-hant/")
    expect(page.locator("h1")).to_contain_text("年主要預期目標")


def test_no_permalink_covers_a_word_in_large_type_on_a_phone(page: Page, site_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site_url}/zh-hant/2024/report/")
    page.locator("button[data-set=type]").click()
    covered = page.evaluate(
        """() => [...document.querySelectorAll('.lead-in > .run-in')].filter(head => {
          const range = document.createRange(), text = head.nextElementSibling.firstChild;
          if (!text || text.nodeType !== 3) return false;
          range.setStart(text, 0); range.setEnd(text, 1);
          const word = range.getBoundingClientRect(), link = head.querySelector('.permalink');
          const box = link.getBoundingClientRect(), shown = getComputedStyle(link).opacity !== '0' && box.width > 0;
          return shown && box.left < word.right && word.left < box.right && box.top < word.bottom && word.top < box.bottom;
        }).length"""
    )
    assert covered == 0
