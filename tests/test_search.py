"""The search index: tokens, the shadow that is indexed, the bundle, and the map between the scripts."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gazette.conversion.converter import fold
from gazette.pages.publication import Artifact, Page, SearchDocument, SearchText
from gazette.scripts import HANS
from gazette.search import index
from gazette.search.tokens import BREAK, normalize, tokenise
from gazette.shown import of_forms

# (text, tokens), for the twin in the browser too.
CASES = [
    ("低效用地", "低 效 用 地"),
    ("增长6.5%左右", "增 长 6 ． 5 % 左 右"),
    ("增長６．５％", "增 長 6 ． 5 %"),
    ("村BA、IBT和5G", "村 ba ¶ ibt 和 5g"),
    ("“三生”融合", "三 生 融 合"),
    ("「1+6」專項", "1 + 6 專 項"),
    ("投资1400亿元，其中……", "投 资 1400 亿 元 ¶ 其 中 ¶"),
    ("2024—2025年", "2024 - 2025 年"),
    ("3～5个", "3 - 5 个"),
    ("Micro LED屏", "micro led 屏"),
    ("www.ijjnews.com", "www ． ijjnews ． com"),
    ("①项〇二", "① 项 〇 二"),
    ("吴·志朴（笔名）", "吴 ¶ 志 朴 ¶ 笔 名 ¶"),
    ("⼯作", "工 作"),
    ("𠮷野", "𠮷 野"),
    ("café が国 É一", "cafe か 国 e 一"),
    ("", ""),
    ("　 ，。", "¶"),
]


@dataclass(frozen=True)
class Made:
    """As much of a publication as the search needs."""

    pages: tuple[Page, ...]


def page(rest: str, *pieces: tuple[str, int, tuple[str, str]], **filters: str) -> Page:
    """A page with its pieces: anchor, level, and the text in both scripts."""
    texts = tuple(SearchText(name, level, of_forms(forms)) for name, level, forms in pieces)
    document = SearchDocument("报告", texts, {"kind": "报告全文"}, filters)
    return Page(rest, "report.html", "报告", "", None, search=document)


PUBLICATION = Made(
    (
        page(
            "2024/report/",
            ("s1", 2, ("一、发展", "一、發展")),
            ("p1-1", 0, ("后来，头发 <白>了；复辟 & 干部", "後來，頭髮 <白>了；復辟 & 幹部")),
            year="2024",
        ),
        page("glossary/", ("x", 2, ("里程碑", "里程碑")), ("x", 0, ("皇后与公里", "皇后與公里"))),
        Page("about/", "about.html", "关于", "", None),
        Page("404.html", "404.html", "", "", None, HANS),
    )
)


@pytest.fixture(scope="module")
def artifacts() -> tuple[Artifact, ...]:
    made, problems = index.build_indexes(PUBLICATION, fold)
    assert not problems
    return made


def content(artifacts: tuple[Artifact, ...], path: str) -> object:
    return json.loads(next(a.content for a in artifacts if a.path == path))


def records(artifacts: Iterable[Artifact]) -> list[dict[str, Any]]:
    """The pages' texts, of all files."""
    return [text for a in artifacts if "/text/" in a.path for text in json.loads(a.content).values()]


@pytest.mark.parametrize(("text", "tokens"), CASES)
def test_tokens(text: str, tokens: str) -> None:
    assert " ".join(tokenise(text)) == tokens
    assert len(normalize(text)) == len(text)


def test_shadow_has_every_piece_closed_by_a_break_and_nothing_else() -> None:
    document = PUBLICATION.pages[0].search
    assert document
    shadow = " ".join(index.shadow_html("zh-Hans", document.in_script(0), "abc").split())
    assert '<html lang="zh-Hans">' in shadow
    assert f"<h2> 一 {BREAK} 发 展 {BREAK}</h2>" in shadow
    assert f"<p> 后 来 {BREAK} 头 发 {BREAK} 白 {BREAK} 了 {BREAK} 复 辟 {BREAK} 干 部 {BREAK}</p>" in shadow


def test_bundle_is_what_the_page_asks_for(artifacts: tuple[Artifact, ...]) -> None:
    names = {Path(a.path).name for a in artifacts}
    assert {"pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "forms.json", "pages.json"} <= names
    assert {Path(a.path).suffix for a in artifacts} == {".js", ".json", ".pf_meta", ".pf_index", ".pagefind"}
    assert not any("fragment" in a.path or "ui" in Path(a.path).stem for a in artifacts)


@pytest.mark.parametrize(("edition", "other"), [("zh-hans", "zh-hant"), ("zh-hant", "zh-hans")])
def test_editions_are_apart(artifacts: tuple[Artifact, ...], edition: str, other: str) -> None:
    own = [a for a in artifacts if a.path.startswith(f"{edition}/pagefind/")]
    texts = records(own)
    assert {text["url"] for text in texts} == {"2024/report/", "glossary/"}
    entry = content(artifacts, f"{edition}/pagefind/pagefind-entry.json")
    assert isinstance(entry, dict)
    assert list(entry["languages"]) == [edition]
    assert entry["languages"][edition]["page_count"] == 2
    assert not any(other.encode() in a.content for a in own if a.path.endswith(".json"))


def test_texts_are_verbatim(artifacts: tuple[Artifact, ...]) -> None:
    texts = records(artifacts)
    report = next(text for text in texts if text["url"] == "2024/report/" and text["pieces"][0][2] == "一、發展")
    assert report["pieces"][1] == ["p1-1", 0, "後來，頭髮 <白>了；復辟 & 幹部"]
    assert report["filters"] == {"year": "2024"}


def test_forms_lead_to_the_editions_own_characters(artifacts: tuple[Artifact, ...]) -> None:
    hans, hant = (content(artifacts, f"{edition}/pagefind/forms.json") for edition in ("zh-hans", "zh-hant"))
    assert isinstance(hans, dict)
    assert isinstance(hant, dict)
    assert (hans["發"], hans["髮"], hans["後"]) == ("发", "发", "后")
    assert set(hant["发"]) == {"發", "髮"}
    assert hant["后"] == "后後"  # itself first: it occurs
    assert hant["干"] == "幹"
    assert "白" not in hant
    assert "白" not in hans


def test_small_pages_share_a_file_and_the_list_says_which() -> None:
    sizes = {"a/": 5_000, "b/": 6_000, "c/": 30_000, "d/": 10, "e/": 11_990}
    made = Made(tuple(page(rest, ("p1-1", 0, ("字" * n, "字" * n)), year="2024") for rest, n in sizes.items()))
    found, problems = index.build_indexes(made, fold)
    assert not problems
    listing = content(found, "zh-hans/pagefind/pages.json")
    assert isinstance(listing, dict)
    files: list[Any] = [content(found, f"zh-hans/pagefind/text/{name}.json") for name in listing["files"]]
    assert [{text["url"] for text in file.values()} for file in files] == [{"a/", "b/"}, {"c/"}, {"d/", "e/"}]
    ((filters, _, pages),) = listing["groups"]
    assert filters == {"year": "2024"}
    assert {files[number][name]["url"]: length for name, (length, number) in pages.items()} == sizes


def test_names_change_with_the_text() -> None:
    changed = Made((page("glossary/", ("x", 2, ("里程碑", "里程碑")), ("x", 0, ("皇后、公里", "皇后、公里"))),))
    again = Made((page("glossary/", ("x", 2, ("里程碑", "里程碑")), ("x", 0, ("皇后；公里", "皇后；公里"))),))
    paths = [{a.path for a in index.build_indexes(made, fold)[0] if "/text/" in a.path} for made in (changed, again)]
    assert paths[0] != paths[1]


def test_two_builds_are_identical(artifacts: tuple[Artifact, ...]) -> None:
    for _ in range(3):
        assert index.build_indexes(PUBLICATION, fold) == (artifacts, ())


def test_only_the_records_of_changed_pages_are_written(artifacts: tuple[Artifact, ...], tmp_path: Path) -> None:
    def names() -> dict[str, tuple[str, ...]]:
        return {page.path: index.write_records(page, tmp_path) for page in PUBLICATION.pages}

    first = names()
    assert index.index_records(first, tmp_path, fold) == (artifacts, ())
    stamps = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    changed = page("glossary/", ("x", 2, ("里程碑", "里程")), ("x", 0, ("皇后与公里", "皇后與公里")))
    again = index.write_records(changed, tmp_path)
    assert again[0] == first["glossary/"][0] and again[1] != first["glossary/"][1]
    assert names() == first and stamps.items() <= {p.name: p.stat().st_mtime_ns for p in tmp_path.iterdir()}.items()
    used = {name for own in first.values() for name in own}
    index.remove_unused_records(tmp_path, used)
    assert stamps.keys() < {path.name for path in tmp_path.iterdir()}, "another build may have just written it"
    for path in tmp_path.iterdir():
        os.utime(path, (0, 0))
    index.remove_unused_records(tmp_path, used)
    assert {path.name for path in tmp_path.iterdir()} == stamps.keys()
    record = tmp_path / f"{first['glossary/'][0]}.json"
    record.write_bytes(b"")
    assert used - index.list_records(tmp_path) == {first["glossary/"][0]}
    assert names() == first and used == index.list_records(tmp_path)


def test_nothing_to_index_makes_nothing() -> None:
    assert index.build_indexes(Made(PUBLICATION.pages[-2:]), fold) == ((), ())


def test_failure_of_the_binary_is_a_problem(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "pagefind"
    broken.write_text("#!/bin/sh\necho 'no index today' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr("pagefind_bin.get_executable", lambda: broken)
    made, problems = index.build_indexes(PUBLICATION, fold)
    assert made == ()
    assert {problem.code for problem in problems} == {"search-failed"}
    assert "检索索引没有建成（no index today）" in str(problems[0])
