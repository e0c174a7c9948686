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
from operator import add

#: (longest, shortest, words): a table as the package keeps it.
Raw = tuple[int, int, Mapping[str, str]]
Span = tuple[int, int]
_FEW = 200


@dataclass(frozen=True, slots=True)
class Words:
    """Words of two characters and more with their forms (the first counts where a space stands between several);
    ``lengths`` tells which lengths the words have that begin with these two characters."""

    forms: Mapping[str, str]
    lengths: Mapping[str, tuple[int, ...]]
    longest: int
    separators: re.Pattern[str]

    def spans(self, text: str) -> list[Span]:
        """The words that are taken, as (start, end), in order: the longest first, then the leftmost, none overlapping."""
        forms, separate = self.forms, self.separators.search
        padded = text + "\0" * self.longest  # so that a stretch at the end is never cut short
        begun = enumerate(map(self.lengths.get, map(add, text, text[1:])))
        found = [
            (-length, start)
            for start, lengths in begun
            if lengths
            for length in lengths
            if (word := padded[start : start + length]) in forms and not separate(word)
        ]
        found.sort()
        taken = bytearray(len(text))
        chosen = []
        for minus, start in found:
            if taken.find(1, start, start - minus) < 0:
                taken[start : start - minus] = b"\1" * -minus
                chosen.append((start, start - minus))
        chosen.sort()
        return chosen


@dataclass(frozen=True, slots=True)
class Characters:
    """Single characters with their forms. Of few, which are rare, ``pattern`` finds each place at once."""

    forms: Mapping[int, str]
    pattern: re.Pattern[str] | None

    def convert(self, text: str) -> str:
        """The text with each character in its form."""
        if self.pattern is None:
            return text.translate(self.forms)
        return self.pattern.sub(lambda found: self.forms[ord(found[0])], text)


def characters(forms: Mapping[str, str]) -> Characters:
    """The table of these single characters."""
    listed = "".join(map(re.escape, forms))
    return Characters(
        {ord(character): form for character, form in forms.items()},
        re.compile(f"[{listed}]" if listed else r"(?!)") if len(forms) <= _FEW else None,
    )


Table = Words | Characters


@dataclass(frozen=True, slots=True)
class Chain:
    """The stages of a conversion."""

    stages: tuple[tuple[Table, ...], ...]

    def taken(self, text: str) -> list[Span] | None:
        """The words of the first table that are taken, to be looked up once for both that follow."""
        first = self.stages[0][0] if self.stages and self.stages[0] else None
        return first.spans(text) if isinstance(first, Words) else None

    def convert(self, text: str, taken: list[Span] | None = None) -> str:
        """The converted text."""
        for stage in self.stages:
            text = _converted(text, stage, taken)
            taken = None
        return text

    def undecided(self, text: str, mark: str, taken: list[Span] | None = None) -> str:
        """The text with ``mark`` for every character that a word of any stage holds: what is left, none decides."""
        for table in (table for stage in self.stages for table in stage if isinstance(table, Words)):
            for start, end in table.spans(text) if taken is None else taken:
                text = text[:start] + mark * (end - start) + text[end:]
            taken = None
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
        yield characters({word: form for word, form in alone.items() if not separators.search(word)})


def _converted(text: str, tables: tuple[Table, ...], taken: list[Span] | None = None) -> str:
    if not tables or not text:
        return text
    first, rest = tables[0], tables[1:]
    if not isinstance(first, Words):
        assert not rest, "single characters come last in the tables that we use"
        return first.convert(text)
    pieces: list[str] = []
    done = 0
    for start, end in first.spans(text) if taken is None else taken:
        pieces += (_converted(text[done:start], rest), first.forms[text[start:end]].split(" ")[0])
        done = end
    return "".join((*pieces, _converted(text[done:], rest)))
