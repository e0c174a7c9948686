"""A chain of conversion dictionaries as OpenCC's package reads them, driven fast; the text is the package's, character by character.

The package's rule: text is cut at separators, which no word may hold. In each stage, of all words of the first table that
occur in a piece the longest is taken, then the leftmost; then what stands left and right of it; what no word of this table
holds goes to the next table, and the next stage begins with the joined text. The package tries every stretch of every
length; here the words are looked up by their first two characters (many times faster, and faster than an Aho–Corasick
automaton called from Python: docs/decisions/0012-conversion-by-prefix.md). tests/test_phrases.py holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

#: (longest, shortest, words): a table as the package keeps it.
Raw = tuple[int, int, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Words:
    """Words of two characters and more with their forms (the first counts where a space stands between several);
    ``lengths`` tells which lengths the words have that begin with these two characters."""

    forms: Mapping[str, str]
    lengths: Mapping[str, tuple[int, ...]]
    longest: int
    separators: re.Pattern[str]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """The words that are taken, as (start, end), in order: the longest first, then the leftmost, none overlapping."""
        lengths, forms = self.lengths.get, self.forms
        padded = text + "\0" * self.longest  # so that a stretch at the end is never cut short
        found = []
        for start in range(len(text) - 1):
            for length in lengths(padded[start : start + 2], ()):
                word = padded[start : start + length]
                if word in forms and not self.separators.search(word):
                    found.append((-length, start))
        found.sort()
        taken = bytearray(len(text))
        chosen = []
        for minus, start in found:
            if taken.find(1, start, start - minus) < 0:
                taken[start : start - minus] = b"\1" * -minus
                chosen.append((start, start - minus))
        chosen.sort()
        return chosen


#: Words, or single characters for ``str.translate``.
Table = Words | Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Chain:
    """The stages of a conversion."""

    stages: tuple[tuple[Table, ...], ...]

    def convert(self, text: str) -> str:
        """The converted text."""
        for stage in self.stages:
            text = _converted(text, stage)
        return text

    def undecided(self, text: str, mark: str) -> str:
        """The text with ``mark`` for every character that a word of any stage holds: what is left, none decides."""
        for table in (table for stage in self.stages for table in stage if isinstance(table, Words)):
            for start, end in table.spans(text):
                text = text[:start] + mark * (end - start) + text[end:]
        return text


def chain(stages: Iterable[Iterable[Raw]], separators: re.Pattern[str]) -> Chain:
    """The chain of the package's tables (``_dict_chain_data``); a word that holds a separator is never found."""
    return Chain(tuple(tuple(table for raw in stage for table in _tables(raw, separators)) for stage in stages))


def words(forms: Mapping[str, str], separators: re.Pattern[str]) -> Words:
    """The words of ``forms``, each of two characters or more."""
    lengths: dict[str, int] = {}
    for word in forms:
        lengths[word[:2]] = lengths.get(word[:2], 0) | 1 << len(word)
    longest = max(map(len, forms), default=0)
    sets = {bits: tuple(n for n in range(2, longest + 1) if bits >> n & 1) for bits in set(lengths.values())}
    return Words(forms, {start: sets[bits] for start, bits in lengths.items()}, longest, separators)


def _tables(raw: Raw, separators: re.Pattern[str]) -> Iterator[Table]:
    """A table in two: its words, then its single characters."""
    longest, shortest, forms = raw
    if longest > 1:
        longer = forms if shortest > 1 else {word: form for word, form in forms.items() if len(word) > 1}
        yield words(longer, separators)
    if shortest == 1:
        alone = {word: form.split(" ")[0] for word, form in forms.items() if len(word) == 1}
        yield {ord(word): form for word, form in alone.items() if not separators.search(word)}


def _converted(text: str, tables: tuple[Table, ...]) -> str:
    if not tables or not text:
        return text
    first, rest = tables[0], tables[1:]
    if not isinstance(first, Words):
        assert not rest, "single characters come last in the tables that we use"
        return text.translate(first)
    pieces: list[str] = []
    done = 0
    for start, end in first.spans(text):
        pieces += (_converted(text[done:start], rest), first.forms[text[start:end]].split(" ")[0])
        done = end
    return "".join((*pieces, _converted(text[done:], rest)))
