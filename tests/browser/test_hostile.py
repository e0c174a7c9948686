"""Content is data: whatever an editor, or somebody in an editor's name, writes, nothing of it runs in a reader's browser.

Each payload is put into every kind of place at once. Where the build reports an error, the places of these errors are taken
out and the rest is built again, so that a refused place hides no other. The pages that hold a published payload are opened in
Chromium under the policy of netlify.toml and without any policy: no script of the input runs in either.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from math import inf
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from gazette.pipeline import BuildResult
from gazette.problems import Locus
from tests import mini_site
from tests.browser.conftest import Tab, serve
from tests.pagetext import parse

RUN = "window.pwned=1"
PAYLOADS = {
    "script": f"<script>{RUN}</script>",
    "end of title": f"</title><script>{RUN}</script>",
    "end of script": f"</script><script>{RUN}</script>",
    "picture": f'"><img src=x onerror="{RUN}">',
    "attribute": f"' autofocus onfocus='{RUN}' x='",
    "attribute, double": f'" autofocus onfocus="{RUN}" x="',
    "drawing": f"<svg onload={RUN}>",
    "address": f"javascript:{RUN}",
    "template": "{{ ''.__class__ }}{% raw %}{# x #}${window.pwned=1}",
    "comment": f"--><script>{RUN}</script><!-- ]]>",
}
REPORT, EXPLAINER, HANT = "content/2031/report.md", "content/2031/explainer.md", "content/2032/explainer.md"
SITE, INDICATORS, GLOSSARY = "content/site.yml", "content/indicators.yml", "glossary.yml"

Change = Callable[[str], dict[str, tuple[str, str]]]


def yaml(path: str, old: str, key: str) -> Change:
    """The payload as the value of a YAML key."""
    return lambda words: {path: (old, f"{key}: {json.dumps(words, ensure_ascii=False)}")}


def text(path: str, old: str, new: str) -> Change:
    """The payload in a document, for the ``@`` of ``new``."""
    return lambda words: {path: (old, new.replace("@", words))}


#: Where it is put: every kind of place from which something comes onto a page, with a page that shows it.
PLACES: dict[str, tuple[str, Change]] = {
    "paragraph": ("2031/report/", text(REPORT, "各位代表：", "各位代表：@")),
    "link": ("2031/report/", text(REPORT, "(https://example.org/a?b=1&c=2)", "(@)")),
    "anchor": ("2031/report/", text(REPORT, "{#as-printed script=keep}", '{#"@"}')),
    "note of a slip": ("2031/report/", text(REPORT, "应作“高新企业”", "@")),
    "code": ("2031/report/", text(REPORT, '海  湾 <东|西> & "双湾"', "@")),
    "front matter": ("2031/explainer/", yaml(EXPLAINER, "publisher: 云汐日报", "publisher")),
    "site": ("", yaml(SITE, "title: 云汐市政府工作报告", "title")),
    "place": ("about/", yaml(SITE, "place: 云汐市", "place")),
    "newspaper": ("about/", yaml(SITE, "newspaper: 云汐日报", "newspaper")),
    "motto": ("2031/", yaml(SITE, "2031: 向海图强", "2031")),
    "contact": ("about/", yaml(SITE, "contact: editors@example.org", "contact")),
    "example": ("", lambda words: {SITE: ("[双湾联动, “三生”融合]", json.dumps([words], ensure_ascii=False))}),
    "term": ("glossary/", yaml(GLOSSARY, "term: 双湾联动", "term")),
    "definition": ("glossary/", yaml(GLOSSARY, "definition: 东湾与西湾一体发展。", "definition")),
    "indicator": (
        "indicators/parks/",
        lambda words: {INDICATORS: ("name: 新建口袋公园", f"name: {json.dumps(words, ensure_ascii=False)}")},
    ),
}


def build_with(project: Path, changes: Iterable[dict[str, tuple[str, str]]]) -> BuildResult:
    """Build the mini-site with the changes; an input that is refused is reported, and then nothing is written."""
    mini_site.copy_to(project)
    for change in changes:
        for path, (old, new) in change.items():
            whole = (project / path).read_text(encoding="utf-8")
            assert old in whole, old
            (project / path).write_text(whole.replace(old, new), encoding="utf-8")
    outcome = mini_site.build_in(project)
    assert outcome.written or any(problem.severity == "error" for problem in outcome.problems)
    assert outcome.written == (project / "site").exists()
    return outcome


def build_what_passes(folder: Path, words: str) -> list[str]:
    """Build the mini-site with the payload in every place that takes it; gives these places. The site is in the last folder."""
    places = list(PLACES)
    for attempt in count():
        changes = [PLACES[place][1](words) for place in places]
        project = folder / str(attempt)
        outcome = build_with(project, changes)
        if outcome.written:
            (project / "site").rename(folder / "site")
            return places
        refused = set()
        for problem in outcome.problems:
            if problem.severity == "error":  # it may be reported where its paragraph begins
                refused.add(min(places, key=lambda place: _distance(project, PLACES[place][1](words), problem.locus)))
        places = [place for place in places if place not in refused]
    raise AssertionError


def _distance(project: Path, change: dict[str, tuple[str, str]], locus: Locus) -> float:
    """How many lines a problem is away from what a change wrote; infinite in another file."""
    if locus.path not in change:
        return inf
    before, _, _ = (project / locus.path).read_text(encoding="utf-8").partition(change[locus.path][1])
    return abs(before.count("\n") + 1 - locus.line)


def inert(html: str) -> None:
    """No element of the page can run what it holds: scripts are ours, no handlers, no addresses that are programs."""
    for element in parse(html).walk():
        if element.tag == "script":
            kind, source = element.attrs.get("type"), element.attrs.get("src")
            assert kind == "application/ld+json" or "assets/" in str(source), element.attrs
        assert element.tag not in ("iframe", "object", "embed", "base"), element.tag
        for name, value in element.attrs.items():
            assert not name.startswith("on"), (element.tag, name)
            if name in ("href", "src", "action"):
                assert not str(value).strip().lower().startswith(("javascript:", "data:", "vbscript:")), value


@pytest.fixture(scope="module")
def lenient(browser: Browser) -> Iterator[Tab]:
    """A tab in which no policy of a page binds."""
    tab = Tab(browser, without_policy=True)
    yield tab
    tab.page.context.close()


def runs_nothing(page: Page, site: str, paths: Iterable[str]) -> None:
    """No script of the input runs on these pages, and nothing is asked for elsewhere."""
    dialogs: list[str] = []
    requests: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.on("request", lambda request: requests.append(request.url))
    for path in paths:
        page.goto(f"{site}/zh-hans/{path}", wait_until="domcontentloaded")
        page.evaluate("document.querySelectorAll('[onfocus]').forEach(one => one.focus())")
        page.locator("body").dispatch_event("mouseover")
        assert page.evaluate("window.pwned") is None, path
    assert not dialogs
    assert all(url.startswith((site, "data:image/")) for url in requests), requests


@pytest.mark.parametrize("kind", PAYLOADS)
def test_nothing_that_is_written_there_runs(page: Page, lenient: Tab, tmp_path: Path, kind: str) -> None:
    places = build_what_passes(tmp_path, PAYLOADS[kind])
    assert len(places) > 3, places
    shown_on = sorted({PLACES[place][0] for place in places})
    server, address = serve(tmp_path / "site")
    try:
        runs_nothing(page, address, shown_on[:2])  # what does not run without a policy cannot run under one
        runs_nothing(lenient.page, address, shown_on)
    finally:
        lenient.reset()
        server.shutdown()
    for path in sorted((tmp_path / "site").rglob("*.html")):
        html = path.read_text(encoding="utf-8")
        if "pwned" in html or "__class__" in html:
            inert(html)


#: Inputs that would make a careless program slow, large or confused. Each ends soon, with a problem or a site.
HEAVY: dict[str, tuple[str, str, str]] = {
    "brackets": (REPORT, "各位代表：", "[" * 20_000),
    "stars": (REPORT, "各位代表：", "*a " * 20_000),
    "links that do not end": (REPORT, "各位代表：", "[a](b" * 10_000),
    "backticks": (REPORT, "各位代表：", "".join("`" * n + " " for n in range(300))),
    "deep quotation": (REPORT, "各位代表：", ">" * 5_000 + "深"),
    "deep list": (REPORT, "各位代表：", "\n".join("  " * n + "- 深" for n in range(400))),
    "one long line": (REPORT, "各位代表：", "晋江" * 50_000),
    "many attributes": (REPORT, "各位代表：", "[字]{" + "note=a " * 5_000 + "}"),
    "a bomb of aliases": (SITE, "tagline:", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\ntagline:"),
    "deep YAML": (SITE, "tagline:", "deep: " + "[" * 3_000 + "]" * 3_000 + "\ntagline:"),
    "a number of many digits": (REPORT, "全市生产总值增长**5.8%**", "全市生产总值增长**" + "9" * 5_000 + "%**"),
    "controls of direction": (REPORT, "各位代表：", "各位\u202e\u2066代表\u2069：\ufeff"),
    "half of a character": (REPORT, "各位代表：", "各位\U0001f600\u0301\u200d代表：" * 500),
}


@pytest.mark.parametrize("kind", HEAVY)
def test_what_is_heavy_ends_soon(tmp_path: Path, kind: str) -> None:
    path, old, new = HEAVY[kind]
    build_with(tmp_path, [{path: (old, new)}])
