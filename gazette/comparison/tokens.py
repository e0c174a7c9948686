"""A text as the words that two texts are compared by: numbers, Latin words, single characters, and where stops stand.

A text is read once; its sentences and clauses are cuts of what was read. They begin and end at stops or behind numbering,
where no word stands across.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat

# Length is kept: full-width forms, and characters that folding leaves apart (s2tw writes 着 as 著).
_PLAIN = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "，：；？！"}
_PLAIN |= {"著": "着", "俱": "具", "瞭": "了", "﹪": "%"}
_UNLIKE = re.compile(f"[{''.join(_PLAIN)}]")
NUMBER = r"\d(?:\d{0,2}(?:,\d{3})+|\d*)(?:\.\d+)?"
STOP = r"[，。；、：！？,;:!?\s…]"
_TOKEN = re.compile(rf"(?P<characters>[^\W\d_A-Za-z]+)|(?P<stop>{STOP}+)|{NUMBER}|[A-Za-z]+|[%‰]|(?<=\d)\+(?=\d)")

#: So much of what was read is remembered: a preview reads the same texts after each save.
KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of ``text`` as tokens. ``fresh[i]``: a stop stands before token i, or it is the first; one more at the end."""

    text: str
    values: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    fresh: tuple[bool, ...]

    def join(self, start: int, end: int) -> str:
        """The tokens ``start`` to ``end`` without what stands between them."""
        return "".join(self.values[start:end])

    def until(self, at: int) -> int:
        """Where the phrase that holds token ``at`` ends."""
        return self.fresh.index(True, at + 1)

    def cut(self, start: int, end: int) -> Words:
        """The tokens of ``text[start:end]``."""
        i, j = bisect_left(self.starts, start), bisect_left(self.starts, end)
        fresh = (True, *self.fresh[i + 1 : j], True)
        return Words(self.text, self.values[i:j], self.starts[i:j], self.ends[i:j], fresh)


def plain(folded: str) -> str:
    """A folded text with like characters made equal; as long as it was."""
    return _UNLIKE.sub(lambda match: _PLAIN[match[0]], folded)


@lru_cache(KEPT)
def read(text: str, plain: str, start: int = 0, end: int = sys.maxsize) -> Words:
    """The tokens of ``text[start:end]``, ``plain`` as they are compared."""
    values: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    fresh: list[bool] = []
    stop = True
    for match in _TOKEN.finditer(plain, start, end):
        start, end = match.span()
        if match.lastgroup == "stop":
            stop = True
            continue
        fresh.append(stop)
        stop = False
        if match.lastgroup == "characters":
            values += match[0]
            starts += range(start, end)
            ends += range(start + 1, end + 1)
            fresh += repeat(False, end - start - 1)
        else:
            values.append(match[0].replace(",", ""))
            starts.append(start)
            ends.append(end)
    return Words(text, tuple(values), tuple(starts), tuple(ends), (*fresh, True))
