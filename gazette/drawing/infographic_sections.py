"""Lay out the sections of an infographic: numeral and title, a figure shown large with a small chart, other figures, or words."""

from __future__ import annotations

from collections.abc import Sequence

from gazette.drawing.frame import GAP, HALF, INNER, LEFT, RIGHT, put_wenwu
from gazette.drawing.sheet import HAN_DROP, SANS, Sheet
from gazette.pages.infographic import Bar, ChartYear, Item, Quotation, Section

#: The left edge of a section's body, its width, and that of its halves.
BODY = 224
BODY_WIDTH, BODY_HALF = RIGHT - BODY, 386
MOST_LINES = 3
#: The least size of a number that is not a section's first.
SMALLEST = 52


def put_sections(sheet: Sheet, sections: Sequence[Section], more: str) -> None:
    """Put sections below each other; two in a row without a figure stand side by side."""
    place = 0
    while place < len(sections):
        sheet.y += 64
        sheet.cuts.append(sheet.y)
        pair = sections[place : place + 2]
        if len(pair) == 2 and not any(section.lead or section.pairs for section in pair):
            _put_side_by_side(sheet, pair, more)
            place += 2
        else:
            _put_section(sheet, sections[place], more)
            place += 1


def _put_section(sheet: Sheet, section: Section, more: str) -> None:
    put_wenwu(sheet)
    top = sheet.y + 4
    face = sheet.face(52, figures=True)
    _put_numeral(sheet, LEFT - 4, top + 20 + 56, section.numeral, 112)
    lines = [line for half in section.title for line in sheet.break_text(str(half), BODY_WIDTH, face)]
    y = sheet.put_lines(BODY, top + 24, lines, face, 72)
    sheet.y = max(y, top + 20 + 112) + 18
    if section.lead:
        _put_lead(sheet, section.lead, section.chart)
    if section.pairs:
        put_items(sheet, section.pairs, BODY, BODY_HALF, 88)
    elif section.words:
        _put_words(sheet, BODY, BODY_WIDTH, section, more, 36, 60)


def _put_numeral(sheet: Sheet, x: float, middle: float, numeral: str, size: int) -> None:
    drop = 0.355 if numeral.isascii() else HAN_DROP
    sheet.put(x, middle + size * drop, numeral, sheet.face(size, figures=True, tracking=-size / 100))


def _put_side_by_side(sheet: Sheet, sections: Sequence[Section], more: str) -> None:
    top = sheet.y
    bottoms = []
    for k, section in enumerate(sections):
        x = LEFT + k * (HALF + GAP)
        sheet.y = top
        put_wenwu(sheet, x, HALF)
        _put_numeral(sheet, x - 3, sheet.y + 20 + 44, section.numeral, 88)
        face = sheet.face(48, figures=True)
        lines = [line for half in section.title for line in sheet.break_text(str(half), HALF, face)]
        sheet.y = sheet.put_lines(x, sheet.y + 20 + 96, lines, face, 64) + 16
        _put_words(sheet, x, HALF, section, more, 33, 56)
        bottoms.append(sheet.y)
    sheet.y = max(bottoms)


def _put_lead(sheet: Sheet, lead: Item, chart: Sequence[ChartYear]) -> None:
    """Put the section's first figure: what it counts, the number, and at the right the years."""
    y = sheet.y
    sheet.put_box(BODY, y, BODY_WIDTH, 2, "rule")
    face = sheet.face(44)
    y = sheet.put_lines(BODY, y + 20, sheet.break_text(str(lead.noun), BODY_WIDTH, face), face, 60)
    column = 112 if len(chart) < 3 else 108
    room = BODY_WIDTH - (column * len(chart) + 48 if chart else 0)
    size = next((s for s in (184, 160, 144, 128, 112, 96, 80) if sheet.measure_figure(lead.figure, s, 44) <= room), 72)
    sheet.put_figure(BODY, y + 86, lead.figure, size, 44 if size > 128 else 38)
    if chart:
        _put_chart(sheet, RIGHT - column * len(chart), y + 188, column, chart)
        y += 26
    sheet.y = y + 166 + 22


def _put_chart(sheet: Sheet, x: float, bottom: float, column: int, chart: Sequence[ChartYear]) -> None:
    """Put stems with their signs, by year; the figures stand above them, the years below the zero line."""
    base = bottom - 44
    years = sheet.face(28, SANS, figures=True)
    for year in chart:
        middle = x + column / 2
        sides = (-25, 25) if year.target and year.result else (0, 0)
        for role, bar, side in zip(("target", "result"), (year.target, year.result), sides, strict=True):
            if bar:
                lean = {-25: -8, 0: 0, 25: 12}[side]  # so that two figures side by side do not touch
                _put_stem(sheet, middle + side, base, bar, role, lean)
        text = str(year.year)
        sheet.put(middle - years.measure(text) / 2, base + 32, text, years, "grey")
        x += column
    sheet.put_box(RIGHT - column * len(chart), base, column * len(chart), 2)


def _put_stem(sheet: Sheet, x: float, base: float, bar: Bar, role: str, lean: float) -> None:
    y = base - bar.height
    if role == "result":
        sheet.put_box(x - 3.5, y, 7, base - y, "hai")
    else:
        for top in range(int(base) - 7, int(y), -11):  # dashes, from the zero line
            sheet.put_box(x - 1.5, top, 3, 4, "zhu")
    sheet.put_sign(x, y, role, 16, 4)
    face, label = sheet.face(30, SANS, figures=True), str(bar.label)
    sheet.put(x + lean - face.measure(label) / 2, y - 20, label, face, "zhu" if role == "target" else "hai")


def put_items(sheet: Sheet, items: Sequence[Item], left: float, width: float, size: int) -> None:
    """Put figures in two columns, each below what it counts; one that is too wide for its column has the row alone."""
    face = sheet.face(36, SANS)
    for row in _divide_rows(sheet, items, width):
        room = width if len(row) > 1 or _fits(sheet, row[0], width) else 2 * width + GAP
        nouns = [sheet.break_text(str(item.noun), room, face, 2) for item in row]
        for k, (item, noun) in enumerate(zip(row, nouns, strict=True)):
            x, y = left + k * (width + GAP), sheet.y
            sheet.put_box(x, y, room, 2, "rule")
            y = sheet.put_lines(x, y + 18, noun, face, 52)
            sizes = (size, 76, 64, SMALLEST)
            best = next((s for s in sizes if sheet.measure_figure(item.figure, s, 36, gaps=(20, 10)) <= room), SMALLEST)
            sheet.put_figure(x, y + 46, item.figure, best, 36, gaps=(20, 10))
        sheet.y += 18 + 52 * max(map(len, nouns)) + 92 + 18


def _divide_rows(sheet: Sheet, items: Sequence[Item], width: float) -> Sequence[Sequence[Item]]:
    rows: list[list[Item]] = []
    for item in items:
        if rows and len(rows[-1]) == 1 and _fits(sheet, rows[-1][0], width) and _fits(sheet, item, width):
            rows[-1].append(item)
        else:
            rows.append([item])
    return rows


def _fits(sheet: Sheet, item: Item, width: float) -> bool:
    return sheet.measure_figure(item.figure, SMALLEST, 36, gaps=(20, 10)) <= width


def _put_words(sheet: Sheet, x: float, width: float, section: Section, more: str, size: int, height: float) -> None:
    """Put the lines of words of a section, short ones side by side, and how many more there are."""
    face = sheet.face(size)
    sheet.put_box(x, sheet.y, width, 2, "rule")
    lines: list[str] = []
    shown = 0
    for words in map(str, section.words):
        if lines and face.measure(f"{lines[-1]}　{words}") <= width:
            lines[-1] += f"　{words}"
        elif len(lines) < MOST_LINES and face.measure(words) <= width:
            lines.append(words)
        else:
            continue
        shown += 1
    y = sheet.put_lines(x, sheet.y + 20, lines, face, height)
    if section.count > shown:
        note = sheet.face(30, SANS)
        y = sheet.put_lines(x, y + 8, [more.format(count=section.count - shown)], note, 46, "grey")
    sheet.y = y


def put_quotes(sheet: Sheet, title: str, quotes: Sequence[Quotation]) -> None:
    """Put sentences, each beside the year of which it speaks, above its place."""
    sheet.y += 64
    sheet.cuts.append(sheet.y)
    put_wenwu(sheet)
    words, place, face = sheet.face(36, figures=True), sheet.face(30, SANS), sheet.face(52)
    y = sheet.put_lines(LEFT, sheet.y + 24, [title], face, 72) + 20
    for quote in quotes:
        sheet.put_box(LEFT, y, INNER, 2, "rule")
        sheet.put(LEFT, y + 64, quote.year, sheet.face(52, figures=True))
        end = sheet.put_lines(BODY, y + 18, sheet.break_text(str(quote.text), BODY_WIDTH, words), words, 60)
        y = sheet.put_lines(BODY, end, sheet.break_text(str(quote.place), BODY_WIDTH, place), place, 46, "grey") + 22
    sheet.y = y
