"""Break Chinese text into lines of a given width: where lines may break, and which breaks look best."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import accumulate

from gazette.text import WORD_END

#: Returns the width of a text.
Measure = Callable[[str], float]

#: No line begins with these, none ends with those (GB/T 15834—2011, 5.1.10; CLREQ 3.1.6).
NOT_FIRST = "，。、；：？！）》〉」』”’】〕％%…—·～~/"
NOT_LAST = "（《〈「『“‘【〔"
_PIECE = re.compile(r"—+|…+|[0-9A-Za-z][0-9A-Za-z.,+%/–-]*|.", re.DOTALL)
_CLAUSE_ENDS = "，。、；：！？…— "
#: The cost of a break inside a clause; a break after a stop or a space costs nothing.
_MID_CLAUSE_COST = 0.3


def split_unbreakable(text: str) -> list[str]:
    """Split the text into pieces that no line break may divide: its words, or its characters if these are not known.

    A space stands at the end of its piece.
    """
    pieces: list[str] = []
    for piece in filter(None, text.split(WORD_END)) if WORD_END in text else _PIECE.findall(text):
        if pieces and (piece[0] in NOT_FIRST or piece.isspace() or pieces[-1][-1] in NOT_LAST):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def break_lines(text: str, width: float, most: int, measure: Measure) -> tuple[str, ...] | None:
    """Return the text in as few lines as possible, of even length and broken after stops; ``None`` if ``most`` do not do."""
    text = text.strip()
    if measure(whole := text.replace(WORD_END, "")) <= width:
        return (whole,)
    parts = split_unbreakable(text) if most > 1 else []
    for count in range(2, most + 1):
        best = _find_best_breaks(parts, width, count, measure)
        if best is not None:
            return tuple(line.rstrip() for line in best)
    return None


def _find_best_breaks(parts: Sequence[str], width: float, count: int, measure: Measure) -> tuple[str, ...] | None:
    """Return the text in ``count`` lines with the least total cost: empty space squared, and breaks inside clauses."""
    ends = list(accumulate(map(measure, parts), initial=0.0))
    costs = [0.0 if part[-1] in _CLAUSE_ENDS else _MID_CLAUSE_COST for part in parts[:-1]] + [0.0]
    best_by_end: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}  # cost and breaks of the lines so far
    for _ in range(count):
        longer: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, breaks) in best_by_end.items():
            for end in range(start + 1, len(parts) + 1):
                slack = 1 - (ends[end] - ends[start]) / width
                if slack < 0:
                    break
                total = cost + slack * slack + costs[end - 1]
                if end not in longer or total < longer[end][0]:
                    longer[end] = (total, (*breaks, end))
        best_by_end = longer
    if len(parts) not in best_by_end:
        return None
    breaks = best_by_end[len(parts)][1]
    return tuple("".join(parts[a:b]) for a, b in zip((0, *breaks), breaks, strict=False))
