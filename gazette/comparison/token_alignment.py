"""Align the tokens of a line with those of a paragraph that says the same (Gotoh's algorithm, with a band)."""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping, Sequence
from functools import lru_cache

from gazette.comparison.tokens import CACHE_SIZE, TokenizedText

# Scores of two tokens in one place, and of a token that only the line has.
_MATCH, _MISMATCH, _NUMBER_MISMATCH, _NUMBER_WITH_WORD, _INSERTION = 2.0, -1.6, 0.5, -4.0, -1.5
# Scores of a gap, tokens that only the paragraph has: it is cheap to leave out whole phrases.
_GAP, _GAP_FROM_STOP, _GAP_EXTENSION, _GAP_TO_STOP = -4.0, -2.0, -0.02, 1.5
_EDGE_AT_STOP = 0.1  # for each end of the alignment that is at a stop
_UNREACHABLE = -1e9
_MAX_TOKENS, _MAX_CELLS = 2000, 60_000

# Moves in the table; a gap that goes on has _GAP_GOES_ON added.
_PAIR, _INSERT, _END_GAP, _GAP_GOES_ON = 0, 1, 2, 4

#: Token i of the line and token j of the paragraph in one place; -1 for none.
Step = tuple[int, int]


def align_tokens(line: TokenizedText, paragraph: TokenizedText) -> tuple[Step, ...]:
    """Align the line with the part of the paragraph that fits best; () if they are too long to compare."""
    a, b = line.tokens, paragraph.tokens
    if len(b) > _MAX_TOKENS or not 0 < len(a) * len(b) <= _MAX_CELLS:
        return ()
    size, first = len(a), a[0]
    for start in range(len(b) - size + 1):
        if b[start] == first and b[start : start + size] == a:
            return tuple(zip(range(size), range(start, start + size), strict=True))
    return _align(a, b, paragraph.starts_phrase)


@lru_cache(CACHE_SIZE)
def _align(a: tuple[str, ...], b: tuple[str, ...], starts_phrase: tuple[bool, ...]) -> tuple[Step, ...]:
    """Find the best alignment of all of ``a`` with a part of ``b``.

    At first only a band of the table is computed: the cells on paths that leave at most ``max_unmatched`` tokens of ``a``
    unmatched though ``b`` has them. Each such token costs at least ``_MATCH - _INSERTION``. The band is widened until no
    path outside it could score higher than the best inside.
    """
    first = {token: index for index, token in reversed([*enumerate(b)])}
    last = {token: index for index, token in enumerate(b)}
    has_numbers = any(token[0].isdecimal() for token in b)
    upper_bound = 2 * _EDGE_AT_STOP + sum(
        _MATCH if token in first else _NUMBER_MISMATCH if has_numbers and token[0].isdecimal() else _INSERTION
        for token in a
    )
    max_unmatched = 0
    while True:
        score, steps = _align_in_band(a, b, starts_phrase, _band(a, len(b), first, last, max_unmatched))
        outside = upper_bound - (max_unmatched + 1) * (_MATCH - _INSERTION)
        if score > outside + 1e-6 or max_unmatched >= len(a):
            return steps
        max_unmatched = 4 * max_unmatched + 2


def _band(
    a: Sequence[str], width: int, first: Mapping[str, int], last: Mapping[str, int], max_unmatched: int
) -> list[tuple[int, int]]:
    """Return, for each number of tokens from the start of ``a``, the lowest and highest place in ``b`` where they may end.

    Below the lowest, more than ``max_unmatched`` of them come before their first place in ``b``; above the highest, more
    than ``max_unmatched`` of the others come after their last. Numbers do not count: a number may stand for any other.
    """
    is_word = [token in first and not token[0].isdecimal() for token in a]
    lows, highs = [0], [width]
    passed: list[int] = []
    coming: list[int] = []
    for token, counts in zip(a, is_word, strict=True):
        if counts:
            insort(passed, first[token] + 1)
        lows.append(passed[-1 - max_unmatched] if len(passed) > max_unmatched else 0)
    for token, counts in zip(reversed(a), reversed(is_word), strict=True):
        if counts:
            insort(coming, last[token])
        highs.append(coming[max_unmatched] if len(coming) > max_unmatched else width)
    return list(zip(lows, reversed(highs), strict=True))


def _align_in_band(
    a: tuple[str, ...], b: tuple[str, ...], starts_phrase: tuple[bool, ...], band: Sequence[tuple[int, int]]
) -> tuple[float, tuple[Step, ...]]:
    """Find the best path within the band; returns its score and steps."""
    b_tokens, b_is_number = ("", *b), (None, *(token[0].isdecimal() for token in b))
    gap_starts = [_GAP, *(_GAP_FROM_STOP if at_stop else _GAP for at_stop in starts_phrase[:-1])]
    gap_ends = [_GAP_TO_STOP if at_stop else 0.0 for at_stop in starts_phrase]
    scores = [_UNREACHABLE, *(_EDGE_AT_STOP if at_stop else 0.0 for at_stop in starts_phrase)]  # [j + 1]: after j of b
    moves: list[list[int]] = []
    for token, (low, high) in zip(a, band[1:], strict=True):
        is_number = token[0].isdecimal()
        mismatch = _NUMBER_MISMATCH if is_number else _MISMATCH
        here, above = slice(low, high + 1), slice(low + 1, high + 2)
        row: list[float] = []
        row_moves: list[int] = []
        last = gap = _UNREACHABLE
        for paired, inserted, b_token, b_number, gap_start, gap_end in zip(
            scores[here], scores[above], b_tokens[here], b_is_number[here], gap_starts[here], gap_ends[here],
            strict=True,
        ):  # fmt: skip
            score = paired + (_MATCH if b_token == token else mismatch if b_number is is_number else _NUMBER_WITH_WORD)
            inserted += _INSERTION
            move = _PAIR
            if inserted > score:
                score = inserted
                move = _INSERT
            opened = last + gap_start
            gap += _GAP_EXTENSION
            goes_on = _GAP_GOES_ON
            if gap <= opened:
                gap = opened
                goes_on = 0
            last = gap + gap_end
            if last > score:
                move = _END_GAP
            else:
                last = score
            row.append(last)
            row_moves.append(move | goes_on)
        scores = [_UNREACHABLE] * (len(starts_phrase) + 1)
        scores[above] = row
        moves.append(row_moves)
    ends = [s + (_EDGE_AT_STOP if at_stop else 0.0) for s, at_stop in zip(scores[1:], starts_phrase, strict=True)]
    best = max(ends)
    return best, tuple(_trace_back(moves, band, ends.index(best))) if best > _UNREACHABLE / 2 else ()


def _trace_back(moves: Sequence[Sequence[int]], band: Sequence[tuple[int, int]], end: int) -> list[Step]:
    """Return the steps of the path that ends at a place in ``b``."""
    steps: list[Step] = []
    i, j = len(moves), end
    while i:
        move = moves[i - 1][j - band[i][0]] & ~_GAP_GOES_ON
        if move == _END_GAP:
            in_gap = True
            while in_gap:
                in_gap = bool(moves[i - 1][j - band[i][0]] & _GAP_GOES_ON)
                j -= 1
                steps.append((-1, j))
        else:
            i -= 1
            j -= move == _PAIR
            steps.append((i, j if move == _PAIR else -1))
    return steps[::-1]
