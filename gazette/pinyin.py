"""Make addresses from Chinese words by their pronunciation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pypinyin import lazy_pinyin

#: Longer ones lose their last words.
_LONGEST = 40
_PIECE = re.compile("[\u3400-\u9fff]+|[A-Za-z0-9]+")


def make_slug(words: str) -> str:
    """Return words in pinyin: “四教”十年梯队 is ``sijiao-shinian-tidui``; empty if they have no letter, digit or Han character.

    Most words have two characters, so a hyphen stands after each two of them.
    """
    slug = ""
    for part in _list_parts(words):
        longer = f"{slug}-{part}" if slug else part
        if slug and len(longer) > _LONGEST:
            break
        slug = longer
    return slug[:_LONGEST].rstrip("-")


def _list_parts(words: str) -> Iterator[str]:
    for piece in _PIECE.findall(words):
        if piece.isascii():
            yield piece.lower()
            continue
        syllables = lazy_pinyin(piece, v_to_u=False, errors="ignore")
        ends = [*range(2, len(syllables) - 1, 2), len(syllables)]
        for start, end in zip([0, *ends], ends, strict=False):
            if part := re.sub("[^a-z0-9]", "", "".join(syllables[start:end])):
                yield part
