"""A sheet of unlimited height on which text, rules and signs are laid out first and drawn afterwards, when its height is known.

Lengths are pixels. A text's ``base`` is the line on which digits stand; a Han character reaches a little below it.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from gazette.drawing.canvas import Canvas, Face, Ink, Style
from gazette.drawing.line_breaking import break_lines
from gazette.pages.share_card import CardFigure

INKS: dict[str, Ink] = {"target": "zhu", "result": "hai", "": "grey"}
#: How far the base of a text is below the middle of its line, in parts of its size: for Han characters, and for digits.
HAN_DROP, DIGIT_DROP = 0.38, 0.355
#: How far apart digits of a large number stand, in parts of their size.
TIGHT = -0.01
#: From this size on a number's percent sign is set in the face for figures, half as large.
LARGE = 60
SERIF: Style = ""
SANS: Style = "-sans"
BOLD: Style = "-sans-bold"


class Words(Struct, frozen=True):
    """A line of text."""

    x: float
    base: float
    text: str
    face: Face
    ink: Ink

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x + self.face.measure(self.text)


class Box(Struct, frozen=True):
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    ink: Ink


class Sign(Struct, frozen=True):
    """The sign of a target or of a result, with its middle at a point."""

    x: float
    y: float
    size: int
    stroke: int
    role: str


class Grid(Struct, frozen=True):
    """The squares of a QR code, with its upper left corner at a point."""

    x: float
    y: float
    module: int  #: the side of a square
    rows: tuple[tuple[bool, ...], ...]  #: true for dark


class Sheet:
    """What has been laid out so far, and the place of the next part: ``y``."""

    def __init__(self, lang: str, width: int, lacking: str = "") -> None:
        """A character that is ``lacking`` is put as 〓, as printers do."""
        self.lang, self.width = lang, width
        self._replaced = dict.fromkeys(map(ord, lacking), "〓")
        self.y = 0.0
        self.parts: list[Words | Box | Sign | Grid] = []
        self.cuts: list[float] = []  #: the places where the sheet can be divided

    def face(self, size: int, style: Style = SERIF, *, figures: bool = False, tracking: float = 0) -> Face:
        """Return a face in the sheet's language."""
        return Face(self.lang, size, figures, style, tracking)

    def put(self, x: float, base: float, text: str, face: Face, ink: Ink = "ink") -> float:
        """Put a text on one line; return where it ends."""
        words = Words(x, base, text.translate(self._replaced), face, ink)
        self.parts += [words] if text else []
        return words.right

    def put_lines(self, x: float, y: float, lines: Iterable[str], face: Face, height: float, ink: Ink = "ink") -> float:
        """Put lines of a height below each other, beginning at ``y``; return where they end."""
        for line in lines:
            self.put(x, y + height / 2 + face.size * HAN_DROP, line, face, ink)
            y += height
        return y

    def put_box(self, x: float, y: float, width: float, height: float, ink: Ink = "ink") -> None:
        """Put a filled rectangle."""
        self.parts.append(Box(x, y, width, height, ink))

    def put_frame(self, x: float, y: float, width: float, height: float, stroke: float = 2) -> None:
        """Put an outline."""
        for top in (y, y + height - stroke):
            self.put_box(x, top, width, stroke)
        for left in (x, x + width - stroke):
            self.put_box(left, y, stroke, height)

    def put_grid(self, x: float, y: float, module: int, rows: tuple[tuple[bool, ...], ...]) -> None:
        """Put the squares of a QR code."""
        self.parts.append(Grid(x, y, module, rows))

    def put_sign(self, x: float, y: float, role: str, size: int = 20, stroke: int = 4) -> None:
        """Put the sign of a role."""
        self.parts.append(Sign(x, y, size, stroke, role))

    def put_figure(
        self, x: float, middle: float, figure: CardFigure, size: int, small: int, style: Style = BOLD,
        gaps: tuple[float, float] = (26, 12), sign: tuple[int, int] = (20, 4),
    ) -> float:  # fmt: skip
        """Put a figure with its sign on a line with this ``middle``: ◇ 超 900 家 以上; its words are ``small``. Return where it ends.

        ``gaps`` are the spaces behind the sign and between number and words. Words of a number without digits are as large as it.
        """
        ink, (wide, narrow) = INKS[figure.role], gaps
        drop = DIGIT_DROP if str(figure.number).isascii() else HAN_DROP
        base, words = middle + size * drop, self.face(small, style)
        if not figure.number:
            return self.put(x, middle + small * HAN_DROP, str(figure.after), self.face(small, SANS), ink)
        self.put_sign(x + sign[0] * 0.7, middle, figure.role, *sign)
        x += sign[0] * 1.4 + wide
        low = middle + size * DIGIT_DROP - small * 0.06
        if figure.before:
            x = self.put(x, low, str(figure.before), words, ink) + narrow * 0.7
        x = self.put(x, base, str(figure.number), self.face(size, figures=True, tracking=size * TIGHT), ink)
        after = [str(text) for text in (figure.unit, figure.after) if text]
        for place, text in enumerate(after):
            is_percent = text == "%" and size >= LARGE
            face = self.face(round(size * 0.5) if is_percent else small, style, figures=is_percent)
            x = self.put(x + narrow * (0.7 if place else 1), base if is_percent else low, text, face, ink)
        return x

    def measure_figure(self, figure: CardFigure, size: int, small: int, **options: object) -> float:
        """Return the width of what :meth:`put_figure` puts."""
        other = Sheet(self.lang, self.width)
        return other.put_figure(0, 0, figure, size, small, **options)  # type: ignore[arg-type]

    def break_text(self, text: str, width: float, face: Face, most: int = 9) -> tuple[str, ...]:
        """Return a text in as few lines as possible; what does not fit into ``most`` of them is cut."""
        if not text:
            return ()
        lines = break_lines(text, width, most, face.measure)
        while lines is None:
            text = text[:-1]
            lines = break_lines(f"{text}……", width, most, face.measure)
        return lines

    def draw(self, height: int) -> Canvas:
        """Draw all that was put, on a picture of this height."""
        canvas = Canvas(self.width, height)
        for part in self.parts:
            if isinstance(part, Words):
                canvas.draw_text(part.x, part.base, part.text, part.face, part.ink)
            elif isinstance(part, Box):
                canvas.draw_bar(part.x, part.y, part.width, part.height, part.ink)
            elif isinstance(part, Grid):
                canvas.draw_grid(part.x, part.y, part.module, part.rows)
            else:
                is_solid = part.role == "result"
                canvas.draw_mark(part.x, part.y, part.size, part.stroke, INKS[part.role], is_solid=is_solid)
        return canvas
