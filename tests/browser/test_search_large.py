"""More hits than are read at once: all of them can be reached, none is false, and the page says how far it has looked."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bench.search import generate_pages
from gazette.conversion.converter import fold
from gazette.search import index
from gazette.search.synonyms import render_synonyms
from tests.browser.conftest import serve
from tests.browser.test_search import held
from tests.browser.watch import watched

DOCUMENTS = 60
READ = """async ([query, engine]) => {
  const { Finder, Pagefind } = await import(document.querySelector("script[type=module]").src);
  const bundle = new URL("../pagefind/", location.href).href;
  const finder = (window.finders ??= {})[engine] ??= new Finder(bundle, engine === "text" ? null : new Pagefind(bundle));
  const found = await finder.search(query), steps = [found.unread.length];
  while (found.unread.length) await finder.readMore(found), steps.push(found.unread.length);
  return { steps, pages: found.pages.map((page) => page.url), hits: found.hits.length };
}"""


@pytest.fixture(scope="module")
def large(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """The site with an index of many invented documents; its address, and their pieces by page."""
    pages = tuple(generate_pages(DOCUMENTS))
    documents = {page.path: page.search.in_script(0) for page in pages if page.search}
    folder = tmp_path_factory.mktemp("records")
    names = {page.path: index.write_records(page, folder)[:1] for page in pages}
    artifacts, problems = index.index_records(names, folder, fold)
    assert not problems
    site = tmp_path_factory.mktemp("large") / "site"
    shutil.copytree(built_site, site)
    shutil.rmtree(site / "zh-hans" / "pagefind")
    for artifact in artifacts:
        file = site / artifact.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(artifact.content)
    (rows,) = render_synonyms([(("老人饭堂",), ("长者食堂", "低效用地"), ())], fold)[:1]
    (site / rows.path).write_bytes(rows.content)
    texts = {path: [str(piece.text) for piece in document.pieces] for path, document in documents.items()}
    server, address = serve(site)
    yield address, texts
    server.shutdown()


def test_every_page_is_reached_and_the_count_is_exact(
    page: Page, large: tuple[str, dict[str, list[str]]], figures: Callable[[str], None]
) -> None:
    address, texts = large
    page.goto(f"{address}/zh-hans/search/")
    for query in ("发展", "5%", "晋江经验", "项目", "低效用地"):
        wanted = {name for name, pieces in texts.items() if any(held(piece, query) for piece in pieces)}
        hits = sum(held(piece, query) for pieces in texts.values() for piece in pieces)
        found = page.evaluate(READ, [query, "pagefind"])
        assert page.evaluate(READ, [query, "text"]) == found  # in the same order, read in the same steps
        assert set(found["pages"]) == wanted, query
        assert len(found["pages"]) == len(wanted)
        assert found["hits"] == hits
        assert found["steps"][-1] == 0
        figures(
            f"{query}: {hits} hits on {len(wanted)} of {len(texts)} long pages, read in {len(found['steps'])} steps"
        )


def test_the_page_says_how_far_it_has_looked(
    browser: Browser, page: Page, large: tuple[str, dict[str, list[str]]], figures: Callable[[str], None]
) -> None:
    address, texts = large
    page.goto(f"{address}/zh-hans/search/?q=晋江经验&year=1990")
    page.wait_for_selector("ol.hits > li")
    assert {name[:4] for name in shown(page)} == {"1990"}
    page.goto(f"{address}/zh-hans/search/?q=低效用地")
    page.wait_for_selector("ol.hits > li")
    wanted = {name for name, pieces in texts.items() if any(held(piece, "低效用地") for piece in pieces)}
    hits = sum(held(piece, "低效用地") for pieces in texts.values() for piece in pieces)
    read, left = map(int, re.findall(r"已查(\d+)篇.*还有(\d+)篇", page.inner_text("[data-find=heading]"))[0])
    assert read + left == len(wanted)
    assert left > 0
    seen = 0
    with watched(browser, page) as busy:
        while page.locator("[data-find=more]").is_visible():
            assert page.locator("ol.hits > li").count() > seen
            seen = page.locator("ol.hits > li").count()
            page.click("[data-find=more]")
            page.wait_for_function(
                "(seen) => document.querySelectorAll('ol.hits > li').length > seen"
                " || !document.querySelector('.find-more').checkVisibility()",
                arg=seen,
            )
    assert set(shown(page)) == wanted
    assert page.locator("ol.hits > li").count() == hits
    assert f"{hits}处" in page.inner_text("[data-find=heading]")
    figures(f"{hits} hits on long pages, all shown: longest task {busy[0]:.0f} ms")
    assert busy[0] <= 50


def test_hits_of_synonyms_are_complete(page: Page, large: tuple[str, dict[str, list[str]]]) -> None:
    address, texts = large
    page.goto(f"{address}/zh-hans/search/?q=老人饭堂")
    page.wait_for_selector("[data-find=further-list] > li")
    more = page.locator("[data-find=further-more]")
    while more.is_visible():
        more.click()
        page.wait_for_timeout(50)
    words = ("长者食堂", "低效用地")
    hits = sum(any(held(piece, word) for word in words) for pieces in texts.values() for piece in pieces)
    assert page.locator("[data-find=further-list] > li").count() == hits
    assert f"，{hits}处" in page.inner_text("[data-find=further-heading]")


def shown(page: Page) -> list[str]:
    """The pages of the hits on the screen."""
    pages_: list[str] = page.eval_on_selector_all("ol.hits > li", "(items) => items.map((item) => item.dataset.page)")
    return pages_
