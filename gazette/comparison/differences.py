"""Find where two passages that say the same differ in substance.

The passages are :class:`~gazette.comparison.tokens.TokenizedText`, without punctuation, aligned by
:mod:`gazette.comparison.token_alignment`. No text is an error.

**The rule.** A difference of substance is
- *number*: another number, or another unit next to it (850个 / 850张, 30万户 / 31万户). Equal numbers in other words are
  not different (1000 / 千, 第三 / 第3), nor are equal numbers of the same thing (10所学校 / 10个学校);
- *qualifier*: 超, 近, 左右, 以上, 以下 … at a number, dropped, added or changed to one of another sense (突破 for 超 is
  not); and 力争, 争取, 预计, 基本, 首次, 省级, 不 …, which say how sure, how much or of what rank, dropped or added;
- *name*: another or broken word where names stand, in an enumeration or in quotation marks (良顺 / 良颐);
- *word*: another word (产业基地 / 产业基金), a word that lost or gained a character (主力军 / 主力领军), characters
  in another order (文明文化 / 文化文明), words or an item of a list that the report does not have;
- *dropped*: words of the report left out of the middle of a phrase.

Not a difference: numbering; punctuation of any kind and width, the separators of a list, where a sentence is cut; the
beginning or end of a phrase left out; phrases and items of a list left out; the words of ``_INSIGNIFICANT`` (加快,
积极, 将 … and particles) and the place's name dropped or added; the forms of one word in ``_SYNONYMS``; a year put before the line; the
two scripts.

``strict`` is for passages that merely speak of the same thing in their own words (coverage of another event): there
only numbers, qualifiers at a number, and a character or two changed inside what is otherwise the same, are reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from gazette.comparison.amounts import COUNTING_WORDS, SENSES, amount_at, words_around
from gazette.comparison.token_alignment import Step
from gazette.comparison.tokens import TokenizedText
from gazette.figures.numerals import MULTIPLIERS, parse_number
from gazette.model import Difference, DifferenceKind

# ---------------------------------------------------------------- vocabulary

_INSIGNIFICANT = (
    "我们|我市|全市|本市|全面|积极|加快|加大|大力|持续|继续|深入|进一步|着力|扎实|有序|稳步|切实|努力|坚决|不断"
    "|纵深|坚定不移|推动|推进|开展|实施|实现|进行|做好|抓好|强化|加强|今年|明年"
    "|将|要|的|了|并|还|也|已|及|和|与|等|着|让|在|是|把|其|该|达到|达|为"
)
_YEAR = re.compile(r"(?:19|20)\d\d年")
#: Forms of one word, each replaced by the first of its row. 总量 and 总数 before a number mean nothing.
_SYNONYMS = (
    "超 超过 突破 逾",
    "国家 国家级",
    "中央 党中央",
    "高新企业 高新技术企业 高企",
    "景区 旅游景区",
    "平方米 平米",
    "入列 列入",
)
_CANONICAL = {form: row.split()[0] for row in _SYNONYMS for form in row.split()[1:]} | {"总量": "", "总数": ""}
_SYNONYM = re.compile("|".join(sorted(_CANONICAL, key=len, reverse=True)))
_HEDGE = "力争|争取|争创|预计|有望|计划|拟|基本|初步|部分|首次|首批|首个|唯一|国家级|省级|市级|全国|全省|不|未|无|非"
_HEDGES = re.compile(f"(?:{_HEDGE})+")
#: A hedge that governs what follows in the phrase.
_GOVERNING = re.compile(f"^(?:力争|争取|争创|预计|有望|计划|基本|初步)|(?:{_HEDGE})(?:达到?|为|至)?$")
_NUMERAL = re.compile(r"(?:\d{1,99}(?:\.\d{1,99})?|[零一二三四五六七八九两]|(?=[十百千万亿]))[十百千万亿]{0,6}")
#: Characters at which a difference may be cut for display.
_LOOSE = frozenset("等的和与及以让把将在中为是对到更超了并")
_CLOSING = dict(zip("“‘（(《「『", "”’）)》」』", strict=True))  # brackets and quotation marks, by the opening one
_BRACKETS = frozenset({*_CLOSING, *_CLOSING.values()})


def replace_synonyms(phrase: str) -> str:
    """Replace each word of ``_SYNONYMS`` by its first form."""
    return _SYNONYM.sub(lambda match: _CANONICAL[match[0]], phrase)


def _canonical_numeral(match: re.Match[str]) -> str:
    """Return the value of 1000, 千, 三, 2.33万 in one form."""
    value = parse_number(match[0])
    return match[0] if value is None else str(value.normalize())


def _canonical(words: str) -> str:
    return _NUMERAL.sub(_canonical_numeral, replace_synonyms(words))


@lru_cache
def _compile_insignificant(place: str) -> re.Pattern[str]:
    """Compile the pattern of insignificant words, to which the name of the place belongs."""
    return re.compile(f"(?:{f'{re.escape(place)}|' if place else ''}{_INSIGNIFICANT})+")


# ---------------------------------------------------------------- differences


def find_differences(
    line: TokenizedText,
    paragraph: TokenizedText,
    steps: tuple[Step, ...],
    count_bigram: Callable[[str], int],
    strict: bool = False,
    place: str = "",
) -> tuple[Difference, ...]:
    """Find the differences of substance between two aligned passages about the ``place``, in order.

    ``count_bigram`` returns how often two characters stand together in the texts; it only serves to show whole words.
    """
    if not any(i >= 0 and j >= 0 for i, j in steps):
        return ()
    is_verbatim = _is_verbatim(line, paragraph, steps)
    extended = steps if is_verbatim else _extend_to_stops(steps, paragraph)
    finder = _DifferenceFinder(line, paragraph, extended, count_bigram, strict, _compile_insignificant(place))
    found: list[Difference] = []
    for difference in (*finder.changed_qualifiers(), *(() if is_verbatim else finder.changed_words())):
        if not any(_overlap(difference, other) for other in found):
            found.append(difference)
    return tuple(sorted(found, key=lambda d: (d.start, d.target_start)))


def _is_verbatim(line: TokenizedText, paragraph: TokenizedText, steps: tuple[Step, ...]) -> bool:
    """Whether the line equals the paragraph from stop to stop, so that only the qualifiers of its numbers may differ."""
    size, j = len(line.tokens), steps[0][1]
    return (
        steps[-1] == (size - 1, j + size - 1)
        and len(steps) == size
        and line.tokens == paragraph.tokens[j : j + size]
        and paragraph.starts_phrase[j]
        and paragraph.starts_phrase[j + size]
    )


def _extend_to_stops(steps: tuple[Step, ...], paragraph: TokenizedText) -> tuple[Step, ...]:
    """Add the paragraph's tokens up to the stops around the steps: 力争 may be there, or the rest of a word."""
    start = first = next(j for _, j in steps if j >= 0)
    last = next(j for _, j in reversed(steps) if j >= 0)
    while not paragraph.starts_phrase[start]:
        start -= 1
    before, behind = range(start, first), range(last + 1, paragraph.phrase_end(last))
    return (*((-1, j) for j in before), *steps, *((-1, j) for j in behind))


def _overlap(a: Difference, b: Difference) -> bool:
    """Whether two differences are about the same words of either text."""
    in_line = a.start < b.end and b.start < a.end
    return in_line or (a.target_start < b.target_end and b.target_start < a.target_end)


class _Span(NamedTuple):
    """Tokens ``i`` to ``i2`` of the line and ``j`` to ``j2`` of the paragraph, one in place of the other."""

    i: int
    i2: int
    j: int
    j2: int


@dataclass(slots=True)
class _DifferenceFinder:
    """Finds the differences between two aligned passages."""

    line: TokenizedText
    paragraph: TokenizedText
    steps: tuple[Step, ...]
    count_bigram: Callable[[str], int]
    strict: bool
    insignificant: re.Pattern[str]

    def is_fragment(self, words: str) -> bool:
        """Whether what is left of a phrase is one character, a piece of a word."""
        return len(words) == 1 and not words.isdecimal() and not self.insignificant.fullmatch(words)

    def changed_qualifiers(self) -> Iterator[Difference]:
        """Find equal numbers whose qualifiers differ in sense."""
        a, b = self.line.tokens, self.paragraph.tokens
        for i, j in self.steps:
            if i >= 0 and j >= 0 and a[i] == b[j] and a[i][0].isdecimal():
                if words_around(self.line, i) == words_around(self.paragraph, j):
                    continue
                mine, theirs = amount_at(self.line, i), amount_at(self.paragraph, j)
                span = _Span(mine.start, mine.end, theirs.start, theirs.end)
                if mine.senses != theirs.senses and self.is_reportable(span, "qualifier"):
                    yield self.make_difference("qualifier", span, span)

    def changed_words(self) -> Iterator[Difference]:
        """Find what is changed, added or left out."""
        for span in map(self.trim, self.find_changes()):
            kind = self.classify(span)
            if kind and self.is_reportable(span, kind):
                amounts = self.whole_amounts(span) if kind == "number" else None
                yield self.make_difference(kind, amounts or span, amounts or self.add_context(span))

    def find_changes(self) -> list[_Span]:
        """Return the spans that differ; two with only one equal token between them are one (文明文化 / 文化文明)."""
        found: list[_Span] = []
        a, b = self.line.tokens, self.paragraph.tokens
        i, j = 0, next(j for _, j in self.steps if j >= 0)
        equal = 2  # equal tokens since the last span
        for mine, theirs in self.steps:
            i2, j2 = i + (mine >= 0), j + (theirs >= 0)
            if mine >= 0 and theirs >= 0 and a[i] == b[j]:
                equal += 1
            else:
                joined = found[-1]._replace(i2=i2, j2=j2) if found else _Span(i, i2, j, j2)
                stops = self.line.starts_phrase[joined.i + 1 : i2] + self.paragraph.starts_phrase[joined.j + 1 : j2]
                is_short = max(i2 - joined.i, j2 - joined.j) <= 4 and not any(stops)
                if equal == 0 or (equal == 1 and is_short):
                    found[-1] = joined
                else:
                    found.append(_Span(i, i2, j, j2))
                equal = 0
            i, j = i2, j2
        return found

    def trim(self, span: _Span) -> _Span:
        """Cut the paragraph's side, at either end of the line, to the length of the line's: its phrase may be longer."""
        size = span.i2 - span.i
        if size and span.j2 - span.j > size + 1 and not self.insignificant.fullmatch(self.line.join(span.i, span.i2)):
            if span.i == 0:
                return span._replace(j=span.j2 - size)
            if span.i2 == len(self.line.tokens):
                return span._replace(j2=span.j + size)
        return span

    # ---- classification

    def classify(self, span: _Span) -> DifferenceKind | None:
        """Return the kind of difference that a span is; ``None`` if it is none of substance."""
        line, paragraph = self.line, self.paragraph
        mine, theirs = line.join(span.i, span.i2), paragraph.join(span.j, span.j2)
        is_slight = not mine or self.insignificant.fullmatch(mine) or (span.i == 0 and _YEAR.fullmatch(mine))
        if is_slight and any(paragraph.starts_phrase[span.j : span.j2 + 1]):
            return self.classify_omission(span)
        if self.is_same_in_context(span) or (is_slight and not theirs) or self.is_insignificant(span):
            return None
        if {mine, theirs} <= COUNTING_WORDS and self.is_in_unit(span) and self.count_equal(span, 1):
            return None
        has_numbers = any(map(str.isdecimal, mine + theirs)) or all(map(_NUMERAL.fullmatch, (mine, theirs)))
        if self.is_in_unit(span) or (has_numbers and mine and theirs):
            return "number"
        sides = [words for words in (mine, theirs) if words]
        if all(words in SENSES or (not self.strict and _HEDGES.fullmatch(words)) for words in sides):
            return "qualifier"
        if not theirs and line.starts_phrase[span.i] != line.starts_phrase[span.i2]:
            return (
                "word" if self.is_fragment(mine) else None
            )  # a phrase only begins earlier or ends later than in the report
        if not mine and not self.is_fragment(theirs):
            return "dropped"
        return "name" if self.is_in_name(span) else "word"

    def classify_omission(self, span: _Span) -> DifferenceKind | None:
        """Classify parts of a sentence left out up to a stop or from one: only a cut word or a lost 力争 counts."""
        stops = [k for k in range(span.j, span.j2 + 1) if self.paragraph.starts_phrase[k]]
        tail, head = self.paragraph.join(span.j, stops[0]), self.paragraph.join(stops[-1], span.j2)
        if not self.strict and _GOVERNING.search(head):
            return "qualifier"
        return "word" if (len(tail) == 1 and tail not in "等的是") or self.is_fragment(head) else None

    def join_with_context(self, span: _Span, before: int, behind: int) -> tuple[str, str]:
        """Join the tokens of each side with so many before and behind."""
        return (
            self.line.join(span.i - before, span.i2 + behind),
            self.paragraph.join(span.j - before, span.j2 + behind),
        )

    def is_insignificant(self, span: _Span) -> bool:
        """Whether both sides are insignificant, with a character that they share: 将大力 / 要着力."""
        return any(
            before <= self.count_equal(span, -1)
            and behind <= self.count_equal(span, 1)
            and all(map(self.insignificant.fullmatch, filter(None, self.join_with_context(span, before, behind))))
            for before, behind in ((0, 0), (1, 0), (0, 1))
        )

    def is_same_in_context(self, span: _Span) -> bool:
        """Whether the sides, with the words around them, are forms of one: 1000 / 千, 突破 / 超."""
        before, behind = (min(4, self.count_equal(span, direction)) for direction in (-1, 1))
        mine, theirs = self.join_with_context(span, before, behind)
        return _canonical(mine) == _canonical(theirs)

    def count_equal(self, span: _Span, direction: int) -> int:
        """Count the equal tokens before (-1) or behind (1) the span, up to a stop."""
        a, b = self.line, self.paragraph
        i, j = (span.i2, span.j2) if direction > 0 else (span.i - 1, span.j - 1)
        back, count = direction < 0, 0
        while 0 <= i < len(a.tokens) and 0 <= j < len(b.tokens) and a.tokens[i] == b.tokens[j]:
            if a.starts_phrase[i + back] and (count or span.i < span.i2):
                break
            if b.starts_phrase[j + back] and (count or span.j < span.j2):
                break
            i, j, count = i + direction, j + direction, count + 1
        return count

    def is_in_unit(self, span: _Span) -> bool:
        """Whether a short span is where the unit of a number is."""
        k, tokens = span.i, self.line.tokens
        if max(span.i2 - span.i, span.j2 - span.j) > 2 or self.line.starts_phrase[k]:
            return False
        while k > 0 and (tokens[k - 1] in MULTIPLIERS or tokens[k - 1] in "平立公"):
            k -= 1
        return k > 0 and tokens[k - 1][0].isdecimal()

    def phrase_around(self, span: _Span) -> tuple[int, int]:
        """Return the tokens of the line from stop to stop that contain the span."""
        start = min(span.i, len(self.line.tokens) - 1)
        while not self.line.starts_phrase[start]:
            start -= 1
        return start, self.line.phrase_end(max(start, span.i2 - 1))

    def is_in_name(self, span: _Span) -> bool:
        """Whether the span is in a short item of an enumeration or in quotation marks."""
        line, (start, end) = self.line, self.phrase_around(span)
        before = line.text[: (*line.starts, line.ends[-1])[span.i]]
        if sum(map(before.count, "“「《")) > sum(map(before.count, "”」》")):
            return True
        around = line.text[max(0, line.starts[start] - 1)] + line.text[line.ends[end - 1] : line.ends[end - 1] + 1]
        return "、" in around and len(line.join(start, end).split("等")[0]) <= 6

    def is_reportable(self, span: _Span, kind: DifferenceKind) -> bool:
        """Whether to report a difference; if strict, only where the line is otherwise the same."""
        if not self.strict:
            return True
        if kind in ("number", "qualifier"):
            start, end = self.phrase_around(span)
            a, b = self.line.tokens, self.paragraph.tokens
            return 2 * sum(start <= i < end and j >= 0 and a[i] == b[j] for i, j in self.steps) >= end - start
        sizes, before = (span.i2 - span.i, span.j2 - span.j), self.count_equal(span, -1)
        return max(sizes) <= (2 if min(sizes) else 1) and before > 0 and before + self.count_equal(span, 1) >= 4

    # ---- what is shown

    def make_difference(self, kind: DifferenceKind, span: _Span, shown: _Span) -> Difference:
        """Make the difference at ``span`` with the words of ``shown``."""
        start, end = _offsets(self.line, span.i, span.i2)
        target_start, target_end = _offsets(self.paragraph, span.j, span.j2)
        explainer = include_brackets(self.line.text, *_offsets(self.line, shown.i, shown.i2))
        report = include_brackets(self.paragraph.text, *_offsets(self.paragraph, shown.j, shown.j2))
        return Difference(
            explainer=self.line.text[slice(*explainer)], report=self.paragraph.text[slice(*report)],
            start=start, end=end, target_start=target_start, target_end=target_end, kind=kind,
        )  # fmt: skip

    def whole_amounts(self, span: _Span) -> _Span | None:
        """Return the whole amounts that a span belongs to (超31万户); ``None`` if a side has none."""
        bounds = []
        for text, start, end in ((self.line, span.i, span.i2), (self.paragraph, span.j, span.j2)):
            near = [*range(start, end), *range(start - 1, max(-1, start - 5), -1)]
            number = next((k for k in near if text.tokens[k][0].isdecimal()), None)
            if number is None:
                return None
            amount = amount_at(text, number)
            bounds += [amount.start, max(amount.end, end)]
        return _Span(*bounds)

    def add_context(self, span: _Span) -> _Span:
        """Widen the span by two characters on each side, or by as many as it takes to cut no word."""
        (i, i2, j, j2), line = span, self.line.tokens
        equal_before, equal_behind = self.count_equal(span, -1), self.count_equal(span, 1)
        before, behind = min(2, equal_before), min(2, equal_behind)
        before = next((k for k in range(before) if line[i - k - 1] in _LOOSE), before)
        behind = next((n for n in range(behind) if line[i2 + n] in _LOOSE), behind)
        size = max(i2 - i, j2 - j)
        if behind == 2 and equal_behind <= 3:
            behind = equal_behind
        elif behind == 2 and self.bigram_count(i2 + 1) > self.bigram_count(i2):
            if before or (i < i2 and size > 1):
                behind = 1
            while 1 < behind < min(equal_behind, 5) and (
                self.bigram_count(i2 + behind - 1) > self.bigram_count(i2 + behind - 2)
            ):
                behind += 1
        if min(i2 - i, j2 - j) == 0 and before + behind < 2:
            behind = min(2, equal_behind)
        if before == 2 and equal_before > 2 and self.bigram_count(i - 3) > self.bigram_count(i - 2):
            before = 1 if size + behind > 1 else 3
        return _Span(i - before, i2 + behind, j - before, j2 + behind)

    def bigram_count(self, i: int) -> int:
        """Count how often a token of the line and the next stand together in the texts."""
        return self.count_bigram(self.line.join(i, i + 2))


def include_brackets(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a stretch by an adjacent bracket or quotation mark whose partner is inside."""
    if _BRACKETS.isdisjoint(text[start:end]):
        return start, end
    for opening, closing in _CLOSING.items():
        unclosed = text.count(opening, start, end) - text.count(closing, start, end)
        end += unclosed > 0 and text[end : end + 1] == closing
        start -= unclosed < 0 and text[start - 1 : start] == opening
    return start, end


def _offsets(text: TokenizedText, start: int, end: int) -> tuple[int, int]:
    """Return the offsets of the tokens ``start`` to ``end``; where there are none, the place between their neighbours."""
    if start < end:
        return text.starts[start], text.ends[end - 1]
    offset = text.ends[start - 1] if start else text.starts[0]
    return offset, offset
