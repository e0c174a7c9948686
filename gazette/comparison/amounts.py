"""Find what belongs to a number in a tokenized text: its scale, its unit and the qualifiers at it (超31万户, 50%以上)."""

from __future__ import annotations

from typing import NamedTuple

from gazette.comparison.tokens import TokenizedText
from gazette.figures.numerals import MULTIPLIERS

#: Qualifiers at a number, by their sense.
_SENSE_QUALIFIERS = {
    "over": "超过 超 突破 逾 高于 大于 多于 余 多",
    "at least": "不低于 不少于 至少 及以上 以上",
    "at most": "不超过 不高于 至多 最多 以下 以内 之内",
    "under": "低于 少于 不足 不到 接近 将近 近",
    "about": "大约 约 左右 上下",
}
SENSES = {word: sense for sense, row in _SENSE_QUALIFIERS.items() for word in row.split()}
#: Measure words that count the same thing as well as each other: 10所学校, 10个学校.
COUNTING_WORDS = frozenset("个所家座间项处名位")
_LONG_UNITS = frozenset("个百分点 百分点 立方米 平方米 平方公里 平米 公里 兆伏安 千伏安 千瓦 蒸吨 工作日".split())


class Amount(NamedTuple):
    """The tokens of a number with its scale, unit and qualifiers."""

    start: int
    end: int
    senses: frozenset[str]  #: of the qualifiers


def words_around(text: TokenizedText, index: int) -> tuple[tuple[str | bool, ...], ...]:
    """Return what :func:`amount_at` finds the qualifiers of a number in: the words before it, those from it on, the stops."""
    begin, stop = max(0, index - 3), text.phrase_end(index)
    return text.tokens[begin:index], text.tokens[index:stop], text.starts_phrase[begin:stop]


def amount_at(text: TokenizedText, index: int) -> Amount:
    """Return the amount whose number is the token ``index``."""
    stop, tokens = text.phrase_end(index), text.tokens
    start = next((k for k in range(max(0, index - 3), index) if text.join(k, index) in SENSES), index)
    if any(text.starts_phrase[start + 1 : index + 1]):
        start = index
    senses = {SENSES[text.join(start, index)]} if start < index else set()
    end = index + 1
    while end < stop and (tokens[end] in MULTIPLIERS or tokens[end] in "余多"):
        senses |= {SENSES[character] for character in tokens[end] if character in SENSES}
        end += 1
    unit_end = min(stop, end + next((k for k in (4, 3, 2) if text.join(end, end + k) in _LONG_UNITS), 1))
    for k in range(end, unit_end + 1):
        size = next((n for n in (3, 2) if k + n <= stop and text.join(k, k + n) in SENSES), 0)
        if size:
            return Amount(start, k + size, frozenset(senses | {SENSES[text.join(k, k + size)]}))
    return Amount(start, unit_end, frozenset(senses))
