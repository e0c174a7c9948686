"""Characters on a page → its lines in reading order, with where paragraphs begin and end. Pure geometry.

Characters are put together to pieces of a line, the page is cut into columns where white space runs through it from top to
bottom (a recursive X-Y cut), and in each column the indent, the line's end and the space above tell of paragraphs. A headline
over columns stays above them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from gazette.importing import captions, glyphs, note_marks
from gazette.importing.extracted_text import Line
from gazette.importing.glyphs import Piece
from gazette.importing.numbering_patterns import CLOSED, starts
from gazette.importing.page_footnotes import rows as rows_of
from gazette.text import remove_whitespace

#: Parts of an em: the narrowest gutter between columns.
GUTTER = 0.9
#: A column has at least as many lines, and is at least as many ems wide.
ROWS, EMS = 4, 6
_DATE = r"(?:19|20)\d{2}年\d{1,2}月(?:\d{1,2}日)?"
#: The line that tells who printed a document, and when; its spaces are taken out.
_IMPRINT = re.compile(
    f"[^，。；：！？]{{2,30}}?(?:{_DATE}(?:编?印[发制]?)?|(?:秘书处|办公[室厅]|研究室)编?印[发制]?)|{_DATE}编?印[发制]?"
)


def lines(pieces: Sequence[Piece]) -> tuple[tuple[Line, ...], bool]:
    """The lines of a page in reading order, and whether it was cut into columns."""
    if not pieces:
        return (), False
    em = size_of(pieces)
    regions = _regions(pieces, em)
    found = [line for region in regions for line in _lines(region, em)]
    return tuple(found), len(regions) > 1


def boxed(line: Line, remarks: tuple[str, ...]) -> Line:
    """The line as one of a box."""
    return replace(line, boxed=True, remarks=(*remarks, *line.remarks))


def size_of(pieces: Sequence[Piece]) -> float:
    """The size of most characters."""
    sizes = sorted(size for piece in pieces for size in [piece.size] * len(piece.text))
    return max(sizes[len(sizes) // 2], 1.0) if sizes else 12.0


# ---------------------------------------------------------------- columns


def _regions(pieces: Sequence[Piece], em: float) -> list[list[Piece]]:
    """The page cut into regions in reading order: what stands above the columns, the columns, what stands below."""
    rows = rows_of(pieces)
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

    Of all runs the one with the most lines in columns: a headline that closes a gutter gives fewer. No edges: no columns.
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


# ---------------------------------------------------------------- lines


def _lines(region: Sequence[Piece], em: float) -> list[Line]:
    words = rows_of([piece for piece in region if not piece.lines])
    others = sorted((piece for piece in region if piece.lines), key=lambda p: p.base)
    if not words:
        return [line for other in others for line in other.lines]
    left = _edge([row[0].left for row in words], em)
    right = sorted(row[-1].right for row in words)[int(len(words) * 0.9)]
    steps = [b[0].base - a[0].base for a, b in pairwise(words)]
    close = [step for step in steps if step < 3 * em]
    usual = median(close) if close else em
    found: list[Line] = []
    last: Line | None = None  # the last line of words
    for place, row in enumerate(words):
        between = False
        while others and others[0].base < row[0].base:
            found += others.pop(0).lines
            between = True
        text, notes = note_marks.take("   ".join(piece.text for piece in row))
        size = _size(row)
        room = (right - row[-1].right) / em
        closed = bool(CLOSED.search(text))
        ends = room > 5 or (room > 2.6 and (closed or row[-1].right - left < 0.6 * (right - left)))
        begins, apart = starts(text), False
        if last is not None:
            before = words[place - 1]
            hangs = not last.ends and not CLOSED.search(last.text)
            begins = begins or (row[0].left - left > 1.2 * em and not hangs)
            alone = bool(_IMPRINT.fullmatch(remove_whitespace(text))) or captions.is_like(text)
            begins = begins or (alone and bool(CLOSED.search(last.text)))
            apart = not 0.85 < size / _size(before) < 1.18
            apart = apart or (not between and row[0].base - before[0].base > 1.5 * max(usual, size))
        else:
            begins = begins or row[0].left - left > 1.2 * em
        last = Line(text, begins, ends, apart, size=size, notes=notes, remarks=_remarks(row))
        found.append(last)
    return [*found, *(line for other in others for line in other.lines)]


def _remarks(row: Sequence[Piece]) -> tuple[str, ...]:
    """What to say where the order of a line's characters is not the file's."""
    words = glyphs.disorder([glyph for piece in row for glyph in piece.glyphs])
    if not words:
        return ()
    return (f"「{words}」这几个字，纸面上的次序和文件里的不同，照纸面写了，请照原件核对。",)


def _size(row: Sequence[Piece]) -> float:
    """The size of most of a line's type: digits and Latin letters may come from another font."""
    return max(row, key=lambda piece: len(piece.text)).size


def _edge(lefts: Sequence[float], em: float) -> float:
    """The left edge of the column: the leftmost at which a fifth of its lines begin."""
    need = max(1, len(lefts) // 5)
    return next(x for x in sorted(lefts) if sum(abs(other - x) < 0.5 * em for other in lefts) >= need)
