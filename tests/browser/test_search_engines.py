"""The search where Pagefind does not run: the text itself gives the same results; where nothing runs, the page says why."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from gazette.conversion.converter import fold
from gazette.search import index
from tests.browser.axe import assert_accessible
from tests.browser.conftest import serve
from tests.test_search import Made
from tests.test_search import page as page_of

EDITIONS = ("zh-hans", "zh-hant")
SAMPLE = 200
SEED = 20260101
SPECIAL = (
    "5%", "6.5%", "６．５％", "村ba", "侨", "僑", "制造", "三生融合", "“三生”融合", "低效用地　侨", "P17", "2024", "—", "，。", "的",
    "龟兔赛跑", "保障房", "侨胞", "房价", "王明元市长", "老人食堂在哪里？", "本报记者李玲玲", "A股\u200b", "\u200f5G\u200e", "\u202a晋江\u202c", "café", "企业 项目 2023",
)  # fmt: skip
OLD = "delete window.WebAssembly;"

# Everything that a reader sees of the results of both engines, query by query.
BOTH = """async (queries) => {
  const code = await import(document.querySelector("script[type=module]").src);
  const bundle = new URL("../pagefind/", location.href).href;
  const finders = [new code.Finder(bundle, new code.Pagefind(bundle)), new code.Finder(bundle, null)];
  const text = (nodes) => nodes.map((node) => node.outerHTML ?? node.textContent ?? node).join("");
  const results = async (finder, query) => {
    const found = await finder.search(query, { readingYear: "2024" });
    while (found?.unread.length) await finder.readMore(found);
    const hits = (found?.hits ?? []).map((hit) => {
      const { line, title, excerpt, href } = code.describeHit(hit, 96);
      return [href, text(line), text(title), text(excerpt)];
    });
    const further = found && await code.findFurther(finder, found, { readingYear: "2024" });
    const others = (further?.hits ?? []).map((hit) => code.describeHit(hit, 96)).map(({ href, excerpt }) => [href, text(excerpt)]);
    const near = found ? await code.findNearWords(finder, found) : [];
    const related = hits.length ? [] : await finder.findRelatedTerms(query);
    return { query, hits, groups: found?.groups, alternatives: found?.alternatives, related, near, others, words: further?.words };
  };
  const rows = [];
  for (const query of queries) rows.push([await results(finders[0], query), await results(finders[1], query)]);
  return { rows, engines: finders.map((finder) => finder.engine.constructor.name) };
}"""


def queries(site: Path, edition: str) -> Iterator[str]:
    """Pieces of both editions' texts, whole and with a character changed."""
    chance = random.Random(f"{SEED} {edition}")
    for source in EDITIONS:
        files = sorted((site / source / "pagefind" / "text").glob("*.json"))
        pages = [page for file in files for page in json.loads(file.read_text("utf-8")).values()]
        texts = sorted(text for page in pages for _, _, text in page["pieces"] if len(text) > 8)
        for _ in range(SAMPLE // 2):
            text = chance.choice(texts)
            start = chance.randrange(len(text) - 6)
            words = text[start : start + chance.randint(1, 6)]
            yield words if chance.random() < 0.8 else words[:-1] + chance.choice("龟猫湖 ,")
    yield from SPECIAL


@pytest.mark.parametrize("edition", EDITIONS)
def test_both_engines_find_the_same(page: Page, site_url: str, built_site: Path, edition: str) -> None:
    """Hits in the same order with the same words, marks and places; the same filters, other spellings, near terms, and hits of
    other words."""
    page.goto(f"{site_url}/{edition}/search/")
    found = page.evaluate(BOTH, [*queries(built_site, edition)])
    different = [(a, b) for a, b in found["rows"] if a != b]
    assert not different, different[0]
    assert sum(bool(a["hits"]) for a, _ in found["rows"]) > SAMPLE / 2


@pytest.fixture
def old(browser: Browser) -> Iterator[Page]:
    """A page of a browser without WebAssembly; anything that its console calls an error fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, service_workers="block")
    context.add_init_script(OLD)
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not errors


@pytest.mark.parametrize(("edition", "term"), [("zh-hans", "晋江经验"), ("zh-hant", "晉江經驗")])
def test_without_webassembly_the_text_is_searched_and_pagefind_not_loaded(
    old: Page, site_url: str, edition: str, term: str
) -> None:
    requests: list[str] = []
    old.on("request", lambda request: requests.append(request.url))
    old.goto(f"{site_url}/{edition}/search/?q=晋江经验")
    expect(old.locator("ol.hits mark").first).to_have_text(term)
    old.goto(f"{site_url}/{edition}/2024/report/")  # and in the head of a page, under its narrow policy
    old.keyboard.press("/")
    old.keyboard.type("低效用地")
    expect(old.locator(".seek [role=option] mark").first).to_have_text("低效用地")
    assert not [url for url in requests if "wasm" in url or url.endswith(("pagefind.js", "pagefind-worker.js"))]


@pytest.mark.parametrize("lost", ["wasm.*", "pagefind.js", "pagefind-entry.json*", "index/*"])
def test_where_a_part_of_pagefind_does_not_come_the_text_is_searched(
    browser: Browser, site_url: str, lost: str
) -> None:
    """The index that has lost a part finds nothing and reports nothing: "nothing found" would be false."""
    page = browser.new_context(service_workers="block").new_page()
    page.route(f"**/pagefind/{lost}", lambda route: route.abort())
    page.goto(f"{site_url}/zh-hans/search/?q=侨")
    expect(page.locator("ol.hits mark").first).to_have_text("侨")
    page.context.close()


def test_without_a_network_the_page_says_so_and_not_that_nothing_is_found(browser: Browser, site_url: str) -> None:
    page = browser.new_context(service_workers="block").new_page()
    page.route("**/pagefind/**", lambda route: route.abort())
    page.goto(f"{site_url}/zh-hans/search/?q=侨")
    expect(page.locator("[data-find=failed]")).to_be_visible()
    assert "未能加载" in page.inner_text("[role=status]")
    expect(page.locator("[data-find=old]")).to_be_hidden()
    page.unroute("**/pagefind/**")
    page.fill("form[data-bundle] input", "侨乡")
    expect(page.locator("ol.hits mark").first).to_have_text("侨乡")
    expect(page.locator("[data-find=failed]")).to_be_hidden()
    page.context.close()


@pytest.mark.parametrize(("edition", "words"), [("zh-hans", "版本过旧"), ("zh-hant", "版本過舊")])
@pytest.mark.parametrize("fault", ["syntax", "missing"])
def test_a_browser_that_is_too_old_is_called_so(
    browser: Browser, site_url: str, edition: str, words: str, fault: str
) -> None:
    """Its search script does not even parse, or calls what the browser does not have. The network is not to blame."""
    page = browser.new_context(service_workers="block").new_page()
    if fault == "syntax":
        page.route("**/assets/search.*.js", lambda route: route.fulfill(body="class {", content_type="text/javascript"))
    else:
        page.add_init_script("delete String.prototype.matchAll")
    page.goto(f"{site_url}/{edition}/search/?q=侨")
    expect(page.locator("[data-find=old]")).to_be_visible()
    assert words in page.inner_text("[data-find=old]")
    expect(page.locator("[data-find=failed]")).to_be_hidden()
    assert_accessible(page)
    page.context.close()


def test_a_search_script_that_does_not_come_is_called_so(browser: Browser, site_url: str) -> None:
    page = browser.new_context(service_workers="block").new_page()
    page.route("**/assets/search.*.js", lambda route: route.abort())
    page.goto(f"{site_url}/zh-hans/search/?q=侨")
    expect(page.locator("[data-find=failed]")).to_be_visible()
    expect(page.locator("[data-find=old]")).to_be_hidden()
    page.context.close()


def test_what_is_pasted_along_does_not_hide_the_words(page: Page, site_url: str) -> None:
    """Joiners and marks of direction, as they come with text from a chat or a PDF."""
    for query in ("晋江\u200b经验", "\u202a晋江经验\u202c", "\ufeff晋江经验", "晋\u00ad江经验"):
        page.goto(f"{site_url}/zh-hans/search/?q={quote(query)}")
        expect(page.locator("ol.hits mark").first).to_have_text("晋江经验")


@pytest.fixture(scope="module")
def accented(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site with an index of three invented pages; letters with and without accents."""
    pieces = {"a/": "请寄e-mail地址", "b/": "café旁か国，naive", "c/": "cafe旁が国，résumé"}
    made = Made(tuple(page_of(rest, ("p1-1", 0, (text, text))) for rest, text in pieces.items()))
    artifacts, problems = index.build_indexes(made, fold)
    assert not problems
    site = tmp_path_factory.mktemp("accented") / "site"
    shutil.copytree(built_site, site)
    shutil.rmtree(site / "zh-hans" / "pagefind")
    for artifact in artifacts:
        file = site / artifact.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(artifact.content)
    server, address = serve(site)
    yield address
    server.shutdown()


def test_accents_hide_no_plain_word(page: Page, accented: str) -> None:
    """As typed; where that is nowhere, with or without the accents."""
    page.goto(f"{accented}/zh-hans/search/")
    wanted = {
        "e-mail": ["a/"], "café": ["b/"], "CAFÉ": ["b/"], "cafe": ["c/"], "cafe\u0301": ["b/"], "か国": ["b/"], "が国": ["c/"],
        "旁": ["b/", "c/"], "résumé": ["c/"], "resume": ["c/"], "naive": ["b/"], "naïve": ["b/"], "é-mail": ["a/"],
    }  # fmt: skip
    found = page.evaluate(BOTH, [*wanted])
    for (pagefind, text), (query, places) in zip(found["rows"], wanted.items(), strict=True):
        assert pagefind == text
        assert sorted(href.rpartition("/zh-hans/")[2] for href, *_ in text["hits"]) == [
            f"{at}#p1-1" for at in places
        ], query
