"""How a share image is laid out: a sheet of our paper with the site's name over the double rule, a large figure, a title, and
below a year's goals as on its cards, or rows. A text is set smaller before it is broken, and never cut but at its end."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from gazette.pages.share_card import HEIGHT, WIDTH, CardFigure, Row, ShareCard
from gazette.share_images.canvas import Canvas, Face, Ink
from gazette.share_images.line_breaking import NOT_LAST, break_lines
from gazette.shown import Shown, concat

MARGIN = 60
RIGHT = WIDTH - MARGIN
INNER = WIDTH - 2 * MARGIN
#: Where the head ends, and the year with its title.
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


def draw_card(card: ShareCard) -> bytes:
    """The card as a PNG of 1200 × 630."""
    pen = _Pen(Canvas(WIDTH, HEIGHT), str(card.lang))
    _head(pen, card)
    if card.rows:
        _series(pen, card)
    else:
        _opening(pen, card, OPENING if card.goals else HEIGHT)
        _goals(pen, card.goals)
    return pen.canvas.png()


# ---------------------------------------------------------------- parts


def _head(pen: _Pen, card: ShareCard) -> None:
    """The site's name and the kind of page, what the signs mean, the thick and the thin rule."""
    signs = [(concat(SIGNS[role], word), INKS[role]) for role, word in zip(("target", "result"), card.key, strict=True)]
    begin = RIGHT - sum(pen.width(words, 28) + 20 for words, _ in signs) + 20
    if card.goals or any(told.role for row in card.rows for told in row.told):
        x = begin
        for words, ink in signs:
            x = pen.words(x, 70, words, 28, ink) + 20
    end = pen.fitted(MARGIN, 70, card.site, NAMES, (begin - MARGIN) / 2)
    pen.fitted(end + 28, 70, card.kind, LINES, begin - end - 60, "grey")
    pen.canvas.bar(MARGIN, 92, INNER, 8)
    pen.canvas.bar(MARGIN, HEAD - 2, INNER, 2)


def _opening(pen: _Pen, card: ShareCard, bottom: int) -> None:
    """The year as large as a headline; beside it the title and the line under it, in the middle of the height."""
    middle, size = (HEAD + bottom) / 2, 190
    x = pen.figure(MARGIN - 6, middle + size * 0.355, card.big.number, size, "ink") + 44
    pen.block(x, middle, RIGHT - x, bottom - HEAD - 20, card.title, card.line)


def _goals(pen: _Pen, goals: Sequence[Row]) -> None:
    """Up to six goals, three in a row: name, target, and what is told of the year before or of its result. A single row has
    the room of two."""
    columns, gap = (2 if len(goals) in (2, 4) else 3), 36
    single = len(goals) <= columns
    height, large = (316, 1.6) if single else (158, 1.0)
    figures: Sequence[int] = (120, *GOALS) if single else GOALS
    below: Sequence[int] = (36, *BELOW) if single else BELOW
    width = (INNER - gap * (columns - 1)) / columns
    if goals:
        pen.canvas.bar(MARGIN, OPENING, INNER, 2)
    for place, goal in enumerate(goals):
        down, across = divmod(place, columns)
        x, y = MARGIN + across * (width + gap), float(OPENING + down * height)
        if down and not across:
            pen.canvas.bar(MARGIN, y, INNER, 2, "rule")
        if across:
            pen.canvas.bar(x - gap / 2, y + 18, 2, height - 32, "rule")
        pen.fitted(x, y + 41 * large, goal.name, NAMES if single else NAMES[2:], width)
        for told in goal.told:
            pen.told(x, y + 107 * large**1.3, told, pen.size(told, figures, width))
        size = next((size for size in below if pen.reach_below(goal, size) <= width), below[-1])
        y += 143 * large**1.3
        x = pen.words(x, y, goal.label, size, "grey") + size / 2
        for told in goal.below:
            x = pen.told(x, y, told, size) + size / 2


def _series(pen: _Pen, card: ShareCard) -> None:
    """Title and a large figure on the left, rows on the right."""
    left, base = 500, HEIGHT - 62
    y = pen.block(MARGIN, 150, left, 220, card.title, card.line, top=True)
    rise = 0.71 if str(card.big.number).isascii() else 0.9  # how high its characters stand
    size = pen.size(card.big, [s for s in LARGE if s * rise < base - y - 75], left)
    pen.told(MARGIN, base, card.big, size)
    pen.fitted(MARGIN, base - size * rise - 26, card.big_label, (32, *LINES), left, "grey")
    _rows(pen, MARGIN + left + 50, card.rows)


def _rows(pen: _Pen, x: float, rows: Sequence[Row]) -> None:
    """A name and its figure at the two ends; or years, with target and result each below the other years'."""
    top, bottom, width = 142, HEIGHT - 44, RIGHT - x
    height = min((bottom - top) / len(rows), 150)
    columns = range(2 if any(len(row.told) > 1 for row in rows) else 0)

    def reaches(size: int) -> list[float]:
        return [max(pen.reach(row.told[column], size) for row in rows) for column in columns]

    size = next((size for size in YEARS if sum(reaches(size)) <= width - 118 - 24), YEARS[-1])
    for place, row in enumerate(rows):
        y = top + place * height
        base = y + height / 2 + 16
        pen.canvas.bar(x, y, width, 2, "rule" if place else "ink")
        if columns:
            at = pen.figure(x, base, row.name, 46, "ink") + 26
            for told, reach in zip(row.told, reaches(size), strict=True):
                pen.told(at, base, told, size)
                at += reach + 24
        else:
            told = row.told[0] if row.told else CardFigure()
            reach = pen.reach(told, 46)
            pen.fitted(x, base, row.name, NAMES, width - reach - 16)
            pen.told(x + width - reach, base, told, 46)


# ---------------------------------------------------------------- words and figures


class _Pen(Struct, frozen=True):
    """Sets text of one language."""

    canvas: Canvas
    lang: str

    def width(self, text: Shown, size: int, *, figures: bool = False) -> float:
        """The width of a text on one line."""
        return Face(self.lang, size, figures=figures).width(str(text))

    def words(self, x: float, base: float, shown: Shown, size: int, ink: Ink = "ink") -> float:
        """A text on one line; an opening mark at its head hangs by its empty half. Gives where it ends."""
        text = str(shown)
        hang = size / 2 if text and text[0] in NOT_LAST else 0
        return self.canvas.text(x - hang, base, text, Face(self.lang, size), ink)

    def figure(self, x: float, base: float, text: Shown, size: int, ink: Ink) -> float:
        """A number with its signs."""
        return self.canvas.text(x, base, str(text), Face(self.lang, size, figures=True), ink)

    def fitted(self, x: float, base: float, text: Shown, sizes: Sequence[int], width: float, ink: Ink = "ink") -> float:
        """A text on one line in the largest size in which it fits."""
        lines, size = self.lines(text, sizes, 1, width)
        return self.words(x, base, "".join(lines), size, ink)

    def told(self, x: float, base: float, told: CardFigure, size: int) -> float:
        """A figure in its colour with its sign: ◇ 预计 7 % 以上; the words about the number smaller than it."""
        small, ink = _small(size), INKS[told.role]
        if not told.number:
            return self.words(x, base, told.after, small, "grey")
        x = self.words(x, base - (size - small) * 0.1, SIGNS[told.role], small, ink)
        x = self.words(x, base, told.before, small, ink)
        x = self.figure(x, base, told.number, size, ink)
        return self.figure(x + size * 0.03, base, concat(told.unit, told.after), small, ink)

    def reach(self, told: CardFigure, size: int) -> float:
        """How far :meth:`told` reaches."""
        small, sign = _small(size), SIGNS[told.role]
        if not told.number:
            return self.width(concat(sign, told.after), small)
        number = self.width(told.number, size, figures=True) + size * 0.03
        unit = self.width(concat(told.unit, told.after), small, figures=True)
        return self.width(concat(sign, told.before), small) + number + unit

    def reach_below(self, goal: Row, size: int) -> float:
        """How far the line under a goal reaches."""
        return self.width(goal.label, size) + sum(self.reach(told, size) + size / 2 for told in goal.below)

    def size(self, told: CardFigure, sizes: Sequence[int], width: float) -> int:
        """The largest size in which a figure fits."""
        return next((size for size in sizes if self.reach(told, size) <= width), sizes[-1])

    def block(
        self, x: float, y: float, width: float, height: float, title: Shown, line: Shown, *, top: bool = False
    ) -> float:
        """A title and a line under it, as large as there is room, with their middle or their ``top`` at ``y``; gives their end."""
        for place, size in enumerate(TITLES):
            lines, size = self.lines(title, TITLES[place:], 3 if top else 2, width)
            below, small = self.lines(line, LINES, 2, width)
            whole = size * 1.25 * len(lines) + small * (1.5 * len(below) + 0.3)
            if whole <= height:
                break
        y -= 0 if top else whole / 2
        for text in lines:
            self.words(x, y + size * 1.0, text, size)
            y += size * 1.25
        for text in below:
            self.words(x, y + small * 1.3, text, small, "grey")
            y += small * 1.5
        return y

    def lines(self, shown: Shown, sizes: Sequence[int], most: int, width: float) -> tuple[tuple[str, ...], int]:
        """The text in lines, and its size: the largest in which it fits; in the smallest it ends with …… where it must."""
        text = str(shown)
        for size in sizes if text else ():
            lines = break_lines(text, width, most, Face(self.lang, size).width)
            if lines is not None:
                return lines, size
        words, found = text, None
        while words and found is None:
            words = words[:-1].rstrip(NOT_LAST + "，、；：—…")
            found = break_lines(f"{words}……", width, most, Face(self.lang, sizes[-1]).width)
        return found or (), sizes[-1]


def _small(size: int) -> int:
    """The size of the words beside a number."""
    return size if size <= 28 else max(28, round(size * 0.46))
