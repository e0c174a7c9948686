"""Both editions of every page: same addresses, same anchors; print untouched, the other script converted right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pagetext import Element, article, bare, read

PAGES = [
    "", "2023/", "2024/", "2025/", "2024/report/", "2024/explainer/", "2024/congress/", "2023/explainer/", "2025/explainer/",
    "glossary/", "search/", "about/",
]  # fmt: skip
DOCUMENTS = [path for path in PAGES if path.count("/") == 2]


@pytest.mark.parametrize("path", PAGES)
def test_links_and_language_tags(built_site: Path, path: str) -> None:
    for edition, lang, other in (("zh-hans", "zh-Hans", "zh-Hant"), ("zh-hant", "zh-Hant", "zh-Hans")):
        page = read(built_site, f"{edition}/{path}")
        assert page.find(tag="html")[0].attrs["lang"] == lang
        alternates = {
            e.attrs["hreflang"]: str(e.attrs["href"])
            for e in page.find(tag="link", rel="alternate")
            if "hreflang" in e.attrs
        }
        assert set(alternates) == {"zh-Hans", "zh-Hant", "x-default"}
        assert alternates[lang].endswith(f"/{edition}/{path}")
        assert page.find(tag="link", rel="canonical")[0].attrs["href"] == alternates[lang]
        switch = page.find(tag="a", cls="script-switch")
        assert switch
        assert switch[0].attrs["hreflang"] == other == switch[0].attrs["lang"]
        target = (built_site / edition / path / str(switch[0].attrs["href"])).resolve()
        assert target == (built_site / other.lower() / path).resolve()


def _shared(element: Element) -> Iterator[Element]:
    """What both editions have. 勘误与差异 alone may differ, and the numbers of its signs: a slip of conversion (制造 for 製造) shows
    only in the script that it was printed in."""
    if element.has(cls="sic-mark") or re.match(r"sic-\d+$|after-slips|readings$", str(element.attrs.get("id"))):
        return
    yield element
    for child in element.children:
        if isinstance(child, Element):
            yield from _shared(child)


def _facts(page: Element) -> dict[str, Counter[str]]:
    """Numbers, Latin words, addresses and ids of a page. What a link searches for is converted; that it searches is not."""
    elements = list(_shared(page))
    words = " ".join(
        child for element in elements if element.tag != "script" for child in element.children if isinstance(child, str)
    )
    words = words.replace("/zh-hant/", "/zh-hans/")  # a citation tells the page's own address
    addresses = [
        str(e.attrs[key]) for e in elements for key in ("href", "src") if e.attrs.get(key) and not e.has(cls="sic")
    ]
    return {
        "numbers": Counter(re.findall(r"[0-9０-９]+(?:[.．][0-9０-９]+)*[%％]?", words)),
        "latin": Counter(re.findall(r"[A-Za-z]+(?:[@./_+-][A-Za-z]+)*", words)),
        "addresses": Counter(
            re.sub(r"\?q=.*", "?q=", a).replace("zh-hant", "zh-hans")
            for a in addresses
            if not a.startswith("#sic-") and not a.endswith((".png", ".pdf"))  # pictures are named by what they say
        ),
        "ids": Counter(
            str(e.attrs["id"]) for e in elements if e.attrs.get("id") and not str(e.attrs["id"]).startswith("sic-")
        ),
    }


def test_numbers_latin_addresses_and_ids_are_the_same_on_every_page(built_site: Path) -> None:
    paths = sorted(path.parent.relative_to(built_site / "zh-hans") for path in built_site.glob("zh-hans/**/index.html"))
    assert len(paths) > 70
    for path in paths:
        hans, hant = (_facts(read(built_site, f"{edition}/{path.as_posix()}")) for edition in ("zh-hans", "zh-hant"))
        assert hans == hant, path
        assert hans["numbers"] and hans["addresses"], path


@pytest.mark.parametrize("path", DOCUMENTS)
def test_the_length_is_kept(built_site: Path, path: str) -> None:
    words = [bare(article(built_site, f"{edition}/{path}").text()) for edition in ("zh-hans", "zh-hant")]
    assert len(words[0]) == len(words[1]) > 1000


@pytest.mark.parametrize(
    "words",
    "晉江 發展 製造業 幹部 奮進新征程 回歸 市場准入 臺 衛生 戶 啟動 佔補平衡 眾 為 草木 渠梁 托穩 10個中高級版 扎實 75周年 設計週、 海峽盃 "
    "千名幹部進千企 國家級市域產教聯合體 增加優質學位1.2萬個".split(),
)
def test_the_report_reads_right_in_traditional(built_site: Path, words: str) -> None:
    assert words in bare(article(built_site, "zh-hant/2024/report/").text())


def test_nothing_is_left_simplified_or_wrong(built_site: Path) -> None:
    words = bare(article(built_site, "zh-hant/2024/report/").text())
    for wrong in ("晋", "发", "徵程", "準入", "箇", "迴", "樑", "託", "更加註", "菴", "汙", "溼"):
        assert wrong not in words


def test_the_2023_page_is_printed_traditional_and_reads_in_simplified(built_site: Path) -> None:
    printed = bare(article(built_site, "zh-hant/2023/explainer/").text())
    assert "晉江踏上2023新徵程！" in printed  # the slip of print stays
    simplified = bare(article(built_site, "zh-hans/2023/explainer/").text())
    assert "追赶、突破、引领、提升！晋江踏上2023新征程！" in simplified
    assert "农历壬寅年十二月十三" in simplified


def test_about_says_how_the_scripts_were_made_and_that_nothing_waits(built_site: Path) -> None:
    for edition, said in (("zh-hans", "均经编者核对并署名"), ("zh-hant", "均經編者核對並署名")):
        words = bare(read(built_site, f"{edition}/about/").find(id="scripts")[0].text())
        assert "OpenCC" in words and re.search(r"共\d{2,}[处處]", words) and said in words


def test_root_offers_both_editions_without_javascript(built_site: Path) -> None:
    page = read(built_site, "")
    for href, lang in (("zh-hans/", "zh-Hans"), ("zh-hant/", "zh-Hant")):
        links = page.find(tag="a", href=href)
        assert links
        assert links[0].attrs["hreflang"] == lang


def test_no_page_asks_for_anything_outside_and_has_nothing_inline(built_site: Path) -> None:
    for path in built_site.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html), path
        for tag in re.findall(
            r"<(?:script|img|iframe|source|video)[^>]*>|<link[^>]*rel=\"(?:stylesheet|icon|preload)[^>]*>", html
        ):
            assert not re.search(r'(?:src|href)="(?:https?:)?//', tag), (path, tag)
        # A data block is not run.
        assert not re.search(r'<script(?! type="application/ld\+json">)(?![^>]*\ssrc=)[^>]*>', html), path
