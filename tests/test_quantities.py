"""The recogniser of quantities against a key made by reading (``cases/quantities.yml``), and its properties."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from opencc import OpenCC

from gazette.figures.numerals import parse_number, split_scale
from gazette.figures.quantities import Quantity, find_quantities
from gazette.model import Source
from gazette.sources.document import parse_document

HERE = Path(__file__).parent
CONTENT = HERE.parent / "content"
FIVE = ("2024/report", "2024/explainer", "2023/explainer", "2025/explainer", "2024/congress")
Figure = tuple[str, Decimal, str, str, bool]


@dataclass(frozen=True)
class Line:
    """A sentence of the key: what must be found in it, and what may be."""

    words: str
    figures: tuple[Figure, ...]
    either: tuple[Figure, ...]


def _figures(rows: list[list[str | bool]]) -> tuple[Figure, ...]:
    return tuple((str(w), Decimal(str(v)), str(u), str(c), bool(e)) for w, v, u, c, e in rows)


def _key() -> dict[str, list[Line]]:
    documents = yaml.safe_load((HERE / "cases" / "quantities.yml").read_text(encoding="utf-8"))
    return {
        document["document"]: [
            Line(row["line"], _figures(row["figures"]), _figures(row.get("either", []))) for row in document["lines"]
        ]
        for document in documents
    }


KEY = _key()
LINES = [line for lines in KEY.values() for line in lines]


def _as_figure(text: str, found: Quantity) -> Figure:
    return text[found.value_start : found.value_end], found.value, found.unit, found.comparator, found.expected


def _without(figures: list[Figure], taken: tuple[Figure, ...]) -> list[Figure]:
    left = list(figures)
    for figure in taken:
        if figure in left:
            left.remove(figure)
    return left


# ---------------------------------------------------------------- the key


def test_key_is_large_enough() -> None:
    assert sum(len(line.figures) for name in FIVE for line in KEY[name]) >= 400
    assert sum(not line.figures for name in FIVE for line in KEY[name]) >= 150


@pytest.mark.parametrize("document", KEY)
def test_recall_and_precision(document: str) -> None:
    wanted = found = right = 0
    wrong: list[str] = []
    for line in KEY[document]:
        got = _without([_as_figure(line.words, quantity) for quantity in find_quantities(line.words)], line.either)
        missed, extra = _without(list(line.figures), tuple(got)), _without(got, line.figures)
        wanted, found, right = wanted + len(line.figures), found + len(got), right + len(got) - len(extra)
        wrong += [f"{line.words}: missed {missed}, extra {extra}"] if missed or extra else []
    recall, precision = right / wanted if wanted else 1.0, right / found if found else 1.0
    print(f"{document}: {wanted} wanted, {found} found, recall {recall:.3f}, precision {precision:.3f}")
    assert recall >= 0.99 and precision >= 0.99, "\n".join(wrong)


@pytest.mark.parametrize("document", FIVE)
def test_key_is_verbatim(document: str) -> None:
    """The key's lines stand in the documents, which tests/publication holds to the sources."""
    path = f"content/{document}.md"
    parsed, _ = parse_document(Source(path, (CONTENT / f"{document}.md").read_text(encoding="utf-8")))
    assert parsed is not None
    text = re.sub(r"\s", "", "".join(block.run.text for block in parsed.walk() if block.run))
    lines = [re.sub(r"\s", "", line.words) for line in KEY[document] if line.figures]
    assert [line for line in lines if line not in text] == []


def test_lines_do_not_depend_on_their_neighbours() -> None:
    words = [line.words for line in LINES]
    apart = [_as_figure(text, quantity) for text in words for quantity in find_quantities(text)]
    whole = "\n".join(words)
    assert [_as_figure(whole, quantity) for quantity in find_quantities(whole)] == apart


# ---------------------------------------------------------------- the same words printed otherwise

FULL_WIDTH = str.maketrans("0123456789%", "０１２３４５６７８９％")
HAN_DIGIT = re.compile(r"(?<=[\u4e00-\u9fff])(?=\d)|(?<=\d)(?=[\u4e00-\u9fff])|(?<=\d)(?=%)|(?<=%)(?=[\u4e00-\u9fff])")


def _values(text: str) -> list[tuple[Decimal, str, bool]]:
    return [(found.value, found.unit.replace("％", "%"), found.expected) for found in find_quantities(text)]


def test_full_width_digits() -> None:
    for line in LINES:
        assert _values(line.words.translate(FULL_WIDTH)) == _values(line.words), line.words


@pytest.mark.parametrize("space", [" ", "\u3000", "\u00a0"])
def test_spaces_between_digits_and_characters(space: str) -> None:
    for line in LINES:
        assert _values(HAN_DIGIT.sub(space, line.words)) == _values(line.words), line.words


def test_traditional_characters() -> None:
    there, back = OpenCC("s2tw"), OpenCC("tw2s")
    for name in ("2024/report", "2025/explainer", "2024/congress", "new"):
        for line in KEY[name]:
            traditional = there.convert(line.words)
            if len(traditional) != len(line.words):
                continue
            spans = [(found.start, found.end, found.value) for found in find_quantities(line.words)]
            assert [(found.start, found.end, found.value) for found in find_quantities(traditional)] == spans, (
                traditional
            )
            units = [back.convert(found.unit) for found in find_quantities(line.words)]
            assert [back.convert(found.unit) for found in find_quantities(traditional)] == units


# ---------------------------------------------------------------- the rules, one by one


@pytest.mark.parametrize(
    ("text", "words", "shown", "unit", "value", "comparator"),
    [
        ("高新企业超900家、", "超900家", "900", "家", "900", "超"),
        ("增长6%左右", "6%左右", "6", "%", "6", "左右"),
        ("力争高中升学率达60%", "达60%", "60", "%", "60", "力争…达"),
        ("力争超60%", "力争超60%", "60", "%", "60", "力争超"),
        ("兑现政策资金25.8亿元", "25.8亿元", "25.8", "亿元", "25.8", ""),
        ("学位1.2万个", "1.2万个", "1.2万", "个", "12000", ""),
        ("举办百场演出", "百场", "百", "场", "100", ""),
        ("基金规模突破百億。", "突破百億", "百", "億", "100", "突破"),
        ("保持全国第 4，", "第 4", "第 4", "位", "4", ""),
        ("进入全省前10名。", "前10名", "前10", "名", "10", "前"),
        ("下降百分之六点五以上", "百分之六点五以上", "六点五", "%", "6.5", "以上"),
        ("数量实现翻番，", "翻番", "翻", "番", "1", ""),
        ("新增3—5家企业", "3—5家", "3—5", "家", "3", "—"),
        ("新增1—2万人", "1—2万人", "1—2万", "人", "10000", "—"),
        ("提升至52万吨/日。", "52万吨/日", "52万", "吨/日", "520000", ""),
    ],
)
def test_parts(text: str, words: str, shown: str, unit: str, value: str, comparator: str) -> None:
    (found,) = find_quantities(text)
    assert text[found.start : found.end] == words
    assert (found.printed_number, found.unit, found.value, found.comparator) == (
        shown,
        unit,
        Decimal(value),
        comparator,
    )


def test_expected_lasts_to_the_end_of_the_sentence() -> None:
    text = "增长1%，预计增长2%，收入增长3%；增长4%。预计5%。\n6%"
    assert [found.expected for found in find_quantities(text)] == [False, True, True, False, True, False]


NUMERALS = """
    1.2万=12000 7.0=7.0 １，３４１．５=1341.5 30余=30 10多万=100000 百=100 千万=10000000 两=2 十五=15 三百六十五=365
    一千零五十=1050 六点五=6.5 一亿二千三百万=123000000 1.39万亿=1390000000000 三千五百亿=350000000000
    二三= 一三一三七= 十百= 亿万= 点五= 五点= =
"""


@pytest.mark.parametrize("row", re.findall(r"\S+", NUMERALS))
def test_numerals(row: str) -> None:
    words, _, value = row.partition("=")
    assert parse_number(words) == (Decimal(value) if value else None)


def test_scales() -> None:
    assert [split_scale(words)[:2] for words in ("25.8亿", "百万", "1.2万亿", "万亿", "亿", "10亿多")] == [
        ("25.8", "亿"), ("百", "万"), ("1.2", "万亿"), ("万", "亿"), ("亿", ""), ("10亿多", ""),
    ]  # fmt: skip


# ---------------------------------------------------------------- properties

PIECES = """
    0 1 12 900 2024 1,341 1.5 ６ ． . , 一 二 两 三 十 百 千 万 亿 億 点 余 多 % ％ 个 個 家 元 亩 人次 人 户 名 吨/日
    个百分点 百分之 成 倍 翻 番 第 前 位 以上 左右 以内 超 突破 达 近 上 过 约 不低于 力争 预计 分别 从 到 至 — - ~ 、 ，
    。 ； ： “ ” 《 》 （ ） 级 的 企业 村 收入 全国 保持 新增 蒸吨 以下 天 压缩 A + 亿元 万元
"""
PIECE = st.sampled_from([*re.findall(r"\S+", PIECES), " ", "\n"])
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECE, max_size=60).map("".join))


@given(TEXTS)
@settings(max_examples=1500, deadline=None)
@example("5%以上百家")
@example("力争力争5%、达力争6%—7%")
@example("1、2、分别3、4个百分点")
def test_spans(text: str) -> None:
    end = 0
    for found in find_quantities(text):
        assert end <= found.start <= found.value_start < found.value_end <= found.end <= len(text)
        words = text[found.value_start : found.value_end]
        assert found.printed_number and found.unit and found.printed_number in words.replace("百分之", "")
        assert found.value.is_finite() and found.value >= 0
        if "百分之" not in words and words[0] not in "第前" and found.value_end == found.end:
            assert re.sub(r"\s", "", words) in {re.sub(r"\s", "", found.printed_number + found.unit), words}
        end = found.end


@given(st.lists(PIECE, max_size=40).map("".join), st.sampled_from([line.words for line in LINES]))
@settings(max_examples=300, deadline=None)
def test_a_line_before_changes_nothing(before: str, line: str) -> None:
    shift = len(before) + 1
    alone = [
        replace(
            found,
            start=found.start + shift,
            end=found.end + shift,
            value_start=found.value_start + shift,
            value_end=found.value_end + shift,
        )
        for found in find_quantities(line)
    ]
    assert [found for found in find_quantities(f"{before}\n{line}") if found.start >= shift] == alone


SLOW = """
    1,1,1万超超 1 万 一 百 超 1万 “1 力争1 3到 1、 分别1、 第一 预计 1,111 1. 1_ 1—1% 从1%到2%到 百分之 个企业收入超1亿
    １，１１１ “千家 《1个 产值超1元企 一百二 村收入超百万 前1 翻 1_、_ 5%—
"""


@pytest.mark.parametrize("piece", re.findall(r"\S+", SLOW))
def test_a_long_text_ends(piece: str) -> None:
    """Time that grows by the square of the length would run into the time limit of the suite."""
    text = piece.replace("_", " ") * (100_000 // len(piece))
    find_quantities(text)


def test_huge_number_is_no_figure() -> None:
    assert find_quantities("9" * 100_000 + "家") == ()


def test_input_is_not_required_to_be_sensible() -> None:
    for text in ("", " ", "\x00", "\ud800", "1" * 16 + "%", "第" * 1000, "“" * 1000 + "百家"):
        find_quantities(text)
