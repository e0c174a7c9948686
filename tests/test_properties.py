"""What must hold for every text: marking and laying out lose, add and change no word; conversion moves nothing; HTML nests;
garbage is told and never a crash; the same input gives the same bytes; no stage changes what it is given.

Examples are bounded and the same in each run. ``test_every_word…`` are no random tests: they try each place in turn.
"""

from __future__ import annotations

import dataclasses
import itertools
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from gazette import model, problems, scripts
from gazette.conversion import converter as conversion
from gazette.facts import decode
from gazette.figures import indicators
from gazette.groups import GroupTask, Inputs, Surroundings
from gazette.html import assets
from gazette.html.inline import render_run
from gazette.html.slots import Slots
from gazette.library import glossary
from gazette.model import Mark, Run, Source
from gazette.pages import document as document_pages
from gazette.pages import goal_cards
from gazette.pages import indicators as indicator_pages
from gazette.pages.library_index import Holdings
from gazette.part_builder import PartBuilder, _Parsed
from gazette.pipeline import Options, build
from gazette.preview.preview import MemorySite
from gazette.scripts import HANS, HANT, SCRIPTS
from gazette.shown import in_script
from gazette.sources import attributes, files, front_matter, markdown, site_settings
from gazette.sources.anchor_registry import AnchorRegistry
from gazette.sources.document import parse_document
from gazette.sources.links import resolve_link
from gazette.text import find_clauses, find_label_end, find_sentences
from tests import mini_site, pagetext, stages

ROOT = Path(__file__).resolve().parent.parent
BOUND = settings(
    max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
#: Whole pages: slow enough that a failing one is shown as it was found.
PAGES = settings(BOUND, max_examples=20, phases=[Phase.explicit, Phase.generate])
MANY = settings(BOUND, max_examples=150)

T = TypeVar("T")

# ---------------------------------------------------------------- a page without the disk


@cache
def house() -> files.Sources:
    """The mini-site's settings and the house's templates."""
    sources, found = files.read_sources(mini_site.HERE / "content")
    assert not found
    return sources


@cache
def mini_rules() -> conversion.ConversionRules:
    """The mini-site's rules of conversion."""
    return conversion.read_rules(house().conversion.text, house().conversion.path)[0]


@cache
def addresses() -> dict[str, str]:
    """Where the mini-site's assets are."""
    return dict(assets.bundle_assets(house().static, house().fonts)[0])


@dataclasses.dataclass(frozen=True)
class Built:
    """What a build of one document makes on its way."""

    document: model.Document
    anchors: frozenset[str]
    pages: dict[str, str]


def built(text: str, path: str = "content/2031/report.md") -> Built:
    """A document as its pages, without disk; it must be without fault, reminders aside."""

    def faultless(found: Sequence[problems.Problem]) -> None:
        assert not [str(problem) for problem in found if problem.severity == "error"]

    site = MemorySite()
    builder = PartBuilder(inputs({path: files.RawFile(path, text.encode())}, site, addresses()))
    facts, found = builder.extract(path)
    faultless(found)
    assert facts is not None
    faultless(facts.problems)
    document = decode(builder._parsed[path], _Parsed).document
    name = document.id
    links = {href: resolve_link(href, name, {name: facts.anchors}) for href in facts.links}
    surroundings = Surroundings((document.year,), Holdings(), (), {}, (), (), {name: links}, ())
    faultless(builder.build_group(GroupTask("", (path,), {}, surroundings, (), (), renders=True)).problems)
    return Built(document, facts.anchors, {name: content.decode() for name, content in site._next.items()})


def inputs(documents: dict[str, files.RawFile], site: MemorySite, addresses: dict[str, str]) -> Inputs:
    """The mini-site's settings, glossary without sources and indicators, for some documents."""
    sources = house()
    text = re.sub(r"source: \{.*\}", "source: editor", sources.glossary.text)
    return Inputs(
        content=mini_site.HERE / "content",
        site=site_settings.read_site(sources.site.text, sources.site.path)[0],
        strings=site_settings.read_strings(sources.strings)[0],
        rules=conversion.read_rules(sources.conversion.text, sources.conversion.path)[0],
        entries=glossary.read_entries(text, "glossary.yml", markdown.parse_inline)[0],
        indicators=indicators.read_indicators(sources.indicators.text, sources.indicators.path)[0],
        synonyms=(),
        bodies={},
        registry=AnchorRegistry(),
        documents=documents,
        originals={},
        pictures={},
        glossary_path="glossary.yml",
        templates=sources.templates,
        addresses=addresses,
        writer=site.writer,
        records=None,
    )


def article(page: str) -> pagetext.Element:
    """The document's article on a page."""
    (found,) = pagetext.parse(page).find(tag="article", cls="document")
    return found


def head(kind: str, title: str = "題") -> str:
    return f"---\nkind: {kind}\nscript: Hans\ntitle: {title}\n---\n\n::: masthead\n# {title}\n:::\n\n"


# ---------------------------------------------------------------- words in, words out

HAN = "云汐东湾港口更开放新征程里碑市场准入双联动三生融合两项试点发展复后干面制造，。；：！？、（）《》“”—…·％"
TERMS = ("“三生”融合", "“三生”", "双湾联动", "两项试点", "数智云脑")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>&#!|~])")


def escaped(words: str) -> str:
    """Words as an editor has to write them so that they are words."""
    return _SPECIAL.sub(r"\\\1", words)


plain = st.one_of(
    st.text(HAN, min_size=1, max_size=8),
    st.sampled_from(TERMS),
    st.sampled_from(
        (
            "6%",
            "12条",
            "3.5亿元",
            "2031年",
            "30余家",
            "第3",
            "５．６％",
            "AI",
            "R&D",
            "A<B>C",
            "“1+6”",
            "x*y",
            "[甲]",
            "{乙}",
            "a_b_c",
        )
    ),
).filter(str.strip)
#: (Markdown, the document's own words in it)
Piece = tuple[str, str]


@st.composite
def spans(draw: st.DrawFn, inner: st.SearchStrategy[Piece]) -> Piece:
    """Something around words."""
    written, words = draw(inner)
    kind = draw(st.sampled_from(("strong", "em", "sic", "keep", "supplied", "none", "link", "out")))
    if kind in ("strong", "em"):
        if written[0] in "、，。；：":  # stars before these are read as the mask of a name
            return written, words
        stars = "**" if kind == "strong" else "*"
        return f"{stars}{written}{stars}", words
    if kind in ("link", "out"):
        if "]" in written.replace("\\]", ""):  # a link may hold no other brackets (blocks.md)
            return written, words
        return f"[{written}]({'#title' if kind == 'link' else 'https://example.org/a?b=1&c=2'})", words
    if kind == "sic" and ("](" in written or "sic=" in written):
        return written, words
    attribute = {
        "sic": 'sic=误 note="a “b” <c>"',
        "keep": "script=keep",
        "supplied": ".supplied",
        "none": "figure=none",
    }[kind]
    return f"[{written}]{{{attribute}}}", "" if kind == "supplied" else words


def together(parts: Sequence[Piece]) -> Piece:
    return "".join(written for written, _ in parts), "".join(words for _, words in parts)


#: Emphasis must not begin or end at punctuation that CommonMark would take for something else, so words stand around it.
word = plain.map(lambda words: (escaped(words), words))
around = st.lists(st.one_of(word, word, spans(word), spans(spans(word))), min_size=1, max_size=5).map(
    lambda parts: together([piece for part in parts for piece in (("云", "云"), part, ("汐", "汐"))])
)


@st.composite
def bodies(draw: st.DrawFn) -> Piece:
    """A body of several blocks; pages begin where they like, in rising order."""
    page = itertools.count(1)
    rows: list[str] = []
    said: list[str] = []
    for number in range(draw(st.integers(3, 9))):
        written, words = draw(around)
        if draw(st.booleans()):
            cut = draw(st.integers(0, 1)) and written.index("云") + 1
            written = f"{written[:cut]}[]{{page={next(page)}}}{written[cut:]}"
        kind = draw(
            st.sampled_from(
                ("paragraph", "paragraph", "section", "run-in", "item", "ordered", "quote", "goals", "soft", "hard")
            )
        )
        if kind == "section":
            rows.append(f"## {written} {{#s{number} role=target year=2031}}")
        elif kind == "run-in":
            rows.append(f"### {written} {{#r{number} .run-in}}\n\n又云。")
            words += "又云。"
        elif kind == "item":
            rows.append(f"- {written}\n- 又汐")
            words += "又汐"
        elif kind == "ordered":
            rows.append(f"1. {written}")
            words = f"1.{words}"
        elif kind == "quote":
            rows.append(f"> {written}")
        elif kind == "goals":
            rows.append(f"::: goals\n- [{written}]{{figure=none}}\n:::")
        elif kind in ("soft", "hard"):
            rows.append(f"{written}{chr(92) if kind == 'hard' else ''}\n后文")
            words += "后文"
        else:
            rows.append(written)
        said.append(words)
        rows.append("断。")  # two lists in a row would be one
        said.append("断。")
    return "\n\n".join(rows), "".join(said)


@pytest.mark.parametrize("kind", ["report", "explainer", "coverage"])
@PAGES
@given(body=bodies())
def test_a_page_prints_the_words_of_its_source_and_no_others(kind: str, body: Piece) -> None:
    written, words = body
    made = built(head(kind) + written)
    page = made.pages["zh-hans/2031/report/index.html"]
    assert pagetext.bare(article(page).text()) == pagetext.bare(f"題{words}")
    other = pagetext.bare(article(made.pages["zh-hant/2031/report/index.html"]).text())
    assert len(other) == len(pagetext.bare(f"題{words}"))


@pytest.mark.parametrize("kind", ["report", "explainer"])
@PAGES
@given(body=bodies())
@example(body=("## 01节 {#e01 role=target year=2031}\n\n- [开通**12条**；推进]{role=result}试点", ""))
@example(body=("- [拓航线：开通]{sic=误}12条", ""))
@example(body=("- 见[一；二](#title)；三", ""))
def test_a_page_is_valid_where_it_counts(kind: str, body: Piece) -> None:
    """No id twice, no link in a link, nothing cut in two, the same ids in both scripts."""
    made = built(head(kind) + body[0])
    ids = []
    for page in made.pages.values():
        root = pagetext.parse(page)
        own = [element.attrs["id"] for element in root.walk() if element.attrs.get("id")]
        assert len(own) == len(set(own)), sorted(name or "" for name in own if own.count(name) > 1)
        for outer in root.find(tag="a"):
            assert not [inner for inner in outer.walk()[1:] if inner.tag == "a"]
        assert "](" not in page, "a link is printed"
        ids.append([name for name in own if not str(name).startswith("sic-")])
    assert ids[0] == ids[1]


@BOUND
@given(body=bodies())
def test_marking_changes_no_word_and_stays_inside(body: Piece) -> None:
    document, _ = parse_document(Source("content/2031/report.md", head("report") + body[0]))
    assert document is not None
    made = built(head("report") + body[0]) if len(body[0]) < 120 else None
    for block in document.walk():
        if block.run is not None:
            for mark in block.run.marks:
                assert 0 <= mark.start <= mark.end <= len(block.run.text)
                assert mark.start < mark.end or mark.kind in ("page", "break")
    if made is not None:
        before = [block.run.text for block in document.walk() if block.run]
        shown = [block.run.shown for block in stages.convert(made.document, mini_rules()).walk() if block.run]
        assert [in_script(text, SCRIPTS.index(HANS)) for text in shown] == before
        assert [len(in_script(text, SCRIPTS.index(HANT))) for text in shown] == list(map(len, before))


# Each kind of block (its word at @, a number of its own at №) in each place (the block at @).
PLACES = {
    "the body": "@",
    "a section": "## 01节 {#e01}\n\n@",
    "goals": "::: goals\n@\n:::",
    "facts": "::: facts\n## 事 {#f}\n\n@\n:::",
    "imprint": "::: imprint\n@\n:::",
    "a quotation": "> @",
    "an item": "- 项\n\n  @",
}
BLOCKS = {
    "a paragraph": "@",
    "an item": "- @",
    "an item of an ordered list": "1. @",
    "an item below an item": "- 上\n  - @",
    "an item two below": "- 上\n  - 中\n    - @",
    "a paragraph in an item": "- 上\n\n  @",
    "a paragraph in an item below an item": "- 上\n  - 中\n\n    @",
    "a quotation": "> @",
    "an item in a quotation": "> - @",
    "a quotation in an item": "- 上\n\n  > @",
    "code": "```\n@\n```",
    "code in an item": "- 上\n\n  ```\n  @\n  ```",
    "a smaller heading": "### @",
    "a run-in heading": "### @ {#r№ .run-in}\n\n后文",
    "the paragraph of a run-in heading": "### 题。 {#r№ .run-in}\n\n@",
    "a paragraph with a bullet": "▶@",
    "a label": "- @：后文",
    "a label with a bullet": "- ◎@：后文",
    "a clause after a label": "- 题目：一；@。三",
    "a page alone in its paragraph, then": "[]{page=№}\n\n@",
    "a page before a bullet": "- []{page=№}▶@",
    "a bullet alone, then": "- ▶\n- @",
    "an empty item, then": "-\n- @",
    "an item with nothing but a list": "- - @",
    "words after a rule": "***\n\n@",
    "a code span": "见`@`处",
    "a page inside": "前[]{page=№}@",
}


def placed(place: str, names: Sequence[str]) -> tuple[str, dict[str, str]]:
    """A body with those blocks in that place, a paragraph between them; and each block's word."""
    frame = PLACES[place]
    lead = frame[: frame.index("@")].rpartition("\n")[2]
    lead = lead if lead.strip() == ">" else " " * len(lead)
    words, rows = {}, []
    for name in names:
        number = list(BLOCKS).index(name) + 1
        words[name] = f"词{chr(0x5200 + number)}尾"
        rows += [*BLOCKS[name].replace("@", words[name]).replace("№", str(number)).split("\n"), "", "隔。", ""]
    first, *rest = rows
    return frame.replace("@", "\n".join([first, *(f"{lead}{row}".rstrip() for row in rest)])), words


def tried(kind: str, place: str, fault: Callable[[Built, dict[str, str]], list[str]]) -> list[str]:
    """What is wrong with the blocks in that place, all of them on one page; where that cannot be built, one by one."""
    try:
        body, words = placed(place, list(BLOCKS))
        return fault(built(head(kind) + body), words)
    except Exception:
        found = []
        for name in BLOCKS:
            body, words = placed(place, [name])
            try:
                found += fault(built(head(kind) + body), words)
            except Exception as error:
                found.append(f"{name}: {type(error).__name__} {error}")
        return found


@pytest.mark.parametrize("kind", ["report", "explainer", "coverage"])
@pytest.mark.parametrize("place", PLACES)
def test_every_word_stands_once_wherever_it_is(kind: str, place: str) -> None:
    def fault(made: Built, words: dict[str, str]) -> list[str]:
        text = pagetext.bare(article(made.pages["zh-hans/2031/report/index.html"]).text())
        times = {name: text.count(word) for name, word in words.items()}
        wrong = [f"{name}: {count} times" for name, count in times.items() if count != 1]
        said = pagetext.bare("".join(block.run.text for block in made.document.walk() if block.run))
        lost, added = Counter(said) - Counter(text), Counter(text) - Counter(said)
        return wrong + ([f"lost {dict(lost)}, added {dict(added)}"] if lost or added else [])

    wrong = tried(kind, place, fault)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("kind", ["report", "explainer", "coverage"])
@pytest.mark.parametrize("place", PLACES)
def test_every_anchor_of_a_document_is_an_id_of_its_page(kind: str, place: str) -> None:
    def fault(made: Built, _: dict[str, str]) -> list[str]:
        root = pagetext.parse(made.pages["zh-hans/2031/report/index.html"])
        ids = {str(element.attrs["id"]) for element in root.walk() if element.attrs.get("id")}
        return sorted(made.anchors - ids)

    wrong = tried(kind, place, fault)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("container", ["goals", "facts", "note", "gap", "imprint"])
def test_a_container_named_by_an_editor_has_its_name_on_the_page(container: str) -> None:
    made = built(f"{head('report')}::: {container} {{#mine}}\n云汐\n:::\n\n见[上](#mine)")
    root = pagetext.parse(made.pages["zh-hans/2031/report/index.html"])
    assert root.find(id="mine")


def test_words_in_the_container_of_notes_are_told_or_shown() -> None:
    """The notes come from the glossary; what an editor writes there by hand must not vanish."""
    document, found = parse_document(Source("content/2031/report.md", f"{head('report')}::: notes\n另注一条\n:::\n"))
    assert document is not None
    if not found:
        page = built(f"{head('report')}::: notes\n另注一条\n:::\n").pages["zh-hans/2031/report/index.html"]
        assert "另注一条" in article(page).text()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            "\n".join("  " * level + f"- 层{level}" for level in range(14)) + "\n\n末尾。", id="nested deeply"
        ),
        pytest.param("- 项\n\n  ::: masthead\n  末尾\n  :::", id="a masthead in an item"),
        pytest.param("> ::: masthead\n> 末尾\n> :::", id="a masthead in a quotation"),
    ],
)
def test_words_in_odd_places_are_told_or_shown(body: str) -> None:
    document, found = parse_document(Source("content/2031/report.md", f"{head('report')}{body}\n"))
    assert document is not None
    if not found:
        text = article(built(f"{head('report')}{body}\n").pages["zh-hans/2031/report/index.html"]).text()
        assert "末尾" in text and all(f"层{level}" in text for level in range(14) if f"层{level}" in body)


def test_what_is_printed_of_a_supplied_heading_stays_the_documents() -> None:
    page = built(f"{head('explainer')}## 01以[港]{{.supplied}}兴市 {{#e01}}\n\n云汐").pages[
        "zh-hans/2031/report/index.html"
    ]
    assert pagetext.bare(article(page).text()) == "題01以兴市云汐"


def test_no_text_of_an_editor_becomes_markup(tmp_path: Path) -> None:
    """Every value that an editor writes holds signs of HTML and of the templates, and is shown as it is."""
    hostile = """<x1 onload=1>&"'{{ 7*7 }}{% x %}"""
    project = mini_site.copy_to(tmp_path)
    values = {
        "content/site.yml": (
            "云汐市政府工作报告",
            "原文·解读·数字",
            "云汐读本编辑组",
            "向海图强",
        ),
        "content/indicators.yml": ("全市生产总值增长", "预期目标", "只计当年新建的"),
        "glossary.yml": ("双湾联动", "东湾与西湾一体发展。", "“三生融合”"),
        "content/2031/report.md": ("文件（七）", "云汐市市长 范松", "6页样稿", "为测试而写"),
        "content/2031/explainer.md": (
            "向海图强 2031年云汐这么干！",
            "云汐日报",
            "版面未载日期，据报告推定",
            "一幅照片",
        ),
    }
    for name, words in values.items():
        head_, mark, body = (
            (project / name).read_text(encoding="utf-8").partition("\n---\n") if name.endswith(".md") else ("", "", "")
        )
        head_ = head_ or (project / name).read_text(encoding="utf-8")
        for number, word_ in enumerate(words):
            assert word_ in head_, word_
            quoted = "'" + f"{hostile}{number}".replace("'", "''") + "'"
            head_ = re.sub(rf"(?<=[:\[,] )[\"']?{re.escape(word_)}[\"']?(?=[,\]}}\n])", lambda _, q=quoted: q, head_)  # type: ignore[misc]
            body = body.replace(word_, escaped(f"{hostile}{number}"))
        (project / name).write_text(head_ + mark + body, encoding="utf-8")
    outcome = mini_site.build_in(project)
    assert outcome.written, [str(problem) for problem in outcome.problems]
    seen = set()
    for path in sorted((project / "site").rglob("*.html")):
        root = pagetext.parse(path.read_text(encoding="utf-8"))
        assert not [element for element in root.walk() if element.tag.startswith("x1")], path
        assert not [name for element in root.walk() for name in element.attrs if name.startswith("on")], path
        seen.update(re.findall(r"<x1 onload=1>&\"'\{\{ 7\*7 \}\}\{% x %\}[0-9]", root.text(apparatus=True)))
    assert len(seen) == max(map(len, values.values())), seen


# ---------------------------------------------------------------- conversion

converter = conversion.Converter(conversion.read_rules((ROOT / "conversion.yml").read_text(encoding="utf-8"), "")[0])
chinese = st.text(
    st.one_of(st.sampled_from(HAN), st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)), max_size=12
)
foreign = st.one_of(
    st.sampled_from(
        (
            "6.5%",
            "2031",
            "１２",
            "AI",
            "R&D",
            "https://例.cn/发展?a=里",
            "http://a.b/后-面#干",
            "发展@例子.cn",
            "www.发展.com",
            " ",
            "\n",
            "“1+6”",
            "①",
            "🀄",
            "e\u0301",
            "𠮷",
        )
    ),
    st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=6),
)
_NOT_HAN = re.compile("[^\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@pytest.mark.parametrize("target", ["Hans", "Hant"])
@MANY
@given(parts=st.lists(st.one_of(chinese, foreign), max_size=10))
def test_conversion_keeps_length_and_everything_that_is_not_han(target: str, parts: list[str]) -> None:
    text = "".join(parts)
    source = "Hant" if target == "Hans" else "Hans"
    converted = converter.convert(text, source, target)
    assert len(converted) == len(text)
    for before, after in zip(text, converted, strict=True):
        assert before == after or not _NOT_HAN.match(before)
    assert converter.convert(text, target, target) == text


@MANY
@given(
    before=chinese,
    after=chinese,
    address=st.sampled_from(
        ("https://example.cn/fazhan?a=1", "fa.zhan@example.cn", "www.fazhan.com", "mailto:fa@example.cn")
    ),
)
def test_conversion_leaves_addresses_alone(before: str, after: str, address: str) -> None:
    text = f"{before}，{address}，{after}"
    converted = converter.convert(text, "Hans", "Hant")
    assert converted[len(before) + 1 : len(before) + 1 + len(address)] == address


@MANY
@given(text=st.text(st.one_of(st.sampled_from(HAN + "發後乾裡臺"), st.characters()), max_size=30))
def test_folding_keeps_length_and_is_done_once(text: str) -> None:
    folded = conversion.fold(text)
    assert len(folded) == len(text) and conversion.fold(folded) == folded


# ---------------------------------------------------------------- runs

KINDS = (
    "strong",
    "em",
    "code",
    "a",
    "term",
    "data",
    "amount",
    "sic",
    "supplied",
    "script",
    "override",
    "span",
    "value",
    "run-in",
    "departs",
)
_ATTRIBUTES: dict[str, dict[str, str]] = {
    "amount": {"indicator": "a&b"},
    "a": {"href": "https://example.org/?a=1&b=2", "document": "", "anchor": ""},
    "term": {"slug": "x"},
    "data": {"id": "f", "value": "6", "indicator": "a&b"},
    "sic": {"sic": "误", "number": "1"},
}
_WHOLE = ("a", "term", "data", "sic", "amount")


def _clash(new: Mark, known: Mark) -> bool:
    """Whether two marks that must stay whole cannot stand so: crossing, twice the same, a link in a link."""
    if new.end <= known.start or known.end <= new.start:
        return False
    around = new.start <= known.start and known.end <= new.end
    inside = known.start <= new.start and new.end <= known.end
    return not (around or inside) or new.kind == known.kind or not {"data", "amount"} & {new.kind, known.kind}


@st.composite
def runs(draw: st.DrawFn, kinds: Sequence[str] = KINDS) -> Run:
    """A run with any marks whatever; only those that must stay whole do not cross one another."""
    text = draw(st.text(st.one_of(st.sampled_from(HAN), st.sampled_from("<>&\"' a1")), max_size=16))
    marks: list[Mark] = []
    for _ in range(draw(st.integers(0, 6)) if text else 0):
        kind = draw(st.sampled_from(kinds))
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        mark = Mark(kind, start, end, _ATTRIBUTES.get(kind, {}))
        if kind not in _WHOLE or not any(m.kind in _WHOLE and _clash(mark, m) for m in marks):
            marks.append(mark)
    for page in draw(st.lists(st.integers(0, len(text)), max_size=2)):
        marks.append(Mark(draw(st.sampled_from(("page", "break"))), page, page, {"page": str(len(marks))}))
    return Run(text, tuple(sorted(marks, key=lambda m: (m.start, -m.end))))


WORDING = {"page_before": "第", "page_after": "页", "sic_mark": "误", "departs_mark": "异"}


def visible(run: Run) -> str:
    """The document's own words of a run: all but the supplied ones."""
    hidden = {i for m in run.marks if m.kind == "supplied" for i in range(m.start, m.end)}
    return "".join(character for i, character in enumerate(run.text) if i not in hidden)


@MANY
@given(run=runs())
@example(Run("一二三四五", (Mark("em", 0, 2), Mark("strong", 1, 5), Mark("data", 1, 4, _ATTRIBUTES["data"]))))
def test_html_nests_and_says_the_words(run: Run) -> None:
    root = pagetext.parse(render_run(run, "../", WORDING, Slots().make))
    assert root.text() == visible(run)
    shown = root.text(apparatus=True)
    assert all(character in shown for character in run.text)
    for kind, (tag, cls) in {"data": ("data", "figure"), "term": ("a", "term"), "sic": ("a", "sic")}.items():
        elements = [element.text(apparatus=True) for element in root.find(tag=tag, cls=cls)]
        wanted = [m for m in run.marks if m.kind == kind]
        assert len(elements) == len(wanted), f"{kind} is cut in two"
    assert not [a for a in root.find(tag="a") for inner in a.walk()[1:] if inner.tag == "a"], "a link in a link"


@MANY
@given(run=runs(), cuts=st.lists(st.integers(0, 16), max_size=4))
def test_a_run_cut_to_pieces_is_the_run_again(run: Run, cuts: list[int]) -> None:
    length = len(run.text)
    edges = sorted({0, length, *(cut for cut in cuts if cut <= length)})
    pieces = [run.cut(start, end) for start, end in itertools.pairwise(edges)] or [run.cut(0, length)]
    assert "".join(piece.text for piece in pieces) == run.text

    def covered(part: Run, shift: int) -> Iterator[tuple[str, int]]:
        for mark in part.marks:
            assert 0 <= mark.start <= mark.end <= len(part.text)
            yield from ((mark.kind, shift + at) for at in range(mark.start, mark.end))

    def points(part: Run, shift: int) -> list[tuple[str, int, str]]:
        return [(m.kind, shift + m.start, m.attrs["page"]) for m in part.marks if m.start == m.end]

    shifts = list(itertools.accumulate((len(piece.text) for piece in pieces), initial=0))
    together_ = [row for piece, shift in zip(pieces, shifts, strict=False) for row in covered(piece, shift)]
    assert sorted(together_) == sorted(covered(run, 0))
    assert sorted(row for piece, shift in zip(pieces, shifts, strict=False) for row in points(piece, shift)) == sorted(
        points(run, 0)
    )


@MANY
@given(text=st.text(st.sampled_from("港口。！？；：，”’）》」』“（a1\n "), max_size=30))
def test_sentences_and_clauses_are_the_text(text: str) -> None:
    for cut in (find_sentences, find_clauses):
        spans_ = cut(text)
        assert "".join(text[start:end] for start, end in spans_) == text
        assert all(start < end for start, end in spans_)
    assert 0 <= find_label_end(text) < max(len(text), 1)


# ---------------------------------------------------------------- garbage

NOTATION = (
    "---\n", "kind: report\n", "script: Hans\n", "title: 题\n", "\n", "\n\n", "# 题", "## 一", "### 二", "- ", "1. ", "> ", "    ", "\t", "```", "***",
    "::: goals", "::: note", "::: notes", ":::", ":::: x", "::: masthead", "{#s1}", "{#s1 .run-in}", "{role=result year=2030}", "{year=²}", "{year=x}",
    "{script=keep}", "[", "]", "(", ")", "[]{page=2}", "[]{page=x}", "[]{page=²}", "[题]{page=3}", "[6%]{indicator=gdp-growth}", "[x]{sic=", "}", "{", '"',
    "[链](report.md#s1)", "[链](", "![图](x)", "<b>", "<!--", "&amp;", "&#0;", "\\", "**", "*", "`", "[增长**6%**]{indicator=gdp-growth role=target year=2031}",
    "题", "增长6%左右", "“三生”融合", "：", "；", "。", "▶", "\x0b", "\u2028", "\ufeff", "\u3000", "🀄",
)  # fmt: skip
YAML = (
    "- ", ": ", ":", "\n", "\n  ", "\n- ", "[", "]", "{", "}", ",", '"', "'", "|", ">", "&a ", "*a", "!!int ", "!x", "? ", "#", "%", "@", "\t", "---\n", "...\n", "<<: ",
    "slug: a", "term: “三生”", "definition: 释**义**[]{page=5}", "source: editor", "source: {document: 2031/report, page: 2}", "years: [2031]", "see: [a]", "hant: 三",
    "title: 题", "base_url: https://a.b", "mottos: ", "phrases:\n  - {hans: 一, hant: 二, reason: 三}", "back: ", "id: a", "name: b", "unit: '%'", "headline: yes",
    "units: {所: 1}", "units: {所: NaN}", "no", "12:30", "~", "\x07", "\x85", "\u2028", "题",
)  # fmt: skip


def soup(fragments: Sequence[str]) -> st.SearchStrategy[str]:
    """Text put together from fragments and anything else, as files.read_sources hands it on: no NUL, line ends made one."""
    anything = st.text(st.characters(exclude_characters="\0\r", exclude_categories=["Cs"]), max_size=5)
    return st.lists(st.one_of(st.sampled_from(fragments), st.sampled_from(fragments), anything), max_size=25).map(
        "".join
    )


@MANY
@given(text=soup(NOTATION))
def test_no_markdown_raises(text: str) -> None:
    found, _ = markdown.parse_blocks(text, "content/2031/report.md")
    assert isinstance(found, tuple)
    run, _ = markdown.parse_inline(text, "glossary.yml", 1)
    assert all(0 <= mark.start <= mark.end <= len(run.text) for mark in run.marks)
    attributes.split_trailing_attributes(text)
    for start in (match.start() for match in re.finditer(r"\{", text)):
        attributes.parse_attributes(text, start)
    render_run(
        Run(run.text, tuple(m for m in run.marks if m.kind not in ("link", "page"))),
        "../",
        WORDING,
        Slots().make,
    )


@MANY
@given(text=soup(YAML))
@example("? [a]\n: b\n? [a]\n: c")
@example("a: &x [*x]")
@example("- &a\n  b: *a")
def test_no_yaml_raises(text: str) -> None:
    front_matter.parse_front_matter(f"---\n{text}\n---\n", "content/2031/report.md")
    glossary.read_entries(text, "glossary.yml", markdown.parse_inline)
    indicators.read_indicators(text, "content/indicators.yml")
    site_settings.read_site(text, "content/site.yml")
    site_settings.read_strings((Source("templates/strings.yml", text),))
    conversion.read_rules(text, "conversion.yml")


@settings(MANY, max_examples=70)
@given(text=soup(NOTATION), kind=st.sampled_from(("report", "explainer", "coverage")))
@example(text="-", kind="explainer")
@example(text="- ▶", kind="explainer")
@example(text="[]{page=2}", kind="explainer")
@example(text="[]{page=x}增长6%", kind="report")
@example(text="## 一 {#s1 year=x}", kind="report")
def test_no_document_brings_the_build_down(text: str, kind: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """All the way to the pages: what is wrong is told, what is not is built."""
    folder = tmp_path_factory.getbasetemp() / "garbage"
    if not folder.exists():
        mini_site.copy_to(folder)
        (folder / "content" / "2031" / "explainer.md").unlink()
        (folder / "content" / "2032" / "explainer.md").unlink()
        site = folder / "content" / "site.yml"
        site.write_text(site.read_text("utf-8").replace("[sansheng-ronghe]", "[a]"), "utf-8")
        (folder / "glossary.yml").write_text("- {slug: a, term: “三生”融合, definition: 释, source: editor}\n", "utf-8")
    body = f"---\nkind: {kind}\nscript: Hans\ntitle: 题\n---\n\n::: masthead\n# 题\n:::\n\n{text}\n"
    (folder / "content" / "2031" / "report.md").write_bytes(body.encode())
    outcome = build(Options(folder / "content", None, search=False))
    for problem in outcome.problems:
        assert problem.locus.line <= body.count("\n") + 1


# ---------------------------------------------------------------- the same again

SEARCH_TOO = (
    (("PYTHONHASHSEED", "1"), ("TZ", "UTC")),
    (("PYTHONHASHSEED", "4242"), ("TZ", "Asia/Manila"), ("LC_ALL", "C")),
)


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    """In processes of their own, with other seeds, time zones, locales and folders, the search index as well."""
    made = []
    for number, environment in enumerate(SEARCH_TOO):
        project = mini_site.copy_to(tmp_path / f"project{number}")
        command = [
            sys.executable,
            str(ROOT / "build.py"),
            "--content",
            str(project / "content"),
            "--out",
            str(project / "site"),
        ]
        done = subprocess.run(
            command,
            env={**os.environ, **dict(environment)},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        made.append(mini_site.snapshot(project / "site"))
    first, second = made
    assert list(first) == list(second)
    assert [name for name in first if first[name] != second[name]] == []
    assert len(first) > 40 and any("pagefind" in name for name in first)


def test_the_same_project_built_over_itself_is_the_same(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    assert mini_site.build_in(project).written
    first = mini_site.snapshot(project)
    assert mini_site.build_in(project).written
    assert mini_site.snapshot(project) == first


# ---------------------------------------------------------------- nothing is changed on the way


@pytest.mark.parametrize(
    "module",
    [model, document_pages, goal_cards, indicator_pages, problems, scripts],
    ids=lambda module: module.__name__,
)
def test_values_are_frozen(module: object) -> None:
    classes = [c for c in vars(module).values() if isinstance(c, type) and issubclass(c, Struct) and c is not Struct]
    assert classes
    assert all(cls.__struct_config__.frozen for cls in classes)
