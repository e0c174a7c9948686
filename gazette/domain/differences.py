"""Where two passages that say the same differ in substance: characters laid side by side, and the rule of what counts.

Takes two stretches of :class:`Words` (a text cut into numbers, Latin words and single characters, punctuation left
out); gives the stretch of the second that the first tells, and the differences. It chooses nothing: which passages
belong together is for :mod:`gazette.domain.alignment` to say. It never fails.

**The rule.** A difference of substance is
- *number*: another number, or another unit beside it (10所 / 10个, 30万户 / 31万户). Equal numbers in other words are
  none (1000 / 千, 第三 / 第3);
- *qualifier*: 超, 近, 左右, 以上, 以下 … at a number, dropped, added or changed to one of another sense (突破 for 超 is
  none); and 力争, 争取, 预计, 基本, 首次, 不, 未 …, which say how sure or how much, where they are dropped or added;
- *name*: another or broken word where names stand, in an enumeration or in quotation marks (良顺 / 良颐);
- *word*: another word (产业基地 / 产业基金), a word that lost or gained a character (主力军 / 主力领军), characters
  in another order (文明文化 / 文化文明), a word or an item of a list that the report does not have;
- *dropped*: words of the report left out of the middle of a phrase.

No difference is: numbering; punctuation of any kind and width, the separators of a list, where a sentence is cut; the
beginning or end of a phrase left out; phrases and items of a list left out; the words of ``_SLIGHT`` (加快, 积极, 将,
晋江 … and particles) dropped or added; the forms of one word in ``_SAME``; a year put before the line; the two scripts.

``strict`` is for passages that merely speak of the same thing in their own words (coverage of another event): there
only numbers, qualifiers at a number, and a character or two changed inside what is otherwise the same, are told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Difference:
    """``line[start:end]`` stands for ``paragraph[target_start:target_end]`` (either may be empty); the words to show."""

    start: int
    end: int
    target_start: int
    target_end: int
    explainer: str
    report: str
    kind: str


# ---------------------------------------------------------------- words

# Length is kept: full-width forms, and characters that folding leaves apart (s2tw writes 着 as 著).
_PLAIN = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "，：；？！"}
_PLAIN |= {ord(a): b for a, b in ("著着", "俱具", "瞭了", "﹪%")}
_TOKEN = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)|[A-Za-z]+|[%‰]|(?<=\d)\+(?=\d)|[^\W\d_]|(?P<stop>[，。；、：！？,;:!?\s…])"
)
# ▶①  （一）  一、  1、  1.  and, at the head of a newspaper's line, 03以…: but not 30场, 1.5万
_NUMBERING = re.compile(
    r"[\s▶◎●■◆○□—-]*(?:[①-⓿]|\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,3}、|\d{1,2}[、.](?!\d))?\s*"
)
_BARE = re.compile(
    r"\d{1,2}(?=[^\W\dA-Za-z])(?![个箇家项場场亩人年月日天分小蒸号户所套张条支名位次座处批件级期届周成倍米吨公平元艘万亿千百十余多])"
)


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of a text as tokens. ``fresh[i]``: a stop stands before token i, or it is the first; one more at the end."""

    text: str
    values: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    fresh: tuple[bool, ...]


def plain(text: str) -> str:
    """A folded text with full-width forms as half-width ones, of the same length."""
    return text.translate(_PLAIN)


def after_numbering(folded: str, start: int, end: int, line: bool) -> int:
    """Where the words begin behind ▶, ①, （一）, 1、 and, in a ``line``, a bare 03."""
    match = _NUMBERING.match(folded, start, end)
    position = match.end() if match else start
    bare = _BARE.match(folded, position, end) if line else None
    return bare.end() if bare else position


def words(text: str, folded: str, start: int, end: int) -> Words:
    """``text[start:end]`` as tokens, compared by ``folded``, which is :func:`plain` and of equal length."""
    values, starts, ends, fresh = [], [], [], []
    stop = True
    for match in _TOKEN.finditer(folded, start, end):
        if match["stop"]:
            stop = True
            continue
        values.append(match[0].replace(",", "") if match["number"] else match[0])
        starts.append(match.start())
        ends.append(match.end())
        fresh.append(stop)
        stop = False
    return Words(text, tuple(values), tuple(starts), tuple(ends), (*fresh, True))


# ---------------------------------------------------------------- side by side

_EQUAL, _OTHER, _OTHER_NUMBER, _NEVER, _ADDED = 2.0, -1.6, 0.5, -4.0, -1.5
_SKIP, _SKIP_AT_STOP, _SKIP_MORE, _TO_STOP = -4.0, -2.0, -0.02, 1.5
_CELLS = 50_000


class Step(NamedTuple):
    """Token ``i`` of the line beside token ``j`` of the paragraph; -1 where there is none."""

    i: int
    j: int


def beside(line: Words, paragraph: Words) -> tuple[Step, ...]:
    """The line's tokens beside the paragraph's, in order; nothing where they are too long to compare."""
    a, b = line.values, paragraph.values
    for at in range(len(b) - len(a) + 1):
        if b[at] == a[0] and b[at : at + len(a)] == a:
            return tuple(Step(k, at + k) for k in range(len(a)))
    return _trace(a, b, paragraph.fresh) if 0 < len(a) * len(b) <= _CELLS else ()


def _trace(a: tuple[str, ...], b: tuple[str, ...], fresh: tuple[bool, ...]) -> tuple[Step, ...]:
    """Gotoh's alignment; what stands before and behind in ``b`` is free, skipping from or to a stop is cheap."""
    n = len(b)
    numbers = [token[0].isdigit() for token in b]
    opening = [_SKIP_AT_STOP if at_stop else _SKIP for at_stop in fresh]
    best = [0.1 if at_stop else 0.0 for at_stop in fresh]
    moves: list[bytearray] = []  # 0 beside, 1 added, 2 the end of a skip; + 4 where a skip goes on
    for token in a:
        number = token[0].isdigit()
        last, gap = best[0] + _ADDED, -1e9
        row, move = [last], bytearray(n + 1)
        move[0] = 1
        for j in range(n):
            if b[j] == token:
                value = best[j] + _EQUAL
            elif number is numbers[j]:
                value = best[j] + (_OTHER_NUMBER if number else _OTHER)
            else:
                value = best[j] + _NEVER
            way = 0
            added = best[j + 1] + _ADDED
            if added > value:
                value, way = added, 1
            opened, gap = last + opening[j], gap + _SKIP_MORE
            if opened >= gap:
                gap, on = opened, 0
            else:
                on = 4
            closed = gap + _TO_STOP if fresh[j + 1] else gap
            if closed > value:
                value, way = closed, 2
            last = value
            row.append(value)
            move[j + 1] = way | on
        best = row
        moves.append(move)
    return _steps(moves, max(range(n + 1), key=lambda j: best[j] + (0.1 if fresh[j] else 0.0)))


def _steps(moves: list[bytearray], j: int) -> tuple[Step, ...]:
    i = len(moves)
    found: list[Step] = []
    while i:
        way = moves[i - 1][j] & 3
        if way == 2:
            going = True
            while going:
                going = bool(moves[i - 1][j] & 4)
                j -= 1
                found.append(Step(-1, j))
        elif way == 1:
            i -= 1
            found.append(Step(i, -1))
        else:
            i, j = i - 1, j - 1
            found.append(Step(i, j))
    return tuple(reversed(found))


# ---------------------------------------------------------------- the rule

_SLIGHT = re.compile(
    "(?:我们|晋江|我市|全市|本市|全面|积极|加快|加大|大力|持续|继续|深入|进一步|着力|扎实|有序|稳步|切实|努力|坚决|不断|纵深"
    "|坚定不移|推动|推进|开展|实施|实现|进行|做好|抓好|强化|加强|今年|明年"
    "|将|要|的|了|并|还|也|已|及|和|与|等|着|让|在|是|把|其|该|达到|达|为)+"
)
_YEAR = re.compile(r"(?:19|20)\d\d年")
#: Forms of one word; the first stands for all.
_SAME = ("超 超过 突破 逾", "国家 国家级", "中央 党中央", "高新企业 高新技术企业 高企", "景区 旅游景区")
_FORMS = {form: row.split()[0] for row in _SAME for form in row.split()[1:]}
_FORM = re.compile("|".join(sorted(_FORMS, key=len, reverse=True)))
_HEDGE = "力争|争取|预计|有望|计划|拟|基本|初步|部分|首次|首批|首个|唯一|国家级|省级|市级|全国|全省|不|未|无|非"
_HEDGES = re.compile(f"(?:{_HEDGE})+")
_GOVERNING = re.compile(f"^(?:力争|争取|预计|有望|计划|基本|初步)|(?:{_HEDGE})$")
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
_NUMERAL = re.compile(r"(\d+(?:\.\d+)?|[零一二三四五六七八九两]?)([十百千万亿]*)")
_LOOSE = frozenset("等的和与及以让把将在中为是对到更超了并一")


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
    values, fresh = words.values, words.fresh
    stop = next(k for k in range(at + 1, len(fresh)) if fresh[k])
    senses = set()
    start = end = at
    for k in range(max(0, at - 3), at):
        if not any(fresh[k + 1 : at + 1]) and "".join(values[k:at]) in _BOUND:
            start = k
            senses.add(_BOUND["".join(values[k:at])])
            break
    end += 1
    while end < stop and values[end] in (*_TIMES, "余", "多"):
        senses |= {_BOUND[value] for value in values[end] if value in _BOUND}
        end += 1
    unit = next((k for k in (4, 3, 2) if "".join(values[end : end + k]) in _UNITS), 1)
    for k in range(end, min(stop, end + 1 + unit)):
        size = next((n for n in (3, 2) if k + n <= stop and "".join(values[k : k + n]) in _BOUND), 0)
        if size:
            senses.add(_BOUND["".join(values[k : k + size])])
            return _Amount(start, k + size, frozenset(senses))
    return _Amount(start, min(stop, end + unit), frozenset(senses))


def _value(numeral: str) -> Decimal | None:
    """What 1000, 千, 三, 2.33万 are worth; None for anything else."""
    match = _NUMERAL.fullmatch(numeral)
    if match is None or not numeral:
        return None
    value = Decimal(_HAN.get(match[1], match[1] or 1))
    for scale in match[2]:
        value *= _TIMES[scale]
    return value


def _broken(rest: str) -> bool:
    """Whether what is left of a phrase is one character, a piece of a word."""
    return len(rest) == 1 and not rest.isdigit() and not _SLIGHT.fullmatch(rest)


def one_form(phrase: str) -> str:
    return _FORM.sub(lambda match: _FORMS[match[0]], phrase)


def differences(
    line: Words, paragraph: Words, steps: tuple[Step, ...], pairs: Mapping[str, int], strict: bool = False
) -> tuple[Difference, ...]:
    """The differences of substance of two passages laid :func:`beside` each other, in order.

    ``pairs`` counts how often two tokens stand together in the texts; it only serves to show a word whole.
    """
    if not any(min(step) >= 0 for step in steps):
        return ()
    judge = _Judge(line, paragraph, _to_stops(steps, paragraph), pairs, strict)
    kept: list[Difference] = []
    for one in (*judge.bounds(), *judge.changes()):
        if not any(_meet(one, other) for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda d: (d.start, d.target_start)))


def _to_stops(steps: tuple[Step, ...], paragraph: Words) -> tuple[Step, ...]:
    """The steps with what the paragraph says before and behind them up to a stop: 力争 may stand there, half a word."""
    start = first = next(step.j for step in steps if step.j >= 0)
    end = last = next(step.j for step in reversed(steps) if step.j >= 0) + 1
    while not paragraph.fresh[start]:
        start -= 1
    while not paragraph.fresh[end]:
        end += 1
    before, behind = (tuple(Step(-1, j) for j in row) for row in (range(start, first), range(last, end)))
    return before + steps + behind


def _meet(a: Difference, b: Difference) -> bool:
    """Whether two differences are about the same words of either text."""
    mine = a.start < b.end and b.start < a.end
    return mine or (a.target_start < b.target_end and b.target_start < a.target_end)


@dataclass(slots=True)
class _Judge:
    line: Words
    paragraph: Words
    steps: tuple[Step, ...]
    pairs: Mapping[str, int]
    strict: bool

    def bounds(self) -> Iterator[Difference]:
        """Qualifiers at an equal number that the two texts do not share."""
        a, b = self.line, self.paragraph
        for i, j in self.steps:
            if min(i, j) < 0 or a.values[i] != b.values[j] or not a.values[i][0].isdigit():
                continue
            mine, theirs = _amount(a, i), _amount(b, j)
            span = Span(mine.start, mine.end, theirs.start, theirs.end)
            if mine.senses != theirs.senses and (not self.strict or self.close(span, "qualifier")):
                yield self.difference("qualifier", span, span)

    def changes(self) -> Iterator[Difference]:
        """What is other, added or left out between the first and the last token of the line."""
        for span in self.spans():
            span = self.trimmed(span)
            kind = self.kind(span)
            if kind and (not self.strict or self.close(span, kind)):
                yield self.difference(kind, span, self.shown(span, kind))

    # ---- which stretches differ, and how

    def spans(self) -> list[Span]:
        """The stretches that differ; two that only one token parts are one (列入 / 入列)."""
        found: list[Span] = []
        i, j = 0, next(step.j for step in self.steps if step.j >= 0)
        equal = 2
        for step in self.steps:
            i2, j2 = i + (step.i >= 0), j + (step.j >= 0)
            if min(step) >= 0 and self.line.values[i] == self.paragraph.values[j]:
                equal += 1
            else:
                joined = found[-1]._replace(i2=i2, j2=j2) if found else Span(i, i2, j, j2)
                if equal == 0 or (equal == 1 and self.one_word(joined)):
                    found[-1:] = [joined]
                else:
                    found.append(Span(i, i2, j, j2))
                equal = 0
            i, j = i2, j2
        return found

    def trimmed(self, span: Span) -> Span:
        """At either end the paragraph's phrase may be longer: what is as long as the line's words stands for them."""
        size = span.i2 - span.i
        if size and span.j2 - span.j > size + 1 and not _SLIGHT.fullmatch("".join(self.line.values[span.i : span.i2])):
            if span.i == 0:
                return span._replace(j=span.j2 - size)
            if span.i2 == len(self.line.values):
                return span._replace(j2=span.j + size)
        return span

    def one_word(self, span: Span) -> bool:
        stops = self.line.fresh[span.i + 1 : span.i2] + self.paragraph.fresh[span.j + 1 : span.j2]
        return max(span.i2 - span.i, span.j2 - span.j) <= 4 and not any(stops)

    def kind(self, span: Span) -> str:
        """What kind of difference a stretch is; empty where it is none of substance."""
        a, b = self.line.values[span.i : span.i2], self.paragraph.values[span.j : span.j2]
        mine, theirs = "".join(a), "".join(b)
        slight = not a or _SLIGHT.fullmatch(mine) or (span.i == 0 and _YEAR.fullmatch(mine))
        if slight and any(self.paragraph.fresh[span.j : span.j2 + 1]):
            return self.left_out(span)
        if self.same(span) or (slight and (not b or _SLIGHT.fullmatch(theirs))):
            return ""
        if self.in_unit(span) or (a and b and any(token[0].isdigit() for token in a + b)):
            return "number"
        if all(not words or words in _BOUND or _HEDGES.fullmatch(words) for words in (mine, theirs)):
            return "qualifier"
        if not b and self.line.fresh[span.i] != self.line.fresh[span.i2]:
            return "word" if _broken(mine) else ""  # a phrase only begins earlier or ends later than in the report
        if not a and not _broken(theirs):
            return "dropped"
        return "name" if self.in_list(span) else "word"

    def left_out(self, span: Span) -> str:
        """Parts of a sentence are left out, up to a stop or from one: nothing, unless a word is cut or 力争 is lost."""
        stops = [k for k in range(span.j, span.j2 + 1) if self.paragraph.fresh[k]]
        tail = "".join(self.paragraph.values[span.j : stops[0]])
        head = "".join(self.paragraph.values[stops[-1] : span.j2])
        if _GOVERNING.search(head):
            return "qualifier"
        return "word" if _broken(tail) or _broken(head) else ""

    def same(self, span: Span) -> bool:
        """Whether the stretches, with the words around them, are forms of one: 1000 / 千, 突破 / 超."""
        i, i2, j, j2 = span
        a, b = self.line.values, self.paragraph.values
        while i > 0 and j > 0 and a[i - 1] == b[j - 1] and _value(a[i - 1]) is not None:
            i, j = i - 1, j - 1
        while i2 < len(a) and j2 < len(b) and a[i2] == b[j2] and a[i2] in _TIMES:
            i2, j2 = i2 + 1, j2 + 1
        mine = _value("".join(a[i:i2]))
        if mine is not None and mine == _value("".join(b[j:j2])):
            return True
        k = min(4, self.equal_before(span))
        n = min(4, self.equal_behind(span))
        mine_form = one_form("".join(a[span.i - k : span.i2 + n]))
        return mine_form == one_form("".join(b[span.j - k : span.j2 + n]))

    def equal_before(self, span: Span) -> int:
        """How many tokens before the stretch are equal, up to a stop."""
        (i, i2, j, j2), k = span, 0
        while k < min(i, j) and self.line.values[i - k - 1] == self.paragraph.values[j - k - 1]:
            if (self.line.fresh[i - k] and i2 - i + k) or (self.paragraph.fresh[j - k] and j2 - j + k):
                break
            k += 1
        return k

    def equal_behind(self, span: Span) -> int:
        (i, i2, j, j2), k = span, 0
        a, b = self.line, self.paragraph
        while k < min(len(a.values) - i2, len(b.values) - j2) and a.values[i2 + k] == b.values[j2 + k]:
            if (a.fresh[i2 + k] and i2 - i + k) or (b.fresh[j2 + k] and j2 - j + k):
                break
            k += 1
        return k

    def in_unit(self, span: Span) -> bool:
        """Whether a short stretch stands where the unit of a number does."""
        if max(span.i2 - span.i, span.j2 - span.j) > 2 or self.line.fresh[span.i]:
            return False
        values, k = self.line.values, span.i
        while k > 0 and (values[k - 1] in _TIMES or values[k - 1] in "平立公"):
            k -= 1
        return k > 0 and values[k - 1][0].isdigit()

    def in_list(self, span: Span) -> bool:
        """Whether a short item of an enumeration, or quotation marks, hold the stretch: names stand there."""
        words, text = self.line, self.line.text
        start, end = self.segment(span.i, span.i2)
        at = words.starts[span.i] if span.i < span.i2 else words.ends[span.i - 1] if span.i else words.starts[0]
        if sum(map(text[:at].count, "“「《")) > sum(map(text[:at].count, "”」》")):
            return True
        size = next((k for k in range(start, end) if words.values[k] == "等"), end) - start
        around = text[max(0, words.starts[start] - 1)] + text[words.ends[end - 1] : words.ends[end - 1] + 1]
        return "、" in around and size <= 6

    def segment(self, i: int, i2: int) -> tuple[int, int]:
        """The tokens of the line from stop to stop that hold these."""
        fresh = self.line.fresh
        start = next(k for k in range(min(i, len(fresh) - 2), -1, -1) if fresh[k])
        return start, next(k for k in range(max(i2, start + 1), len(fresh)) if fresh[k])

    def close(self, span: Span, kind: str) -> bool:
        """Whether, told in its own words, the line says the same but for this stretch."""
        if kind in ("number", "qualifier"):
            start, end = self.segment(span.i, span.i2)
            a, b = self.line.values, self.paragraph.values
            equal = sum(start <= i < end and j >= 0 and a[i] == b[j] for i, j in self.steps)
            return 2 * equal >= end - start
        sizes = (span.i2 - span.i, span.j2 - span.j)
        before, behind = self.equal_before(span), self.equal_behind(span)
        return max(sizes) <= (2 if min(sizes) else 1) and before > 0 and before + behind >= 4

    # ---- how it is shown

    def difference(self, kind: str, span: Span, shown: Span) -> Difference:
        start, end = _offsets(self.line, span.i, span.i2)
        target_start, target_end = _offsets(self.paragraph, span.j, span.j2)
        mine, theirs = _offsets(self.line, shown.i, shown.i2), _offsets(self.paragraph, shown.j, shown.j2)
        line, paragraph = self.line.text[slice(*mine)], self.paragraph.text[slice(*theirs)]
        return Difference(start, end, target_start, target_end, line, paragraph, kind)

    def shown(self, span: Span, kind: str) -> Span:
        """The stretch with enough of the words around it to read."""
        if kind == "number":
            mine, theirs = (_number_at(w, s) for w, s in ((self.line, span.i), (self.paragraph, span.j)))
            if mine is not None and theirs is not None:
                return Span(mine.start, max(mine.end, span.i2), theirs.start, max(theirs.end, span.j2))
        before, behind = self.equal_before(span), self.equal_behind(span)
        a, size = self.line.values, max(span.i2 - span.i, span.j2 - span.j)
        k = next((k for k in range(min(2, before)) if a[span.i - k - 1] in _LOOSE), min(2, before))
        n = next((n for n in range(min(2, behind)) if a[span.i2 + n] in _LOOSE), min(2, behind))
        i, i2 = span.i, span.i2
        if n == 2 and behind <= 3:
            n = behind
        elif n == 2 and self.often(i2 + 1) > self.often(i2):
            if k + size > 1:
                n = 1
            while n > 1 and n < min(behind, 5) and self.often(i2 + n - 1) > self.often(i2 + n - 2):
                n += 1
        if k == 2 and before > k and self.often(i - 3) > self.often(i - 2):
            k = 1 if size + n > 1 else 3
        return Span(i - k, i2 + n, span.j - k, span.j2 + n)

    def often(self, i: int) -> int:
        """How often a token of the line and the next stand together in the texts."""
        return self.pairs.get("".join(self.line.values[i : i + 2]), 0)


def _number_at(words: Words, at: int) -> _Amount | None:
    """The amount whose number stands at a token or, through its unit, shortly before it."""
    values = words.values
    at = min(at, len(values) - 1)
    for k in range(at, max(-1, at - 5), -1):
        if values[k][0].isdigit():
            return _amount(words, k)
    return None


def _offsets(words: Words, i: int, i2: int) -> tuple[int, int]:
    if i < i2:
        return words.starts[i], words.ends[min(i2, len(words.ends)) - 1]
    at = words.ends[i - 1] if i else words.starts[0]
    return at, at
