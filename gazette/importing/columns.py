"""Put the fragments of a page into lines in reading order, with where paragraphs start and end. Pure geometry.

The page is cut into columns where white space runs through it from top to bottom (a recursive X-Y cut); in each column the indent,
the line's end and the space above show the paragraphs. A headline over columns stays above them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from gazette.importing import glyphs, note_marks
from gazette.importing import numbering_patterns as patterns
from gazette.importing.extracted_text import Line
from gazette.importing.glyphs import Fragment, Row, group_rows, row_steps
from gazette.importing.paragraphs import has_caption_label
from gazette.text import remove_whitespace

#: The narrowest gutter between columns, in ems.
GUTTER = 0.9
#: A column has at least so many lines, and is at least so many ems wide.
MIN_ROWS, MIN_WIDTH = 4, 6
_DATE = r"(?:19|20)\d{2}年\d{1,2}月(?:\d{1,2}日)?"
#: The line that tells who printed a document, and when (without spaces).
_IMPRINT = re.compile(
    f"[^，。；：！？]{{2,30}}?(?:{_DATE}(?:编?印[发制]?)?|(?:秘书处|办公[室厅]|研究室)编?印[发制]?)|{_DATE}编?印[发制]?"
)


#: Left and right edge of a column, and a bit for each row that has text in it.
Column = tuple[float, float, int]


def build_lines(fragments: Sequence[Fragment]) -> tuple[tuple[Line, ...], bool]:
    """Return the lines of a page in reading order, and whether it was cut into columns."""
    if not fragments:
        return (), False
    em = find_main_size(fragments)
    regions = _split_regions(fragments, em)
    return tuple(line for region in regions for line in _read_region(region, em)), len(regions) > 1


def find_main_size(fragments: Sequence[Fragment]) -> float:
    """Return the type size of most characters."""
    sizes = sorted(size for fragment in fragments for size in [fragment.size] * len(fragment.text))
    return max(sizes[len(sizes) // 2], 1.0) if sizes else 12.0


def _split_regions(fragments: Sequence[Fragment], em: float) -> list[list[Fragment]]:
    """Cut the page into regions in reading order: what stands above the columns, the columns, what stands below."""
    rows = group_rows(fragments)
    start, stop, edges = _find_widest_run(rows, em)
    above, inside, below = (
        [fragment for row in part for fragment in row] for part in (rows[:start], rows[start:stop], rows[stop:])
    )
    if not edges:
        return [below]
    columns: list[list[Fragment]] = [[] for _ in range(len(edges) + 1)]
    for fragment in inside:
        columns[sum(fragment.left >= edge for edge in edges)].append(fragment)
    return [region for part in (above, *columns, below) if part for region in _split_regions(part, em)]


def _find_widest_run(rows: Sequence[Row], em: float) -> tuple[int, int, list[float]]:
    """Return the rows (from, to) through which gutters run, and the left edges of the columns but the first.

    Of all runs the one with the most lines in columns counts: a headline that closes a gutter gives fewer. Without columns the run
    is empty.
    """
    most, best = 0, (0, 0, list[float]())
    for start in range(len(rows)):
        columns: list[Column] = []
        for n in range(start, len(rows)):
            for fragment in rows[n]:
                columns = _add_to_columns(columns, fragment, 1 << n, GUTTER * em)
            counts = [mask.bit_count() for _, _, mask in columns]
            fits = all(right - left >= MIN_WIDTH * em for left, right, _ in columns) and min(counts) >= MIN_ROWS
            if len(columns) > 1 and fits and sum(counts) > most:
                most, best = sum(counts), (start, n + 1, [left for left, _, _ in columns[1:]])
    return best


def _add_to_columns(columns: list[Column], fragment: Fragment, row: int, gutter: float) -> list[Column]:
    """Add a fragment to the columns: it joins those that it touches."""
    left, right, mask = fragment.left, fragment.right, row
    separate = []
    for column in columns:
        if column[0] - right > gutter or left - column[1] > gutter:
            separate.append(column)
        else:
            left, right, mask = min(left, column[0]), max(right, column[1]), mask | column[2]
    return sorted([*separate, (left, right, mask)])


def _read_region(region: Sequence[Fragment], em: float) -> list[Line]:
    rows = group_rows([fragment for fragment in region if not fragment.lines])
    others = sorted((fragment for fragment in region if fragment.lines), key=lambda f: f.base)
    if not rows:
        return [line for other in others for line in other.lines]
    left = _find_left_edge([row[0].left for row in rows], em)
    right = sorted(row[-1].right for row in rows)[int(len(rows) * 0.9)]
    usual_step = median([step for step in row_steps(rows) if step < 3 * em] or [em])
    lines: list[Line] = []
    last: Line | None = None  # the last line of text
    for n, row in enumerate(rows):
        follows_figure = False
        while others and others[0].base < row[0].base:
            lines += others.pop(0).lines
            follows_figure = True
        text, marks = note_marks.extract_marks(glyphs.row_text(row))
        size = _main_size(row)
        room = (right - row[-1].right) / em
        is_short = row[-1].right - left < 0.6 * (right - left)
        is_sentence_end = patterns.ends_sentence(text)
        is_indented = row[0].left - left > 1.2 * em
        starts, after_gap = patterns.starts_paragraph(text), False
        if last is None:
            starts = starts or is_indented
        else:
            last_is_sentence_end = patterns.ends_sentence(last.text)
            is_separate = bool(_IMPRINT.fullmatch(remove_whitespace(text))) or has_caption_label(text)
            starts = starts or (is_indented and (last.ends_paragraph or last_is_sentence_end))
            starts = starts or (is_separate and last_is_sentence_end)
            step = row[0].base - rows[n - 1][0].base
            after_gap = not 0.85 < size / _main_size(rows[n - 1]) < 1.18
            after_gap = after_gap or (not follows_figure and step > 1.5 * max(usual_step, size))
        last = Line(
            text,
            starts_paragraph=starts,
            ends_paragraph=room > 5 or (room > 2.6 and (is_sentence_end or is_short)),
            after_gap=after_gap,
            font_size=size,
            note_marks=marks,
            warnings=_warn_of_reordering(row),
        )
        lines.append(last)
    return [*lines, *(line for other in others for line in other.lines)]


def _warn_of_reordering(row: Row) -> tuple[str, ...]:
    """Warn if the order of a line's characters is not the file's."""
    text = glyphs.find_reordered_text([glyph for fragment in row for glyph in fragment.glyphs])
    return (f"「{text}」这几个字，纸面上的次序和文件里的不同，照纸面写了，请照原件核对。",) if text else ()


def _main_size(row: Row) -> float:
    """Return the size of most of a line's type: digits and Latin letters may come from another font."""
    return max(row, key=lambda fragment: len(fragment.text)).size


def _find_left_edge(lefts: Sequence[float], em: float) -> float:
    """Return the left edge of a column: the leftmost place at which a fifth of its lines start."""
    needed = max(1, len(lefts) // 5)
    return next(x for x in sorted(lefts) if sum(abs(other - x) < 0.5 * em for other in lefts) >= needed)
