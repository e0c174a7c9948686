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
from dataclasses import dataclass, field
from operator import add

#: (longest, shortest, words): a table as the package holds it.
RawTable = tuple[int, int, Mapping[str, str]]
Span = tuple[int, int]
_FEW = 200
#: Pairs of characters that are remembered: more than a large publication has.
_MOST = 300_000


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A table as it is soon read from the disk. ``words`` are those of two characters and more, by the one that they begin with:
    lines, the first of them empty, of a word and, behind a tab, its forms. ``characters`` are the single ones with theirs.
    Between forms stands a space, and the first counts."""

    words: Mapping[str, str]
    characters: Mapping[str, str]
    longest: int


#: The stages of a conversion, each of some tables.
Stages = tuple[tuple[StoredTable, ...], ...]


def store_tables(stages: Iterable[Iterable[RawTable]]) -> Stages:
    """The package's tables (``_dict_chain_data``)."""
    return tuple(tuple(_listed(words) for _, _, words in stage) for stage in stages)


def _listed(forms: Mapping[str, str]) -> StoredTable:
    lines: dict[str, list[str]] = {}
    alone = {}
    for word, form in forms.items():
        if len(word) > 1:
            lines.setdefault(word[0], ["\n"]).append(f"{word}\t{form}\n")
        else:
            alone[word] = form
    return StoredTable({start: "".join(own) for start, own in lines.items()}, alone, max(map(len, forms), default=0))


@dataclass(frozen=True, slots=True)
class PhraseTable:
    """Words of two characters and more, as they are listed. Those that begin with two characters are read when a text has these,
    as few have in a small build: from then on ``forms`` has their forms, and ``lengths`` the lengths that they have."""

    stored: Mapping[str, str]
    longest: int
    separators: re.Pattern[str]
    lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)

    def spans(self, text: str) -> list[Span]:
        """The words that are taken, as (start, end), in order: the longest first, then the leftmost, none overlapping."""
        return choose_longest(self.candidates(text), len(text))

    def candidates(self, text: str) -> list[Span]:
        """All words that occur, as (start, end); they may overlap."""
        forms = self.forms
        padded = text + "\0" * self.longest  # so that a stretch at the end is never cut short
        pairs = list(map(add, text, text[1:]))
        if len(self.lengths) > _MOST:
            self.lengths.clear()
        for pair in set(pairs).difference(self.lengths):
            self.lengths[pair] = self._read(pair)
        return [
            (start, start + length)
            for start, lengths in enumerate(map(self.lengths.__getitem__, pairs))
            if lengths
            for length in lengths
            if padded[start : start + length] in forms
        ]

    def _read(self, pair: str) -> tuple[int, ...]:
        """The lengths of the words that begin so, which are known from now on; one that holds a separator is never found."""
        lines, begin, lengths = self.stored.get(pair[0], ""), f"\n{pair}", set()
        at = lines.find(begin)
        while at >= 0:
            end = lines.index("\n", at + 1)
            word, form = lines[at + 1 : end].split("\t")
            if not self.separators.search(word):
                lengths.add(len(word))
                self.forms[word] = form.split(" ")[0]
            at = lines.find(begin, end)
        return tuple(lengths)


def choose_longest(candidates: Iterable[Span], length: int) -> list[Span]:
    """Of words that occur in a text of this length: the longest first, then the leftmost, none overlapping; in their order."""
    taken = bytearray(length)
    chosen = []
    for minus, start in sorted([(start - end, start) for start, end in candidates]):
        if taken.find(1, start, start - minus) < 0:
            taken[start : start - minus] = b"\1" * -minus
            chosen.append((start, start - minus))
    chosen.sort()
    return chosen


@dataclass(frozen=True, slots=True)
class CharacterTable:
    """Single characters with their forms. Of few, which are rare, ``pattern`` finds each place at once."""

    forms: Mapping[int, str]
    pattern: re.Pattern[str] | None

    def convert(self, text: str) -> str:
        """The text with each character in its form."""
        if self.pattern is None:
            return text.translate(self.forms)
        return self.pattern.sub(lambda found: self.forms[ord(found[0])], text)


def build_character_table(forms: Mapping[str, str]) -> CharacterTable:
    """The table of these single characters."""
    listed = "".join(map(re.escape, forms))
    return CharacterTable(
        {ord(character): form for character, form in forms.items()},
        re.compile(f"[{listed}]" if listed else r"(?!)") if len(forms) <= _FEW else None,
    )


EMPTY_CHARACTER_TABLE = CharacterTable({}, None)

Table = PhraseTable | CharacterTable


@dataclass(frozen=True, slots=True)
class Chain:
    """The stages of a conversion."""

    stages: tuple[tuple[Table, ...], ...]

    @property
    def words(self) -> PhraseTable | None:
        """The first table, where it has words."""
        first = self.stages[0][0] if self.stages and self.stages[0] else None
        return first if isinstance(first, PhraseTable) else None

    def convert(self, text: str, taken: list[Span] | None = None) -> str:
        """The converted text."""
        for stage in self.stages:
            text = _converted(text, stage, taken)
            taken = None
        return text

    def undecided(self, text: str, mark: str, taken: list[Span] | None = None) -> str:
        """The text with ``mark`` for every character that a word of any stage holds: what is left, none decides."""
        for table in (table for stage in self.stages for table in stage if isinstance(table, PhraseTable)):
            for start, end in table.spans(text) if taken is None else taken:
                text = text[:start] + mark * (end - start) + text[end:]
            taken = None
        return text


def build_chain(stages: Stages, separators: re.Pattern[str]) -> Chain:
    """The chain of these tables."""
    return Chain(tuple(tuple(table for each in stage for table in _tables(each, separators)) for stage in stages))


def _tables(table: StoredTable, separators: re.Pattern[str]) -> Iterator[Table]:
    """A table in two: its words, then its single characters."""
    if table.words:
        yield PhraseTable(table.words, table.longest, separators)
    if table.characters:
        forms = {character: form.split(" ")[0] for character, form in table.characters.items()}
        yield build_character_table(
            {character: form for character, form in forms.items() if not separators.search(character)}
        )


def _converted(text: str, tables: tuple[Table, ...], taken: list[Span] | None = None) -> str:
    if not tables or not text:
        return text
    first, rest = tables[0], tables[1:]
    if not isinstance(first, PhraseTable):
        assert not rest, "single characters come last in the tables that we use"
        return first.convert(text)
    pieces: list[str] = []
    done = 0
    for start, end in first.spans(text) if taken is None else taken:
        pieces += (_converted(text[done:start], rest), first.forms[text[start:end]])
        done = end
    return "".join((*pieces, _converted(text[done:], rest)))
