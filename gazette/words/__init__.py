"""Words by which text is segmented, and forms of words that the conversion package lacks: files, read once per process."""

from __future__ import annotations

import gzip
import pkgutil
from collections.abc import Mapping
from functools import cache

#: What a word of general.txt costs that the lexicon lacks: that of one of some 400,000 words.
GENERAL = 103


@cache
def read_lexicon() -> Mapping[str, str]:
    """The words by first character: a block of lines, each of a word, a tab and its cost (``make.py`` tells the format).

    The general words are words as well; where the lexicon has one, its line comes later and wins.
    """
    text = gzip.decompress(_read("words.txt.gz")).decode()
    blocks = {block[0]: block for block in text.split("\n\n")}
    for word in read_forms("Hant"):
        blocks[word[0]] = f"{word}\t{GENERAL}\n{blocks.get(word[0], '')}"
    return blocks


@cache
def read_forms(target: str) -> Mapping[str, str]:
    """Forms of words in the script ``target`` (Hant, Hans) that win over the package's."""
    lines = _read("general.txt" if target == "Hant" else "back.txt").decode().splitlines()
    return dict(line.split(" ") for line in lines if line and line[0] != "#")


def _read(name: str) -> bytes:
    data = pkgutil.get_data(__name__, name)
    assert data is not None, name
    return data
