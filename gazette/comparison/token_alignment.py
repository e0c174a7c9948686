"""The words of a line beside those of a paragraph that tells the same: which stands for which."""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping, Sequence
from functools import lru_cache

from gazette.comparison.tokens import KEPT, Words

_EQUAL, _OTHER, _OTHER_NUMBER, _NEVER, _ADDED = 2.0, -1.6, 0.5, -4.0, -1.5
_SKIP, _SKIP_AT_STOP, _SKIP_MORE, _TO_STOP = -4.0, -2.0, -0.02, 1.5
_LONGEST, _CELLS = 2000, 60_000
_NO_WAY = -1e9
_ASTRAY = 2  # words, at first

#: Token i of the line beside token j of the paragraph; -1 where there is none.
Step = tuple[int, int]


def beside(line: Words, paragraph: Words) -> tuple[Step, ...]:
    """The line's tokens beside the paragraph's, in order; nothing where they are too long to compare."""
    a, b = line.values, paragraph.values
    if len(b) > _LONGEST or not 0 < len(a) * len(b) <= _CELLS:
        return ()
    for at in (at for at, token in enumerate(b) if token == a[0]):
        if b[at : at + len(a)] == a:
            return tuple(zip(range(len(a)), range(at, at + len(a)), strict=True))
    return _trace(a, b, paragraph.fresh)


@lru_cache(KEPT)
def _trace(a: tuple[str, ...], b: tuple[str, ...], fresh: tuple[bool, ...]) -> tuple[Step, ...]:
    """Gotoh's alignment; what stands before and behind in ``b`` is free, skipping from or to a stop is cheap.

    Most of the table is never looked at: at first only the cells that a way can pass which leaves at most ``astray`` words
    beside nothing of their like, though it stands in ``b``. Each such word costs at least so much. What is found is the best of
    all ways where it is worth more than one with a word more astray could be; else more are allowed.
    """
    first = {token: at for at, token in reversed([*enumerate(b)])}
    last = {token: at for at, token in enumerate(b)}
    numbers = any(token[0].isdecimal() for token in b)
    ideal = 0.2 + sum(
        _EQUAL if token in first else _OTHER_NUMBER if numbers and token[0].isdecimal() else _ADDED for token in a
    )
    astray = _ASTRAY
    while True:
        windows = _windows(a, len(b), first, last, astray)
        worth, steps = _best(a, b, fresh, windows)
        if worth > ideal - (astray + 1) * (_EQUAL - _ADDED) + 1e-6 or astray >= len(a):
            return steps
        astray *= 4


def _windows(
    a: Sequence[str], width: int, first: Mapping[str, int], last: Mapping[str, int], astray: int
) -> list[tuple[int, int]]:
    """For each number of tokens from the start of ``a``, from where to where in ``b`` these may end.

    Before that place all but ``astray`` of them have passed their like, and behind it all but ``astray`` of the others may still
    find it. A number may stand for any other.
    """
    words = [token in first and not token[0].isdecimal() for token in a]
    lows, highs = [0], [width]
    passed: list[int] = []
    coming: list[int] = []
    for token, word in zip(a, words, strict=True):
        if word:
            insort(passed, first[token] + 1)
        lows.append(passed[-1 - astray] if len(passed) > astray else 0)
    for token, word in zip(reversed(a), reversed(words), strict=True):
        if word:
            insort(coming, last[token])
        highs.append(coming[astray] if len(coming) > astray else width)
    return list(zip(lows, reversed(highs), strict=True))


def _best(
    a: tuple[str, ...], b: tuple[str, ...], fresh: tuple[bool, ...], windows: Sequence[tuple[int, int]]
) -> tuple[float, tuple[Step, ...]]:
    """The best way through the windows, and what it is worth."""
    others, numbers = ("", *b), (None, *(token[0].isdecimal() for token in b))
    opening = [_SKIP, *(_SKIP_AT_STOP if at_stop else _SKIP for at_stop in fresh[:-1])]
    closing = [_TO_STOP if at_stop else 0.0 for at_stop in fresh]
    best = [_NO_WAY, *(0.1 if at_stop else 0.0 for at_stop in fresh)]  # best[j + 1]: with j tokens of b behind
    moves: list[list[int]] = []  # 0 beside, 1 added, 2 the end of a skip; + 4 where a skip goes on
    for token, (low, high) in zip(a, windows[1:], strict=True):
        number = token[0].isdecimal()
        alike = _OTHER_NUMBER if number else _OTHER
        here, above = slice(low, high + 1), slice(low + 1, high + 2)
        row: list[float] = []
        move: list[int] = []
        last = gap = _NO_WAY
        for value, added, other, theirs, to_open, to_close in zip(
            best[here], best[above], others[here], numbers[here], opening[here], closing[here], strict=True
        ):
            value += _EQUAL if other == token else alike if theirs is number else _NEVER
            added += _ADDED
            way = 0
            if added > value:
                value = added
                way = 1
            opened = last + to_open
            gap += _SKIP_MORE
            on = 4
            if gap <= opened:
                gap = opened
                on = 0
            last = gap + to_close
            if last > value:
                way = 2
            else:
                last = value
            row.append(last)
            move.append(way | on)
        best = [_NO_WAY] * (len(fresh) + 1)
        best[above] = row
        moves.append(move)
    ends = [value + (0.1 if at_stop else 0.0) for value, at_stop in zip(best[1:], fresh, strict=True)]
    worth = max(ends)
    return worth, tuple(_back(moves, windows, ends.index(worth))) if worth > _NO_WAY / 2 else ()


def _back(moves: Sequence[Sequence[int]], windows: Sequence[tuple[int, int]], end: int) -> list[Step]:
    """The steps of the way that ends at a place in ``b``."""
    found: list[Step] = []
    i, j = len(moves), end
    while i:
        way = moves[i - 1][j - windows[i][0]] & 3
        if way < 2:
            i, j = i - 1, j - (not way)
            found.append((i, -1 if way else j))
        going = way == 2
        while going:
            going = bool(moves[i - 1][j - windows[i][0]] & 4)
            j -= 1
            found.append((-1, j))
    return found[::-1]
