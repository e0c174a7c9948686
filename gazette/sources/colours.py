"""Check that a colour of a publication can be read on every ground of its pages (WCAG 2.2, 1.4.3, level AA)."""

from __future__ import annotations

import re

#: #b02a14
COLOUR = re.compile("#[0-9a-f]{6}")
#: The grounds on which text stands, from static/css/tokens.css: --paper, --sheet, --faint, --hit.
LIGHT_GROUNDS = ("#f7f8f6", "#ffffff", "#e8ebe9", "#fbeeb4")
DARK_GROUNDS = ("#10161a", "#182126", "#222c31", "#4a4212")
#: The colours of results there: --hai.
LIGHT_RESULT, DARK_RESULT = "#07585f", "#6fd0d2"
_LEAST_CONTRAST, _LEAST_DISTANCE = 4.5, 90.0


def find_contrast(colour: str, grounds: tuple[str, ...]) -> tuple[float, str]:
    """Return the least contrast that a colour has with one of the grounds, and that ground."""
    light = _luminance(colour)
    ratios = []
    for ground in grounds:
        low, high = sorted((light, _luminance(ground)))
        ratios.append(((high + 0.05) / (low + 0.05), ground))
    return min(ratios)


def is_readable(colour: str, grounds: tuple[str, ...]) -> bool:
    """Whether text in this colour can be read on all the grounds."""
    return find_contrast(colour, grounds)[0] >= _LEAST_CONTRAST


def make_readable(colour: str, grounds: tuple[str, ...]) -> str:
    """Return the colour mixed with as much black or white, whichever is farther from the grounds, as makes it readable on them."""
    end = 0 if _luminance(grounds[0]) > 0.5 else 255
    mixed = ("#" + "".join(f"{round(part + (end - part) * k / 50):02x}" for part in _parts(colour)) for k in range(51))
    return next(each for each in mixed if is_readable(each, grounds))


def are_alike(one: str, other: str) -> bool:
    """Whether two colours are so near that they could be taken for each other."""
    distance: float = sum((a - b) ** 2 for a, b in zip(_parts(one), _parts(other), strict=True)) ** 0.5
    return distance < _LEAST_DISTANCE


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


def _luminance(colour: str) -> float:
    """Return the relative luminance, as WCAG 2.2 defines it."""
    parts = (part / 255 for part in _parts(colour))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
