"""Find tables and boxes on a page, by drawn rules or by the white space between cells. Pure geometry, in points.

A table is taken out of the running text and read cell by cell; a box (专栏) stays text, outside the running text.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from operator import attrgetter
from statistics import median
from typing import TypeVar

from msgspec import Struct

from gazette.importing import glyphs
from gazette.importing.extracted_text import Table, make_figure_line, mark_as_box
from gazette.importing.glyphs import Fragment, Glyph, Row, group_rows, remove_fragments, row_steps, row_text

#: Rules closer than this are one; rules shorter than this do not count (points).
TOLERANCE, MIN_RULE = 2.6, 4.0
#: A cell of a table has no more characters; beyond, it is a frame around text.
MAX_CELL = 600
#: More rules than this are a drawing.
MAX_RULES = 3000
_CHECK = "表格是按版面认的，请照原件逐格核对。"
_MERGED = "原表有合并的格，合并的字写在第一格，其余留空。"

#: A horizontal or vertical line: left, top, right, bottom.
Rule = tuple[float, float, float, float]


#: A position across a line, and the line's start and end.
Span = tuple[float, float, float]
#: Row and column.
Cell = tuple[int, int]
T = TypeVar("T", bound=Hashable)


class _Grid(Struct, frozen=True):
    """The lines of a table."""

    xs: list[float]  # where columns start and end
    ys: list[float]  # where rows start and end
    across: list[Span]  # horizontal rules
    down: list[Span]  # vertical rules


# ---------------------------------------------------------------- ruled tables and boxes


def extract_ruled(fragments: list[Fragment], rules: Sequence[Rule], page: tuple[float, float]) -> list[Fragment]:
    """Return the fragments of a page with each ruled table and each box as one fragment; ``page`` is its width and height."""
    across = [(y0, x0, x1) for x0, y0, x1, y1 in rules if abs(y1 - y0) < TOLERANCE and x1 - x0 >= MIN_RULE]
    down = [(x0, y0, y1) for x0, y0, x1, y1 in rules if abs(x1 - x0) < TOLERANCE and y1 - y0 >= MIN_RULE]
    horizontals, verticals = _merge_rules(across), _merge_rules(down)
    if len(horizontals) + len(verticals) > MAX_RULES:
        return fragments
    grids = _find_grids(horizontals, verticals)
    for grid in sorted(grids, key=lambda g: (g.xs[-1] - g.xs[0]) * (g.ys[-1] - g.ys[0])):
        fragments = _extract_grid(fragments, grid, page)
    return fragments


def _merge_rules(rules: Iterable[Span]) -> list[Span]:
    """Merge rules that lie on each other, or continue each other."""
    lanes: list[list[Span]] = []
    for rule in sorted(rules):
        if lanes and rule[0] - lanes[-1][0][0] < TOLERANCE:
            lanes[-1].append(rule)
        else:
            lanes.append([rule])
    merged = []
    for lane in lanes:
        position = sum(rule[0] for rule in lane) / len(lane)
        spans: list[list[float]] = []
        for _, start, end in sorted(lane, key=lambda rule: rule[1]):
            if spans and start - spans[-1][1] <= TOLERANCE:
                spans[-1][1] = max(spans[-1][1], end)
            else:
                spans.append([start, end])
        merged += [(position, start, end) for start, end in spans]
    return merged


def _find_connected(items: Iterable[T], links: Iterable[tuple[T, T]]) -> dict[T, T]:
    """Map each item to the first item that it is connected with; items come in order."""
    parents = {item: item for item in items}
    order = {item: n for n, item in enumerate(parents)}

    def root(item: T) -> T:
        while parents[item] != item:
            parents[item] = item = parents[parents[item]]
        return item

    for one, other in links:
        first, second = sorted((root(one), root(other)), key=order.__getitem__)
        parents[second] = first
    return {item: root(item) for item in parents}


def _find_grids(horizontals: list[Span], verticals: list[Span]) -> list[_Grid]:
    """Return the rules that touch each other as grids."""
    count = len(horizontals)
    links = (
        (a, b)
        for a, (y, x0, x1) in enumerate(horizontals)
        for b, (x, y0, y1) in enumerate(verticals, count)
        if x0 - TOLERANCE <= x <= x1 + TOLERANCE and y0 - TOLERANCE <= y <= y1 + TOLERANCE
    )
    roots = _find_connected(range(count + len(verticals)), links)
    grids = []
    for root in dict.fromkeys(roots.values()):
        across = [rule for n, rule in enumerate(horizontals) if roots[n] == root]
        down = [rule for n, rule in enumerate(verticals, count) if roots[n] == root]
        if across and down:
            grids.append(_build_grid(across, down))
    return [grid for grid in grids if len(grid.xs) > 1 and len(grid.ys) > 1]


def _build_grid(across: list[Span], down: list[Span]) -> _Grid:
    """Build a grid; open sides are closed where the lines end."""
    xs = _merge_positions([*(x for x, _, _ in down), min(x0 for _, x0, _ in across), max(x1 for _, _, x1 in across)])
    ys = _merge_positions([*(y for y, _, _ in across), min(y0 for _, y0, _ in down), max(y1 for _, _, y1 in down)])
    return _Grid(xs, ys, across, down)


def _has_rule(rules: Iterable[Span], position: float, along: float) -> bool:
    """Whether one of the rules is at a position, and reaches a place along it."""
    near, slack = 2 * TOLERANCE, TOLERANCE
    return any(abs(position - at) < near and start - slack <= along <= end + slack for at, start, end in rules)


def _merge_positions(positions: Iterable[float]) -> list[float]:
    merged: list[float] = []
    for position in sorted(positions):
        if not merged or position - merged[-1] > 2 * TOLERANCE:
            merged.append(position)
    return merged


def _extract_grid(fragments: list[Fragment], grid: _Grid, page: tuple[float, float]) -> list[Fragment]:
    """Return the fragments, with those inside a grid as one."""
    left, right, top, bottom = grid.xs[0], grid.xs[-1], grid.ys[0], grid.ys[-1]
    inside = [
        fragment
        for fragment in fragments
        if top <= fragment.base <= bottom + TOLERANCE
        and left - TOLERANCE <= (fragment.left + fragment.right) / 2 <= right + TOLERANCE
    ]
    length = sum(len(fragment.text) for fragment in fragments)
    length_inside = sum(len(fragment.text) for fragment in inside)
    is_page_frame = (right - left) * (bottom - top) > 0.6 * page[0] * page[1]
    if not length_inside:
        return fragments
    first_cells = _merge_cells(grid)
    width, height = len(grid.xs) - 1, len(grid.ys) - 1
    rest = remove_fragments(fragments, inside)
    if len(set(first_cells.values())) == 1 or width == 1:
        if is_page_frame or length_inside * 2 > length > 400 or any(fragment.lines for fragment in inside):
            return fragments
        return [*rest, _make_box(inside, left, right, bottom)]
    cells = _fill_cells(inside, grid, first_cells)
    if cells is None or (is_page_frame and width < 3):
        return fragments
    texts = [[_read_cell(cells.get((r, c), [])) for c in range(width)] for r in range(height)]
    if max(len(text) for row in texts for text in row) > MAX_CELL:
        return fragments
    warnings = [_CHECK, _MERGED] if len(set(first_cells.values())) < width * height else [_CHECK]
    return [*rest, _make_table(texts, inside, (left, right, bottom), warnings)]


def _merge_cells(grid: _Grid) -> dict[Cell, Cell]:
    """Map each cell of the grid to the first of those that no rule separates it from."""
    width, height = len(grid.xs) - 1, len(grid.ys) - 1
    links: list[tuple[Cell, Cell]] = []
    for r in range(height):
        y = (grid.ys[r] + grid.ys[r + 1]) / 2
        for c in range(width):
            x = (grid.xs[c] + grid.xs[c + 1]) / 2
            if c + 1 < width and not _has_rule(grid.down, grid.xs[c + 1], y):
                links.append(((r, c), (r, c + 1)))
            if r + 1 < height and not _has_rule(grid.across, grid.ys[r + 1], x):
                links.append(((r, c), (r + 1, c)))
    return _find_connected(((r, c) for r in range(height) for c in range(width)), links)


def _fill_cells(
    inside: Sequence[Fragment], grid: _Grid, first_cells: dict[Cell, Cell]
) -> dict[Cell, list[Glyph]] | None:
    """Return the characters of each cell; ``None`` if something else than text stands in one."""
    cells: dict[Cell, list[Glyph]] = {}
    for fragment in inside:
        if fragment.lines:
            return None
        for glyph in fragment.glyphs:
            r = sum(glyph.base - 0.35 * glyph.size > y for y in grid.ys[1:-1])
            c = _find_column(glyph, grid.xs[1:-1])
            cells.setdefault(first_cells[r, c], []).append(glyph)
    return cells


def _rebuild_rows(letters: Iterable[Glyph]) -> list[Row]:
    """Build rows of characters again, in the file's order."""
    return group_rows(glyphs.build_fragments(sorted(letters, key=attrgetter("place"))))


def _read_cell(letters: Iterable[Glyph]) -> str:
    """Return the text of a cell, its lines joined."""
    return _join_lines(map(row_text, _rebuild_rows(glyphs.level_scripts(sorted(letters, key=attrgetter("place"))))))


def _join_lines(lines: Iterable[str]) -> str:
    text = ""
    for line in lines:
        needs_space = re.search("[A-Za-z]$", text) and re.match("[A-Za-z]", line)
        text += f" {line}" if needs_space else line
    return text


def _make_table(
    texts: Sequence[Sequence[str]],
    inside: Sequence[Fragment],
    edges: tuple[float, float, float],
    warnings: Sequence[str],
) -> Fragment:
    """Make a table a fragment; empty rows and columns are removed. ``edges``: left, right, bottom."""
    filled = [row for row in texts if any(row)]
    used = [c for c in range(len(texts[0])) if any(row[c] for row in filled)]
    table = Table(tuple(tuple(row[c] for c in used) for row in filled))
    size = min(fragment.size for fragment in inside)
    return Fragment([], *edges, size, lines=(make_figure_line(table, *warnings),))


def _make_box(inside: Sequence[Fragment], left: float, right: float, base: float) -> Fragment:
    """Make a box a fragment, with its lines."""
    from gazette.importing import columns

    lines, _ = columns.build_lines(inside)
    boxed = mark_as_box(lines, "这里原来是一个方框（专栏），按普通段落放在这里，请核对位置。")
    return Fragment([], left, right, base, min(fragment.size for fragment in inside), lines=tuple(boxed))


# ---------------------------------------------------------------- tables without rules


def extract_unruled(fragments: list[Fragment], em: float) -> list[Fragment]:
    """Return the fragments of a page with each table that only white space shows as one fragment."""
    rows = group_rows(fragments)
    start = 0
    while start < len(rows):
        end = _find_block_end(rows, start, em)
        block = rows[start:end]
        table = _read_block(block) if len(block) > 1 else None
        if table is not None:
            fragments = [*remove_fragments(fragments, [fragment for row in block for fragment in row]), table]
        start = max(end, start + 1)
    return fragments


def _find_block_end(rows: Sequence[Row], start: int, em: float) -> int:
    """Return where the rows of cells end that start at ``start``; rows of one cell between them are the rest of a cell."""
    if not _is_row_of_cells(rows[start], em):
        return start
    left, right = rows[start][0].left, max(fragment.right for fragment in rows[start])
    end = start + 1
    for n in range(start + 1, len(rows)):
        row = rows[n]
        step = row[0].base - rows[n - 1][0].base
        if step > 2.6 * em or any(fragment.lines or fragment.size > 1.15 * em for fragment in row):
            break
        if _is_row_of_cells(row, em):
            left, right = min(left, row[0].left), max(right, *(fragment.right for fragment in row))
            end = n + 1
        elif row[0].right - row[0].left > 0.45 * (right - left) or not left - em <= row[0].left <= right:
            break
        elif n == end and step < 1.05 * min(row_steps(rows[start : n + 1])):
            end = n + 1
    return end


def _is_row_of_cells(row: Row, em: float) -> bool:
    return len(row) > 1 and all(not fragment.lines and fragment.size <= 1.15 * em for fragment in row)


def _read_block(block: Sequence[Row]) -> Fragment | None:
    """Read a block of rows as a table; ``None`` if it is columns of prose, a table of contents, or two lines of a cover."""
    inside = [fragment for row in block for fragment in row]
    letters = _letters(inside)
    em = median(glyph.size for glyph in letters)
    edges = _find_gutters(letters, em)
    row_count = sum(len(row) > 1 for row in block)
    if not edges or row_count < (2 if len(edges) > 1 else 3) or _is_prose(letters, edges, em):
        return None
    texts = [
        [_read_cell(g for g in _letters(row) if _find_column(g, edges) == c) for c in range(len(edges) + 1)]
        for row in block
    ]
    if _is_contents(texts):
        return None
    warnings = [_CHECK]
    merged: list[list[str]] = []
    steps = row_steps(block)
    # Where steps differ, only the longer ones separate rows; else an empty first cell shows the rest of a row.
    row_step = (min(steps) + max(steps)) / 2 if max(steps) > 1.12 * min(steps) else 0.0
    for n, row in enumerate(texts):
        is_near = bool(n) and (steps[n - 1] < row_step or (not row_step and not row[0]))
        if is_near and (not all(row) or steps[n - 1] < 0.75 * em):
            merged[-1] = [_join_lines(pair) for pair in zip(merged[-1], row, strict=True)]
            warnings = [_CHECK, "有的格占几行，已接在一起。"]
        else:
            merged.append(row)
    left, right = min(fragment.left for fragment in inside), max(fragment.right for fragment in inside)
    return _make_table(merged, inside, (left, right, block[-1][0].base), warnings)


def _letters(fragments: Iterable[Fragment]) -> list[Glyph]:
    return glyphs.drop_spaces(glyph for fragment in fragments for glyph in fragment.glyphs)


def _find_column(glyph: Glyph, edges: Sequence[float]) -> int:
    return sum(glyph.middle > edge for edge in edges)


def _find_gutters(letters: Sequence[Glyph], em: float) -> list[float]:
    """Return the middles of the white stripes that no character of the block crosses."""
    spans = sorted(glyph.ink for glyph in letters)
    gutters, reach = [], spans[0][1]
    for left, right in spans:
        if left - reach > 0.75 * em:
            gutters.append((left + reach) / 2)
        reach = max(reach, right)
    return gutters


def _is_prose(letters: Sequence[Glyph], edges: Sequence[float], em: float) -> bool:
    """Whether most lines of the wide columns are full, so that these are columns of a text."""
    full = count = 0
    for column in range(len(edges) + 1):
        own = [glyph for glyph in letters if _find_column(glyph, edges) == column]
        left, right = min(g.ink[0] for g in own), max(g.ink[1] for g in own)
        if right - left < 8 * em:
            continue
        ends = [max(fragment.right for fragment in row) for row in _rebuild_rows(own)]
        count += len(ends)
        full += sum(end > right - 1.2 * em for end in ends)
    return count >= 4 and full > 0.55 * count


def _is_contents(texts: Sequence[Sequence[str]]) -> bool:
    """Whether there are two columns, and the last one holds page numbers that grow."""
    last = [row[-1].strip("（）()") for row in texts if row[-1]]
    numbers = [int(text) for text in last if re.fullmatch(r"\d{1,3}", text)]
    return len(texts[0]) == 2 and len(numbers) == len(last) > 1 and numbers == sorted(numbers)
