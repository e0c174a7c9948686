"""The conversion knows where words end: phrases that straddle two words, names, measures, and what it asks about."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from opencc import OpenCC

from gazette.conversion import words
from gazette.conversion.converter import Converter
from gazette.conversion.lexicon import Lexicon

CONVERTER = Converter()

#: A dictionary phrase straddles two words: 金发 in 奖金发到.
STRADDLED = {
    "奖金发到农户": "獎金發到農戶",
    "石头发热": "石頭發熱",
    "系统一体推进": "系統一體推進",
    "年后续建": "年後續建",
    "面积累计": "面積累計",
    "双方面谈": "雙方面談",
    "上台面对面": "上臺面對面",
    "处理发言": "處理發言",
    "总结发现": "總結發現",
    "集中签字": "集中簽字",
    "政府干部": "政府幹部",
    "对手表演": "對手表演",
    "伟大历史": "偉大歷史",
    "明天后段": "明天後段",
    "三重复核": "三重複核",
    "参与制造": "參與製造",
    "双重制约": "雙重制約",
    "控制造价": "控制造價",
    "体现了解放思想": "體現了解放思想",
}
SURNAMES = {
    "副市长于小明主持会议": "副市長于小明主持會議",
    "记者 余晓东": "記者 余曉東",
    "涂教授介绍": "涂教授介紹",
    "范志强同志": "范志強同志",
    "林大为、许一川、游小海等": "林大為、許一川、游小海等",
    # the same characters in other words
    "会议对于教师代表": "會議對於教師代表",
    "200余名代表": "200餘名代表",
    "范围、游客、岳阳": "範圍、遊客、岳陽",
    "市长于会上，": "市長於會上，",
}


def written_cases() -> Iterator[tuple[str, str, str]]:
    """The sentences of words.yml: (kind, source, target)."""
    table = yaml.safe_load((Path(__file__).parent / "cases" / "words.yml").read_text(encoding="utf-8"))
    for kind, sentences in table.items():
        yield from ((kind, source, target) for source, target in sentences.items())


@pytest.mark.parametrize(("simplified", "traditional"), STRADDLED.items())
def test_a_phrase_that_straddles_two_words_decides_nothing(simplified: str, traditional: str) -> None:
    converted = CONVERTER.convert(simplified, "Hans", "Hant")
    assert converted.translate(str.maketrans("佈", "布")) == traditional


@pytest.mark.parametrize(("simplified", "traditional"), SURNAMES.items())
def test_surnames_beside_titles_and_in_lists(simplified: str, traditional: str) -> None:
    converted = CONVERTER.convert(simplified, "Hans", "Hant")
    assert converted.replace("嶽陽", "岳陽") == traditional


@pytest.mark.parametrize(("kind", "source", "target"), list(written_cases()))
def test_written_cases(kind: str, source: str, target: str) -> None:
    scripts = ("Hant", "Hans") if kind == "back" else ("Hans", "Hant")
    assert CONVERTER.convert(source, *scripts).translate(str.maketrans("佈汙", "布污")) == target


def test_a_name_is_asked_about() -> None:
    assert [(r.word, r.why) for r in CONVERTER.risks("副市长于小明。", "Hans", "Hant")] == [("于", ("name",))]


def test_a_name_keeps_its_characters_on_the_way_back() -> None:
    assert CONVERTER.convert("徐乾文、王汎生說", "Hant", "Hans") == "徐乾文、王汎生说"
    assert CONVERTER.convert("乾淨、廣汎", "Hant", "Hans") == "干净、广泛"


def test_a_measure_of_a_numeral_is_known_and_not_asked_about() -> None:
    text = "新增10只、3家、120个和20万。"
    assert CONVERTER.convert(text, "Hans", "Hant") == "新增10隻、3家、120個和20萬。"
    assert not CONVERTER.risks(text, "Hans", "Hant")
    assert CONVERTER.convert("其中3只有", "Hans", "Hant") == "其中3只有", "two readings"


def test_close_readings_are_asked_about() -> None:
    """拉面|向 and 拉|面向 are nearly as likely."""
    assert ("面", ("close",)) in [(r.word, r.why) for r in CONVERTER.risks("拉面向海外", "Hans", "Hant")]


def test_what_programs_convert_differently_is_asked_about() -> None:
    assert {r.why for r in CONVERTER.risks("家具", "Hans", "Hant")} == {("disputed",)}


def test_an_address_ends_where_its_ascii_ends() -> None:
    text = "请登录www.example.cn查询办理进展，或写信到info@example.cn联系"
    assert CONVERTER.convert(text, "Hans", "Hant") == "請登錄www.example.cn查詢辦理進展，或寫信到info@example.cn聯繫"


@cache
def known_words() -> dict[str, float]:
    """The words of the lexicon with their costs."""
    lines = words.read_lexicon()
    lexicon = Lexicon(lines)
    pairs = {start + entry[0] for start, line in lines.items() for entry in line.split(" ")[1:] if entry}
    return {known.word: known.cost for pair in sorted(pairs) for known in lexicon.words_starting_with(pair)}


def pairs_of_words() -> Iterator[tuple[str, str]]:
    """Words that end in X before the 2,000 most frequent words that begin with a risky character Y, where XY is a phrase."""
    several = CONVERTER._direction("Hant").ambiguous.alternatives
    cost = known_words()
    seconds = sorted(
        (word for word in cost if len(word) == 2 and word[0] in several), key=lambda word: (cost[word], word)
    )
    phrases = OpenCC("s2tw")._dict_chain_data[0][0][2]
    before: dict[str, list[str]] = defaultdict(list)
    for phrase in sorted(phrases):
        if len(phrase) == 2 and phrase[1] in several:
            before[phrase[1]].append(phrase[0])
    ending: dict[str, list[str]] = defaultdict(list)
    for word in sorted(cost):
        if len(word) > 1:
            ending[word[-1]].append(word)
    chance = random.Random(17)
    for second in seconds[:2000]:
        firsts = [word for character in before[second[0]] for word in ending[character]]
        for first in chance.sample(firsts, min(5, len(firsts))):
            yield first, second


def test_a_word_behind_another_is_converted_as_alone() -> None:
    """Five of each: of all that are possible, nine million, so many are tried elsewhere. A phrase over both is another word."""
    tried, other, silent = 0, [], []
    for first, second in pairs_of_words():
        tried += 1
        alone = CONVERTER.convert(second, "Hans", "Hant")
        converted = CONVERTER.convert(first + second, "Hans", "Hant")[len(first) :]
        if converted != alone:
            other.append(first + second)
            places = {r.start - len(first) for r in CONVERTER.risks(first + second, "Hans", "Hant")}
            if any(a != b and place not in places for place, (a, b) in enumerate(zip(converted, alone, strict=True))):
                silent.append(first + second)
    assert tried > 9000
    assert len(other) <= tried / 2000, other
    assert len(silent) <= tried / 4000, silent
