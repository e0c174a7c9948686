"""Lay out an infographic (一图读懂) in the look of a newspaper: plate, headline or year, targets, areas of work, sources, QR code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from gazette.drawing.frame import HALF, INNER, LEFT, WIDTH, put_end, put_plate, put_wenwu
from gazette.drawing.infographic_sections import put_items, put_quotes, put_sections
from gazette.drawing.sheet import BOLD, HAN_DROP, INKS, SANS, Sheet
from gazette.pages.infographic import Goal, GoalRow, Infographic
from gazette.pages.share_card import CardFigure
from gazette.text import WORD_END

#: The greatest height; pairs are left out at the end of a longer one.
TALLEST = 11_000
#: The columns of a table of three years: their left edges, and its right one.
TABLE = (60, 346, 560, 776, 1020)
#: Those of a table whose figures have units of several characters.
WIDE_TABLE = (60, 306, 546, 784, 1020)
#: The height of a goal, and of each line with its figures of the year before.
CELL, BEFORE = 248, 46


def lay_out_infographic(contents: Infographic, lacking: str = "") -> Sheet:
    """Lay out an infographic in one script; ``lacking`` are the characters that no face has.

    Of one that would be too long, pairs are left out, the last first, and this is said.
    """
    left_out = 0
    while True:
        sheet = _lay_out(contents, lacking, left_out)
        place = next((k for k in reversed(range(len(contents.sections))) if contents.sections[k].pairs), None)
        if sheet.y <= TALLEST or place is None:
            return sheet
        sections = list(contents.sections)
        left_out += len(sections[place].pairs)
        sections[place] = replace(sections[place], pairs=())
        contents = replace(contents, sections=tuple(sections))


def _lay_out(contents: Infographic, lacking: str, left_out: int) -> Sheet:
    sheet = Sheet(str(contents.lang), WIDTH, lacking)
    if contents.big:
        _put_year(sheet, contents)
    else:
        _put_headline(sheet, contents)
    if contents.goals or contents.rows:
        sheet.cuts.append(sheet.y)
    if contents.goals:
        _put_goals(sheet, contents)
    if contents.rows:
        _put_table(sheet, contents)
    if contents.results:
        _put_results(sheet, contents)
    put_sections(sheet, contents.sections, str(contents.more))
    if contents.quotes:
        put_quotes(sheet, str(contents.quotes_title), contents.quotes)
    sources = contents.sources
    if left_out:
        sources = (*sources[:1], ("", str(contents.dropped).format(count=left_out)), *sources[1:])
    put_end(
        sheet,
        contents.key if contents.has_figures else None,
        sources,
        str(contents.address),
        str(contents.address_label),
    )
    return sheet


# ---------------------------------------------------------------- head


def _put_headline(sheet: Sheet, contents: Infographic) -> None:
    put_plate(sheet, str(contents.tag), str(contents.plate), is_large=True)
    title = str(contents.title)
    for size in (112, 96, 80):
        face = sheet.face(size, figures=True)
        lines = [line for part in _split_headline(title) for line in sheet.break_text(part, INNER + size * 0.4, face)]
        if len(lines) <= 4:
            break
    y = sheet.y + 52
    for line in lines:
        hang = size * 0.5 if line[0] in "“‘「『《（" else 0
        y = sheet.put_lines(LEFT - hang, y, [line], face, size * 1.21)
    y = sheet.put_lines(
        LEFT, y + 8, sheet.break_text(str(contents.subtitle), INNER, sheet.face(44)), sheet.face(44), 64
    )
    face = sheet.face(30, SANS)
    y = sheet.put_lines(LEFT, y + 8, sheet.break_text(str(contents.byline), INNER, face), face, 46, "grey")
    sheet.y = y + 48


def _split_headline(title: str) -> Sequence[str]:
    """Divide a headline after the stops that end a sentence, and at spaces."""
    return re.findall(r"[^！？。 ]+[！？。]*[”’」』]?", title.replace(f" {WORD_END}", " ").strip(WORD_END))


def _put_year(sheet: Sheet, contents: Infographic) -> None:
    """Put the year, or a topic's name, as wide as the sheet, and its title as wide below it."""
    put_plate(sheet, str(contents.tag), str(contents.plate), is_large=False)
    big, title = str(contents.big), str(contents.title)
    is_number = big.isascii()
    sizes = range(497 if is_number else 480, 60, -4)
    tight = -0.01 * is_number
    size = next((s for s in sizes if sheet.face(s, figures=True, tracking=s * tight).measure(big) <= INNER + 12), 64)
    y = sheet.y + 44 + size * (0.711 if is_number else 0.86)
    sheet.put(LEFT - 8 * is_number, y, big, sheet.face(size, figures=True, tracking=size * tight))
    y += 36 if is_number else 36 + size * 0.1
    if title:
        size, gap = 112, 0.0
        while size > 40 and sheet.face(size).measure(title) > INNER:
            size -= 4
        if len(title) > 1:
            gap = min(40, (INNER - sheet.face(size).measure(title)) / (len(title) - 1))
        y = sheet.put_lines(LEFT, y, [title], sheet.face(size, tracking=gap), 140)
    sheet.y = y + 36
    if contents.motto or contents.rows:
        put_wenwu(sheet)
    if contents.motto:
        face = sheet.face(48)
        lines = sheet.break_text(str(contents.motto), INNER, face)
        sheet.y = sheet.put_lines(LEFT, sheet.y + 18, lines, face, 72) + 22


# ---------------------------------------------------------------- targets


def _put_goals(sheet: Sheet, contents: Infographic) -> None:
    """Put the first goal with a number as high as it can be, the next three right of it, the others in two columns."""
    put_wenwu(sheet)
    face = sheet.face(52, figures=True)
    y = sheet.put_lines(LEFT, sheet.y + 28, sheet.break_text(str(contents.goals_title), INNER, face), face, 72) + 20
    first, others = contents.goals[0], contents.goals[1:]
    column = LEFT + HALF + 24
    more = BEFORE * (max(len(_divide_before(sheet, goal)) for goal in contents.goals) - 1)
    height = CELL + more
    for k, goal in enumerate(others[:3]):
        _put_goal(sheet, column, y + height * k, goal)
    _put_hero(sheet, y, 3 * height - 266 - more, first)
    y += 3 * height
    for k in range(0, len(others[3:]), 2):
        for x, goal in zip((LEFT, column), others[3 + k : 5 + k], strict=False):
            _put_goal(sheet, x, y, goal)
        y += height
    sheet.y = y


def _put_goal(sheet: Sheet, x: float, y: float, goal: Goal) -> None:
    sheet.put_box(x, y, HALF, 2, "rule")
    face = sheet.face(36, BOLD)
    sheet.put_lines(x, y + 18, sheet.break_text(str(goal.name), HALF, face, 1), face, 52)
    size = next((s for s in (112, 96, 80, 64) if sheet.measure_figure(goal.figure, s, 40) <= HALF), 64)
    sheet.put_figure(x, y + 126, goal.figure, size, 40, gaps=(22, 10))
    _put_before(sheet, x, y + 205, goal)


def _put_before(sheet: Sheet, x: float, middle: float, goal: Goal) -> None:
    """Put the figures of the year before: 2023年 ◇ 7.6% ◆ 预计7.4%, on a line each if they do not fit on one."""
    face = sheet.face(30, SANS)
    width = face.measure(str(goal.label))
    sheet.put(x, middle + 30 * HAN_DROP, str(goal.label), face, "grey")
    for figures in _divide_before(sheet, goal):
        whole = width + sum(_measure_small_figure(sheet, figure, 30) for figure in figures)
        gap = max(12.0, min(28.0, (HALF - whole) / len(figures)))
        at = x + width + gap
        for figure in figures:
            at = _put_small_figure(sheet, at, middle, figure, 30) + gap
        middle += BEFORE


def _divide_before(sheet: Sheet, goal: Goal) -> Sequence[Sequence[CardFigure]]:
    """Divide the figures of the year before into lines."""
    widths = [_measure_small_figure(sheet, figure, 30) + 12 for figure in goal.before]
    fits = sheet.face(30, SANS).measure(str(goal.label)) + sum(widths) <= HALF
    return [goal.before] if fits else [[figure] for figure in goal.before]


def _put_small_figure(sheet: Sheet, x: float, middle: float, figure: CardFigure, size: int) -> float:
    """Put a figure whose words are as large as its number."""
    base, ink = middle + size * HAN_DROP, INKS[figure.role]
    if not figure.number:
        return sheet.put(x, base, str(figure.after), sheet.face(size, SANS), "grey")
    sheet.put_sign(x + 11, middle, figure.role, 15, 3)
    return sheet.put(x + 34, base, str(figure.whole), sheet.face(size, SANS), ink)


def _measure_small_figure(sheet: Sheet, figure: CardFigure, size: int) -> float:
    return _put_small_figure(Sheet(sheet.lang, sheet.width), 0, 0, figure, size)


def _put_hero(sheet: Sheet, y: float, field: float, goal: Goal) -> None:
    """Put a goal with its number in a field of this height."""
    sheet.put_box(LEFT, y, HALF, 2, "rule")
    face, figure = sheet.face(36, BOLD), goal.figure
    sheet.put_lines(LEFT, y + 22, sheet.break_text(str(goal.name), HALF, face, 1), face, 52)
    top, ink = y + 82, INKS[figure.role]
    number, unit = str(figure.number), str(figure.unit)
    beside = max(sheet.face(120, figures=True).measure(unit) if unit == "%" else sheet.face(56, BOLD).measure(unit),
                 sheet.face(44, BOLD).measure(str(figure.after)))  # fmt: skip
    room = HALF - 110 - beside
    size = next((s for s in range(600, 40, -20) if sheet.face(s, figures=True).measure(number) <= room), 60)
    middle = top + field / 2
    sheet.put_sign(LEFT + 36, middle, figure.role, 44, 8)
    if figure.before:
        sheet.put_lines(LEFT, top + 20, [str(figure.before)], sheet.face(44, BOLD), 46, ink)
    x = sheet.put(LEFT + 92, middle + size * 0.355, number, sheet.face(size, figures=True), ink) + 10
    rise = max(size * 0.355, 92)  # unit and qualifier have room between them
    if unit == "%":
        sheet.put(x, middle - rise + 85, unit, sheet.face(120, figures=True), ink)
    else:
        sheet.put(x, middle - rise + 56, unit, sheet.face(56, BOLD), ink)
    sheet.put(x, middle + rise - 3, str(figure.after), sheet.face(44, BOLD), ink)
    sheet.put_box(LEFT, top + field + 20, HALF, 2, "rule")
    _put_before(sheet, LEFT, top + field + 61, goal)


def _put_table(sheet: Sheet, contents: Infographic) -> None:
    """Put a row for each goal, a column for each year; the last year is large."""
    units = (figure.unit for row in contents.rows for year in row.years for figure in year)
    table = TABLE if all(unit in ("", "%") for unit in units) else WIDE_TABLE
    edges = (table[0], *table[-len(contents.years) - 1 :])
    y = sheet.y + 30
    for year, x in zip(contents.years, edges[1:], strict=False):
        is_last = year == contents.years[-1]
        sheet.put(x, y + 40, str(year), sheet.face(44, figures=True), "ink" if is_last else "grey")
    y += 62
    for row in contents.rows:
        y = _put_row(sheet, y, row, edges)
    sheet.y = y


def _put_row(sheet: Sheet, y: float, row: GoalRow, edges: Sequence[int]) -> float:
    face = sheet.face(36, BOLD)
    names = sheet.break_text(str(row.name), edges[1] - edges[0] - 20, face, 3)
    height = max(160, len(names) * 50 + 36)
    sheet.put_box(LEFT, y, INNER, 2, "rule")
    middle = y + 1 + height / 2
    sheet.put_lines(edges[0], middle - 25 * len(names), names, face, 50)
    columns = list(pairwise(edges[1:]))
    for place, (figures, (left, right)) in enumerate(zip(row.years, columns, strict=True)):
        is_last = place == len(columns) - 1
        if is_last and len(figures) == 1 and figures[0].number:
            size = next(
                (s for s in (112, 96, 80, 64) if sheet.measure_figure(figures[0], s, 36, gaps=(18, 6)) <= right - left),
                56,
            )
            sheet.put_figure(left, middle, figures[0], size, 36, gaps=(18, 6))
            continue
        for k, figure in enumerate(figures):
            at = middle + (k - (len(figures) - 1) / 2) * 56
            size, small = (60, 32) if is_last else (46, 30)
            wide = 12 if not is_last else 16
            while (
                size > 34
                and sheet.measure_figure(figure, size, small, style=SANS, gaps=(wide, 4), sign=(15, 3))
                > right - left - 20
            ):
                size -= 4
            sheet.put_figure(left, at, figure, size, small, SANS, (wide, 4), (15, 3))
    return y + height


def _put_results(sheet: Sheet, contents: Infographic) -> None:
    sheet.y += 64
    sheet.cuts.append(sheet.y)
    put_wenwu(sheet)
    face = sheet.face(52, figures=True)
    sheet.y = sheet.put_lines(LEFT, sheet.y + 24, [str(contents.results_title)], face, 72) + 20
    put_items(sheet, contents.results, LEFT, HALF, 96)
