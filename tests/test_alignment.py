"""Alignment and differences against a key made by reading (``cases/alignment.yml``), and their properties."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from gazette.comparison import clause_alignment, token_alignment
from gazette.comparison.clause_alignment import ExplainerLine, ReportParagraph, SourceLink
from gazette.conversion.converter import Converter, fold, read_rules
from gazette.model import Block, Source
from gazette.sources.document import parse_document
from gazette.text import find_sentences

ROOT = Path(__file__).resolve().parent.parent
KEY: dict[str, Any] = yaml.safe_load((ROOT / "tests" / "cases" / "alignment.yml").read_text(encoding="utf-8"))
EXPLAINER = KEY["explainer"]
CLAUSES = [(anchor, *clause) for anchor, found in EXPLAINER["clauses"].items() for clause in found]
align_clauses = partial(clause_alignment.align_clauses, place="晋江")
NOT_ITS_WORDS = ("masthead", "imprint", "note", "gap", "notes")


def blocks(name: str) -> Iterator[tuple[str, str, str]]:
    """Anchor, text and section of each block that is a document's own words; the section is ``role year headings``."""
    path = f"content/2024/{name}.md"
    document, problems = parse_document(Source(path, (ROOT / path).read_text(encoding="utf-8")))
    assert document is not None and not problems
    headings: list[tuple[int, str]] = []

    def enter(level: int, words: str) -> None:
        headings[:] = [*(known for known in headings if known[0] < level), (level, words)]

    def walk(found: Sequence[Block]) -> Iterator[tuple[str, str, str]]:
        for block in found:
            if block.name in NOT_ITS_WORDS:
                continue
            if block.run is not None and block.id != "title":
                run_in = next((mark for mark in block.run.marks if mark.kind == "run-in"), None)
                if block.kind == "heading":
                    enter(block.level, block.run.text)
                elif run_in is not None:
                    enter(int(run_in.attrs["level"]), block.run.text[: run_in.end])
                context = (block.attrs.get("role", ""), block.attrs.get("year", ""), *(words for _, words in headings))
                yield block.id, block.run.text, " ".join(context)
            yield from walk(block.children)

    yield from walk(document.blocks)


@cache
def report() -> tuple[ReportParagraph, ...]:
    return tuple(ReportParagraph(*block) for block in blocks("report"))


@cache
def lines(name: str = "explainer") -> tuple[ExplainerLine, ...]:
    return tuple(ExplainerLine(*block) for block in blocks(name))


@cache
def links(name: str = "explainer") -> tuple[SourceLink, ...]:
    return align_clauses(lines(name), report(), fold, strict=name != "explainer")


def sentence(link: SourceLink) -> tuple[str, str]:
    """The paragraph and the sentence that a link leads to."""
    text = next(paragraph.text for paragraph in report() if paragraph.anchor == link.target)
    return link.target, next(text[s:e] for s, e in find_sentences(text) if s <= link.target_start < e)


def with_text(anchor: str, text: str, **more: str) -> list[ExplainerLine]:
    """The explainer with another text in one line."""
    return [replace(line, text=text, **more) if line.anchor == anchor else line for line in lines()]


def bare(text: str) -> str:
    return re.sub(r"\W", "", text)


def differences_in(found: Sequence[SourceLink], anchor: str = "") -> list[tuple[str, str, str, str]]:
    """The differences in the links of a line, or of all."""
    return [
        (link.anchor, difference.kind, difference.explainer, difference.report)
        for link in found
        if anchor in ("", link.anchor)
        for difference in link.differences
    ]


def check_differences(found: Sequence[SourceLink], key: dict[str, list[list[str]]]) -> list[tuple[str, str, str, str]]:
    """Check that every difference of the key is found; returns what was found besides."""
    left = differences_in(found)
    for anchor, mine, theirs, kind, _ in key["differences"]:
        kinds = ("name", "word") if kind in ("name", "word") else (kind,)
        hits = [d for d in left if d[0] == anchor and mine in d[2] and theirs in d[3] and d[1] in kinds]
        assert hits, f"{anchor}: {mine} / {theirs} not found"
        left.remove(hits[0])
    either = [(anchor, mine, theirs) for anchor, mine, theirs, *_ in key.get("either", ())]
    return [d for d in left if not any(d[0] == a and m in d[2] and t in d[3] for a, m, t in either)]


# ---------------------------------------------------------------- against the key


def test_the_key_holds_every_line_of_the_explainer() -> None:
    assert list(EXPLAINER["clauses"]) == [line.anchor for line in lines()]
    for line in lines():
        assert "".join(words for words, *_ in EXPLAINER["clauses"][line.anchor]) == line.text.removeprefix("▶")


def test_clauses_lead_to_their_sentences() -> None:
    texts = {line.anchor: line.text for line in lines()}
    report_texts = {paragraph.anchor: paragraph.text for paragraph in report()}
    right, exact, wrong, sourced = 0, 0, 0, 0
    used: set[SourceLink] = set()
    for anchor, words, *source in CLAUSES:
        start = texts[anchor].index(words)
        end = start + len(words)
        mine = {link for link in links() if link.anchor == anchor and start <= link.start and link.end <= end}
        used |= mine
        if not source:
            wrong += len(mine)
            continue
        target, piece = source
        assert report_texts[target].count(piece) == 1, (target, piece)
        sourced += 1
        right += any(link.target == target for link in mine)
        exact += any(link.target == target and piece in sentence(link)[1] for link in mine)
        wrong += sum(link.target != target for link in mine)
    assert used == set(links())  # no link crosses clauses
    assert right >= 0.97 * sourced
    assert exact >= 0.95 * sourced
    assert wrong <= 0.01 * sourced
    assert (right, exact, wrong) == (sourced, sourced, 0)  # as it is now: a change for the worse is seen


def test_differences_of_the_explainer() -> None:
    surplus = check_differences(links(), EXPLAINER)
    assert len(surplus) <= 3
    assert not surplus


def test_differences_of_the_congress_page() -> None:
    assert check_differences(links("congress"), KEY["congress"]) == []


def test_without_section_context() -> None:
    bare = align_clauses(
        [replace(line, section="") for line in lines()], [replace(p, section="") for p in report()], fold
    )
    assert bare == links()


@pytest.mark.parametrize("case", KEY["rule"], ids=lambda case: case[0])
def test_rule(case: list[Any]) -> None:
    line, paragraph, *expected = case
    found = align_clauses([ExplainerLine("a", line, "")], [ReportParagraph("p", paragraph, "")], fold)
    assert found
    differences = [
        (difference.kind, difference.explainer, difference.report) for e in found for difference in e.differences
    ]
    assert len(differences) == len(expected)
    for (kind, mine, theirs), (its_kind, its_mine, its_theirs) in zip(differences, expected, strict=True):
        assert kind == its_kind
        assert its_mine in mine and its_theirs in theirs, (mine, theirs)


# ---------------------------------------------------------------- copies that differ


def numbers() -> Iterator[tuple[ExplainerLine, re.Match[str]]]:
    for line in lines():
        for match in re.finditer(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.年以让])", line.text):
            yield line, match


def test_a_changed_number_is_reported() -> None:
    targets = [(link.anchor, sentence(link)) for link in links()]
    draw = random.Random(0)
    for line, match in numbers():
        number = str(draw.choice([n for n in (7, 9999, int(float(match[0])) + 1, 300) if str(n) != match[0]]))
        copy = with_text(line.anchor, line.text[: match.start()] + number + line.text[match.end() :])
        found = align_clauses(copy, report(), fold)
        assert [(link.anchor, sentence(link)) for link in found] == targets, number + line.text
        new = [
            d for d in differences_in(found, line.anchor) if d[1] == "number" and number in d[2] and match[0] in d[3]
        ]
        assert new, number + line.text
        assert len(differences_in(found)) <= len(differences_in(links())) + 1


def test_a_dropped_qualifier_is_reported() -> None:
    seen = 0
    for line in lines():
        for match in re.finditer("超(?=[0-9])|左右|以上|力争|争取", line.text):
            seen += 1
            text = line.text[: match.start()] + line.text[match.end() :]
            found = differences_in(align_clauses(with_text(line.anchor, text), report(), fold), line.anchor)
            new = [d for d in found if d not in differences_in(links(), line.anchor)]
            assert [d[1] for d in new] == ["qualifier"], (text, new)
            assert match[0] not in new[0][2].replace("以上绿色", "") and match[0] in new[0][3], (text, new)
    assert seen >= 13


def test_an_added_qualifier_is_reported() -> None:
    for line, match in list(numbers())[::3]:
        if line.text[match.start() - 1] in "超过+第" or line.text[match.end()] not in "家个亿万户亩场":
            continue
        text = line.text[: match.start()] + "近" + line.text[match.start() :]
        found = differences_in(align_clauses(with_text(line.anchor, text), report(), fold), line.anchor)
        assert any(d[1] == "qualifier" and "近" + match[0] in d[2] for d in found), (text, found)


@pytest.mark.parametrize("page", ["goals", "p1-3"])
def test_changes_of_the_congress_page(page: str) -> None:
    """6% without 左右, and another number, on the page that is compared strictly."""
    for old, new, kind in (("增长6%左右", "增长6%", "qualifier"), ("总收入增长6%", "总收入增长5%", "number")):
        copy = [replace(x, text=x.text.replace(old, new)) if x.anchor != page else x for x in lines("congress")]
        found = differences_in(align_clauses(copy, report(), fold, strict=True))
        assert len(found) == len(differences_in(links("congress"))) + (2 if page == "goals" else 1)
        assert kind in [d[1] for d in found if d[0] in ("p1-3", "p2-1", "p2-2")]


@pytest.mark.parametrize("text", ["建设月球基地。", "推动海底隧道开工建设。", "实施15个航天项目。", "2024年", "", "——"])
def test_no_source_no_link(text: str) -> None:
    found = align_clauses(with_text("e08-12", text), report(), fold)
    assert not [link for link in found if link.anchor == "e08-12"]
    assert [link for link in found if link.anchor != "e08-12"] == [link for link in links() if link.anchor != "e08-12"]


def test_only_the_part_with_a_source_is_linked() -> None:
    found = align_clauses(with_text("e07-8", "新增地铁线路3条，提升8个公园绿地。"), report(), fold)
    assert [(link.start, link.end) for link in found if link.anchor == "e07-8"] == [(9, 18)]


# ---------------------------------------------------------------- scripts, the editor


@pytest.mark.parametrize("which", ["explainer", "report", "both"])
def test_across_scripts(which: str) -> None:
    path = ROOT / "conversion.yml"
    converter = Converter(read_rules(path.read_text(encoding="utf-8"), path.name)[0])

    def hant(text: str) -> str:
        return converter.convert(text, "Hans", "Hant")

    mine = [replace(x, text=hant(x.text), section=hant(x.section)) for x in lines()] if which != "report" else lines()
    theirs = report()
    if which != "explainer":
        theirs = tuple(replace(x, text=hant(x.text), section=hant(x.section)) for x in theirs)
    found = align_clauses(mine, theirs, fold)
    texts = {x.anchor: x.text for x in mine}
    for link, simplified in zip(found, links(), strict=True):
        assert len(link.differences) == len(simplified.differences)
        for difference, other in zip(link.differences, simplified.differences, strict=True):
            assert difference.kind == other.kind
            assert difference.explainer in texts[link.anchor]
            assert fold(difference.explainer) == other.explainer
            assert (difference.start, difference.target_start) == (other.start, other.target_start)
        assert replace(link, differences=()) == replace(simplified, differences=())


def test_the_editor_says_none() -> None:
    found = align_clauses(with_text("e08-12", "开展百所学校家长学堂试点。", see="none"), report(), fold)
    assert found == tuple(link for link in links() if link.anchor != "e08-12")


def test_the_editor_names_a_paragraph() -> None:
    text = "推进30个集体增收项目。"
    whole = len(next(p.text for p in report() if p.anchor == "p24-1"))
    for see, expected in (
        ("p20-1", [("p20-1", "verbatim", ())]),
        ("p4-1", [("p4-1", "adapted", ("number",))]),
        ("p24-1", [("p24-1", "adapted", ())]),
        ("p20-1 p24-1", [("p20-1", "verbatim", ()), ("p24-1", "adapted", ())]),
        ("p99-1", []),
    ):
        found = [e for e in align_clauses(with_text("e06-3", text, see=see), report(), fold) if e.anchor == "e06-3"]
        assert all(link.by == "editor" for link in found)
        kinds = [(e.target, e.kind, tuple(d.kind for d in e.differences if d.kind == "number")) for e in found]
        assert kinds == expected
        for link in found:
            if link.target == "p24-1":
                assert (link.start, link.end, link.target_start, link.target_end) == (0, len(text), 0, whole)
    assert all(link.by == "auto" for link in links())


# ---------------------------------------------------------------- properties


def check(found: Sequence[SourceLink], mine: Sequence[ExplainerLine], theirs: Sequence[ReportParagraph]) -> None:
    texts, targets = ({x.anchor: x.text for x in side} for side in (mine, theirs))
    for link in found:
        text, target = texts[link.anchor], targets[link.target]
        assert 0 <= link.start < link.end <= len(text)
        assert 0 <= link.target_start < link.target_end <= len(target)
        assert link.kind in ("verbatim", "adapted") and link.by in ("auto", "editor")
        for difference in link.differences:
            assert link.kind == "adapted"
            assert link.start <= difference.start <= difference.end <= link.end
            assert 0 <= difference.target_start <= difference.target_end <= len(target)
            assert difference.explainer in text and difference.report in target
            assert text[difference.start : difference.end] in difference.explainer
            assert target[difference.target_start : difference.target_end] in difference.report
            assert difference.explainer != difference.report
            assert difference.kind in ("number", "qualifier", "name", "word", "dropped")
    assert [link.anchor for link in found] == sorted((e.anchor for e in found), key=[*texts].index)


def test_links_of_the_publication_are_valid() -> None:
    check(links(), lines(), report())
    check(links("congress"), lines("congress"), report())


PIECES = "提升 实施 项目 超 近 左右 以上 力争 第 一 万 亿 百 3 15 6.5 1,341 % 家 个 的 等 、 ， 。 ； ： （ ） “ ” ① 03 ▶ AI + \n 專案 著 ① ² ५".split()
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    st.sampled_from([p.text for p in report()]).flatmap(lambda t: st.integers(0, len(t)).map(lambda k: t[k : k + 60])),
    st.text(max_size=60),
)
SEES = st.sampled_from(["", "", "", "none", "p0", "p1 p0", "p9", " "])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(TEXTS, SEES), max_size=6), st.lists(TEXTS, max_size=6), st.booleans())
def test_any_text(mine: list[tuple[str, str]], theirs: list[str], strict: bool) -> None:
    some = [ExplainerLine(f"a{k}", text, "2024", see) for k, (text, see) in enumerate(mine)]
    paragraphs = [ReportParagraph(f"p{k}", text, "target 2024") for k, text in enumerate(theirs) if text]
    found = align_clauses(some, paragraphs, fold, strict=strict)
    assert found == align_clauses(some, paragraphs, fold, strict=strict)
    check([link for link in found if link.start < link.end], some, paragraphs)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_phrase_of_the_report_finds_itself(data: st.DataObject) -> None:
    paragraph = data.draw(st.sampled_from(report()))
    phrases = [m[0] for m in re.finditer(r"[^，。；：！？]+", paragraph.text) if len(m[0]) >= 9]
    if phrases:
        phrase = data.draw(st.sampled_from(phrases))
        found = align_clauses([ExplainerLine("a", phrase, "")], report(), fold)
        assert found and all(link.kind == "verbatim" and not link.differences for link in found)
        assert all(bare(phrase[link.start : link.end]) in bare(sentence(link)[1]) for link in found)


@pytest.mark.parametrize("piece", ["啊", "实施", "5个项目，", "5个项目。", "亿", "1", "一、", "（", "A、"])
def test_long_texts_are_aligned(piece: str) -> None:
    """Time that grows by the square of the length would run into the time limit of the suite."""
    text = piece * (20_000 // len(piece))
    align_clauses([ExplainerLine("a", text, "")], [ReportParagraph("p", text[:-1] + "好", "")], fold)


TOKENS = st.sampled_from([*"甲乙丙丁戊己庚辛", "1", "23", "AI"])


@settings(max_examples=500, deadline=None)
@given(st.lists(TOKENS, min_size=1, max_size=20), st.lists(TOKENS, min_size=1, max_size=40), st.data())
def test_the_band_does_not_change_the_result(line: list[str], paragraph: list[str], data: st.DataObject) -> None:
    stops = data.draw(st.lists(st.booleans(), min_size=len(paragraph) - 1, max_size=len(paragraph) - 1))
    texts = (tuple(line), tuple(paragraph), (True, *stops, True))
    everything = [(0, len(paragraph))] * (len(line) + 1)
    assert token_alignment._align(*texts) == token_alignment._align_in_band(*texts, everything)[1]
