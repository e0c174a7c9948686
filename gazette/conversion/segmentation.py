"""A phrase is used only where it agrees with the words of its sentence: 产业基金|发行 has no 金发, though the package knows 金髮.

Most phrases decide nothing: their characters have one form, or the usual one. Of those that do only the ones that another word
reaches into are looked at. There the sentence is divided into words at the least cost (the best path over known words and
phrases), and a phrase counts if it begins and ends where words do, or lies within one. Of the phrases that count, the package's rule
chooses. Where another division costs little more and gives another character, the place is *close*: a person should look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from gazette.conversion.dictionaries import PhraseTable, Span, choose_longest
from gazette.conversion.lexicon import RARE_PHRASE, Lexicon

#: What the next division may cost more and be close, as a natural logarithm.
CLOSE = 4.0
#: A word that may stand at a place: start, end, cost.
_Edge = tuple[int, int, float]


@dataclass(frozen=True, slots=True)
class Divided:
    """The phrases that are used, in order; the places where another division would give another character (``close``), and those
    that a phrase of two characters decides though a word parts the two (``loose``)."""

    spans: list[Span]
    close: frozenset[int]
    loose: frozenset[int]


@dataclass(frozen=True, slots=True)
class Segmenter:
    """Divides what is doubtful of a text into words. ``words`` are the phrases, ``plain`` gives a text by its single characters alone, and
    ``doubtful`` are the characters that a person should look at where no word decides."""

    words: PhraseTable
    lexicon: Lexicon
    plain: Callable[[str], str]
    doubtful: frozenset[str]
    _changed: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _joined: dict[str, bool] = field(default_factory=dict)

    def divide(self, text: str) -> Divided:
        """The phrases of a text that agree with its words."""
        found = self.words.candidates(text)
        sentence = _Sentence(text, self, found)
        known = self._changed
        units: list[Span] = []
        close: set[int] = set()
        done = 0
        for start, end in found:
            phrase = text[start:end]
            changed = known[phrase] if phrase in known else self.changed(phrase)
            if changed and start >= done and sentence.is_crossed(start, end):
                low, done = sentence.area(start, end)
                path, rivals = sentence.divide(low, done)
                units += path
                close.update(sentence.changed_by(path, rivals))
        if units:
            inside = _inside(units)
            found = [span for span in found if _agrees(*span, inside)]
        spans = choose_longest(found, len(text))
        return Divided(spans, frozenset(close), frozenset(sentence.loose(spans)))

    def agrees(self, text: str, start: int, end: int) -> bool:
        """Whether a stretch of a text begins and ends where words do, or lies within one."""
        sentence = _Sentence(text, self, self.words.candidates(text))
        if not sentence.is_crossed(start, end):
            return True
        units, _ = sentence.divide(*sentence.area(start, end))
        return _agrees(start, end, _inside(units))

    def changed(self, phrase: str) -> tuple[int, ...]:
        """The places of a phrase where it gives another character than the single ones do."""
        known = self._changed.get(phrase)
        if known is None:
            form = self.words.forms.get(phrase, "")
            pairs = zip(form, self.plain(phrase), strict=False)
            known = self._changed[phrase] = tuple(k for k, (a, b) in enumerate(pairs) if a != b)
        return known

    def is_joined(self, pair: str) -> bool:
        """Whether two characters stand together in a word."""
        known = self._joined.get(pair)
        if known is None:
            known = self._joined[pair] = bool(self.words.lengths.get(pair)) or self.lexicon.joins(pair)
        return known


class _Sentence:
    """A text with the words that may stand in it."""

    def __init__(self, text: str, segmenter: Segmenter, found: Iterable[Span]) -> None:
        self.text, self.segmenter, self.found = text, segmenter, found
        self.phrases: dict[int, list[int]] = {}
        self.known: dict[int, list[_Edge]] = {}

    def edges(self, start: int) -> list[_Edge]:
        """The words and phrases of two characters and more that may begin at a place."""
        edges = self.known.get(start)
        if edges is None:
            if not self.phrases:
                for begin, end in self.found:
                    self.phrases.setdefault(begin, []).append(end)
            lexicon, text = self.segmenter.lexicon, self.text
            listed = lexicon.starting(text[start : start + 2])
            edges = [(start, start + len(word), cost) for word, cost, _ in listed if text.startswith(word, start)]
            ends = [end for _, end, _ in edges]
            edges += [(start, end, RARE_PHRASE) for end in self.phrases.get(start, ()) if end not in ends]
            self.known[start] = edges
        return edges

    def is_crossed(self, start: int, end: int) -> bool:
        """Whether a word reaches over the beginning or the end of a phrase, but not over all of it."""
        if any(start < last < end for begin in self._before(start) for _, last, _ in self.edges(begin)):
            return True
        if not self._is_joined(end):
            return False
        return any(last > end for begin in range(start + 1, end) for _, last, _ in self.edges(begin))

    def area(self, start: int, end: int) -> Span:
        """The least stretch around a phrase that no word reaches out of."""
        low = start
        for begin in self._before(start):
            if any(last > low for _, last, _ in self.edges(begin)):
                low = begin
        place, high = low, end
        while place < high:
            high = max([high, *(last for _, last, _ in self.edges(place))])
            place += 1
        return low, high

    def loose(self, spans: Iterable[Span]) -> Iterator[int]:
        """The doubtful characters that a phrase of two decides, changing nothing, though a word parts them from the other: 不能|干."""
        doubtful, changed, text = self.segmenter.doubtful, self.segmenter.changed, self.text
        for start, end in spans:
            if end - start == 2:
                if text[start] in doubtful and self._is_start(start + 1) and not changed(text[start:end]):
                    words = {(a, b) for a, b, _ in self.edges(start + 1) if b > end}
                    if words and self._is_parted(start, start, words):
                        yield start
                if text[start + 1] in doubtful and self._is_joined(start) and not changed(text[start:end]):
                    words = {(a, b) for begin in self._before(start) for a, b, _ in self.edges(begin) if b == start + 1}
                    if words and self._is_parted(start, start + 1, words):
                        yield start + 1

    def _is_parted(self, start: int, place: int, words: set[Span]) -> bool:
        """Whether a character of a phrase of two stands alone, or nearly so, for one of the words has the other."""
        units, rivals = self.divide(*self.area(start, start + 2))
        return (place, place + 1) in units or ((start, start + 2) in units and not words.isdisjoint(rivals))

    def _is_start(self, place: int) -> bool:
        """Whether the two characters at a place begin a word."""
        pair = self.text[place : place + 2]
        return bool(self.segmenter.words.lengths.get(pair) or self.segmenter.lexicon.starting(pair))

    def _before(self, place: int) -> Iterator[int]:
        """The places before one from which a word might reach over it, the nearest first."""
        while self._is_joined(place):
            place -= 1
            yield place

    def _is_joined(self, place: int) -> bool:
        """Whether the characters on both sides of a place stand together in any word: seldom, and soon found out."""
        return 0 < place < len(self.text) and self.segmenter.is_joined(self.text[place - 1 : place + 1])

    def divide(self, low: int, high: int, *, whole: bool = True) -> tuple[list[Span], list[Span]]:
        """The words of a stretch at the least cost, and those of other divisions that cost little more. A long word that is no phrase
        is divided again, for phrases may meet in it; then it is not taken ``whole``."""
        edges = [
            edge
            for start in range(low, high)
            for edge in (*self.edges(start), (start, start + 1, self.segmenter.lexicon.character(self.text[start])))
            if edge[1] <= high and (whole or edge[:2] != (low, high))
        ]
        before, back = _costs(edges, low, high)
        path: list[Span] = []
        place = high
        while place > low:
            path.append((back[place], place))
            place = back[place]
        inside = _inside(path)
        after = _costs_to_end(edges, high)
        limit = before[high] + CLOSE
        rivals = [
            (start, end)
            for start, end, cost in edges
            if before[start] + cost + after[end] < limit and not _agrees(start, end, inside)
        ]
        units: list[Span] = []
        for start, end in reversed(path):
            if end - start > 2 and self.text[start:end] not in self.segmenter.words.forms:
                inner, others = self.divide(start, end, whole=False)
                units += inner
                rivals += others
            else:
                units.append((start, end))
        return units, rivals

    def changed_by(self, units: Iterable[Span], rivals: Iterable[Span]) -> Iterator[int]:
        """The places that have another character where the rivals are the words."""
        for start, end in rivals:
            met = (unit for unit in units if unit[0] < end and start < unit[1])
            for begin, last in (*met, (start, end)):
                yield from (begin + k for k in self.segmenter.changed(self.text[begin:last]))


def _inside(units: Iterable[Span]) -> dict[int, Span]:
    """The places at which a word goes on, with that word."""
    return {place: unit for unit in units for place in range(unit[0] + 1, unit[1])}


def _agrees(start: int, end: int, inside: dict[int, Span]) -> bool:
    """Whether a stretch begins and ends where words do, or lies within one."""
    units = (inside.get(start), inside.get(end))
    return all(unit is None or (unit[0] <= start and end <= unit[1]) for unit in units)


def _costs(edges: list[_Edge], low: int, high: int) -> tuple[dict[int, float], dict[int, int]]:
    """The least cost to come to each place, and from where; edges are in the order of their starts."""
    best = dict.fromkeys(range(low, high + 1), float("inf"))
    best[low] = 0.0
    back: dict[int, int] = {}
    for start, end, cost in edges:
        if best[start] + cost < best[end]:
            best[end], back[end] = best[start] + cost, start
    return best, back


def _costs_to_end(edges: list[_Edge], high: int) -> dict[int, float]:
    """The least cost from each place to the end."""
    best = {high: 0.0}
    for start, end, cost in reversed(edges):
        best[start] = min(best.get(start, float("inf")), cost + best[end])
    return best
