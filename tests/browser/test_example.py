"""The example publication of an invented city: no problem is left in it, and its pages are as accessible as any."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from gazette.init_command import Answers, create_publication
from gazette.pipeline import Options, build
from gazette.site_folder import SiteFolder
from tests.browser.axe import violations
from tests.browser.conftest import serve
from tests.test_place import STRANGE

EXAMPLE = Path(__file__).resolve().parent.parent.parent / "examples" / "yunxi"
PAGES = ("", "2032/", "2032/report/", "2032/explainer/", "indicators/gdp-growth/", "about/")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("example") / "yunxi"
    shutil.copytree(EXAMPLE, project, ignore=shutil.ignore_patterns(".cache", "site"))
    result = build(Options(project / "content", project / "site", strict=True), SiteFolder(project / "site"))
    assert result.written and not result.problems, result.problems
    return project / "site"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    server, url = serve(site)
    yield url
    server.shutdown()


def test_it_names_no_other_place(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 50
    assert not [page for page in pages if STRANGE.search(page.read_text("utf-8"))]


def test_traditional_comes_first(site: Path) -> None:
    assert '<html lang="zh-Hant">' in (site / "index.html").read_text("utf-8")


def test_axe_finds_nothing_in_a_new_publication(page: Page, tmp_path: Path) -> None:
    """As ``init`` writes it."""
    answers = Answers("清河县", "清河日报", "https://qinghe.example.org", "editors@example.org", 2031)
    assert create_publication(tmp_path / "new", answers).written
    result = build(
        Options(tmp_path / "new" / "content", tmp_path / "site", search=False), SiteFolder(tmp_path / "site")
    )
    assert result.written and not result.problems, result.problems
    server, url = serve(tmp_path / "site")
    found = []
    for path, width in (("zh-hans/", 390), ("zh-hant/2031/report/", 1280), ("zh-hant/2031/explainer/", 390)):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{url}/{path}")
        found += [f"{path}: {line}" for line in violations(page)]
    server.shutdown()
    assert not found


def test_axe_finds_nothing(page: Page, address: str) -> None:
    found = []
    for place, (path, width) in enumerate(zip(PAGES, (1280, 390) * 3, strict=True)):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{address}/{('zh-hant', 'zh-hans')[place % 2]}/{path}")
        found += [f"{path}: {line}" for line in violations(page)]
    assert not found
