"""Every printed character stands on its page, once and in its place.

Against the sources where they are at hand, and always against checksums of the words, which were taken when
the comparison held. A correction of the text changes its checksum: the failing test prints the new one.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

from tests.pagetext import Element, article, bare
from tests.publication import sources

CHECKSUMS = json.loads((Path(__file__).parent / "checksums.json").read_text(encoding="utf-8"))
PAIRS = sorted(sources.DOCUMENTS)


@pytest.mark.parametrize("name", PAIRS)
def test_words_are_the_ones_that_were_compared(built_site: Path, name: str) -> None:
    words = bare(article(built_site, sources.path_of(name)).text())
    assert hashlib.sha256(words.encode()).hexdigest() == CHECKSUMS[name], name


@pytest.mark.parametrize("name", PAIRS)
def test_no_character_is_lost_doubled_or_added(built_site: Path, name: str) -> None:
    words = bare(article(built_site, sources.path_of(name)).text())
    if not sources.at_hand():
        assert hashlib.sha256(words.encode()).hexdigest() == CHECKSUMS[name]
        return
    printed = "".join(sources.lines(name))
    assert Counter(words) == Counter(printed)


@pytest.mark.parametrize("name", PAIRS)
def test_every_printed_line_is_found(built_site: Path, name: str) -> None:
    words = bare(article(built_site, sources.path_of(name)).text())
    if not sources.at_hand():
        assert len(words) == CHECKSUMS[f"{name} length"]
        return
    missing = [line for line in sources.lines(name) if len(line) >= 4 and line not in words]
    assert not missing


def test_the_reports_paragraphs_stand_in_order(built_site: Path) -> None:
    words = bare(article(built_site, "zh-hans/2024/report/").text())
    if not sources.at_hand():
        assert len(words) == CHECKSUMS["2024/report length"]
        return
    paragraphs = sources.report_paragraphs()
    assert len(paragraphs) == 97
    assert words == "".join(paragraphs)


def test_the_reports_pages_begin_where_they_should(built_site: Path) -> None:
    document = article(built_site, "zh-hans/2024/report/")
    pages = _pages(document)
    assert [number for number, _ in pages] == list(range(1, 29))
    assert pages[8][1].startswith("习近平总书记重要讲话")
    assert pages[7][1].endswith("深入落实")
    if sources.at_hand():
        assert [words for _, words in pages] == sources.report_pages()


def _pages(document: Element) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []

    def walk(element: Element) -> None:
        if element.has(cls="page-break"):
            found.append((int(element.attrs["data-page"] or 0), ""))
        if "data-apparatus" in element.attrs:
            return
        for child in element.children:
            if isinstance(child, Element):
                walk(child)
            elif found:
                found[-1] = (found[-1][0], found[-1][1] + bare(child))

    walk(document)
    return found


@pytest.mark.parametrize(
    ("name", "section", "words"),
    [
        ("2024/explainer", "e01", "②加快新兴产业聚链成群、集群成势。"),
        ("2024/explainer", "e03", "统筹推进强主优辅。"),
        ("2024/explainer", "e09", "新增20家一体化卫生所、30家村级中医阁。"),
        ("2023/explainer", "e01", "帶動超500家企業“上雲上平臺”"),
        ("2023/explainer", "e02", "各類股權投資基金規模突破百億。"),
        ("2023/explainer", "e03", "開展三里街片區綜合整治提升"),
        ("2023/explainer", "e05", "深化與復旦大學上海醫學院合作"),
        ("2023/explainer", "e06", "建成“食安晉江”智慧監管平臺二期"),
        ("2025/explainer", "e01", "促进工业投资增长12%以上。"),
        ("2025/explainer", "e03", "坚决遏制“远洋捕捞”式跨区域趋利性执法"),
        ("2025/explainer", "e06", "让市民在家门口就能享有“诗和远方”。"),
        ("2025/explainer", "e07", "新增优质学位2.6万个以上。"),
    ],
)
def test_lines_stand_in_their_sections(built_site: Path, name: str, section: str, words: str) -> None:
    document = article(built_site, sources.path_of(name))
    own = [element for element in document.walk() if element.tag == "section" and element.attrs.get("id") == section]
    assert len(own) == 1
    assert words in bare(own[0].text())


def test_the_newspaper_sections_come_in_order(built_site: Path) -> None:
    for name, last in (("2023/explainer", 6), ("2024/explainer", 11), ("2025/explainer", 7)):
        document = article(built_site, sources.path_of(name))
        ids = [str(element.attrs.get("id")) for element in document.walk() if element.tag == "section"]
        assert [i for i in ids if i.startswith("e")] == [f"e{n:02}" for n in range(1, last + 1)]
