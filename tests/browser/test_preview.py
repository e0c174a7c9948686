"""The live preview as an editor sees it: a save is on the page, a mistake stands above it and goes away when it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import commands, mini_site
from tests.browser.axe import violations
from tests.test_problems import REPORT

SENTENCE = "预览里的新句子"


@dataclass
class Served:
    """A copy of the mini-site, and where its preview is."""

    project: Path
    address: str

    def put(self, old: str, new: str, path: str = REPORT) -> None:
        """Save a change."""
        text = (self.project / path).read_text("utf-8")
        assert old in text
        (self.project / path).write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """``build.py serve`` as a process, on a free port."""
    project = mini_site.copy_to(tmp_path)
    with commands.serve(project) as addresses:
        yield Served(project, addresses["预览"].rstrip("/"))


def test_a_save_is_on_the_page(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/zh-hant/2031/report/")
    page.evaluate("window.scrollTo(0, 300)")
    place = page.evaluate("window.scrollY")
    served.put("。\n", f"，{SENTENCE}。\n")
    expect(page.locator("main")).to_contain_text("預覽裡的新句子", timeout=10_000)
    assert page.evaluate("window.scrollY") == place
    assert not page.locator(".preview-badge, .preview-problems").count()


def test_a_mistake_stands_above_the_last_good_page_until_it_is_mended(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/zh-hans/2031/report/")
    before = page.locator("main").inner_text()
    served.put("kind: report", "kind: raport")
    problem = page.get_by_role("alertdialog")
    expect(problem).to_be_visible(timeout=10_000)
    expect(problem).to_contain_text("处错误")
    expect(problem.locator("li").first).to_contain_text(f"{REPORT}:")
    expect(problem.locator("li").first).to_contain_text("「kind」不能是「raport」")
    expect(problem.locator(".preview-fix").first).to_contain_text("是不是「report」？")
    assert page.locator("main").inner_text() == before
    assert problem.evaluate("element => element.contains(document.activeElement)")
    assert not violations(page)

    page.keyboard.press("Escape")
    expect(problem).to_be_hidden()
    badge = page.locator(".preview-badge")
    badge.click()
    expect(problem).to_be_visible()
    page.get_by_role("button", name="关闭").click()
    expect(problem).to_be_hidden()

    served.put("kind: raport", "kind: report")
    expect(badge).to_have_count(0, timeout=10_000)
    served.put("kind: report", "kind: raport")
    expect(problem).to_be_visible(timeout=10_000)
    served.put("kind: raport", "kind: report")
    served.put("。\n", f"，{SENTENCE}。\n")
    expect(page.locator("main")).to_contain_text(SENTENCE, timeout=10_000)
    expect(page.locator(".preview-badge, .preview-problems")).to_have_count(0)


def test_what_is_only_a_warning_covers_nothing(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/zh-hans/2031/report/")
    mini_site.sign(served.project)
    served.put("。\n", '，办好"一件事"。\n')
    badge = page.locator(".preview-badge")
    expect(badge).to_be_visible(timeout=10_000)
    expect(badge).to_contain_text("处提醒")
    expect(page.get_by_role("alertdialog")).to_be_hidden()
    assert not violations(page)
    badge.click()
    expect(page.get_by_role("alertdialog").locator("li.preview-warning").first).to_be_visible()


def test_begun_with_a_mistake_it_shows_the_pages_once_it_is_mended(browser: Browser, tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    text = (project / REPORT).read_text("utf-8")
    (project / REPORT).write_text(text.replace("kind: report", "kind: raport"), "utf-8")
    context = browser.new_context()
    page = context.new_page()
    with commands.serve(project) as addresses:
        page.goto(f"{addresses['预览']}zh-hans/2031/report/")
        expect(page.get_by_role("alertdialog")).to_contain_text("raport")
        (project / REPORT).write_text(text, "utf-8")
        expect(page.locator("main")).to_be_visible(timeout=10_000)
        expect(page.get_by_role("alertdialog")).to_have_count(0)
    context.close()


def test_the_search_follows(served: Served, page: Page) -> None:
    served.put("。\n", "，珊瑚礁。\n")
    page.goto(f"{served.address}/zh-hans/2031/report/")
    expect(page.locator("main")).to_contain_text("珊瑚礁", timeout=10_000)
    for _ in range(20):
        page.goto(f"{served.address}/zh-hans/search/?q=珊瑚礁")
        page.wait_for_timeout(500)
        if page.locator("main mark").count():
            break
    expect(page.locator("main mark").first).to_contain_text("珊瑚礁")
