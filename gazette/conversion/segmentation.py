"""Choose the phrases that agree with the words of their sentence: 产业基金|发行 has no 金发, though the package knows 金髮.

Most phrases decide nothing: their characters have one form, or the usual one. Of the others only those that another word
overlaps are examined. There the sentence is divided into words at the least cost (the best path over known words and
phrases), and a phrase agrees if it begins and ends where words do, or lies within one. Among the phrases that agree the package's
rule chooses. Where another division costs little more and gives another character, the place is *close*: a person should check it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct, field

from gazette.conversion.dictionaries import PhraseTable, Span, choose_longest
from gazette.conversion.lexicon import UNKNOWN_PHRASE_COST, Lexicon

#: By how much another division may cost more and still be close, as a natural logarithm.
MAX_CLOSE_DIFFERENCE = 4.0
#: A word that is possible at a place: start, end, cost.
_Candidate = tuple[int, int, float]


class Segmentation(Struct, frozen=True):
    """The result for a text."""

    #: The phrases to convert, in order.
    phrases: list[Span]
    #: The places where another division, nearly as likely, would give another character.
    close: frozenset[int]
    #: The places that a phrase of two characters decides, though a word separates the two.
    loose: frozenset[int]


class Segmenter(Struct, frozen=True):
    """Divides the doubtful parts of texts into words."""

    phrases: PhraseTable
    lexicon: Lexicon
    #: Converts a text by the forms of single characters alone.
    convert_characters: Callable[[str], str]
    #: The characters that a person should check where no word decides.
    needs_review: frozenset[str]
    _changes_cache: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _pair_cache: dict[str, bool] = field(default_factory=dict)

    def segment(self, text: str) -> Segmentation:
        """Find the phrases of a text that agree with its words."""
        phrases = self.phrases.find_all(text)
        sentence = _Sentence(text, self)
        cache = self._changes_cache
        words: list[Span] = []
        close: set[int] = set()
        divided_to = 0
        for start, end in phrases:
            phrase = text[start:end]
            changes = cache[phrase] if phrase in cache else self.find_changes(phrase)
            if changes and start >= divided_to and sentence.is_overlapped(start, end):
                area_start, divided_to = sentence.find_area(start, end)
                best, rivals, long_words = sentence.divide(area_start, divided_to)
                words += (*long_words, *best)  # the inner words last: they win inside
                close.update(sentence.find_rival_changes(best, rivals))
        if words:
            inner = _map_inner_places(words)
            phrases = [span for span in phrases if _is_aligned(*span, inner)]
        chosen = choose_longest(phrases, len(text))
        return Segmentation(chosen, frozenset(close), frozenset(sentence.find_loose(chosen)))

    def agrees_with_words(self, text: str, start: int, end: int) -> bool:
        """Whether a span of a text begins and ends where words do, or lies within one."""
        sentence = _Sentence(text, self)
        if not sentence.is_overlapped(start, end):
            return True
        words, _, _ = sentence.divide(*sentence.find_area(start, end))
        return _is_aligned(start, end, _map_inner_places(words))

    def find_changes(self, phrase: str) -> tuple[int, ...]:
        """Return the places of a phrase where its form differs from those of its single characters."""
        known = self._changes_cache.get(phrase)
        if known is None:
            form = self.phrases.forms.get(phrase, "")
            pairs = zip(form, self.convert_characters(phrase), strict=False)
            known = self._changes_cache[phrase] = tuple(k for k, (a, b) in enumerate(pairs) if a != b)
        return known

    def is_in_word(self, pair: str) -> bool:
        """Whether two characters are next to each other in a word or begin a phrase."""
        known = self._pair_cache.get(pair)
        if known is None:
            known = self._pair_cache[pair] = bool(self.phrases.lengths[pair]) or self.lexicon.is_in_word(pair)
        return known


class _Sentence:
    """A text with the words that are possible in it."""

    def __init__(self, text: str, segmenter: Segmenter) -> None:
        self.text, self.segmenter = text, segmenter
        self.candidate_cache: dict[int, list[_Candidate]] = {}

    def candidates_at(self, start: int) -> list[_Candidate]:
        """Return the words and phrases of two characters and more that are possible from a place on."""
        candidates = self.candidate_cache.get(start)
        if candidates is None:
            text = self.text
            known = self.segmenter.lexicon.words_starting_with(text[start : start + 2])
            candidates = [(start, start + len(word), cost) for word, cost, _ in known if text.startswith(word, start)]
            ends = [end for _, end, _ in candidates]
            more = (end for end in self.segmenter.phrases.find_ends(text, start) if end not in ends)
            candidates += [(start, end, UNKNOWN_PHRASE_COST) for end in more]
            self.candidate_cache[start] = candidates
        return candidates

    def is_overlapped(self, start: int, end: int) -> bool:
        """Whether a word extends over the beginning or the end of a phrase, but not over all of it."""
        if any(start < last < end for begin in self._places_before(start) for _, last, _ in self.candidates_at(begin)):
            return True
        if not self._is_in_word(end):
            return False
        return any(last > end for begin in range(start + 1, end) for _, last, _ in self.candidates_at(begin))

    def find_area(self, start: int, end: int) -> Span:
        """Return the shortest span around a phrase that no word extends out of."""
        low = start
        for begin in self._places_before(start):
            if any(last > low for _, last, _ in self.candidates_at(begin)):
                low = begin
        place, high = low, end
        while place < high:
            high = max([high, *(last for _, last, _ in self.candidates_at(place))])
            place += 1
        return low, high

    def find_loose(self, phrases: Iterable[Span]) -> Iterator[int]:
        """Yield characters to review in phrases of two that change nothing, where a word separates the two: 不能|干."""
        needs_review, find_changes = self.segmenter.needs_review, self.segmenter.find_changes
        text = self.text
        for start, end in phrases:
            if end - start == 2:
                if text[start] in needs_review and self._is_start(start + 1) and not find_changes(text[start:end]):
                    words = {(a, b) for a, b, _ in self.candidates_at(start + 1) if b > end}
                    if words and self._is_separated(start, start, words):
                        yield start
                if text[start + 1] in needs_review and self._is_in_word(start) and not find_changes(text[start:end]):
                    words = {
                        (a, b)
                        for begin in self._places_before(start)
                        for a, b, _ in self.candidates_at(begin)
                        if b == start + 1
                    }
                    if words and self._is_separated(start, start + 1, words):
                        yield start + 1

    def _is_separated(self, start: int, place: int, words: set[Span]) -> bool:
        """Whether a character of a phrase of two is alone, or nearly so, since one of the words takes the other."""
        best, rivals, _ = self.divide(*self.find_area(start, start + 2))
        return (place, place + 1) in best or ((start, start + 2) in best and not words.isdisjoint(rivals))

    def _is_start(self, place: int) -> bool:
        """Whether the two characters at a place begin a word."""
        pair = self.text[place : place + 2]
        return bool(self.segmenter.phrases.lengths.get(pair) or self.segmenter.lexicon.words_starting_with(pair))

    def _places_before(self, place: int) -> Iterator[int]:
        """Yield the places before one from which a word might extend over it, the nearest first."""
        while self._is_in_word(place):
            place -= 1
            yield place

    def _is_in_word(self, place: int) -> bool:
        """Whether the characters on both sides of a place are next to each other in any word: rarely, and quickly checked."""
        return 0 < place < len(self.text) and self.segmenter.is_in_word(self.text[place - 1 : place + 1])

    def divide(self, low: int, high: int, *, allows_one_word: bool = True) -> tuple[list[Span], list[Span], list[Span]]:
        """Return the words of a span at the least cost, those of other divisions that cost little more, and long words.

        A long word that is no phrase is divided again, since phrases may meet in it; then ``allows_one_word`` is false. No
        phrase of the dictionaries reaches over the end of such a long word: 抵抗力|克制 has no 力克制.
        """
        character_cost = self.segmenter.lexicon.character_cost
        candidates = [
            candidate
            for start in range(low, high)
            for candidate in (*self.candidates_at(start), (start, start + 1, character_cost(self.text[start])))
            if candidate[1] <= high and (allows_one_word or candidate[:2] != (low, high))
        ]
        cost_to, previous = _find_costs_from_start(candidates, low, high)
        path: list[Span] = []
        place = high
        while place > low:
            path.append((previous[place], place))
            place = previous[place]
        inner = _map_inner_places(path)
        cost_from = _find_costs_to_end(candidates, high)
        limit = cost_to[high] + MAX_CLOSE_DIFFERENCE
        rivals = [
            (start, end)
            for start, end, cost in candidates
            if cost_to[start] + cost + cost_from[end] < limit and not _is_aligned(start, end, inner)
        ]
        words: list[Span] = []
        long_words: list[Span] = []
        for start, end in reversed(path):
            if end - start > 2 and self.text[start:end] not in self.segmenter.phrases.forms:
                inner_words, more_rivals, more_long_words = self.divide(start, end, allows_one_word=False)
                words += inner_words
                long_words += ((start, end), *more_long_words)
                rivals += more_rivals
            else:
                words.append((start, end))
        return words, rivals, long_words

    def find_rival_changes(self, words: Iterable[Span], rivals: Iterable[Span]) -> Iterator[int]:
        """Yield the places that have another character where the rivals are the words."""
        for start, end in rivals:
            overlapping = (word for word in words if word[0] < end and start < word[1])
            for begin, last in (*overlapping, (start, end)):
                yield from (begin + k for k in self.segmenter.find_changes(self.text[begin:last]))


def _map_inner_places(words: Iterable[Span]) -> dict[int, Span]:
    """Map each place inside a word, its edges excluded, to the word."""
    return {place: word for word in words for place in range(word[0] + 1, word[1])}


def _is_aligned(start: int, end: int, inner: dict[int, Span]) -> bool:
    """Whether a span begins and ends where words do, or lies within one."""
    words = (inner.get(start), inner.get(end))
    return all(word is None or (word[0] <= start and end <= word[1]) for word in words)


def _find_costs_from_start(
    candidates: list[_Candidate], low: int, high: int
) -> tuple[dict[int, float], dict[int, int]]:
    """Return the least cost to reach each place, and from where; candidates are in the order of their starts."""
    best = dict.fromkeys(range(low, high + 1), float("inf"))
    best[low] = 0.0
    previous: dict[int, int] = {}
    for start, end, cost in candidates:
        if best[start] + cost < best[end]:
            best[end], previous[end] = best[start] + cost, start
    return best, previous


def _find_costs_to_end(candidates: list[_Candidate], high: int) -> dict[int, float]:
    """Return the least cost from each place to the end."""
    best = {high: 0.0}
    for start, end, cost in reversed(candidates):
        best[start] = min(best.get(start, float("inf")), cost + best[end])
    return best
