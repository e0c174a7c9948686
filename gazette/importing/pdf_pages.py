"""What stands on the pages of a PDF → sheets of lines, and notes. Pure: the door to the file itself is :mod:`pdf`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gazette.importing import columns, glyphs, note_marks, page_footnotes, tables
from gazette.importing.extracted_text import ExtractedPage, ExtractedText, Line, Picture
from gazette.importing.glyphs import Glyph, Piece
from gazette.importing.tables import Rule

#: A picture with more characters on it than this lies behind the text.
BEHIND = 20
_SHOWN = "这里原来是一张图，从页面上截了下来，请核对位置，并写出图的内容。"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture on a page: left, top, right, bottom in points from the top left, and the picture cut out of the page."""

    box: tuple[float, float, float, float]
    picture: Picture


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page: its width and height, characters, drawn rules, pictures, and the boxes of other shapes that are drawn."""

    size: tuple[float, float]
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...] = ()
    images: tuple[Image, ...] = ()
    shapes: tuple[Rule, ...] = ()


def printed(pages: Sequence[Page]) -> ExtractedText:
    """The lines of all pages, numbered from 1, without what is no line: notes, tables, pictures."""
    found = [glyphs.pieces(page.glyphs) for page in pages]
    found = [tables.ruled(pieces, page.rules, page.size) for pieces, page in zip(found, pages, strict=True)]
    em = columns.size_of([piece for pieces in found for piece in pieces])
    notes = page_footnotes.split(found, em)
    sheets, split, behind = [], [], []
    for number, (pieces, page) in enumerate(zip(found, pages, strict=True), 1):
        whole = [*tables.unruled(pieces, em), *_pictures(page)]
        lines, cut = columns.lines(whole)
        sheets.append(ExtractedPage(_steady(lines), number))
        if cut:
            split.append(number)
        if len(_pictures(page)) < len(page.images):
            behind.append(number)
    doubts = _doubts(sheets, split, behind, [n for n, page in enumerate(pages, 1) if _is_drawn(page)])
    omitted = (("注码", tuple(notes.missing)),) if notes.missing else ()
    scripts = _scripts(found)
    if scripts:
        doubts.append(f"上标和下标写成了 ² ₂ 这样的字符：{scripts}，请核对。")
    if len(sheets) == 1:
        sheets = [ExtractedPage(sheets[0].lines)]
    medium = f"{len(sheets)}页PDF"
    return ExtractedText(
        tuple(sheets), medium, "PDF文字层，按版面位置逐行提取", tuple(doubts), tuple(notes.notes), omitted
    )


def _is_drawn(page: Page) -> bool:
    """Whether shapes without words are drawn on a page: the bars or lines of a chart."""
    return any(
        not any(left <= glyph.middle <= right and top <= glyph.base <= bottom for glyph in page.glyphs)
        for left, top, right, bottom in page.shapes
    )


def _pictures(page: Page) -> list[Piece]:
    """The pictures of a page but those that lie behind words."""
    found = []
    for image in page.images:
        left, top, right, bottom = image.box
        over = sum(left <= glyph.middle <= right and top <= glyph.base <= bottom for glyph in page.glyphs)
        if over <= BEHIND:
            line = Line("", begins=True, ends=True, figure=image.picture, remarks=(_SHOWN,))
            found.append(Piece([], left, right, bottom, 1.0, lines=(line,)))
    return found


def _steady(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, a mark of a note that stands alone put to the end of the line before."""
    found: list[Line] = []
    for line in lines:
        if line.text or line.figure is not None:
            found.append(line)
        elif found and line.notes:
            last = found[-1]
            found[-1] = replace(last, notes=(*last.notes, *((len(last.text), key) for _, key in line.notes)))
    return tuple(found)


def _scripts(pages: Sequence[Sequence[Piece]]) -> str:
    """The raised and lowered characters that stay in the text, with the one before each."""
    found: Counter[str] = Counter()
    for piece in (piece for pieces in pages for piece in pieces):
        shown = re.findall(f"(?:[A-Za-z]+|[0-9]+|.)[{note_marks.FORMS}]+", piece.text)
        found.update(shown if any(glyph.script for glyph in piece.glyphs) else [])
    return "、".join(f"{text}（{count}处）" if count > 1 else text for text, count in found.items())


def _doubts(sheets: Sequence[ExtractedPage], split: list[int], behind: list[int], drawn: list[int]) -> list[str]:
    def row(numbers: Sequence[int | None]) -> str:
        return "、".join(map(str, numbers))

    doubts = []
    empty = [sheet.number for sheet in sheets if not sheet.lines]
    if empty and len(empty) < len(sheets):
        doubts.append(f"第{row(empty)}页没有文字（空白页或图片），请看有没有漏掉内容。")
    if split:
        doubts.append(f"第{row(split)}页是分栏或图表，请核对各块的次序。")
    if behind:
        doubts.append(f"第{row(behind)}页有垫在文字下面的图，没有取出来；要用的请自己放到 images 里。")
    if drawn:
        doubts.append(f"第{row(drawn)}页有画出来的图形（可能是图表），没有取出来；图里的字照正文读了，请核对。")
    return doubts
