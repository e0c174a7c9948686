"""Lay out the picture of an indicator: its name, a chart of targets and results by year, and a table of the newest years.

It has no QR code, which would take as long as all the rest, but the address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gazette.drawing.frame import INNER, LEFT, RIGHT, WIDTH, put_end, put_plate, put_wenwu
from gazette.drawing.sheet import BOLD, HAN_DROP, INKS, SANS, Sheet
from gazette.pages.chart_picture import ChartPicture, PicturePoint, PictureYear

#: The most rows of the table, the height of one, and the left edges of its columns.
MOST_ROWS, ROW, TABLE = 8, 76, (60, 220, 520, 820)
#: The sizes of titles in share images: the letters are drawn once for both.
TITLES = (76, 64, 54, 46)
#: The chart's left edge and width, and its height up to the highest tick.
CHART, CHART_WIDTH, CHART_HEIGHT = 150, 870, 400
#: The side of a mark, and up to how many years it is as large.
MARK, FEW = 22, 4
#: The sizes of a figure in the table and of its words.
FIGURE_SIZES = ((48, 30), (42, 30), (36, 30), (32, 30), (30, 28), (28, 28))
_Box = tuple[float, float, float, float]


def lay_out_chart(contents: ChartPicture, lacking: str = "") -> Sheet:
    """Lay out a chart in one script; ``lacking`` are the characters that no face has."""
    sheet = Sheet(str(contents.lang), WIDTH, lacking)
    put_plate(sheet, str(contents.tag), str(contents.plate), is_large=False)
    title = str(contents.title)
    size = next((s for s in TITLES if sheet.face(s).measure(title) <= INNER), TITLES[-1])
    lines = sheet.break_text(title, INNER, sheet.face(size), 2)
    y = sheet.put_lines(LEFT, sheet.y + 40, lines, sheet.face(size), size * 1.3)
    sheet.y = sheet.put_lines(LEFT, y + 4, [str(contents.unit)], sheet.face(30, SANS), 46, "grey")
    sheet.y += 20
    if contents.ticks:
        _put_chart(sheet, contents)
    _put_table(sheet, contents)
    put_end(sheet, contents.key, contents.sources)
    return sheet


def _rise(base: float, height: float) -> float:
    """Return the place that is above the zero line by a height, in percent of the chart's."""
    return base - height / 100 * CHART_HEIGHT


def _put_chart(sheet: Sheet, contents: ChartPicture) -> None:
    base = sheet.y + 130 + CHART_HEIGHT
    small = sheet.face(28, SANS, figures=True)
    for height, label in contents.ticks:
        y = _rise(base, height)
        sheet.put_box(LEFT, y, INNER, 2, "rule")
        sheet.put(LEFT, y - 8, str(label), small, "grey")
    size = MARK if len(contents.years) <= FEW else max(10, MARK * 6 // len(contents.years))
    years = list(_order(contents.years))
    marks = [mark for year in years for point in year.points for mark in _put_mark(sheet, point, base, size)]
    taken: list[_Box] = []
    for number, year in enumerate(years):
        _put_year(sheet, year, base, taken)
        for point in reversed(year.points):
            _put_label(sheet, point, base, size, taken, marks if number else ())  # the newest year's are always written
    sheet.put_box(LEFT, base, INNER, 2)
    sheet.y = base + 70


def _order(years: Sequence[PictureYear]) -> Iterator[PictureYear]:
    """Yield the newest year, the oldest, then the others back through the years: whose labels come first have room."""
    yield years[-1]
    if len(years) > 1:
        yield years[0]
    yield from reversed(years[1:-1])


def _put_year(sheet: Sheet, year: PictureYear, base: float, taken: list[_Box]) -> None:
    face = sheet.face(36, figures=True)
    width = face.measure(year.year)
    x = min(_place(year.middle) - width / 2, RIGHT - width)
    if _is_free(box := (x - 8, base + 4, x + width + 8, base + 60), taken):
        taken.append(box)
        sheet.put(x, base + 46, year.year, face, "grey")


def _put_mark(sheet: Sheet, point: PicturePoint, base: float, size: int) -> tuple[_Box, ...]:
    """Put the sign of a figure on its stem; return the extents of both, nothing where there is no figure."""
    if not point.figure.number:
        return ()
    x, y, ink = _place(point.middle), _rise(base, point.height), INKS[point.role]
    width = 8 if size == MARK else 4
    if point.role == "result":
        sheet.put_box(x - width / 2, y, width, base - y, ink)
    else:
        for dash in range(int(base) - 8, int(y), -12):
            sheet.put_box(x - 1.5, dash, 3, 5, ink)
    sheet.put_sign(x, y, point.role, size, 4 if size == MARK else 3)
    half = size * 0.7
    return (x - half, y - half, x + half, y + half), (x - width / 2, y, x + width / 2, base)


def _put_label(
    sheet: Sheet, point: PicturePoint, base: float, size: int, taken: list[_Box], marks: Sequence[_Box]
) -> None:
    """Put a figure with its words above its mark, or what is said where there is none, if no other label and none of the ``marks``
    is in the way."""
    x, ink, figure = _place(point.middle), INKS[point.role], point.figure
    top = _rise(base, point.height) - round(size * 0.7) - 13
    number, words = sheet.face(36, BOLD, figures=True), sheet.face(28, SANS)
    if not figure.number:
        text = str(figure.after)
        if _is_free(box := (x - 18, base - 70, x + 18, base), (*taken, *marks)):
            taken.append(box)
            for k, character in enumerate(text):
                sheet.put(x - 14, base - 34 * (len(text) - k) + 22, character, words, "grey")
        return
    lines = [str(text) for text in (figure.before, figure.after) if text]
    widths = [number.measure(str(figure.number)), *map(words.measure, lines)]
    half = max(widths) / 2
    if _is_free(box := (x - half - 4, top - 34 - 34 * len(lines), x + half + 4, top + 4), (*taken, *marks)):
        taken.append(box)
        sheet.put(x - widths[0] / 2, top, str(figure.number), number, ink)
        for k, line in enumerate(reversed(lines)):
            sheet.put(x - words.measure(line) / 2, top - 38 - 34 * k, line, words, ink)


def _place(middle: float) -> float:
    return CHART + middle / 100 * CHART_WIDTH


def _is_free(box: _Box, taken: Sequence[_Box]) -> bool:
    return not any(box[0] < o[2] and o[0] < box[2] and box[1] < o[3] and o[1] < box[3] for o in taken)


def _put_table(sheet: Sheet, contents: ChartPicture) -> None:
    put_wenwu(sheet)
    y = sheet.y + 16
    for x, head in zip(TABLE, contents.columns, strict=True):
        sheet.put(x, y + 26 + 30 * HAN_DROP, str(head), sheet.face(30, SANS), "grey")
    y += 60
    for year in contents.years[: -MOST_ROWS - 1 : -1]:
        sheet.put_box(LEFT, y, INNER, 2, "rule")
        middle = y + ROW / 2
        sheet.put(TABLE[0], middle + 44 * 0.355, year.year, sheet.face(44, figures=True))
        for x, end, figure in zip(TABLE[1:3], TABLE[2:], year.figures, strict=False):
            room = end - x - 12
            size, small = next(
                (pair for pair in FIGURE_SIZES if sheet.measure_figure(figure, *pair, gaps=(14, 6)) <= room),
                FIGURE_SIZES[-1],
            )
            sheet.put_figure(x, middle, figure, size, small, gaps=(14, 6))
        face, words = sheet.face(34, SANS, figures=True), str(year.difference)
        size = next((s for s in (34, 30) if sheet.face(s, SANS, figures=True).measure(words) <= RIGHT - TABLE[3]), 28)
        face = sheet.face(size, SANS, figures=True)
        sheet.put(TABLE[3], middle + size * HAN_DROP, words, face, "grey")
        y += ROW
    sheet.y = y
