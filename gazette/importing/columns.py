"""Characters on a page → its lines in reading order, with where paragraphs begin and end. Pure geometry.

Characters are put together to pieces of a line, the page is cut into columns where white space runs through it from top to
bottom (a recursive X-Y cut), and in each column the indent, the line's end and the space above tell of paragraphs. A headline
over columns stays above them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from gazette.importing.marks import CLOSED, starts
from gazette.importing.printed import Line

#: Parts of an em: what parts words, what parts pieces of a line, the narrowest gutter between columns.
WORD, PIECE, GUTTER = 0.2, 1.4, 0.9
#: A column has at least as many lines, and is at least as many ems wide.
ROWS, EMS = 4, 6


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character with its left and right edge, its base line (from the top of the page) and the height of its type."""

    char: str
    left: float
    right: float
    base: float
    size: float


@dataclass(slots=True)
class Piece:
    """Characters that stand side by side."""

    text: str
    left: float
    right: float
    base: float
    size: float


def lines(glyphs: Sequence[Glyph]) -> tuple[tuple[Line, ...], bool]:
    """The lines of a page, and whether it was cut into columns."""
    pieces = _pieces(glyphs)
    if not pieces:
        return (), False
    em = _em(pieces)
    regions = _regions(pieces, em)
    found = [line for region in regions for line in _lines(region, em)]
    return tuple(found), len(regions) > 1


def _em(pieces: Sequence[Piece]) -> float:
    """The size of most characters."""
    sizes = sorted(size for piece in pieces for size in [piece.size] * len(piece.text))
    return max(sizes[len(sizes) // 2], 1.0)


def _pieces(glyphs: Sequence[Glyph]) -> list[Piece]:
    """Neighbours in the file that are neighbours on the page, then neighbours on the page alone."""
    rough: list[list[Glyph]] = []
    for glyph in glyphs:
        before = rough[-1][-1] if rough else None
        size = max(glyph.size, before.size) if before else 0
        if (
            before is not None
            and abs(glyph.base - before.base) < 0.25 * size
            and -0.5 * size < glyph.left - before.right < PIECE * size
        ):
            if glyph.char == before.char and abs(glyph.left - before.left) < 0.3 * size:
                continue  # bold type that is printed twice
            rough[-1].append(glyph)
        else:
            rough.append([glyph])
    pieces = [piece for group in rough if (piece := _piece(group))]
    pieces.sort(key=lambda p: (p.base, p.left))
    return _side_by_side(pieces)


def _piece(group: Sequence[Glyph]) -> Piece | None:
    words = [glyph for glyph in group if not glyph.char.isspace()]
    if not words:
        return None
    spaced = {id(after) for before, after in pairwise(group) if before.char.isspace()}
    gaps = [max(b.left - a.right, 0) for a, b in pairwise(words)]
    usual = median(gaps) if gaps else 0.0
    text = words[0].char
    for before, glyph in pairwise(words):
        gap = glyph.left - before.right - usual
        size = max(glyph.size, before.size)
        between = "   " if gap > 2 * PIECE * size else " " if gap > WORD * size or id(glyph) in spaced else ""
        text += between + glyph.char
    size = median(glyph.size for glyph in words)
    return Piece(text, words[0].left, max(g.right for g in words), median(g.base for g in words), size)


def _side_by_side(pieces: list[Piece]) -> list[Piece]:
    """Pieces of one line that touch, though the file tells them apart, become one."""
    found: list[Piece] = []
    for piece in pieces:
        for other in reversed(found[-40:]):
            size = max(piece.size, other.size)
            if abs(piece.base - other.base) > 0.3 * size:
                continue
            if -0.5 * size < piece.left - other.right < PIECE * size:
                other.size = max(other, piece, key=lambda p: len(p.text)).size
                other.text += (" " if piece.left - other.right > WORD * size else "") + piece.text
                other.right = max(piece.right, other.right)
                break
        else:
            found.append(Piece(piece.text, piece.left, piece.right, piece.base, piece.size))
    return found


# ---------------------------------------------------------------- columns


def _regions(pieces: Sequence[Piece], em: float) -> list[list[Piece]]:
    """The page cut into regions in reading order: what stands above the columns, the columns, what stands below."""
    rows = _rows(sorted(pieces, key=lambda p: (p.base, p.left)))
    start, stop, edges = _widest_run(rows, em)
    if not edges:
        return [[piece for row in rows for piece in row]]
    above, inside, below = (
        [piece for row in part for piece in row] for part in (rows[:start], rows[start:stop], rows[stop:])
    )
    columns: list[list[Piece]] = [[] for _ in range(len(edges) + 1)]
    for piece in inside:
        columns[sum(piece.left >= edge for edge in edges)].append(piece)
    return [region for part in (above, *columns, below) if part for region in _regions(part, em)]


def _widest_run(rows: Sequence[Sequence[Piece]], em: float) -> tuple[int, int, list[float]]:
    """The rows (from, to) through which gutters run, and the left edges of the columns but the first.

    Of all runs the one with the most lines in columns: a headline that closes a gutter leaves fewer. No edges: no columns.
    """
    best, found = 0, (0, 0, list[float]())
    for start in range(len(rows)):
        columns: list[tuple[float, float, int]] = []  # left, right, a bit for each row
        for place in range(start, len(rows)):
            for piece in rows[place]:
                columns = _with(columns, piece, 1 << place, GUTTER * em)
            lines = [mask.bit_count() for _, _, mask in columns]
            fit = all(right - left >= EMS * em for left, right, _ in columns) and min(lines) >= ROWS
            if len(columns) > 1 and fit and sum(lines) > best:
                best, found = sum(lines), (start, place + 1, [left for left, _, _ in columns[1:]])
    return found


def _with(
    columns: list[tuple[float, float, int]], piece: Piece, row: int, gutter: float
) -> list[tuple[float, float, int]]:
    """The columns with a piece more: it joins those that it touches."""
    left, right, mask = piece.left, piece.right, row
    apart = []
    for column in columns:
        if column[0] - right > gutter or left - column[1] > gutter:
            apart.append(column)
        else:
            left, right, mask = min(left, column[0]), max(right, column[1]), mask | column[2]
    return sorted([*apart, (left, right, mask)])


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces on one base line together."""
    rows: list[list[Piece]] = []
    for piece in pieces:
        if rows and abs(piece.base - rows[-1][0].base) < 0.5 * max(piece.size, rows[-1][0].size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda p: p.left) for row in rows]


# ---------------------------------------------------------------- lines


def _lines(region: Sequence[Piece], em: float) -> list[Line]:
    rows = _rows(sorted(region, key=lambda p: (p.base, p.left)))
    left = _edge([row[0].left for row in rows], em)
    right = sorted(row[-1].right for row in rows)[int(len(rows) * 0.9)]
    steps = [b[0].base - a[0].base for a, b in pairwise(rows)]
    close = [step for step in steps if step < 3 * em]
    usual = median(close) if close else em
    found: list[Line] = []
    for place, row in enumerate(rows):
        text = "   ".join(piece.text for piece in row)
        size = _size(row)
        room = (right - row[-1].right) / em
        closed = bool(CLOSED.search(text))
        ends = room > 5 or (room > 2.6 and (closed or row[-1].right - left < 0.6 * (right - left)))
        begins, apart = starts(text), False
        if place:
            before = rows[place - 1]
            hangs = not found[-1].ends and not CLOSED.search(found[-1].text)
            begins = begins or (row[0].left - left > 1.2 * em and not hangs)
            apart = row[0].base - before[0].base > 1.5 * max(usual, size) or not 0.85 < size / _size(before) < 1.18
        else:
            begins = begins or row[0].left - left > 1.2 * em
        found.append(Line(text, begins=begins, ends=ends, apart=apart, size=size))
    return found


def _size(row: Sequence[Piece]) -> float:
    """The size of most of a line's type: digits and Latin letters may come from another font."""
    return max(row, key=lambda piece: len(piece.text)).size


def _edge(lefts: Sequence[float], em: float) -> float:
    """The left edge of the column: the leftmost at which a fifth of its lines begin."""
    need = max(1, len(lefts) // 5)
    return next(x for x in sorted(lefts) if sum(abs(other - x) < 0.5 * em for other in lefts) >= need)
