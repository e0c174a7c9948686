"""What search engines, aggregators and feed readers are told: of every page, in the sitemap, in the feeds."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import feedparser
import pytest

from tests import mini_site, pagetext

BASE = "https://example.org/yunxi"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
ATOM = "{http://www.w3.org/2005/Atom}"
LOCALES = {"zh-Hans": "zh_CN", "zh-Hant": "zh_TW"}
#: What schema.org's readers ask of each type that we use.
REQUIRED = {
    "WebSite": {"name", "url", "inLanguage"},
    "Report": {"name", "url", "inLanguage", "datePublished", "author", "description"},
    "NewsArticle": {"headline", "url", "inLanguage", "description"},
    "DefinedTermSet": {"name", "url", "hasDefinedTerm"},
    "Dataset": {"name", "description", "url", "license", "creator", "distribution"},
    "BreadcrumbList": {"itemListElement"},
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mini-site's folder."""
    project = mini_site.copy_to(tmp_path_factory.mktemp("findable"))
    assert mini_site.build_in(project).written
    return project / "site"


def addresses(site: Path) -> dict[str, pagetext.Element]:
    """Every page that has an address of its own, by it: not 404.html and the like, which are shown at any."""
    found = {}
    for path in sorted(site.rglob("index.html")):
        name = path.relative_to(site).as_posix().removesuffix("index.html")
        found[f"{BASE}/{name}"] = pagetext.parse(path.read_text(encoding="utf-8"))
    return found


def contents(page: pagetext.Element, key: str = "name") -> dict[str, str]:
    """The page's <meta> by name or property; a name that stands twice fails."""
    metas = [element for element in page.find(tag="meta") if element.attrs.get(key)]
    names = [str(element.attrs[key]).lower() for element in metas]
    assert len(names) == len(set(names)), names
    return {str(element.attrs[key]): str(element.attrs["content"]) for element in metas}


def described(page: pagetext.Element) -> dict[str, Any]:
    """The page's JSON-LD by type."""
    blocks = [json.loads(script.text()) for script in page.find(tag="script", type="application/ld+json")]
    assert all(block["@context"] == "https://schema.org" for block in blocks)
    return {block["@type"]: block for block in blocks}


# ---------------------------------------------------------------- pages


def test_each_page_names_its_own_address_and_its_other_edition(site: Path) -> None:
    pages = addresses(site)
    for address, page in pages.items():
        assert [e.attrs["href"] for e in page.find(tag="link", rel="canonical")] == [address]
        alternates = {
            e.attrs["hreflang"]: e.attrs["href"]
            for e in page.find(tag="link", rel="alternate")
            if "hreflang" in e.attrs
        }
        assert set(alternates) == {"zh-Hans", "zh-Hant", "x-default"}
        assert set(alternates.values()) <= set(pages), "each of them is a page"
        if address != f"{BASE}/":
            lang = page.find(tag="html")[0].attrs["lang"]
            assert alternates[lang] == address
            assert all(
                {
                    e.attrs["hreflang"]: e.attrs["href"]
                    for e in pages[str(other)].find(tag="link", rel="alternate")
                    if "hreflang" in e.attrs
                }
                == alternates
                for name, other in alternates.items()
                if name != "x-default"
            ), "and says the same"


def test_titles_and_descriptions_tell_the_pages_apart(site: Path) -> None:
    seen: dict[tuple[str, str], str] = {}
    for address, page in addresses(site).items():
        title, description = page.find(tag="title")[0].text(), contents(page)["description"]
        assert title and len(description) >= 10, address
        lang = str(page.find(tag="html")[0].attrs["lang"])
        if address != f"{BASE}/":  # stands above the first edition, and says what that says
            assert seen.setdefault((lang, title), address) == address
            assert seen.setdefault((lang, description), address) == address


def test_open_graph_knows_the_page_and_its_script(site: Path) -> None:
    for address, page in addresses(site).items():
        lang = str(page.find(tag="html")[0].attrs["lang"])
        told = contents(page, "property")
        assert told["og:url"] == address
        assert told["og:locale"] == LOCALES[lang]
        assert told["og:locale:alternate"] == LOCALES["zh-Hant" if lang == "zh-Hans" else "zh-Hans"]
        assert told["og:title"] and told["og:site_name"] and told["og:description"] == contents(page)["description"]
        assert told["og:type"] == ("article" if page.find(tag="article", cls="document") else "website")


def test_chinese_government_readers_find_the_names_they_use(site: Path) -> None:
    report = contents(addresses(site)[f"{BASE}/zh-hant/2031/report/"])
    wanted = {
        "SiteName": "雲汐市政府工作報告",
        "ColumnName": "報告全文",
        "ArticleTitle": "政府工作報告",
        "PubDate": "2030-12-20",
        "Author": "雲汐市市長 范松",
        "Url": f"{BASE}/zh-hant/2031/report/",
    }
    assert {name: report.get(name) for name in wanted} == wanted
    assert "“三生”融合" in report["Keywords"].split(",")
    paper = contents(addresses(site)[f"{BASE}/zh-hans/2032/explainer/"])
    assert (paper["ContentSource"], paper["PubDate"]) == ("云汐日报", "2032-01-05")


def test_every_page_tells_what_it_is_about(site: Path) -> None:
    """The names of annex 2 on pages of each kind; ``description`` is one name with ``Description``."""
    for address, page in addresses(site).items():
        told = contents(page)
        assert told["SiteName"] and told["Url"] == address and told["description"]
        path = address.removeprefix(f"{BASE}/").partition("/")[2]
        assert ("ColumnName" in told) == bool(path), address
        assert ("Keywords" in told) == (address != f"{BASE}/" and path not in ("search/", "data/", "about/")), address
    words = contents(addresses(site)[f"{BASE}/zh-hant/indicators/parks/"])["Keywords"]
    assert words.split(",")[0] == "新建口袋公園"


def test_what_the_editors_inferred_is_not_told_as_known(built_site: Path) -> None:
    """The page of 2024 has no date and no name of a newspaper: both are inferred, and said to be on the page itself."""
    page = pagetext.read(built_site, "zh-hans/2024/explainer/")
    assert not {"PubDate", "ContentSource"} & set(contents(page))
    assert not {"datePublished", "publisher"} & set(described(page)["NewsArticle"])
    assert contents(page)["Author"] == "本报记者 李玲玲"


def test_structured_data_has_what_its_readers_ask_for(site: Path) -> None:
    types: dict[str, str] = {}
    pages = addresses(site)
    for address, page in pages.items():
        for kind, block in described(page).items():
            types[kind] = address
            assert set(block) >= REQUIRED[kind], (address, kind)
            assert not [value for value in block.values() if value in ("", None, [])]
            assert block.get("url", address) == address
        way = described(page).get("BreadcrumbList", {}).get("itemListElement", [])
        assert [step["position"] for step in way] == list(range(1, len(way) + 1))
        assert all(step["item"] in pages and step["name"] for step in way)
        assert not way or way[-1]["item"] == address
    assert set(types) == set(REQUIRED)
    terms = described(pages[f"{BASE}/zh-hans/glossary/"])["DefinedTermSet"]["hasDefinedTerm"]
    ids = {e.attrs.get("id") for e in pages[f"{BASE}/zh-hans/glossary/"].walk()}
    assert terms and all(term["url"].partition("#")[2] in ids for term in terms)
    files = described(pages[f"{BASE}/zh-hans/data/"])["Dataset"]["distribution"]
    assert files and all((site / file["contentUrl"].removeprefix(f"{BASE}/")).is_file() for file in files)


def test_no_word_of_the_content_ends_a_data_block(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    settings = project / "content" / "site.yml"
    name = '云汐</script><b id="x">&amp;<!--'
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("title: 云汐市政府工作报告", f"title: '{name}'"), encoding="utf-8"
    )
    assert mini_site.build_in(project).written
    page = pagetext.read(project / "site", "zh-hans/")
    assert not page.find(tag="b", id="x")
    assert described(page)["WebSite"]["name"] == name == contents(page)["SiteName"]


def test_the_lost_page_asks_not_to_be_kept(site: Path) -> None:
    lost = pagetext.parse((site / "404.html").read_text(encoding="utf-8"))
    assert contents(lost)["robots"] == "noindex"
    assert not lost.find(tag="link", rel="canonical")


# ---------------------------------------------------------------- sitemap and robots.txt


def test_the_sitemap_holds_each_page_with_its_editions(site: Path) -> None:
    root = ET.fromstring((site / "sitemap.xml").read_bytes())
    assert root.tag == f"{SITEMAP}urlset"
    places = [url.findtext(f"{SITEMAP}loc") for url in root]
    pages = addresses(site)
    assert sorted(filter(None, places)) == sorted(pages)
    for url in root:
        page = pages[str(url.findtext(f"{SITEMAP}loc"))]
        own = {
            e.attrs["hreflang"]: e.attrs["href"]
            for e in page.find(tag="link", rel="alternate")
            if "hreflang" in e.attrs
        }
        assert {link.get("hreflang"): link.get("href") for link in url.findall(f"{XHTML}link")} == own


def test_the_sitemap_tells_only_dates_that_a_document_prints(built_site: Path) -> None:
    root = ET.fromstring((built_site / "sitemap.xml").read_bytes())
    told = {
        str(url.findtext(f"{SITEMAP}loc")).partition("app/")[2]: url.findtext(f"{SITEMAP}lastmod")
        for url in root
        if url.find(f"{SITEMAP}lastmod") is not None
    }
    days = {"2023/explainer/": "2023-01-04", "2024/report/": "2023-12-28"}
    assert told == {f"{edition}/{path}": day for edition in ("zh-hans", "zh-hant") for path, day in days.items()}


def test_robots_are_welcome_and_led_to_the_sitemap(site: Path) -> None:
    lines = (site / "robots.txt").read_text(encoding="utf-8").splitlines()
    assert lines == ["User-agent: *", "Allow: /", "", f"Sitemap: {BASE}/sitemap.xml"]


# ---------------------------------------------------------------- feeds


@pytest.mark.parametrize("edition", ["zh-hans", "zh-hant"])
def test_the_feed_is_atom_and_holds_the_documents(site: Path, edition: str) -> None:
    content = (site / edition / "feed.xml").read_bytes()
    pages = addresses(site)
    feed = feedparser.parse(content)
    assert not feed.bozo and feed.version == "atom10"
    documents = {
        address
        for address, page in pages.items()
        if f"/{edition}/" in address and page.find(tag="article", cls="document")
    }
    assert {entry.link for entry in feed.entries} == {entry.id for entry in feed.entries} == documents
    root = ET.fromstring(content)
    for element in [root, *root.findall(f"{ATOM}entry")]:
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, "RFC 4287 asks for exactly one"
        stamps = [*element.findall(f"{ATOM}updated"), *element.findall(f"{ATOM}published")]
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00", str(stamp.text)) for stamp in stamps)
    assert root.find(f"{ATOM}author") is not None
    assert {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")} == {
        "self": f"{BASE}/{edition}/feed.xml",
        "alternate": f"{BASE}/{edition}/",
    }
    moments = [entry.updated for entry in feed.entries]
    assert moments == sorted(moments, reverse=True) and feed.feed.updated == moments[0]
    for entry in feed.entries:
        assert entry.summary and entry.title


def test_the_feed_says_where_a_day_is_not_known(built_site: Path) -> None:
    feed = feedparser.parse((built_site / "zh-hans" / "feed.xml").read_bytes())
    entries = {urljoin(entry.link, ".").partition("/zh-hans/")[2]: entry for entry in feed.entries}
    report, paper = entries["2024/report/"], entries["2024/explainer/"]
    assert report.published == report.updated == "2023-12-28T00:00:00+08:00"
    assert "published" not in paper and paper.updated == "2023-12-01T00:00:00+08:00"
    assert "原件未注明期号、日期" in paper.summary and "可能的最早日期" in paper.summary


def test_every_page_of_an_edition_leads_to_its_feed(site: Path) -> None:
    for address, page in addresses(site).items():
        (link,) = page.find(tag="link", type="application/atom+xml")
        edition = "zh-hant" if "/zh-hant/" in address else "zh-hans"
        assert urljoin(address, str(link.attrs["href"])) == f"{BASE}/{edition}/feed.xml"


def test_a_build_says_the_same_again(site: Path, tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    assert mini_site.build_in(project).written
    for name in ("sitemap.xml", "robots.txt", "zh-hans/feed.xml", "zh-hant/feed.xml", "_redirects"):
        assert (project / "site" / name).read_bytes() == (site / name).read_bytes()


# ---------------------------------------------------------------- icon and manifest


def test_each_edition_has_a_manifest_and_an_icon(site: Path) -> None:
    for edition, name, lang in (
        ("zh-hans", "云汐市政府工作报告", "zh-Hans"),
        ("zh-hant", "雲汐市政府工作報告", "zh-Hant"),
    ):
        manifest = json.loads((site / edition / "manifest.webmanifest").read_text(encoding="utf-8"))
        assert (manifest["name"], manifest["lang"]) == (name, lang)
        assert (site / edition / manifest["start_url"] / "index.html").is_file()
        (icon,) = manifest["icons"]
        drawing = (site / edition / icon["src"]).resolve()
        assert ET.fromstring(drawing.read_bytes()).tag.endswith("}svg")
        page = pagetext.read(site, f"{edition}/2031/report/")
        for rel, file in (("icon", drawing), ("manifest", site / edition / "manifest.webmanifest")):
            (link,) = page.find(tag="link", rel=rel)
            assert (site / edition / "2031/report" / str(link.attrs["href"])).resolve() == file.resolve()
    tokens = (Path(__file__).resolve().parent.parent / "static/css/tokens.css").read_text(encoding="utf-8")
    assert f"--paper:{manifest['theme_color']};" in tokens
