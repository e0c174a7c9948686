"""Where two passages that tell the same differ in substance: the rule of what counts.

Takes two stretches of text as :class:`~gazette.comparison.tokens.Words` (numbers, Latin words and single characters, without
punctuation) and the steps that lay them side by side, as :mod:`gazette.comparison.token_alignment` finds them; gives the differences. It never fails.

**The rule.** A difference of substance is
- *number*: another number, or another unit beside it (10所 / 10个, 30万户 / 31万户). Equal numbers in other words are
  none (1000 / 千, 第三 / 第3);
- *qualifier*: 超, 近, 左右, 以上, 以下 … at a number, dropped, added or changed to one of another sense (突破 for 超 is
  none); and 力争, 争取, 预计, 基本, 首次, 省级, 不 …, which say how sure, how much or of what rank, dropped or added;
- *name*: another or broken word where names stand, in an enumeration or in quotation marks (良顺 / 良颐);
- *word*: another word (产业基地 / 产业基金), a word that lost or gained a character (主力军 / 主力领军), characters
  in another order (文明文化 / 文化文明), words or an item of a list that the report does not have;
- *dropped*: words of the report left out of the middle of a phrase.

No difference is: numbering; punctuation of any kind and width, the separators of a list, where a sentence is cut; the
beginning or end of a phrase left out; phrases and items of a list left out; the words of ``_SLIGHT`` (加快, 积极, 将,
晋江 … and particles) dropped or added; the forms of one word in ``_SAME``; a year put before the line; the two scripts.

``strict`` is for passages that merely speak of the same thing in their own words (coverage of another event): there
only numbers, qualifiers at a number, and a character or two changed inside what is otherwise the same, are told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from gazette.comparison.token_alignment import Step
from gazette.comparison.tokens import Words


@dataclass(frozen=True, slots=True)
class Difference:
    """``start``–``end`` of the line (may be empty) stands for ``target_start``–``target_end`` of the paragraph.

    ``explainer`` and ``report`` are the words to show, with enough around to read; ``kind`` as the module says.
    """

    start: int
    end: int
    target_start: int
    target_end: int
    explainer: str
    report: str
    kind: str


# ---------------------------------------------------------------- the rule

_SLIGHT = re.compile(
    "(?:我们|晋江|我市|全市|本市|全面|积极|加快|加大|大力|持续|继续|深入|进一步|着力|扎实|有序|稳步|切实|努力|坚决|不断"
    "|纵深|坚定不移|推动|推进|开展|实施|实现|进行|做好|抓好|强化|加强|今年|明年"
    "|将|要|的|了|并|还|也|已|及|和|与|等|着|让|在|是|把|其|该|达到|达|为)+"
)
_YEAR = re.compile(r"(?:19|20)\d\d年")
#: Forms of one word; the first stands for all. 总量 and 总数 before a number say nothing.
_SAME = ("超 超过 突破 逾", "国家 国家级", "中央 党中央", "高新企业 高新技术企业 高企", "景区 旅游景区", "平方米 平米")
_FORMS = {form: row.split()[0] for row in _SAME for form in row.split()[1:]} | {"总量": "", "总数": ""}
_FORM = re.compile("|".join(sorted(_FORMS, key=len, reverse=True)))
_HEDGE = "力争|争取|争创|预计|有望|计划|拟|基本|初步|部分|首次|首批|首个|唯一|国家级|省级|市级|全国|全省|不|未|无|非"
_HEDGES = re.compile(f"(?:{_HEDGE})+")
_GOVERNING = re.compile(f"^(?:力争|争取|争创|预计|有望|计划|基本|初步)|(?:{_HEDGE})(?:达到?|为|至)?$")
_BOUNDS = {
    "over": "超过 超 突破 逾 高于 大于 多于 余 多",
    "at least": "不低于 不少于 至少 及以上 以上",
    "at most": "不超过 不高于 至多 最多 以下 以内 之内",
    "under": "低于 少于 不足 不到 接近 将近 近",
    "about": "大约 约 左右 上下",
}
_BOUND = {word: sense for sense, row in _BOUNDS.items() for word in row.split()}
_UNITS = frozenset("个百分点 百分点 立方米 平方米 平方公里 平米 公里 兆伏安 千伏安 千瓦 蒸吨 工作日".split())
_HAN = {digit: number for number, digit in enumerate("零一二三四五六七八九")} | {"两": 2}
_TIMES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_NUMERAL = re.compile(r"(\d{1,99}(?:\.\d{1,99})?|[零一二三四五六七八九两]|(?=[十百千万亿]))([十百千万亿]{0,6})")
_LOOSE = frozenset("等的和与及以让把将在中为是对到更超了并")


def one_form(phrase: str) -> str:
    """The phrase with each word of ``_SAME`` in its first form."""
    return _FORM.sub(lambda match: _FORMS[match[0]], phrase)


class Span(NamedTuple):
    """Tokens ``i`` to ``i2`` of the line and ``j`` to ``j2`` of the paragraph."""

    i: int
    i2: int
    j: int
    j2: int


class _Amount(NamedTuple):
    """A number with the scale, unit and qualifiers that stand at it, and what these say."""

    start: int
    end: int
    senses: frozenset[str]


def _amount(words: Words, at: int) -> _Amount:
    stop, values = words.until(at), words.values
    start = next((k for k in range(max(0, at - 3), at) if words.join(k, at) in _BOUND), at)
    if any(words.fresh[start + 1 : at + 1]):
        start = at
    senses = {_BOUND[words.join(start, at)]} if start < at else set()
    end = at + 1
    while end < stop and (values[end] in _TIMES or values[end] in "余多"):
        senses |= {_BOUND[value] for value in values[end] if value in _BOUND}
        end += 1
    unit = min(stop, end + next((k for k in (4, 3, 2) if words.join(end, end + k) in _UNITS), 1))
    for k in range(end, unit + 1):
        size = next((n for n in (3, 2) if k + n <= stop and words.join(k, k + n) in _BOUND), 0)
        if size:
            return _Amount(start, k + size, frozenset(senses | {_BOUND[words.join(k, k + size)]}))
    return _Amount(start, unit, frozenset(senses))


def _value(numeral: re.Match[str]) -> str:
    """What 1000, 千, 三, 2.33万 are worth."""
    value = Decimal(_HAN.get(numeral[1], numeral[1] or 1))
    for scale in numeral[2]:
        value *= _TIMES[scale]
    return str(value.normalize())


def _broken(rest: str) -> bool:
    """Whether what is left of a phrase is one character, a piece of a word."""
    return len(rest) == 1 and not rest.isdecimal() and not _SLIGHT.fullmatch(rest)


def differences(
    line: Words, paragraph: Words, steps: tuple[Step, ...], together: Callable[[str], int], strict: bool = False
) -> tuple[Difference, ...]:
    """The differences of substance of two passages laid side by side, in order.

    ``together`` counts how often two characters stand together in the texts; it only serves to show a word whole.
    """
    if not any(i >= 0 and j >= 0 for i, j in steps) or _word_for_word(line, paragraph, steps):
        return ()
    judge = _Judge(line, paragraph, _to_stops(steps, paragraph), together, strict)
    kept: list[Difference] = []
    for one in (*judge.bounds(), *judge.changes()):
        if not any(_meet(one, other) for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda d: (d.start, d.target_start)))


def _word_for_word(line: Words, paragraph: Words, steps: tuple[Step, ...]) -> bool:
    """Whether the line is what stands in the paragraph from stop to stop, without a number, at which more might be said."""
    size, j = len(line.values), steps[0][1]
    return (
        steps == tuple(zip(range(size), range(j, j + size), strict=True))
        and line.values == paragraph.values[j : j + size]
        and paragraph.fresh[j]
        and paragraph.fresh[j + size]
        and not any(value[0].isdecimal() for value in line.values)
    )


def _to_stops(steps: tuple[Step, ...], paragraph: Words) -> tuple[Step, ...]:
    """The steps with what the paragraph says before and behind them up to a stop: 力争 may stand there, half a word."""
    start = first = next(j for _, j in steps if j >= 0)
    last = next(j for _, j in reversed(steps) if j >= 0)
    while not paragraph.fresh[start]:
        start -= 1
    before, behind = range(start, first), range(last + 1, paragraph.until(last))
    return (*((-1, j) for j in before), *steps, *((-1, j) for j in behind))


def _meet(a: Difference, b: Difference) -> bool:
    """Whether two differences are about the same words of either text."""
    mine = a.start < b.end and b.start < a.end
    return mine or (a.target_start < b.target_end and b.target_start < a.target_end)


@dataclass(slots=True)
class _Judge:
    line: Words
    paragraph: Words
    steps: tuple[Step, ...]
    together: Callable[[str], int]
    strict: bool

    def bounds(self) -> Iterator[Difference]:
        """Qualifiers at an equal number that the two texts do not share."""
        a, b = self.line.values, self.paragraph.values
        for i, j in self.steps:
            if i >= 0 and j >= 0 and a[i] == b[j] and a[i][0].isdecimal():
                mine, theirs = _amount(self.line, i), _amount(self.paragraph, j)
                span = Span(mine.start, mine.end, theirs.start, theirs.end)
                if mine.senses != theirs.senses and self.told(span, "qualifier"):
                    yield self.difference("qualifier", span, span)

    def changes(self) -> Iterator[Difference]:
        """What is other, added or left out."""
        for span in map(self.trimmed, self.spans()):
            kind = self.kind(span)
            if kind and self.told(span, kind):
                shown = self.amounts(span) if kind == "number" else None
                yield self.difference(kind, shown or span, shown or self.readable(span))

    def spans(self) -> list[Span]:
        """The stretches that differ; two that only one token parts are one (列入 / 入列)."""
        found: list[Span] = []
        a, b = self.line.values, self.paragraph.values
        i, j, equal = 0, next(j for _, j in self.steps if j >= 0), 2
        for mine, theirs in self.steps:
            i2, j2 = i + (mine >= 0), j + (theirs >= 0)
            if mine >= 0 and theirs >= 0 and a[i] == b[j]:
                equal += 1
            else:
                joined = found[-1]._replace(i2=i2, j2=j2) if found else Span(i, i2, j, j2)
                stops = self.line.fresh[joined.i + 1 : i2] + self.paragraph.fresh[joined.j + 1 : j2]
                short = max(i2 - joined.i, j2 - joined.j) <= 4 and not any(stops)
                if equal == 0 or (equal == 1 and short):
                    found[-1] = joined
                else:
                    found.append(Span(i, i2, j, j2))
                equal = 0
            i, j = i2, j2
        return found

    def trimmed(self, span: Span) -> Span:
        """At either end the paragraph's phrase may be longer: as much of it as the line's words stands for them."""
        size = span.i2 - span.i
        if size and span.j2 - span.j > size + 1 and not _SLIGHT.fullmatch(self.line.join(span.i, span.i2)):
            if span.i == 0:
                return span._replace(j=span.j2 - size)
            if span.i2 == len(self.line.values):
                return span._replace(j2=span.j + size)
        return span

    def kind(self, span: Span) -> str:
        """What kind of difference a stretch is; empty where it is none of substance."""
        line, paragraph = self.line, self.paragraph
        mine, theirs = line.join(span.i, span.i2), paragraph.join(span.j, span.j2)
        slight = not mine or _SLIGHT.fullmatch(mine) or (span.i == 0 and _YEAR.fullmatch(mine))
        if slight and any(paragraph.fresh[span.j : span.j2 + 1]):
            return self.left_out(span)
        if self.same(span) or (slight and not theirs) or self.slight(span):
            return ""
        numbers = any(map(str.isdecimal, mine + theirs)) or all(map(_NUMERAL.fullmatch, (mine, theirs)))
        if self.in_unit(span) or (numbers and mine and theirs):
            return "number"
        hedge = _HEDGES.fullmatch if not self.strict else lambda _: None
        if all(not words or words in _BOUND or hedge(words) for words in (mine, theirs)):
            return "qualifier"
        if not theirs and line.fresh[span.i] != line.fresh[span.i2]:
            return "word" if _broken(mine) else ""  # a phrase only begins earlier or ends later than in the report
        if not mine and not _broken(theirs):
            return "dropped"
        return "name" if self.among_names(span) else "word"

    def slight(self, span: Span) -> bool:
        """Whether both say nothing of weight, with a character that they share: 将大力 / 要着力."""
        for k, n in ((0, 0), (1, 0), (0, 1)):
            both = (self.line.join(span.i - k, span.i2 + n), self.paragraph.join(span.j - k, span.j2 + n))
            if (
                k <= self.equal(span, -1)
                and n <= self.equal(span, 1)
                and all(map(_SLIGHT.fullmatch, filter(None, both)))
            ):
                return True
        return False

    def left_out(self, span: Span) -> str:
        """Parts of a sentence are left out, up to a stop or from one: nothing, unless a word is cut or 力争 is lost."""
        stops = [k for k in range(span.j, span.j2 + 1) if self.paragraph.fresh[k]]
        tail, head = self.paragraph.join(span.j, stops[0]), self.paragraph.join(stops[-1], span.j2)
        if not self.strict and _GOVERNING.search(head):
            return "qualifier"
        return "word" if (len(tail) == 1 and tail not in "等的是") or _broken(head) else ""

    def same(self, span: Span) -> bool:
        """Whether the stretches, with the words around them, are forms of one: 1000 / 千, 突破 / 超."""
        k, n = (min(4, self.equal(span, way)) for way in (-1, 1))
        mine, theirs = self.line.join(span.i - k, span.i2 + n), self.paragraph.join(span.j - k, span.j2 + n)
        return _NUMERAL.sub(_value, one_form(mine)) == _NUMERAL.sub(_value, one_form(theirs))

    def equal(self, span: Span, way: int) -> int:
        """How many tokens before (-1) or behind (1) the stretch are equal, up to a stop."""
        a, b = self.line, self.paragraph
        i, j = (span.i2, span.j2) if way > 0 else (span.i - 1, span.j - 1)
        back, k = way < 0, 0
        while 0 <= i < len(a.values) and 0 <= j < len(b.values) and a.values[i] == b.values[j]:
            if a.fresh[i + back] and (k or span.i < span.i2):
                break
            if b.fresh[j + back] and (k or span.j < span.j2):
                break
            i, j, k = i + way, j + way, k + 1
        return k

    def in_unit(self, span: Span) -> bool:
        """Whether a short stretch stands where the unit of a number does."""
        k, values = span.i, self.line.values
        if max(span.i2 - span.i, span.j2 - span.j) > 2 or self.line.fresh[k]:
            return False
        while k > 0 and (values[k - 1] in _TIMES or values[k - 1] in "平立公"):
            k -= 1
        return k > 0 and values[k - 1][0].isdecimal()

    def phrase(self, span: Span) -> tuple[int, int]:
        """The tokens of the line from stop to stop that hold the stretch."""
        start = min(span.i, len(self.line.values) - 1)
        while not self.line.fresh[start]:
            start -= 1
        return start, self.line.until(max(start, span.i2 - 1))

    def among_names(self, span: Span) -> bool:
        """Whether a short item of an enumeration, or quotation marks, hold the stretch."""
        line, (start, end) = self.line, self.phrase(span)
        before = line.text[: (*line.starts, line.ends[-1])[span.i]]
        if sum(map(before.count, "“「《")) > sum(map(before.count, "”」》")):
            return True
        around = line.text[max(0, line.starts[start] - 1)] + line.text[line.ends[end - 1] : line.ends[end - 1] + 1]
        return "、" in around and len(line.join(start, end).split("等")[0]) <= 6

    def told(self, span: Span, kind: str) -> bool:
        """Strictly, a difference is told only where the line says the same but for this stretch."""
        if not self.strict:
            return True
        if kind in ("number", "qualifier"):
            start, end = self.phrase(span)
            a, b = self.line.values, self.paragraph.values
            return 2 * sum(start <= i < end and j >= 0 and a[i] == b[j] for i, j in self.steps) >= end - start
        sizes, before = (span.i2 - span.i, span.j2 - span.j), self.equal(span, -1)
        return max(sizes) <= (2 if min(sizes) else 1) and before > 0 and before + self.equal(span, 1) >= 4

    def difference(self, kind: str, span: Span, shown: Span) -> Difference:
        mine, theirs = _offsets(self.line, span.i, span.i2), _offsets(self.paragraph, span.j, span.j2)
        around = (_offsets(self.line, shown.i, shown.i2), _offsets(self.paragraph, shown.j, shown.j2))
        line, paragraph = self.line.text, self.paragraph.text
        said = (line[slice(*bracketed(line, *around[0]))], paragraph[slice(*bracketed(paragraph, *around[1]))])
        return Difference(*mine, *theirs, *said, kind)

    def amounts(self, span: Span) -> Span | None:
        """The amounts that a stretch belongs to, whole: 超31万户."""
        found = []
        for words, start, end in ((self.line, span.i, span.i2), (self.paragraph, span.j, span.j2)):
            near = [*range(start, end), *range(start - 1, max(-1, start - 5), -1)]
            at = next((k for k in near if words.values[k][0].isdecimal()), None)
            if at is None:
                return None
            amount = _amount(words, at)
            found += [amount.start, max(amount.end, end)]
        return Span(*found)

    def readable(self, span: Span) -> Span:
        """The stretch with the words around it: two characters on each side, or so many that no word is cut."""
        (i, i2, j, j2), line = span, self.line.values
        before, behind = self.equal(span, -1), self.equal(span, 1)
        k = next((k for k in range(min(2, before)) if line[i - k - 1] in _LOOSE), min(2, before))
        n = next((n for n in range(min(2, behind)) if line[i2 + n] in _LOOSE), min(2, behind))
        size = max(i2 - i, j2 - j)
        if n == 2 and behind <= 3:
            n = behind
        elif n == 2 and self.often(i2 + 1) > self.often(i2):
            if k or (i < i2 and size > 1):
                n = 1
            while 1 < n < min(behind, 5) and self.often(i2 + n - 1) > self.often(i2 + n - 2):
                n += 1
        if min(i2 - i, j2 - j) == 0 and k + n < 2:
            n = min(2, behind)
        if k == 2 and before > k and self.often(i - 3) > self.often(i - 2):
            k = 1 if size + n > 1 else 3
        return Span(i - k, i2 + n, j - k, j2 + n)

    def often(self, i: int) -> int:
        """How often a token of the line and the next stand together in the texts."""
        return self.together(self.line.join(i, i + 2))


def bracketed(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch with the bracket or quotation mark beside it that belongs to one inside."""
    for mark, match in ("“”", "‘’", "（）", "()", "《》", "「」", "『』"):
        more = text.count(mark, start, end) - text.count(match, start, end)
        end += more > 0 and text[end : end + 1] == match
        start -= more < 0 and text[start - 1 : start] == mark
    return start, end


def _offsets(words: Words, i: int, i2: int) -> tuple[int, int]:
    if i < i2:
        return words.starts[i], words.ends[i2 - 1]
    at = words.ends[i - 1] if i else words.starts[0]
    return at, at
