"""Lines of Chinese text in a given width: where they may break, and which breaks look best. Knows no typeface: it is told
how wide a piece is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

Measure = Callable[[str], float]

#: No line begins with these, none ends with those (GB/T 15834—2011, 5.1.10; CLREQ 3.1.6).
NOT_FIRST = "，。、；：？！）》〉」』”’】〕％%…—·～~/"
NOT_LAST = "（《〈「『“‘【〔"
_PIECE = re.compile(r"—+|…+|[0-9A-Za-z][0-9A-Za-z.,+%/–-]*|.", re.DOTALL)
_ROUGH = 0.3
"""What a break inside a clause costs, beside one after a stop or a space."""


def pieces(text: str) -> list[str]:
    """The text in pieces within which no line breaks; a space stands at the end of its piece."""
    found: list[str] = []
    for piece in _PIECE.findall(text):
        if found and (piece[0] in NOT_FIRST or piece.isspace() or found[-1][-1] in NOT_LAST):
            found[-1] += piece
        else:
            found.append(piece)
    return found


def break_lines(text: str, width: float, most: int, measure: Measure) -> tuple[str, ...] | None:
    """The text in as few lines as it needs, at most ``most``, of even length and broken after a stop where there is one.

    ``None`` where it does not fit.
    """
    parts = pieces(text.strip())
    for count in range(1, most + 1):
        best = _best(parts, width, count, measure)
        if best is not None:
            return tuple(line.rstrip() for line in best)
    return None


def _best(parts: Sequence[str], width: float, count: int, measure: Measure) -> tuple[str, ...] | None:
    """The best break into ``count`` lines: the least sum of what each costs."""
    if count == 1:
        line = "".join(parts)
        return (line,) if measure(line.rstrip()) <= width else None
    sizes = [measure(part) for part in parts]
    ends = [0.0]
    for size in sizes:
        ends.append(ends[-1] + size)
    reached: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for _ in range(count):
        further: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, breaks) in reached.items():
            for end in range(start + 1, len(parts) + 1):
                slack = 1 - (ends[end] - ends[start]) / width
                if slack < 0:
                    break
                rough = 0.0 if end == len(parts) or parts[end - 1][-1] in f"{NOT_FIRST} " else _ROUGH
                total = cost + slack * slack + rough
                if end not in further or total < further[end][0]:
                    further[end] = (total, (*breaks, end))
        reached = further
    if len(parts) not in reached:
        return None
    breaks = reached[len(parts)][1]
    return tuple("".join(parts[a:b]) for a, b in zip((0, *breaks), breaks, strict=False))
