"""Apply chains of conversion dictionaries as OpenCC's package does, with the same result, but faster.

The package's rule: text is cut at separators, which no phrase may contain. In each stage, of all phrases of the first table that
occur in a piece the longest is converted, then the leftmost; then the same left and right of it; what no phrase of this table
covers goes to the next table, and the next stage begins with the joined text. The package tries every substring of every
length; here phrases are looked up by their first two characters (many times faster, and faster than an Aho–Corasick
automaton called from Python: docs/decisions/0012-conversion-by-prefix.md). tests/test_phrases.py compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import compress, count
from operator import add

from msgspec import Struct

#: A table of the package: longest and shortest length, and the forms by phrase.
RawTable = tuple[int, int, Mapping[str, str]]
Span = tuple[int, int]
_MAX_SIZE_OF_PATTERN = 200
#: More pairs of characters than a large publication has.
_MAX_CACHED = 300_000


class StoredTable(Struct, frozen=True):
    """A table whose phrases are parsed only when they are looked up. Several forms are separated by spaces; the first one is used."""

    #: Phrases of two characters and more, by first character: a line break, and lines of a phrase, a tab and its forms.
    phrases: Mapping[str, str]
    #: The forms of single characters.
    characters: Mapping[str, str]
    #: The length of the longest phrase.
    longest: int


#: The stages of a conversion, each of one or more tables.
Stages = tuple[tuple[StoredTable, ...], ...]


def store_tables(stages: Iterable[Iterable[RawTable]]) -> Stages:
    """Return the package's tables (``_dict_chain_data``) in this compact form."""
    return tuple(tuple(_store_table(words) for _, _, words in stage) for stage in stages)


def _store_table(forms: Mapping[str, str]) -> StoredTable:
    lines: dict[str, list[str]] = {}
    characters = {}
    for phrase, form in forms.items():
        if len(phrase) > 1:
            lines.setdefault(phrase[0], ["\n"]).append(f"{phrase}\t{form}\n")
        else:
            characters[phrase] = form
    return StoredTable(
        {start: "".join(own) for start, own in lines.items()}, characters, max(map(len, forms), default=0)
    )


class _Lengths(dict[str, tuple[int, ...]]):
    """By two characters the lengths of the phrases that begin with them, which are read when first asked for."""

    def __init__(self, read: Callable[[str], tuple[int, ...]]) -> None:
        self.read = read

    def __missing__(self, pair: str) -> tuple[int, ...]:
        lengths = self[pair] = self.read(pair)
        return lengths


class PhraseTable:
    """A table of phrases of two characters and more. They are parsed when a text has their first two characters."""

    def __init__(self, stored: Mapping[str, str], longest: int, separators: re.Pattern[str]) -> None:
        self.stored, self.longest, self.separators = stored, longest, separators
        self.lengths = _Lengths(self._read)
        #: The forms of the parsed phrases.
        self.forms: dict[str, str] = {}

    def find_longest(self, text: str) -> list[Span]:
        """Return the spans of the phrases that are converted, in order."""
        return choose_longest(self.find_all(text), len(text))

    def find_all(self, text: str) -> list[Span]:
        """Return the spans of all phrases that occur; they may overlap."""
        if len(self.lengths) > _MAX_CACHED:
            self.lengths.clear()
        forms, padded = self.forms, text + "\0" * self.longest  # so that no slice at the end is too short
        found = list(map(self.lengths.__getitem__, map(add, text, text[1:])))
        return [
            (start, start + length)
            for start in compress(count(), found)
            for length in found[start]
            if padded[start : start + length] in forms
        ]

    def find_ends(self, text: str, start: int) -> list[int]:
        """Return the ends of the phrases that begin at a place."""
        lengths = self.lengths[text[start : start + 2]] if start + 1 < len(text) else ()
        return [
            start + length
            for length in lengths
            if start + length <= len(text) and text[start : start + length] in self.forms
        ]

    def _read(self, pair: str) -> tuple[int, ...]:
        """Parse the phrases that begin with two characters, except those with a separator; return their lengths."""
        lines, begin, lengths = self.stored.get(pair[0], ""), f"\n{pair}", set()
        start = lines.find(begin)
        while start >= 0:
            end = lines.index("\n", start + 1)
            phrase, forms = lines[start + 1 : end].split("\t")
            if not self.separators.search(phrase):
                lengths.add(len(phrase))
                self.forms[phrase] = forms.split(" ")[0]
            start = lines.find(begin, end)
        return tuple(lengths)


def choose_longest(candidates: Iterable[Span], length: int) -> list[Span]:
    """Choose among spans in a text of a length: the longest first, then the leftmost, none overlapping; return them in order."""
    taken = bytearray(length)
    chosen = []
    for minus, start in sorted([(start - end, start) for start, end in candidates]):
        if taken.find(1, start, start - minus) < 0:
            taken[start : start - minus] = b"\1" * -minus
            chosen.append((start, start - minus))
    chosen.sort()
    return chosen


class CharacterTable(Struct, frozen=True):
    """A table of single characters with their forms."""

    forms: Mapping[int, str]
    #: Matches the characters of a small table: faster than ``str.translate``, since they are rare.
    pattern: re.Pattern[str] | None

    def convert(self, text: str) -> str:
        if self.pattern is None:
            return text.translate(self.forms)
        return self.pattern.sub(lambda found: self.forms[ord(found[0])], text)


def build_character_table(forms: Mapping[str, str]) -> CharacterTable:
    """Build the table of these characters."""
    listed = "".join(map(re.escape, forms))
    return CharacterTable(
        {ord(character): form for character, form in forms.items()},
        re.compile(f"[{listed}]" if listed else r"(?!)") if len(forms) <= _MAX_SIZE_OF_PATTERN else None,
    )


EMPTY_CHARACTER_TABLE = CharacterTable({}, None)

Table = PhraseTable | CharacterTable


class Chain(Struct, frozen=True):
    """The stages of a conversion."""

    stages: tuple[tuple[Table, ...], ...]

    @property
    def phrases(self) -> PhraseTable | None:
        """The first table, where it has phrases."""
        first = self.stages[0][0] if self.stages and self.stages[0] else None
        return first if isinstance(first, PhraseTable) else None

    def convert(self, text: str, spans: list[Span] | None = None) -> str:
        """Convert a text; ``spans`` are the phrases of the first table to use instead of those it would choose."""
        for stage in self.stages:
            text = _convert(text, stage, spans)
            spans = None
        return text

    def mask_decided(self, text: str, mask: str, spans: list[Span] | None = None) -> str:
        """Replace every character that is in a phrase of any stage by ``mask``: no phrase decides the rest."""
        for table in (table for stage in self.stages for table in stage if isinstance(table, PhraseTable)):
            for start, end in table.find_longest(text) if spans is None else spans:
                text = text[:start] + mask * (end - start) + text[end:]
            spans = None
        return text


def build_chain(stages: Stages, separators: re.Pattern[str]) -> Chain:
    """Build the chain of these tables."""
    return Chain(
        tuple(tuple(table for stored in stage for table in _build_tables(stored, separators)) for stage in stages)
    )


def _build_tables(table: StoredTable, separators: re.Pattern[str]) -> Iterator[Table]:
    """Yield the two parts of a table: phrases, then single characters."""
    if table.phrases:
        yield PhraseTable(table.phrases, table.longest, separators)
    if table.characters:
        forms = {character: form.split(" ")[0] for character, form in table.characters.items()}
        yield build_character_table(
            {character: form for character, form in forms.items() if not separators.search(character)}
        )


def _convert(text: str, tables: tuple[Table, ...], spans: list[Span] | None = None) -> str:
    if not tables or not text:
        return text
    first, rest = tables[0], tables[1:]
    if not isinstance(first, PhraseTable):
        assert not rest, "single characters come last in the tables that we use"
        return first.convert(text)
    pieces: list[str] = []
    position = 0
    for start, end in first.find_longest(text) if spans is None else spans:
        pieces += (_convert(text[position:start], rest), first.forms[text[start:end]])
        position = end
    return "".join((*pieces, _convert(text[position:], rest)))
