"""Pages of a PDF built character by character, as PDFium returns them, without a PDF: fast, and the same on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gazette.importing.glyphs import Glyph
from gazette.importing.pdf_pages import PdfPage
from gazette.importing.tables import Rule

SIZE = (600.0, 800.0)
_NARROW = set("0123456789.%[]*mCO")
#: Where the ink of a punctuation mark lies in its em.
_INK = {"“": (0.55, 0.9), "‘": (0.7, 0.9), "（": (0.6, 0.95), "《": (0.5, 0.95), "·": (0.4, 0.6)}
_LEFT = dict.fromkeys("”’，。；：、）》！", (0.05, 0.4))


@dataclass
class PageBuilder:
    """Builds a page, and numbers its characters in the file's order."""

    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)

    def add_line(self, text: str, x: float, y: float, size: float = 16.0, *, squeeze: bool = False) -> float:
        """Add a line with its left edge and base line; ``squeeze`` takes half an em from a punctuation mark behind another. Returns the right edge."""
        before = ""
        for char in text:
            if squeeze and before and before in "”，；：、）》（" and char in "“”，；：、）》（《":
                x -= size / 2
            width = size * (0.5 if char in _NARROW else 1.0)
            left, right = _INK.get(char, _LEFT.get(char, (0.05, 0.95)))
            self.glyphs.append(
                Glyph(char, len(self.glyphs), x, x + width, y, size, (x + left * width, x + right * width))
            )
            x += width
            before = char
        return x

    def add_lines(
        self, texts: Sequence[str], y: float, *, x: float = 80.0, step: float = 28.0, size: float = 16.0
    ) -> float:
        """Add lines below each other. Returns the base line of the next."""
        for text in texts:
            indent = len(text) - len(text.lstrip("　"))
            self.add_line(text.lstrip("　"), x + indent * size, y, size)
            y += step
        return y

    def add_grid(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        """Add the rules of a table."""
        self.rules += [(xs[0], y, xs[-1], y) for y in ys] + [(x, ys[0], x, ys[-1]) for x in xs]

    @property
    def page(self) -> PdfPage:
        """The page as set."""
        return PdfPage(SIZE, tuple(self.glyphs), tuple(self.rules))
