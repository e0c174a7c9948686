"""Which strings are words and how common they are, as far as text must be segmented (:mod:`gazette.conversion.words`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

#: What a phrase of the package costs that is no word of the lexicon, and a character that is none.
RARE_PHRASE, RARE_CHARACTER = 18.25, 18.0
#: What a single character costs more: four characters are two words of two (白头|发黑) far more often than 1 + 2 + 1 (白|头发|黑).
SINGLE = 2.0
#: What a word costs at most that is common: one of some 160,000 is this word.
COMMON = 11.5
#: A cost is one printable character of the file: quarters, counted from this one.
STEPS, ZERO = 4, ord("0")


class LexiconWord(NamedTuple):
    """A word of two characters and more, its cost (the negative logarithm of its frequency, flattened), and whether several programs
    convert it differently."""

    word: str
    cost: float
    is_disputed: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words by first character. ``lines`` give for each the cost of the character, the characters that follow it in words which it
    does not begin, and, each between spaces, the rest of each word with its cost. Words are read when a text has their first two
    characters."""

    lines: Mapping[str, str]
    _words: dict[str, tuple[LexiconWord, ...]] = field(default_factory=dict)
    _joins: dict[str, bool] = field(default_factory=dict)

    def starting(self, pair: str) -> tuple[LexiconWord, ...]:
        """The words that begin with these two characters."""
        known = self._words.get(pair)
        if known is None:
            known = self._words[pair] = self._read(pair)
        return known

    def joins(self, pair: str) -> bool:
        """Whether these two characters stand together in a word."""
        known = self._joins.get(pair)
        if known is None:
            line = self.lines.get(pair[0], "")
            known = self._joins[pair] = bool(self.starting(pair)) or line.find(pair[1], 1, line.find(" ")) > 0
        return known

    def character(self, character: str) -> float:
        """The cost of a single character as a word."""
        line = self.lines.get(character)
        return (_cost(line[0]) if line else RARE_CHARACTER) + SINGLE

    def has(self, word: str) -> bool:
        """Whether these characters are a word."""
        return any(known.word == word for known in self.starting(word[:2]))

    def is_common(self, word: str) -> bool:
        """Whether these characters are a word that is not rare."""
        return any(known.word == word and known.cost <= COMMON for known in self.starting(word[:2]))

    def is_disputed(self, word: str) -> bool:
        """Whether several programs convert this word differently."""
        return any(known.word == word and known.is_disputed for known in self.starting(word[:2]))

    def _read(self, pair: str) -> tuple[LexiconWord, ...]:
        if len(pair) < 2:
            return ()
        line, begin = self.lines.get(pair[0], ""), f" {pair[1]}"
        found = []
        at = line.find(begin)
        while at >= 0:
            end = line.index(" ", at + 1)
            entry = line[at + 1 : end]
            rest = entry.rstrip("?")
            found.append(LexiconWord(pair[0] + rest[:-1], _cost(rest[-1]), rest != entry))
            at = line.find(begin, end)
        return tuple(found)


def _cost(sign: str) -> float:
    return (ord(sign) - ZERO) / STEPS
