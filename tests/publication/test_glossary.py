"""The 28 notes of the report are glossary entries, and their terms are marked where the notes say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.pagetext import Element, article, bare, read

#: The pages that the notes cite, in the order of the 附注 (printed pages 26–28).
CITED = [1, 2, 2, 3, 3, 3, 6, 9, 9, 9, 12, 12, 13, 13, 14, 18, 18, 19, 20, 20, 20, 20, 20, 22, 22, 22, 24, 24]


def test_all_notes_are_entries_with_their_pages(built_site: Path) -> None:
    notes = [e for e in article(built_site, "zh-hans/2024/report/").walk() if e.tag == "li" and "data-entry" in e.attrs]
    printed = [re.match(r"（P(\d+)）(.+?)：", bare(note.text())) for note in notes]
    assert [int(match[1]) for match in printed if match] == CITED
    entries = {e.attrs["id"] for e in read(built_site, "zh-hans/glossary/").walk() if e.attrs.get("id")}
    assert {str(note.attrs["data-entry"]) for note in notes} <= entries


def test_note_anchors_count_by_cited_page(built_site: Path) -> None:
    ids = {e.attrs.get("id") for e in article(built_site, "zh-hans/2024/report/").walk()}
    assert {"n1-1", "n2-1", "n2-2", "n9-1", "n9-3", "n20-5", "n24-2"} <= ids
    assert "n2-3" not in ids


def _terms_by_page(document: Element) -> dict[int, set[str]]:
    page = 0
    found: dict[int, set[str]] = {}
    for element in document.walk():
        if element.has(cls="page-break"):
            page = int(element.attrs["data-page"] or 0)
        if element.has(tag="a", cls="term"):
            found.setdefault(page, set()).add(str(element.attrs["data-term"]))
    return found


@pytest.mark.parametrize("edition", ["zh-hans", "zh-hant"])
def test_each_term_is_marked_on_the_page_its_note_cites(built_site: Path, edition: str) -> None:
    document = article(built_site, f"{edition}/2024/report/")
    marked = _terms_by_page(document)
    notes = [e for e in document.walk() if e.tag == "li" and "data-entry" in e.attrs]
    wanted = [(page, str(note.attrs["data-entry"])) for page, note in zip(CITED, notes, strict=True)]
    assert [pair for pair in wanted if pair[1] not in marked.get(pair[0], set())] == []


def test_terms_stand_in_no_heading_and_no_link(built_site: Path) -> None:
    for name in ("2024/report", "2024/explainer", "2025/explainer", "2024/congress"):
        for element in article(built_site, f"zh-hans/{name}/").walk():
            if element.tag in ("h1", "h2", "h3", "h4", "a"):
                assert [e for e in element.walk() if e is not element and e.has(cls="term")] == []


def test_each_term_is_marked_once_in_a_section(built_site: Path) -> None:
    seen: set[tuple[str, str]] = set()
    section = ""
    for element in article(built_site, "zh-hans/2024/report/").walk():
        if element.tag in ("h2", "h3", "h4"):
            section = str(element.attrs["id"])
        if element.has(cls="term"):
            pair = (section, str(element.attrs["data-term"]))
            assert pair not in seen
            seen.add(pair)
    assert len(seen) >= 28


def test_terms_of_another_year_are_not_explained_with_this_years_note(built_site: Path) -> None:
    """“两项试点” of the 2023 page is not the one of the 2024 report's note."""
    terms = [e for e in article(built_site, "zh-hant/2023/explainer/").walk() if e.has(cls="term")]
    assert {e.attrs["data-term"] for e in terms} >= {"sibang-sifu"}
    assert "liangxiang-shidian" not in {e.attrs["data-term"] for e in terms}
    assert not any("兩項試點" in e.text() for e in terms)


def test_glossary_links_to_every_use(built_site: Path) -> None:
    entry = read(built_site, "zh-hant/glossary/").find(id="sibang-sifu")[0]
    hrefs = {str(e.attrs["href"]) for e in entry.walk() if e.tag == "a" and "href" in e.attrs}
    places = {href.removeprefix("../") for href in hrefs}
    assert any(place.startswith("2024/report/#p6-") for place in places)
    assert any(place.startswith("2024/report/#p22-") for place in places)
    assert any(place.startswith("2023/explainer/#e05-") for place in places)
    assert any(place.startswith("2024/explainer/#e08-") for place in places)
