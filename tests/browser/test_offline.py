"""Without a network: what was visited is there, the search too; a new build replaces what was kept; switched off, it goes."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import Browser, Page, expect

from gazette.pipeline import Options, build
from tests.browser.axe import assert_accessible
from tests.browser.conftest import Handler, serve
from tests.test_offline import told

READY = "() => navigator.serviceWorker.controller !== null"
HELD = """async () => {
  const found = {};
  for (const name of await caches.keys())
    found[name] = (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname);
  return found;
}"""
NONE = "async () => (await navigator.serviceWorker.getRegistrations()).length === 0"


class Place:
    """A site that can be changed and taken off the network."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server, self.address = serve(folder)

    def gone(self) -> None:
        self.server.shutdown()


@pytest.fixture
def place(built_site: Path, tmp_path: Path) -> Iterator[Place]:
    shutil.copytree(built_site, tmp_path / "site")
    made = Place(tmp_path / "site")
    yield made
    made.gone()


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """A page of a browser that has never been here; a policy broken is a failure."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if "Policy" in message.text else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not errors


def held(page: Page) -> dict[str, list[str]]:
    """What is kept, by cache."""
    found: dict[str, list[str]] = page.evaluate(HELD)
    return found


def wait(page: Page, condition: Callable[[], bool]) -> None:
    """Until ``condition`` holds. (The browser's own waiting takes an unresolved promise for true.)"""
    for _ in range(200):
        if condition():
            return
        page.wait_for_timeout(100)
    raise AssertionError(held(page))


def wait_held(page: Page, *paths: str) -> None:
    """Until all ``paths`` are kept."""
    wait(page, lambda: set(paths) <= {path for kept in held(page).values() for path in kept})


def test_what_was_visited_is_there_without_a_network(place: Place, reader: Page) -> None:
    reader.goto(f"{place.address}/zh-hans/2024/report/")
    reader.wait_for_function(READY)
    wait_held(reader, "/zh-hans/2024/report/")  # the first page too, which came before the worker
    reader.goto(f"{place.address}/zh-hant/glossary/")
    wait_held(reader, "/zh-hant/glossary/")
    place.gone()
    reader.goto(f"{place.address}/zh-hans/2024/report/#p17-1")
    assert "低效用地" in reader.inner_text("#main")
    assert reader.evaluate("() => getComputedStyle(document.querySelector('.top')).borderBottomStyle") == "solid"
    expect(reader.locator("button[data-set=type]")).to_have_attribute("aria-pressed", "false")  # site.js ran
    reader.goto(f"{place.address}/zh-hant/glossary/?from=here")
    assert "五位一體" in reader.inner_text("#main")


@pytest.mark.parametrize(("edition", "words"), [("zh-hans", "网络未连接"), ("zh-hant", "網路未連線")])
def test_a_page_never_visited_says_so_in_its_script(place: Place, reader: Page, edition: str, words: str) -> None:
    reader.goto(f"{place.address}/zh-hans/2024/")
    reader.wait_for_function(READY)
    wait_held(reader, "/zh-hans/2024/")
    place.gone()
    reader.goto(f"{place.address}/{edition}/2023/explainer/")
    assert reader.inner_text("h1") == words
    assert reader.evaluate("() => getComputedStyle(document.querySelector('.top')).borderBottomStyle") == "solid"
    saved = reader.locator("[data-saved] a")
    expect(saved).to_have_text([re.compile("^2024年")])  # what the reader has seen, whichever edition is asked for
    assert_accessible(reader)
    saved.click()
    expect(reader.locator("h1")).to_contain_text("2024")


def test_the_saved_pages_are_listed_with_those_of_the_edition_first(place: Place, reader: Page) -> None:
    for path in ("zh-hans/", "zh-hans/2024/report/", "zh-hant/glossary/", "zh-hant/2024/report/"):
        reader.goto(f"{place.address}/{path}")
        reader.wait_for_function(READY)
        wait_held(reader, f"/{path}")
    place.gone()
    reader.goto(f"{place.address}/zh-hant/about/")
    links = reader.locator("[data-saved] a")
    expect(links).to_have_text(
        ["政府工作報告（2024年）", "名詞解釋", "晋江政府工作报告：原文·报纸解读·历年数字", "政府工作报告（2024年）"]
    )
    assert links.nth(2).get_attribute("lang") == "zh-Hans"


def test_where_the_network_hangs_the_saved_page_is_shown_after_a_while(built_site: Path, reader: Page) -> None:
    """The server takes the request and never answers, as a network in a lift does."""
    released, hangs = Event(), Event()

    class Hanging(Handler):
        def do_GET(self) -> None:  # noqa: N802  (the base class's name)
            if hangs.is_set() and not self.path.endswith("/sw.js"):
                released.wait(60)
                return
            super().do_GET()

    server, address = serve(built_site, Hanging)
    try:
        reader.goto(f"{address}/zh-hans/2024/")
        reader.wait_for_function(READY)
        wait_held(reader, "/zh-hans/2024/")
        hangs.set()
        reader.goto(f"{address}/zh-hans/2024/", timeout=15_000)
        expect(reader.locator("h1")).to_contain_text("2024")
    finally:
        released.set()
        server.shutdown()


@pytest.mark.parametrize(("edition", "first"), [("zh-hans", "search/"), ("zh-hant", "2024/")])
def test_the_search_works_without_a_network(place: Place, reader: Page, edition: str, first: str) -> None:
    reader.goto(f"{place.address}/{edition}/{first}")
    reader.wait_for_function(READY)
    if first != "search/":  # used once, in the header of a page
        reader.keyboard.press("/")
        reader.keyboard.type("侨" if edition == "zh-hans" else "僑")
        reader.wait_for_selector(".seek [role=option]")
    bundle = told((place.folder / "sw.js").read_bytes())["bundles"][edition]
    wait_held(reader, *(f"/{path}" for path in bundle))
    place.gone()
    reader.goto(f"{place.address}/{edition}/search/?q=低效用地")
    reader.wait_for_selector("ol.hits > li")
    assert set(reader.locator("ol.hits mark").all_inner_texts()) == {"低效用地"}
    reader.fill("form[data-bundle] input", "老人食堂")  # the documents say 长者食堂
    reader.wait_for_selector("[data-find=further-list] > li")
    reader.fill("form[data-bundle] input", "龟兔赛跑")
    reader.wait_for_selector("[data-find=none]:not([hidden])")
    assert not [path for paths in held(reader).values() for path in paths if "?" in path]


def test_a_new_build_replaces_what_was_kept(place: Place, reader: Page, copy: Path) -> None:
    reader.goto(f"{place.address}/zh-hans/2024/")
    reader.wait_for_function(READY)
    wait_held(reader, "/zh-hans/2024/")
    reader.goto(f"{place.address}/zh-hans/search/")
    wait_held(reader, "/zh-hans/pagefind/forms.json")
    (before,) = held(reader)
    report = copy / "content" / "2024" / "report.md"
    report.write_text(report.read_text("utf-8").replace("各位代表：", "诸位代表：", 1), "utf-8")
    reader.goto("about:blank")  # Pagefind may still fetch something, and throws where nobody can catch it
    assert build(Options(copy / "content", place.folder)).written
    reader.goto(f"{place.address}/zh-hans/about/")
    wait(reader, lambda: len(held(reader)) == 1 and before not in held(reader))
    wait_held(reader, "/zh-hans/2024/", "/zh-hans/search/", "/zh-hans/pagefind/wasm.unknown.pagefind")
    (paths,) = held(reader).values()
    files = {path for path in paths if not path.endswith("/")}
    assert all((place.folder / path.removeprefix("/")).is_file() for path in files)
    place.gone()
    reader.goto(f"{place.address}/zh-hans/search/?q=诸位代表")
    reader.wait_for_selector("ol.hits > li")


def test_switched_off_it_leaves_the_readers_browser(place: Place, reader: Page, copy: Path) -> None:
    reader.goto(f"{place.address}/zh-hans/2024/")
    reader.wait_for_function(READY)
    wait_held(reader, "/zh-hans/2024/")
    settings = copy / "content" / "site.yml"
    settings.write_text(settings.read_text("utf-8").replace("offline: true", "offline: false"), "utf-8")
    assert build(Options(copy / "content", place.folder, search=False)).written
    reader.goto(f"{place.address}/zh-hans/2024/")
    wait(reader, lambda: not held(reader) and reader.evaluate(NONE))
    reader.reload()
    assert reader.evaluate("() => navigator.serviceWorker.controller") is None
