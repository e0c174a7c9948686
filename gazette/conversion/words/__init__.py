"""Words by which text is segmented, and forms of words that the conversion package lacks: files, read once per process."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from functools import cache

#: What a word of general.txt costs that the lexicon lacks, as ``make.py`` writes it: that of one of some 400,000 words.
GENERAL = "a"


@cache
def read_lexicon() -> Mapping[str, str]:
    """By first character the line of its words (``make.py`` tells the format).

    The general words are words as well, where the lexicon has them not.
    """
    lines = {line[0]: line[1:] for line in _lines("words.txt")}
    for word in read_forms("Hant"):
        line = lines.get(word[0], "")
        if line and not _has(line, f" {word[1:]}"):
            lines[word[0]] = f"{line}{word[1:]}{GENERAL} "
    return lines


@cache
def read_forms(target: str) -> Mapping[str, str]:
    """Forms of words in the script ``target`` (Hant, Hans) that win over the package's."""
    return {word: form for word, form, *_ in _rows("general.txt" if target == "Hant" else "back.txt")}


@cache
def read_disputed() -> frozenset[str]:
    """Words of ``general.txt`` that may have another form as well."""
    return frozenset(word for word, _, *sign in _rows("general.txt") if sign)


@cache
def read_bound() -> frozenset[str]:
    """Characters whose other forms stand in few known words alone: where no word decides, they have the usual one."""
    return frozenset("".join(line for line in _lines("bound.txt") if line[0] != "#"))


def _has(line: str, begin: str) -> bool:
    """Whether an entry of a line is this and its cost, which is ASCII as no word is."""
    at = line.find(begin)
    while at >= 0 and not line[at + len(begin)].isascii():
        at = line.find(begin, at + 1)
    return at >= 0


def _rows(name: str) -> list[list[str]]:
    return [line.split(" ") for line in _lines(name) if line[0] != "#"]


def _lines(name: str) -> list[str]:
    data = pkgutil.get_data(__name__, name)
    assert data is not None, name
    return [line for line in data.decode().split("\n") if line]
