"""Look up words and their costs for segmentation. The words are read by :mod:`gazette.conversion.words`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct, field

#: Costs of a phrase of the package and of a character that are no words of the lexicon.
UNKNOWN_PHRASE_COST, UNKNOWN_CHARACTER_COST = 18.25, 18.0
#: Added for a single character: four characters are two words of two (白头|发黑) far more often than 1 + 2 + 1 (白|头发|黑).
SINGLE_CHARACTER_COST = 2.0
#: The cost up to which a word is common: one word of some 160,000 is this one.
MAX_COMMON_COST = 11.5
#: A cost is encoded in the file as one printable character: quarters, counted from this one.
STEPS_PER_UNIT, ZERO_SIGN = 4, ord("0")


class LexiconWord(NamedTuple):
    """A word of two characters and more."""

    word: str
    #: The negative logarithm of its frequency, flattened.
    cost: float
    #: Whether several programs convert it differently.
    is_disputed: bool


class Lexicon(Struct, frozen=True):
    """The known words. They are parsed when a text has their first two characters."""

    #: By first character: its cost, the characters that follow it inside words, and between spaces the rest of each word
    #: with its cost.
    lines: Mapping[str, str]
    _word_cache: dict[str, tuple[LexiconWord, ...]] = field(default_factory=dict)
    _pair_cache: dict[str, bool] = field(default_factory=dict)

    def words_starting_with(self, pair: str) -> tuple[LexiconWord, ...]:
        """Return the words that begin with two characters."""
        known = self._word_cache.get(pair)
        if known is None:
            known = self._word_cache[pair] = self._read(pair)
        return known

    def is_in_word(self, pair: str) -> bool:
        """Whether two characters are next to each other in a word."""
        known = self._pair_cache.get(pair)
        if known is None:
            line = self.lines.get(pair[0], "")
            known = self._pair_cache[pair] = (
                bool(self.words_starting_with(pair)) or line.find(pair[1], 1, line.find(" ")) > 0
            )
        return known

    def character_cost(self, character: str) -> float:
        """Return the cost of a single character as a word."""
        line = self.lines.get(character)
        return (_decode_cost(line[0]) if line else UNKNOWN_CHARACTER_COST) + SINGLE_CHARACTER_COST

    def has(self, word: str) -> bool:
        """Whether these characters are a word."""
        return any(known.word == word for known in self.words_starting_with(word[:2]))

    def is_common(self, word: str) -> bool:
        """Whether these characters are a common word."""
        return any(known.word == word and known.cost <= MAX_COMMON_COST for known in self.words_starting_with(word[:2]))

    def is_disputed(self, word: str) -> bool:
        """Whether several programs convert this word differently."""
        return any(known.word == word and known.is_disputed for known in self.words_starting_with(word[:2]))

    def _read(self, pair: str) -> tuple[LexiconWord, ...]:
        if len(pair) < 2:
            return ()
        line, prefix = self.lines.get(pair[0], ""), f" {pair[1]}"
        found = []
        start = line.find(prefix)
        while start >= 0:
            end = line.index(" ", start + 1)
            entry = line[start + 1 : end]
            rest = entry.rstrip("?")
            found.append(LexiconWord(pair[0] + rest[:-1], _decode_cost(rest[-1]), rest != entry))
            start = line.find(prefix, end)
        return tuple(found)


def _decode_cost(sign: str) -> float:
    return (ord(sign) - ZERO_SIGN) / STEPS_PER_UNIT
