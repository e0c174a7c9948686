"""Split a text into the tokens by which two texts are compared: numbers, Latin words, single characters.

A text is tokenized once; its sentences and clauses are slices of the result. They begin and end at stops or behind
numbering, which no token crosses.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from functools import lru_cache
from itertools import repeat

from msgspec import Struct

from gazette.text import FULL_TO_HALF_WIDTH

# Replacements that keep the length: full-width forms, and characters that folding does not unite (s2tw writes 着 as 著).
_NORMALIZED = {chr(full): chr(half) for full, half in FULL_TO_HALF_WIDTH.items() if chr(full) not in "，：；？！"}
_NORMALIZED |= {"著": "着", "俱": "具", "瞭": "了", "﹪": "%"}
_NOT_NORMAL = re.compile(f"[{''.join(_NORMALIZED)}]")
NUMBER = r"\d(?:\d{0,2}(?:,\d{3})+|\d*)(?:\.\d+)?"
STOP = r"[，。；、：！？,;:!?\s…]"
_TOKEN = re.compile(rf"(?P<characters>[^\W\d_A-Za-z]+)|(?P<stop>{STOP}+)|{NUMBER}|[A-Za-z]+|[%‰]|(?<=\d)\+(?=\d)")

#: Results that each cache of the comparison holds: the preview compares the same texts after every save.
CACHE_SIZE = 10_000


class TokenizedText(Struct, frozen=True):
    """The tokens of a stretch of ``text``, in parallel tuples; offsets are in the whole ``text``."""

    text: str
    tokens: tuple[str, ...]  #: normalized, as they are compared
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    starts_phrase: tuple[
        bool, ...
    ]  #: whether a token is the first or a stop is before it; one more ``True`` at the end

    def join(self, start: int, end: int) -> str:
        """Join the tokens ``start`` to ``end``, without what is between them in the text."""
        return "".join(self.tokens[start:end])

    def phrase_end(self, index: int) -> int:
        """Return the end of the phrase that contains the token ``index``."""
        return self.starts_phrase.index(True, index + 1)

    def slice(self, start: int, end: int) -> TokenizedText:
        """Return the tokens of ``text[start:end]``."""
        i, j = bisect_left(self.starts, start), bisect_left(self.starts, end)
        if j - i == len(self.tokens):
            return self
        starts_phrase = (True, *self.starts_phrase[i + 1 : j], True)
        return TokenizedText(self.text, self.tokens[i:j], self.starts[i:j], self.ends[i:j], starts_phrase)


def normalize(folded: str) -> str:
    """Make similar characters of a folded text equal; the length stays."""
    return _NOT_NORMAL.sub(lambda match: _NORMALIZED[match[0]], folded)


@lru_cache(CACHE_SIZE)
def tokenize(text: str, normalized: str, start: int = 0, end: int = sys.maxsize) -> TokenizedText:
    """Tokenize ``text[start:end]``; ``normalized`` is the whole text folded and normalized."""
    tokens: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    starts_phrase: list[bool] = []
    is_after_stop = True
    for match in _TOKEN.finditer(normalized, start, end):
        start, end = match.span()
        if match.lastgroup == "stop":
            is_after_stop = True
            continue
        starts_phrase.append(is_after_stop)
        is_after_stop = False
        if match.lastgroup == "characters":
            tokens += match[0]
            starts += range(start, end)
            ends += range(start + 1, end + 1)
            starts_phrase += repeat(False, end - start - 1)
        else:
            tokens.append(match[0].replace(",", ""))
            starts.append(start)
            ends.append(end)
    return TokenizedText(text, tuple(tokens), tuple(starts), tuple(ends), (*starts_phrase, True))
