"""Draw letters and rules on a picture, and examine picture files: the only module that imports Pillow.

A drawn picture has sixteen colours, paper and three inks in steps, so that it is small and quickly compressed. Drawn
characters are cached in their colour. Only the faces in ``gazette/faces`` are used, never the system's, so a picture is the
same everywhere, to the byte with the same Pillow: characters are drawn in integers, and nothing is left to the compressor
(see :meth:`Canvas.encode_png`).
"""

from __future__ import annotations

import io
import math
import struct
import warnings
import zlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

from msgspec import Struct
from PIL import Image, ImageChops, ImageDraw, ImageFont, _imaging, features

FACES = Path(__file__).resolve().parent.parent / "faces"
#: The names of the languages' faces; a style other than the serif one (宋体) is added: hans-sans.otf.
LANGUAGES = {"zh-Hans": "hans", "zh-Hant": "hant"}
FIGURES = "figures.ttf"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"

Ink = Literal["ink", "grey", "rule", "zhu", "hai"]
Style = Literal["", "-sans", "-sans-bold"]
#: The light colours of static/css/tokens.css.
_PAPER, _INK, _ZHU, _HAI = (247, 248, 246), (17, 24, 28), (176, 42, 20), (7, 88, 95)
#: The first colour of an ink and how many steps of its ramp it may take: grey is ink that stays pale.
_STEPS: dict[Ink, tuple[int, int]] = {"ink": (1, 4), "grey": (1, 3), "rule": (1, 1), "zhu": (5, 3), "hai": (8, 3)}
_EM = 100
# Pillow shall reuse the memory of one picture for the next, up to 4 MB: new memory costs as much time as the drawing.
_imaging.set_block_size(2**20)
_imaging.set_blocks_max(4)


class Face(Struct, frozen=True):
    """A face in a size."""

    lang: str
    size: int
    figures: bool = False  #: whether the face for figures comes first, then the language's
    style: Style = ""  #: empty for 宋体, the others are 黑体
    tracking: float = 0  #: added to the width of each character

    def measure(self, text: str) -> float:
        """Return the width of a text."""
        width = _measure_text(self.lang, text, self.figures, self.style) * self.size / _EM
        return width + self.tracking * len(text)


def find_missing_characters(text: str, lang: str) -> str:
    """Return the characters of a text that no face has, each once."""
    return "".join(c for c in dict.fromkeys(text) if not _find_glyph(lang, c, False, "")[0] and not c.isspace())


class Canvas:
    """A picture that is being drawn. Coordinates are in pixels from the upper left corner."""

    def __init__(self, width: int, height: int, top: Canvas | None = None) -> None:
        """Begin with paper, or with a copy of what another canvas shows at the top."""
        self._image = Image.new("P", (width, height))
        if top:
            self._image.paste(top._image)

    def draw_text(self, x: float, base: float, text: str, face: Face, ink: Ink = "ink") -> float:
        """Draw the text from ``x`` on the line at ``base``; return where it ends."""
        y = round(base)
        paste = self._image.im.paste  # Image.paste takes four times as long to find out that it may do this
        for character in text:
            picture, left, top, right, bottom, advance = _draw_glyph(
                face.lang, face.size, face.figures, face.style, character, ink
            )
            if picture:
                column = round(x)
                paste(picture, (column + left, y + top, column + right, y + bottom))
            x += advance + face.tracking
        return x

    def draw_bar(self, x: float, y: float, width: float, height: float, ink: Ink = "ink") -> None:
        """Draw a rule, or any filled rectangle."""
        first, steps = _STEPS[ink]
        box = (round(x), round(y), round(x + width), round(y + height))
        self._image.im.paste(first + steps - 1, box)  # as in draw_text

    def draw_grid(self, x: float, y: float, module: int, rows: Sequence[Sequence[bool]]) -> None:
        """Draw the squares of a QR code, ``module`` pixels wide, where its ``rows`` are true."""
        first, steps = _STEPS["ink"]
        squares = bytes(dark * (first + steps - 1) for row in rows for dark in row)
        small = Image.frombytes("P", (len(rows[0]), len(rows)), squares)
        large = small.resize((module * len(rows[0]), module * len(rows)), Image.Resampling.NEAREST)
        self._image.paste(large, (round(x), round(y)))

    def draw_mark(self, x: float, y: float, size: int, stroke: int, ink: Ink, *, is_solid: bool) -> None:
        """Draw the sign of a target (◇) or of a result (◆) with its middle at a point: a square of ``size`` on its corner."""
        picture = _draw_mark(size, 0 if is_solid else stroke, ink)
        left, top = round(x) - picture.size[0] // 2, round(y) - picture.size[1] // 2
        self._image.im.paste(picture, (left, top, left + picture.size[0], top + picture.size[1]))

    def encode_png(self, accent: str = "") -> bytes:
        """Encode the finished picture, with an ``accent`` (#b02a14) in place of the colour of targets."""
        width, height = self._image.size
        head = struct.pack(">IIBBBBB", width, height, 4, 3, 0, 0, 0)  # four bits a pixel, by palette
        # Each row as what it differs from the one above (filter 2), two pixels a byte: mostly runs of nothing.
        packed, size = self._image.tobytes("raw", "P;4"), (width // 2, height)
        rows, above = (Image.frombuffer("L", size, b, "raw", "L", 0, 1) for b in (packed, bytes(size[0]) + packed))
        filtered = Image.new("L", (size[0] + 1, height), 2)
        filtered.paste(ImageChops.subtract_modulo(rows, above), (1, 0))
        # Which repetitions a compressor finds depends on its make (zlib, zlib-ng) and in some on the processor. Z_RLE leaves
        # no choice: only runs of a byte, each as long as it can be. So every make gives the same bytes; it is quicker, too.
        # Less memory (7, not 8) makes shorter blocks, which suit the parts of a picture better.
        packer = zlib.compressobj(1, zlib.DEFLATED, 15, 7, zlib.Z_RLE)
        data = packer.compress(filtered.tobytes()) + packer.flush()
        return _SIGNATURE + b"".join(
            map(_chunk, (b"IHDR", b"PLTE", b"IDAT", b"IEND"), (head, _palette(accent), data, b""))
        )


# ---------------------------------------------------------------- picture files

#: The formats that are recognised.
_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP", "TIFF")
_ORIENTATION, _GPS = 0x0112, 0x8825


class Raster(Struct, frozen=True):
    """What a file of pixels contains."""

    format: str  #: in lower case
    width: int  #: as shown, with a camera's rotation applied
    height: int
    frames: int = 1
    is_located: bool = False  #: whether its metadata says where it was taken


#: A picture so large that not even its size is read.
HUGE = Raster("", 0, 0)


def measure(data: bytes, most: int) -> Raster | None:
    """Examine a picture file; ``None`` if it is no picture, or broken. Above ``most`` pixels only the size is read."""
    # Pillow begins with its readers for the others; to find one more it would load all of forty.
    from PIL import AvifImagePlugin, TiffImagePlugin, WebPImagePlugin  # noqa: F401

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about very large pictures: the caller reports their size
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                # a camera's MPO is a JPEG with a second picture behind the first
                kind = "jpeg" if image.format == "MPO" else str(image.format).lower()
                frames = getattr(image, "n_frames", 1) if image.format != "MPO" else 1
                exif = image.getexif()
                width, height = image.size
                if exif.get(_ORIENTATION, 1) in (5, 6, 7, 8):
                    width, height = height, width
                if width * height <= most:
                    image.load()
                return Raster(kind, width, height, frames, bool(exif.get_ifd(_GPS)))
    except Image.DecompressionBombError:
        return HUGE
    except Exception:  # Pillow's readers fail in many ways on a broken file
        return None


def reads_avif() -> bool:
    """Return whether this build of Pillow can read AVIF."""
    return bool(features.check("avif"))


# ---------------------------------------------------------------- encoding and glyphs


def _chunk(name: bytes, content: bytes) -> bytes:
    """Encode a chunk of a PNG file. Pillow could write it, but loads five formats first."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


@lru_cache(1)
def _palette(accent: str) -> bytes:
    targets = tuple(bytes.fromhex(accent[1:])) or _ZHU
    colours = list(_PAPER)
    for full, steps in ((_INK, 4), (targets, 3), (_HAI, 3)):
        for step in range(1, steps + 1):
            colours += (round(p + (f - p) * step / steps) for p, f in zip(_PAPER, full, strict=True))
    return bytes(colours)


@lru_cache(64)
def _font(file: str, size: int) -> ImageFont.FreeTypeFont:
    # The basic layout is Pillow's own: the other needs a library that not every machine has.
    return ImageFont.truetype(str(FACES / file), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(10_000)
def _find_glyph(lang: str, character: str, figures: bool, style: Style) -> tuple[str, float]:
    """Return the file that has a character, and its width at the size ``_EM``; no file for a space or if none has it.

    The language's own face comes first, then its 宋体, which has the most characters, then the other language's. A face draws
    nothing for a character that it lacks.
    """
    if character == "　":
        return "", _EM
    own = LANGUAGES[lang]
    files = [f"{name}{kind}.otf" for name in (own, *LANGUAGES.values()) for kind in (style, "")]
    for name in dict.fromkeys([FIGURES, *files] if figures else files):
        font = _font(name, _EM)
        left, top, right, bottom = font.getbbox(character, anchor="ls")
        if right > left and bottom > top:
            return name, font.getlength(character)
    return "", _font(files[0], _EM).getlength(" ")


@lru_cache(20_000)
def _measure_text(lang: str, text: str, figures: bool, style: Style) -> float:
    """Return the width of a text at the size ``_EM``."""
    return sum(_find_glyph(lang, character, figures, style)[1] for character in text)


@lru_cache(10_000)
def _draw_mask(file: str, size: int, character: str) -> tuple[_imaging.ImagingCore, tuple[int, int]]:
    """Return a character in shades, and its offset from the point on the base line."""
    # ImageDraw.text would measure the character again, which takes as long
    return _font(file, size).getmask2(character, mode="L", anchor="ls")


@lru_cache(10_000)
def _draw_glyph(
    lang: str, size: int, figures: bool, style: Style, character: str, ink: Ink
) -> tuple[_imaging.ImagingCore | None, int, int, int, int, float]:
    """Return a character in its colour, its box around the point on the base line, and how far that point moves on."""
    file, advance = _find_glyph(lang, character, figures, style)
    advance = advance * size / _EM
    if not file:
        return None, 0, 0, 0, 0, advance
    mask, (left, top) = _draw_mask(file, size, character)
    width, height = mask.size
    return mask.point(_shades(ink), "P"), left, top, left + width, top + height, advance


@lru_cache(64)
def _draw_mark(size: int, stroke: int, ink: Ink) -> _imaging.ImagingCore:
    """Return a square on its corner; it is solid if the ``stroke`` is 0."""
    fine = 8  # it is drawn eight times as large and made smaller by counting, which leaves nothing to the processor
    half = math.isqrt(size * size // 2)
    middle, outer, inner = half * fine, half * fine, (half * fine - math.isqrt(2 * (stroke * fine) ** 2)) * (stroke > 0)
    picture = Image.new("L", (2 * middle, 2 * middle))
    draw = ImageDraw.Draw(picture)
    for reach, shade in ((outer, 255), (inner, 0)):
        if reach:
            near, far = middle - reach, middle + reach
            draw.polygon([(near, middle), (middle, near), (far, middle), (middle, far)], fill=shade)
    small: _imaging.ImagingCore = picture.reduce(fine).im.point(_shades(ink), "P")
    return small


@lru_cache(8)
def _shades(ink: Ink) -> list[int]:
    """Return the colour of each of 256 shades."""
    first, steps = _STEPS[ink]
    return [first + step - 1 if step else 0 for step in (round(shade * steps / 255) for shade in range(256))]
