"""Where words end: which phrases of a dictionary agree with the words of a sentence.

A dictionary phrase may straddle two words (产业基**金发**行): then it must not decide a character's form. The words with their costs
(the negative logarithm of their frequency) are :mod:`gazette.words`; the words of a sentence are the path of least cost through
it. A phrase agrees with the words if both its ends are ends of words or one word holds all of it. How much dearer the best path of the other
opinion is tells how sure that is; where the difference is small, a person is asked (``CLOSE``).

Only stretches in which some word crosses the end of a phrase are segmented. Offsets and lengths are counted in characters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import add

#: (start, end) in a text.
Span = tuple[int, int]
LONGEST = 6
#: What a character costs that is no word of the lexicon, and a phrase that is none (in the lexicon's units: 8 × ln).
RARE_CHARACTER, RARE_PHRASE = 145, 162
#: What a word costs at most that is common: one of some 270,000 is this word.
COMMON = 100
#: Two readings whose costs differ by less are close: one is not e³ times as likely as the other.
CLOSE = 24
#: The lengths of the words that begin with a pair of characters which is a word itself and begins no other.
_PAIR = (2,)
#: Characters that measure or multiply after a numeral, and the Traditional form that they have then.
MEASURES = {"个": "個", "家": "家", "只": "隻", "万": "萬", "千": "千", "面": "面", "里": "里", "回": "回", "台": "臺", "升": "升", "克": "克", "卷": "卷", "斗": "斗", "余": "餘"}  # fmt: skip
#: Those whose form is the same whatever follows.
_PLAIN_MEASURES = frozenset("个家万千余")
_NUMERAL = re.compile("[0-9０-９一二三四五六七八九十百千万亿两几数多余每各]")
#: What follows 只 where it means “only”.
_AFTER_ONLY = ("有", "能", "要", "是", "需", "会", "可", "应", "剩", "占", "用")


@dataclass(frozen=True, slots=True)
class Reading:
    """What segmentation says of a text: the phrases that agree with its words, the characters that some word of several characters
    decides, and those whose reading was close."""

    phrases: tuple[Span, ...]
    decided: frozenset[int]
    close: frozenset[int]
    #: Characters of words that several programs convert differently.
    disputed: frozenset[int] = frozenset()
    #: Measures of a numeral.
    measures: tuple[int, ...] = ()


@dataclass(slots=True)
class Lexicon:
    """Words with their costs. ``blocks`` are their lines by first character; a block is read when a text first has its character."""

    blocks: Mapping[str, str]
    costs: dict[str, int] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    #: By two characters the lengths of the words that begin with them.
    _lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _known: set[str] = field(default_factory=set)

    def find(self, text: str) -> dict[int, list[int]]:
        """By place the ends of the words of two characters and more that begin there."""
        self._read(text)
        padded, costs = text + "\0" * LONGEST, self.costs  # so that a stretch at the end is never cut short
        found: dict[int, list[int]] = {}
        for start, sizes in enumerate(map(self._lengths.get, map(add, text, text[1:]))):
            if sizes == _PAIR:
                found[start] = [start + 2]
            elif sizes and (ends := [start + n for n in sizes if n == 2 or padded[start : start + n] in costs]):
                found[start] = ends
        return found

    def has(self, word: str) -> bool:
        """Whether these characters are a word."""
        self._read(word[:1])
        return len(word) > 1 and word in self.costs

    def is_common(self, word: str) -> bool:
        """Whether these characters are a word that is not rare."""
        return self.has(word) and self.costs[word] <= COMMON

    def character(self, character: str) -> int:
        """The cost of a single character as a word."""
        if character not in self._known:
            self._read(character)
        return self.costs.get(character, RARE_CHARACTER)

    def _read(self, text: str) -> None:
        """Read the words that begin with the characters of a text."""
        for character in set(text).difference(self._known):
            self._known.add(character)
            for line in self.blocks.get(character, "").splitlines():
                word, _, cost = line.partition("\t")
                if cost.endswith("?"):
                    self.doubtful.add(word)
                    cost = cost[:-1]
                self.costs[word] = int(cost)
                if len(word) > 1 and len(word) not in (known := self._lengths.get(word[:2], ())):
                    self._lengths[word[:2]] = (*known, len(word))


@dataclass(frozen=True, slots=True)
class Segmenter:
    """Judges phrases by the words of a ``lexicon``."""

    lexicon: Lexicon

    def read(self, text: str, phrases: Sequence[Span], risky: Sequence[int], changing: Sequence[Span]) -> Reading:
        """Which of the ``phrases`` (spans in ``text``, they may overlap) agree with its words.

        ``risky`` are the places of characters that have several forms, in order: of these alone it is said what decides them.
        ``changing`` are the phrases that give another form than their characters alone. Only what overlaps one of these is judged,
        and only what stands in one of these can be close: elsewhere all readings have the same forms.
        """
        if not risky:
            return Reading(tuple(phrases), frozenset(), frozenset())
        words = _Words(text, self.lexicon, phrases)
        agreeing: list[Span] = []
        decided, close, disputed = set[int](), set[int](), set[int]()
        for span in phrases:
            inside = [place for place in risky if span[0] <= place < span[1]]
            judged = any(start < span[1] and span[0] < end for start, end in changing)
            margin = words.judge(*span) if judged else CLOSE
            if margin >= 0:
                agreeing.append(span)
                if inside and text[span[0] : span[1]] in self.lexicon.doubtful:
                    disputed.update(inside)
            if abs(margin) < CLOSE:
                close.update(inside)
        measures = [place for place in risky if words.is_measure(place)]
        covered = {place for start, end in agreeing for place in range(start, end)}
        contested = {place for start, end in changing for place in range(start, end)}
        for place in risky:
            if place not in covered and (verdict := words.decide(place)):
                found = (
                    disputed
                    if verdict == "disputed"
                    else close
                    if verdict == "close" and place in contested
                    else decided
                )
                found.add(place)
        close = (close & contested).difference(measures)
        return Reading(tuple(agreeing), frozenset(decided), frozenset(close), frozenset(disputed), tuple(measures))


class _Words:
    """The words that a text may have, looked up where they are needed; paths are sought only where readings conflict."""

    def __init__(self, text: str, lexicon: Lexicon, phrases: Sequence[Span]) -> None:
        self.text, self.lexicon, self.phrases = text, lexicon, phrases
        #: By place the ends of the words of two characters and more that begin there.
        self.starting = lexicon.find(text)

    def crossing(self, place: int) -> list[Span]:
        """The words that begin before a place and end behind it."""
        starting = self.starting
        return [
            (start, end)
            for start in range(place - LONGEST + 1, place)
            if start in starting
            for end in starting[start]
            if end > place
        ]

    def is_measure(self, place: int) -> bool:
        """Whether a character is the measure of a numeral before it: 10家, 三千只; not 三千里外 or 3只有, which have other readings."""
        character = self.text[place]
        if not place or character not in MEASURES or not _NUMERAL.match(self.text[place - 1]):
            return False
        if character in _PLAIN_MEASURES:
            return True
        return place not in self.starting and self.text[place + 1 : place + 2] not in _AFTER_ONLY

    def judge(self, start: int, end: int) -> float:
        """By how much the best path with which a phrase agrees is cheaper than the best of those that it straddles."""
        straddling = [w for w in self.crossing(start) if w[1] < end]
        straddling += [w for w in self.crossing(end) if w[0] > start]
        if not straddling:
            return CLOSE
        path = _Path(self, start, end)
        return min(path.through(*word) for word in straddling) - path.agreeing(start, end)

    def decide(self, place: int) -> str:
        """What decides a character: ``decided`` where a word of several characters holds it, ``disputed`` where programs convert
        that word differently, ``close`` where two readings are nearly as good, else nothing."""
        holding = [*self.crossing(place), *((place, end) for end in self.starting.get(place, ()))]
        if not holding:
            return ""
        best, margin = holding[0], float(CLOSE)
        rivals = [w for word in holding for edge in word for w in self.crossing(edge) if not _contains(w, word)]
        if rivals or len(holding) > 1:
            path = _Path(self, place, place + 1)
            best = min(holding, key=lambda word: path.through(*word))
            margin = path.alone(place) - path.through(*best)
        if margin < 0:
            return "close" if margin > -CLOSE else ""
        if self.text[best[0] : best[1]] in self.lexicon.doubtful:
            return "disputed"
        return "decided" if margin >= CLOSE else "close"


def _contains(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


class _Path:
    """The paths through the stretch around some characters that no word leaves on either side."""

    def __init__(self, words: _Words, start: int, end: int) -> None:
        self.words, self.text = words, words.text
        while True:
            left = min((word[0] for word in words.crossing(start)), default=start)
            right = max((word[1] for word in words.crossing(end)), default=end)
            if (left, right) == (start, end):
                break
            start, end = left, right
        self.first, self.last = start, end
        text, costs = words.text, words.lexicon.costs
        self.edges = {
            place: [(to, costs[text[place:to]]) for to in words.starting.get(place, ())] for place in range(start, end)
        }
        for a, b in words.phrases:
            if start <= a and b <= end and b - a > 1 and text[a:b] not in costs:
                self.edges[a].append((b, RARE_PHRASE))
        for place in range(start, end):
            self.edges[place].append((place + 1, words.lexicon.character(words.text[place])))
        self.before = self._forward(start, end)
        self.after: dict[int, float] = {end: 0.0}
        for place in range(end - 1, start - 1, -1):
            self.after[place] = min(cost + self.after[to] for to, cost in self.edges[place] if to <= end)

    def _forward(self, start: int, end: int) -> dict[int, float]:
        """The least cost from ``start`` to each place up to ``end``."""
        found = dict.fromkeys(range(start, end + 1), float("inf"))
        found[start] = 0.0
        for place in range(start, end):
            for to, cost in self.edges[place]:
                if to <= end and found[place] + cost < found[to]:
                    found[to] = found[place] + cost
        return found

    def through(self, start: int, end: int) -> float:
        """The least cost of a path with the word ``text[start:end]`` on it."""
        cost = next((cost for to, cost in self.edges[start] if to == end), float("inf"))
        return self.before[start] + cost + self.after[end]

    def alone(self, place: int) -> float:
        """The least cost of a path on which a character is a word."""
        return self.through(place, place + 1)

    def agreeing(self, start: int, end: int) -> float:
        """The least cost of a path on which the ends of a phrase are ends of words, or one word holds it."""
        whole = self.words.lexicon.costs.get(self.text[start:end], RARE_PHRASE)
        inner = min(whole, self._forward(start, end)[end])
        paths = [self.before[start] + inner + self.after[end]]
        for word in self.words.crossing(start):
            if word[1] >= end:
                paths.append(self.through(*word))
        for to, _ in self.edges[start]:
            if to > end:
                paths.append(self.through(start, to))
        return min(paths)
