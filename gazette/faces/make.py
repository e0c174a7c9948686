"""Make the faces of drawn pictures and of the pages' digits. Run by hand, rarely: ``python gazette/faces/make.py FOLDER``, with
fonttools, brotli and opencc-python-reimplemented installed.

FOLDER contains NotoSerifCJK-Bold.ttc, NotoSansCJK-Regular.ttc, NotoSansCJK-Bold.ttc and RobotoCondensed-Bold.ttf, as in Debian's
fonts-noto-cjk and fonts-roboto-unhinted. Simplified gets the characters of GB 2312, Traditional those of Big5; a text may
borrow from the other. Of the sans-serif faces (黑体), which are for short texts, Traditional gets the common half of Big5 and the
Traditional forms of GB 2312; what they lack is borrowed from the serif face (宋体).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset, ttLib
from opencc import OpenCC

HERE = Path(__file__).resolve().parent
PAGES = HERE.parent.parent / "static" / "fonts"
#: In addition to the two standards: the fonts' own second forms of characters in them, and signs that units use.
EXTRA = "·–—…‘’“”•′″℃㎡²³×÷−±≈≤≥①②③④⑤⑥⑦⑧⑨⑩〇〓〔〕镕喆堃昇峯裏綫"


def list_characters(name: str, last: int = 0xFE) -> set[int]:
    """Return the characters of a two-byte character set up to the row ``last``, without kana and Cyrillic."""
    found = set()
    for high in range(0xA1, last + 1):
        for low in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
            try:
                character = bytes([high, low]).decode(name)
            except UnicodeDecodeError:
                continue
            if len(character) == 1 and not 0x3040 <= ord(character) <= 0x30FF and not 0x400 <= ord(character) < 0x460:
                found.add(ord(character))
    return found


def list_common_traditional() -> set[int]:
    """Return the common half of Big5, and the Traditional forms of GB 2312."""
    simplified = "".join(map(chr, sorted(list_characters("gb2312"))))
    forms = {form for name in ("s2t", "s2tw", "s2hk") for form in OpenCC(name).convert(simplified)}
    return list_characters("big5", 0xC6) | set(map(ord, forms))


def write_face(source: Path, number: int, characters: Iterable[int], name: str) -> None:
    """Write a face with these characters only: no hints, no features, an empty glyph for missing characters."""
    options = subset.Options()
    options.font_number, options.layout_features = number, []
    options.hinting = options.notdef_outline = False
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vmtx", "vhea"]
    options.name_IDs = [0, 1, 2, 13, 14]
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    font["head"].modified = font["head"].created
    subset.save_font(font, str(HERE / name), options)


def write_webfont(name: str) -> None:
    """Write the face that pages load: the same characters as WOFF2. static/css/tokens.css lists them too."""
    font = ttLib.TTFont(HERE / name, recalcTimestamp=False)
    font.flavor = "woff2"
    font.save((PAGES / name).with_suffix(".woff2"))


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    common = {*range(0x20, 0x7F), *map(ord, EXTRA)}
    simplified, traditional = list_characters("gb2312") | common, list_characters("big5") | common
    write_face(folder / "NotoSerifCJK-Bold.ttc", 2, simplified, "hans.otf")
    write_face(folder / "NotoSerifCJK-Bold.ttc", 3, traditional, "hant.otf")
    for weight, name in (("Regular", "sans"), ("Bold", "sans-bold")):
        write_face(folder / f"NotoSansCJK-{weight}.ttc", 2, simplified, f"hans-{name}.otf")
        write_face(folder / f"NotoSansCJK-{weight}.ttc", 3, list_common_traditional() | common, f"hant-{name}.otf")
    write_face(folder / "RobotoCondensed-Bold.ttf", 0, map(ord, "0123456789.,%+-–−~/"), "figures.ttf")
    write_webfont("figures.ttf")
