"""Tables and boxes of a page, by the rules that are drawn on it or by the white space between cells. Pure geometry, in points.

What stands in a table is taken out of the running text and set cell by cell; a box (专栏) stays words, apart from the running text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from gazette.importing import glyphs
from gazette.importing.extracted_text import Line, Table
from gazette.importing.glyphs import Glyph, Piece
from gazette.importing.page_footnotes import Row, rows

#: Rules closer than this are one; a shorter one is none.
NEAR, SHORTEST = 2.6, 4.0
#: Characters in a cell of a table, beyond which it is a frame around text.
LONGEST = 600
#: More rules than this are a drawing.
MOST = 3000
_CHECK = "表格是按版面认的，请照原件逐格核对。"
_MERGED = "原表有合并的格，合并的字写在第一格，其余留空。"

#: A line between two points, level or upright: left, top, right, bottom.
Rule = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Grid:
    """The lines of a table: where columns and rows begin and end, and whether a rule parts two neighbours."""

    xs: list[float]
    ys: list[float]
    upright: Callable[[float, float], bool]  # is there a rule at x, at the height y?
    level: Callable[[float, float], bool]


# ---------------------------------------------------------------- ruled tables and boxes


def ruled(pieces: list[Piece], rules: Sequence[Rule], page: tuple[float, float]) -> list[Piece]:
    """The pieces of a page with its ruled tables and its boxes as pieces of their own; ``page``: its width and height."""
    levels = _merged([(y0, x0, x1) for x0, y0, x1, y1 in rules if abs(y1 - y0) < NEAR and x1 - x0 >= SHORTEST])
    uprights = _merged([(x0, y0, y1) for x0, y0, x1, y1 in rules if abs(x1 - x0) < NEAR and y1 - y0 >= SHORTEST])
    if len(levels) + len(uprights) > MOST:
        return pieces
    for grid in sorted(_grids(levels, uprights), key=lambda g: (g.xs[-1] - g.xs[0]) * (g.ys[-1] - g.ys[0])):
        pieces = _with_grid(pieces, grid, page)
    return pieces


def _merged(rules: Iterable[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """(place, from, to) of each line, with what lies on it or goes on with it."""
    lanes: list[list[tuple[float, float, float]]] = []
    for rule in sorted(rules):
        if lanes and rule[0] - lanes[-1][0][0] < NEAR:
            lanes[-1].append(rule)
        else:
            lanes.append([rule])
    found = []
    for lane in lanes:
        place = sum(rule[0] for rule in lane) / len(lane)
        spans: list[list[float]] = []
        for _, start, end in sorted(lane, key=lambda rule: rule[1]):
            if spans and start - spans[-1][1] <= NEAR:
                spans[-1][1] = max(spans[-1][1], end)
            else:
                spans.append([start, end])
        found += [(place, start, end) for start, end in spans]
    return found


def _grids(levels: list[tuple[float, float, float]], uprights: list[tuple[float, float, float]]) -> list[_Grid]:
    """The lines that touch each other, as grids."""
    group = list(range(len(levels) + len(uprights)))

    def head(n: int) -> int:
        while group[n] != n:
            group[n] = group[group[n]]
            n = group[n]
        return n

    for a, (y, x0, x1) in enumerate(levels):
        for b, (x, y0, y1) in enumerate(uprights, len(levels)):
            if x0 - NEAR <= x <= x1 + NEAR and y0 - NEAR <= y <= y1 + NEAR:
                group[head(b)] = head(a)
    found = []
    for root in {head(n) for n in range(len(group))}:
        across = [rule for n, rule in enumerate(levels) if head(n) == root]
        down = [rule for n, rule in enumerate(uprights, len(levels)) if head(n) == root]
        if across and down:
            found.append(_grid(across, down))
    return [grid for grid in found if len(grid.xs) > 1 and len(grid.ys) > 1]


def _grid(across: list[tuple[float, float, float]], down: list[tuple[float, float, float]]) -> _Grid:
    """A grid, its open sides closed where the lines end."""
    xs = _distinct([*(x for x, _, _ in down), min(x0 for _, x0, _ in across), max(x1 for _, _, x1 in across)])
    ys = _distinct([*(y for y, _, _ in across), min(y0 for _, y0, _ in down), max(y1 for _, _, y1 in down)])

    def upright(x: float, y: float) -> bool:
        return any(abs(x - at) < 2 * NEAR and y0 - NEAR <= y <= y1 + NEAR for at, y0, y1 in down)

    def level(x: float, y: float) -> bool:
        return any(abs(y - at) < 2 * NEAR and x0 - NEAR <= x <= x1 + NEAR for at, x0, x1 in across)

    return _Grid(xs, ys, upright, level)


def _distinct(places: Iterable[float]) -> list[float]:
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > 2 * NEAR:
            found.append(place)
    return found


def _with_grid(pieces: list[Piece], grid: _Grid, page: tuple[float, float]) -> list[Piece]:
    """The pieces, with those inside a grid as one."""
    left, right, top, bottom = grid.xs[0], grid.xs[-1], grid.ys[0], grid.ys[-1]
    inside = [
        p for p in pieces if top <= p.base <= bottom + NEAR and left - NEAR <= (p.left + p.right) / 2 <= right + NEAR
    ]
    words = sum(len(piece.text) for piece in pieces)
    mine = sum(len(piece.text) for piece in inside)
    frame = (right - left) * (bottom - top) > 0.6 * page[0] * page[1]
    if not mine:
        return pieces
    parts = _parts(grid)
    width, height = len(grid.xs) - 1, len(grid.ys) - 1
    rest = [piece for piece in pieces if all(piece is not other for other in inside)]
    if len(set(parts.values())) == 1 or width == 1:
        if frame or mine * 2 > words > 400 or any(piece.lines for piece in inside):
            return pieces
        return [*rest, _box(inside, left, right, bottom)]
    cells = _cells(inside, grid, parts)
    if cells is None or (frame and width < 3):
        return pieces
    texts = [[_cell(cells.get((r, c), [])) for c in range(width)] for r in range(height)]
    if max(len(text) for row in texts for text in row) > LONGEST:
        return pieces
    merged = len(set(parts.values())) < width * height
    return [*rest, _table(texts, inside, (left, right, bottom), (_CHECK, *([_MERGED] if merged else [])))]


def _parts(grid: _Grid) -> dict[tuple[int, int], tuple[int, int]]:
    """For each cell of the grid the first cell of those that no rule parts it from."""
    width, height = len(grid.xs) - 1, len(grid.ys) - 1
    found = {(r, c): (r, c) for r in range(height) for c in range(width)}

    def head(cell: tuple[int, int]) -> tuple[int, int]:
        while found[cell] != cell:
            cell = found[cell]
        return cell

    def join(one: tuple[int, int], other: tuple[int, int]) -> None:
        first, second = sorted((head(one), head(other)))
        found[second] = first

    for r in range(height):
        y = (grid.ys[r] + grid.ys[r + 1]) / 2
        for c in range(width):
            x = (grid.xs[c] + grid.xs[c + 1]) / 2
            if c + 1 < width and not grid.upright(grid.xs[c + 1], y):
                join((r, c), (r, c + 1))
            if r + 1 < height and not grid.level(x, grid.ys[r + 1]):
                join((r, c), (r + 1, c))
    return {cell: head(cell) for cell in found}


def _cells(
    inside: Sequence[Piece], grid: _Grid, parts: dict[tuple[int, int], tuple[int, int]]
) -> dict[tuple[int, int], list[Glyph]] | None:
    """The characters of each cell; ``None`` where something else than words stands in one."""
    found: dict[tuple[int, int], list[Glyph]] = {}
    for piece in inside:
        if piece.lines:
            return None
        for glyph in piece.glyphs:
            r = sum(glyph.base - 0.35 * glyph.size > y for y in grid.ys[1:-1])
            c = sum(glyph.middle > x for x in grid.xs[1:-1])
            found.setdefault(parts[r, c], []).append(glyph)
    return found


def _cell(found: Sequence[Glyph]) -> str:
    """The words of a cell, its lines joined."""
    lines = rows(glyphs.pieces(glyphs.levelled(sorted(found, key=lambda g: g.place))))
    return _joined("   ".join(piece.text for piece in line) for line in lines)


def _joined(lines: Iterable[str]) -> str:
    text = ""
    for line in lines:
        apart = re.search("[A-Za-z]$", text) and re.match("[A-Za-z]", line)
        text += f" {line}" if apart else line
    return text


def _table(
    texts: Sequence[Sequence[str]], inside: Sequence[Piece], edges: tuple[float, float, float], remarks: Sequence[str]
) -> Piece:
    """A table as a piece; rows and columns without a word go."""
    filled = [row for row in texts if any(row)]
    used = [c for c in range(len(texts[0])) if any(row[c] for row in filled)]
    table = Table(tuple(tuple(row[c] for c in used) for row in filled))
    size = min(piece.size for piece in inside)
    left, right, base = edges
    return Piece(
        [], left, right, base, size, lines=(Line("", begins=True, ends=True, figure=table, remarks=tuple(remarks)),)
    )


def _box(inside: Sequence[Piece], left: float, right: float, base: float) -> Piece:
    """A box as a piece, its lines boxed."""
    from gazette.importing import columns

    found, _ = columns.lines(list(inside))
    remark = "这里原来是一个方框（专栏），按普通段落放在这里，请核对位置。"
    lines = [columns.boxed(line, (remark,) if not n else ()) for n, line in enumerate(found)]
    return Piece([], left, right, base, min(piece.size for piece in inside), lines=tuple(lines))


# ---------------------------------------------------------------- tables without rules


def unruled(pieces: list[Piece], em: float) -> list[Piece]:
    """The pieces of a page with the tables that white space alone tells."""
    lines = rows(pieces)
    place = 0
    while place < len(lines):
        end = _block_end(lines, place, em)
        block = lines[place:end]
        found = _by_space(block) if end - place > 1 else None
        if found is not None:
            gone = [piece for row in block for piece in row]
            pieces = [*(p for p in pieces if all(p is not other for other in gone)), found]
        place = max(end, place + 1)
    return pieces


def _block_end(lines: Sequence[Row], start: int, em: float) -> int:
    """Where the rows of cells end that begin at ``start``; rows of one cell between them are the rest of a cell."""
    if not _is_cells(lines[start], em):
        return start
    left, right = lines[start][0].left, max(piece.right for piece in lines[start])
    end = start + 1
    for place in range(start + 1, len(lines)):
        row, before = lines[place], lines[place - 1]
        if row[0].base - before[0].base > 2.6 * em or any(p.lines or p.size > 1.15 * em for p in row):
            break
        if _is_cells(row, em):
            left, right = min(left, row[0].left), max(right, max(piece.right for piece in row))
            end = place + 1
        elif row[0].right - row[0].left > 0.45 * (right - left) or not left - em <= row[0].left <= right:
            break
        elif place == end:
            step = row[0].base - before[0].base
            steps = [b[0].base - a[0].base for a, b in pairwise(lines[start : place + 1])]
            if step < 1.05 * min(steps):
                end = place + 1
    return end


def _is_cells(row: Row, em: float) -> bool:
    return len(row) > 1 and all(not piece.lines and piece.size <= 1.15 * em for piece in row)


def _by_space(block: Sequence[Row]) -> Piece | None:
    """The table of a block of rows; ``None`` where it is none: columns of prose, a table of contents, two lines of a cover."""
    inside = [piece for row in block for piece in row]
    letters = [glyph for piece in inside for glyph in piece.glyphs if not glyph.char.isspace()]
    em = median(glyph.size for glyph in letters)
    edges = _gutters(letters, em)
    multi = sum(len(row) > 1 for row in block)
    if not edges or multi < (2 if len(edges) > 1 else 3) or _is_prose(letters, edges, em):
        return None
    texts = [
        [_cell([g for g in _letters(row) if _column(g, edges) == c]) for c in range(len(edges) + 1)] for row in block
    ]
    if _is_contents(texts):
        return None
    remarks = [_CHECK]
    merged: list[list[str]] = []
    steps = [b[0].base - a[0].base for a, b in pairwise(block)]
    apart = (min(steps) + max(steps)) / 2 if max(steps) > 1.12 * min(steps) else 0.0
    for n, row in enumerate(texts):
        short = sum(map(bool, row)) < len(row)
        near = bool(n) and (steps[n - 1] < apart or (not apart and not row[0]))
        if near and (short or steps[n - 1] < 0.75 * em):
            merged[-1] = [_joined((above, below)) for above, below in zip(merged[-1], row, strict=True)]
            remarks = [_CHECK, "有的格占几行，已接在一起。"]
        else:
            merged.append(row)
    left, right = min(piece.left for piece in inside), max(piece.right for piece in inside)
    return _table(merged, inside, (left, right, block[-1][0].base), remarks)


def _letters(row: Row) -> list[Glyph]:
    return [glyph for piece in row for glyph in piece.glyphs if not glyph.char.isspace()]


def _column(glyph: Glyph, edges: Sequence[float]) -> int:
    return sum(glyph.middle > edge for edge in edges)


def _gutters(letters: Sequence[Glyph], em: float) -> list[float]:
    """The middles of the white stripes that no character of the block crosses."""
    spans = sorted(glyph.ink for glyph in letters)
    found, reach = [], spans[0][1]
    for left, right in spans:
        if left - reach > 0.75 * em:
            found.append((left + reach) / 2)
        reach = max(reach, right)
    return found


def _is_prose(letters: Sequence[Glyph], edges: Sequence[float], em: float) -> bool:
    """Whether most lines of the wide columns are full: then these are columns of a text."""
    full = count = 0
    for column in range(len(edges) + 1):
        mine = [glyph for glyph in letters if _column(glyph, edges) == column]
        left, right = min(g.ink[0] for g in mine), max(g.ink[1] for g in mine)
        if right - left < 8 * em:
            continue
        ends = [max(p.right for p in row) for row in rows(glyphs.pieces(sorted(mine, key=lambda g: g.place)))]
        count += len(ends)
        full += sum(end > right - 1.2 * em for end in ends)
    return count >= 4 and full > 0.55 * count


def _is_contents(texts: Sequence[Sequence[str]]) -> bool:
    """Whether the last column holds page numbers that grow, and the first one titles."""
    last = [row[-1].strip("（）()") for row in texts if row[-1]]
    numbers = [int(text) for text in last if re.fullmatch(r"\d{1,3}", text)]
    return len(texts[0]) == 2 and len(numbers) == len(last) > 1 and numbers == sorted(numbers)
