"""Read the words by which text is segmented, and forms of words that the conversion package lacks; once per process."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from functools import cache

#: The encoded cost of a word of general.txt that the lexicon lacks: that of one word of some 400,000.
GENERAL_WORD_COST = "a"


@cache
def read_lexicon() -> Mapping[str, str]:
    """Return the line of words of each first character (``make.py`` describes the format), those of general.txt included."""
    lines = {line[0]: line[1:] for line in _lines("words.txt")}
    for word in read_forms("Hant"):
        line = lines.get(word[0], "")
        if line and not _has_entry(line, f" {word[1:]}"):
            lines[word[0]] = f"{line}{word[1:]}{GENERAL_WORD_COST} "
    return lines


@cache
def read_forms(target: str) -> Mapping[str, str]:
    """Return forms of words in the script ``target`` (Hant, Hans) that win over the package's."""
    return {word: form for word, form, *_ in _rows("general.txt" if target == "Hant" else "back.txt")}


@cache
def read_disputed() -> frozenset[str]:
    """Return the words of ``general.txt`` that may have another form as well."""
    return frozenset(word for word, _, *sign in _rows("general.txt") if sign)


@cache
def read_bound() -> frozenset[str]:
    """Return the characters whose other forms occur in a few known words only: elsewhere they have the usual form."""
    return frozenset("".join(line for line in _lines("bound.txt") if line[0] != "#"))


def _has_entry(line: str, prefix: str) -> bool:
    """Whether a line has an entry of exactly ``prefix`` and a cost (an ASCII character, as no word has)."""
    position = line.find(prefix)
    while position >= 0 and not line[position + len(prefix)].isascii():
        position = line.find(prefix, position + 1)
    return position >= 0


def _rows(name: str) -> list[list[str]]:
    return [line.split(" ") for line in _lines(name) if line[0] != "#"]


def _lines(name: str) -> list[str]:
    data = pkgutil.get_data(__name__, name)
    assert data is not None, name
    return [line for line in data.decode().split("\n") if line]
