"""Lay out a share image: the site's name over the double rule, a large figure, a title, and below it a year's goals as on
its cards, or rows. A text is set smaller before it is broken into lines, and is cut only at its end."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from gazette.drawing.canvas import Canvas, Face, Ink
from gazette.drawing.line_breaking import NOT_LAST, break_lines
from gazette.pages.share_card import HEIGHT, WIDTH, CardFigure, Row, ShareCard
from gazette.shown import Shown, concat

MARGIN = 60
RIGHT = WIDTH - MARGIN
INNER = WIDTH - 2 * MARGIN
#: Where the head ends, and where the year with its title ends.
HEAD, OPENING = 107, 298
SIGNS = {"target": "◇", "result": "◆", "": ""}
INKS: dict[str, Ink] = {"target": "zhu", "result": "hai", "": "ink"}
#: Few sizes, so that a character drawn for one picture serves the next.
TITLES = (76, 64, 54, 46, 40, 34)
LINES = (28, 25, 22)
NAMES = (36, 32, 28, 25, 22)
GOALS = (72, 60, 48, 38, 30, 24, 19, 15)
BELOW = (26, 24, 22, 20, 18, 16, 14, 12)
LARGE = (230, 200, 170, 140, 110, 90, 70, 55, 42)
YEARS = (64, 54, 46, 40, 34, 28, 23, 19, 15)


def draw_card(card: ShareCard, accent: str = "") -> bytes:
    """Draw the card as a PNG of 1200 × 630, its targets in the ``accent`` if there is one."""
    has_signs = bool(card.goals) or any(figure.role for row in card.rows for figure in row.figures)
    head = _draw_head(str(card.lang), card.site, card.kind, card.key, has_signs)
    pen = _Pen(Canvas(WIDTH, HEIGHT, head), str(card.lang))
    if card.rows:
        _draw_series(pen, card)
    else:
        _draw_opening(pen, card, OPENING if card.goals else HEIGHT)
        _draw_goals(pen, card.goals)
    return pen.canvas.encode_png(accent)


# ---------------------------------------------------------------- parts


@lru_cache(64)
def _draw_head(lang: str, site: Shown, kind: Shown, key: tuple[Shown, Shown], has_signs: bool) -> Canvas:
    """Draw what many pictures share: the site's name and the kind of page, the key to the signs, the thick and the thin rule."""
    pen = _Pen(Canvas(WIDTH, HEAD), lang)
    signs = [(concat(SIGNS[role], word), INKS[role]) for role, word in zip(("target", "result"), key, strict=True)]
    begin = RIGHT - sum(pen.measure_text(words, 28) + 20 for words, _ in signs) + 20
    if has_signs:
        x = begin
        for words, ink in signs:
            x = pen.draw_text(x, 70, words, 28, ink) + 20
    end = pen.draw_fitted(MARGIN, 70, site, NAMES, (begin - MARGIN) / 2)
    pen.draw_fitted(end + 28, 70, kind, LINES, begin - end - 60, "grey")
    pen.canvas.draw_bar(MARGIN, 92, INNER, 8)
    pen.canvas.draw_bar(MARGIN, HEAD - 2, INNER, 2)
    return pen.canvas


def _draw_opening(pen: _Pen, card: ShareCard, bottom: int) -> None:
    """Draw the year as large as a headline, and next to it the title and its line, in the middle of the height."""
    middle, size = (HEAD + bottom) / 2, 190
    x = pen.draw_number(MARGIN - 6, middle + size * 0.355, card.big.number, size, "ink") + 44
    pen.draw_title(x, middle, RIGHT - x, bottom - HEAD - 20, card.title, card.line)


def _draw_goals(pen: _Pen, goals: Sequence[Row]) -> None:
    """Draw up to six goals, three in a row: name, target, and the figures under it. A single row is as high as two."""
    columns, gap = (2 if len(goals) in (2, 4) else 3), 36
    single = len(goals) <= columns
    height, large = (316, 1.6) if single else (158, 1.0)
    target_sizes: Sequence[int] = (120, *GOALS) if single else GOALS
    below_sizes: Sequence[int] = (36, *BELOW) if single else BELOW
    width = (INNER - gap * (columns - 1)) / columns
    if goals:
        pen.canvas.draw_bar(MARGIN, OPENING, INNER, 2)
    for place, goal in enumerate(goals):
        down, across = divmod(place, columns)
        x, y = MARGIN + across * (width + gap), float(OPENING + down * height)
        if down and not across:
            pen.canvas.draw_bar(MARGIN, y, INNER, 2, "rule")
        if across:
            pen.canvas.draw_bar(x - gap / 2, y + 18, 2, height - 32, "rule")
        pen.draw_fitted(x, y + 41 * large, goal.name, NAMES if single else NAMES[2:], width)
        for figure in goal.figures:
            pen.draw_figure(x, y + 107 * large**1.3, figure, pen.choose_size(figure, target_sizes, width))
        size = next((size for size in below_sizes if pen.measure_below(goal, size) <= width), below_sizes[-1])
        y += 143 * large**1.3
        x = pen.draw_text(x, y, goal.label, size, "grey") + size / 2
        for figure in goal.below:
            x = pen.draw_figure(x, y, figure, size) + size / 2


def _draw_series(pen: _Pen, card: ShareCard) -> None:
    """Draw the title and a large figure on the left, rows on the right."""
    left, base = 500, HEIGHT - 62
    y = pen.draw_title(MARGIN, 150, left, 220, card.title, card.line, top=True)
    rise = 0.71 if str(card.big.number).isascii() else 0.9  # how high its characters stand
    size = pen.choose_size(card.big, [s for s in LARGE if s * rise < base - y - 75], left)
    pen.draw_figure(MARGIN, base, card.big, size)
    pen.draw_fitted(MARGIN, base - size * rise - 26, card.big_label, (32, *LINES), left, "grey")
    _draw_rows(pen, MARGIN + left + 50, card.rows)


def _draw_rows(pen: _Pen, x: float, rows: Sequence[Row]) -> None:
    """Draw rows: a name and its figure at the two ends, or years with target and result in columns."""
    top, bottom, width = 142, HEIGHT - 44, RIGHT - x
    height = min((bottom - top) / len(rows), 150)
    columns = range(2 if any(len(row.figures) > 1 for row in rows) else 0)

    def column_widths(size: int) -> list[float]:
        return [max(pen.measure_figure(row.figures[column], size) for row in rows) for column in columns]

    size = next((size for size in YEARS if sum(column_widths(size)) <= width - 118 - 24), YEARS[-1])
    for place, row in enumerate(rows):
        y = top + place * height
        base = y + height / 2 + 16
        pen.canvas.draw_bar(x, y, width, 2, "rule" if place else "ink")
        if columns:
            at = pen.draw_number(x, base, row.name, 46, "ink") + 26
            for figure, column_width in zip(row.figures, column_widths(size), strict=True):
                pen.draw_figure(at, base, figure, size)
                at += column_width + 24
        else:
            figure = row.figures[0] if row.figures else CardFigure()
            figure_width = pen.measure_figure(figure, 46)
            pen.draw_fitted(x, base, row.name, NAMES, width - figure_width - 16)
            pen.draw_figure(x + width - figure_width, base, figure, 46)


# ---------------------------------------------------------------- texts and figures


class _Pen(Struct, frozen=True):
    """Draws text of one language; ``x`` is where it begins, ``base`` its base line. The methods that draw return where it ends."""

    canvas: Canvas
    lang: str

    def measure_text(self, text: Shown, size: int, *, figures: bool = False) -> float:
        """Return the width of a text on one line."""
        return Face(self.lang, size, figures=figures).measure(str(text))

    def draw_text(self, x: float, base: float, shown: Shown, size: int, ink: Ink = "ink") -> float:
        """Draw a text on one line; an opening bracket or quotation mark at its start hangs by its empty half."""
        text = str(shown)
        hang = size / 2 if text and text[0] in NOT_LAST else 0
        return self.canvas.draw_text(x - hang, base, text, Face(self.lang, size), ink)

    def draw_number(self, x: float, base: float, text: Shown, size: int, ink: Ink) -> float:
        """Draw a number in the face for figures."""
        return self.canvas.draw_text(x, base, str(text), Face(self.lang, size, figures=True), ink)

    def draw_fitted(
        self, x: float, base: float, text: Shown, sizes: Sequence[int], width: float, ink: Ink = "ink"
    ) -> float:
        """Draw a text on one line in the largest size in which it fits."""
        lines, size = self.break_text(text, sizes, 1, width)
        return self.draw_text(x, base, "".join(lines), size, ink)

    def draw_figure(self, x: float, base: float, figure: CardFigure, size: int) -> float:
        """Draw a figure in its colour with its sign: ◇ 预计 7 % 以上; its words are smaller than the number."""
        small, ink = _small_size(size), INKS[figure.role]
        if not figure.number:
            return self.draw_text(x, base, figure.after, small, "grey")
        x = self.draw_text(x, base - (size - small) * 0.1, SIGNS[figure.role], small, ink)
        x = self.draw_text(x, base, figure.before, small, ink)
        x = self.draw_number(x, base, figure.number, size, ink)
        return self.draw_number(x + size * 0.03, base, concat(figure.unit, figure.after), small, ink)

    def measure_figure(self, figure: CardFigure, size: int) -> float:
        """Return the width of what :meth:`draw_figure` draws."""
        small, sign = _small_size(size), SIGNS[figure.role]
        if not figure.number:
            return self.measure_text(concat(sign, figure.after), small)
        number = self.measure_text(figure.number, size, figures=True) + size * 0.03
        unit = self.measure_text(concat(figure.unit, figure.after), small, figures=True)
        return self.measure_text(concat(sign, figure.before), small) + number + unit

    def measure_below(self, goal: Row, size: int) -> float:
        """Return the width of the line under a goal."""
        figures = sum(self.measure_figure(figure, size) + size / 2 for figure in goal.below)
        return self.measure_text(goal.label, size) + figures

    def choose_size(self, figure: CardFigure, sizes: Sequence[int], width: float) -> int:
        """Return the largest size in which a figure fits."""
        return next((size for size in sizes if self.measure_figure(figure, size) <= width), sizes[-1])

    def draw_title(
        self, x: float, y: float, width: float, height: float, title: Shown, line: Shown, *, top: bool = False
    ) -> float:
        """Draw a title and a line under it as large as fits, with their middle or ``top`` at ``y``; return their bottom."""
        below, small = self.break_text(line, LINES, 2, width)
        for place in range(len(TITLES)):
            lines, size = self.break_text(title, TITLES[place:], 3 if top else 2, width)
            whole = size * 1.25 * len(lines) + small * (1.5 * len(below) + 0.3)
            if whole <= height:
                break
        y -= 0 if top else whole / 2
        for text in lines:
            self.draw_text(x, y + size * 1.0, text, size)
            y += size * 1.25
        for text in below:
            self.draw_text(x, y + small * 1.3, text, small, "grey")
            y += small * 1.5
        return y

    def break_text(self, shown: Shown, sizes: Sequence[int], most: int, width: float) -> tuple[tuple[str, ...], int]:
        """Return the text in at most ``most`` lines, and the largest size in which it fits; in the smallest it is cut with ……."""
        text = str(shown)
        for size in sizes if text else ():
            lines = _break_lines(text, width, most, self.lang, size)
            if lines is not None:
                return lines, size
        start, lines = text, None
        while start and lines is None:
            start = start[:-1].rstrip(NOT_LAST + "，、；：—…")
            lines = break_lines(f"{start}……", width, most, Face(self.lang, sizes[-1]).measure)
        return lines or (), sizes[-1]


@lru_cache(2000)
def _break_lines(text: str, width: float, most: int, lang: str, size: int) -> tuple[str, ...] | None:
    return break_lines(text, width, most, Face(lang, size).measure)


def _small_size(size: int) -> int:
    """Return the size of the words next to a number."""
    return size if size <= 28 else max(28, round(size * 0.46))
