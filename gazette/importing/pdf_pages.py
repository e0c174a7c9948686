"""Read the contents of PDF pages: lines and notes. Pure geometry; the file itself is read by :mod:`pdf`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from gazette.importing import columns, glyphs, note_marks, page_footnotes, tables
from gazette.importing.extracted_text import (
    ExtractedPage,
    ExtractedText,
    Line,
    Picture,
    add_marks_at_end,
    make_figure_line,
)
from gazette.importing.glyphs import Fragment, Glyph
from gazette.importing.tables import Rule

#: A picture with more characters on it lies behind the text.
MAX_OVERLAID = 20
_PICTURE = "这里原来是一张图，从页面上截了下来，请核对位置，并写出图的内容。"


#: A rectangle in points from the top left of the page: left, top, right, bottom.
Box = tuple[float, float, float, float]


class PdfImage(Struct, frozen=True):
    """A picture on a page."""

    box: Box
    picture: Picture  # cut out of the page as it is shown


class PdfPage(Struct, frozen=True):
    """The contents of a page."""

    size: tuple[float, float]  # width and height
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...] = ()  # horizontal and vertical lines
    images: tuple[PdfImage, ...] = ()
    shapes: tuple[Box, ...] = ()  # of other drawings


def extract_pages(pages: Sequence[PdfPage]) -> ExtractedText:
    """Return the lines of all pages, numbered from 1, with notes, tables and pictures."""
    fragments_by_page = [
        tables.extract_ruled(glyphs.build_fragments(page.glyphs), page.rules, page.size) for page in pages
    ]
    em = columns.find_main_size([fragment for fragments in fragments_by_page for fragment in fragments])
    footnotes = page_footnotes.extract_footnotes(fragments_by_page, em)
    extracted, with_columns, with_background = [], [], []
    for number, (fragments, page) in enumerate(zip(fragments_by_page, pages, strict=True), 1):
        pictures = _make_picture_fragments(page)
        lines, has_columns = columns.build_lines([*tables.extract_unruled(fragments, em), *pictures])
        extracted.append(ExtractedPage(_attach_stray_marks(lines), number))
        with_columns += [number] if has_columns else []
        with_background += [number] if len(pictures) < len(page.images) else []
    empty = [page.number for page in extracted if not page.lines]
    with_drawings = [n for n, page in enumerate(pages, 1) if _has_drawing(page)]
    numbers_and_warnings: list[tuple[Sequence[int | None], str]] = [
        (empty if len(empty) < len(extracted) else [], "没有文字（空白页或图片），请看有没有漏掉内容。"),
        (with_columns, "是分栏或图表，请核对各块的次序。"),
        (with_background, "有垫在文字下面的图，没有取出来；要用的请自己放到 images 里。"),
        (with_drawings, "有画出来的图形（可能是图表），没有取出来；图里的字照正文读了，请核对。"),
    ]
    warnings = [f"第{'、'.join(map(str, numbers))}页{text}" for numbers, text in numbers_and_warnings if numbers]
    scripts = _list_scripts(fragments_by_page)
    if scripts:
        warnings.append(f"上标和下标写成了 ² ₂ 这样的字符：{scripts}，请核对。")
    return ExtractedText(
        pages=tuple(extracted) if len(extracted) != 1 else (ExtractedPage(extracted[0].lines),),
        medium=f"{len(extracted)}页PDF",
        extraction_method="PDF文字层，按版面位置逐行提取",
        warnings=tuple(warnings),
        footnotes=tuple(footnotes.notes),
        omitted=(("注码", tuple(footnotes.missing)),) if footnotes.missing else (),
    )


def _count_glyphs(page: PdfPage, box: Box) -> int:
    """Count the characters that stand on a part of the page."""
    left, top, right, bottom = box
    return sum(left <= glyph.middle <= right and top <= glyph.base <= bottom for glyph in page.glyphs)


def _has_drawing(page: PdfPage) -> bool:
    """Whether shapes without text are drawn on a page: the bars or lines of a chart."""
    return any(not _count_glyphs(page, shape) for shape in page.shapes)


def _make_picture_fragments(page: PdfPage) -> list[Fragment]:
    """Make fragments of a page's pictures, but not of those that lie behind text."""
    return [
        Fragment([], image.box[0], image.box[2], image.box[3], 1.0, lines=(make_figure_line(image.picture, _PICTURE),))
        for image in page.images
        if _count_glyphs(page, image.box) <= MAX_OVERLAID
    ]


def _attach_stray_marks(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Move a mark of a note that stands alone to the end of the line before."""
    result: list[Line] = []
    for line in lines:
        if line.text or line.figure is not None:
            result.append(line)
        elif result and line.note_marks:
            result[-1] = add_marks_at_end(result[-1], line.note_marks)
    return tuple(result)


def _list_scripts(pages: Sequence[Sequence[Fragment]]) -> str:
    """List the raised and lowered characters that stay in the text, with the one before each."""
    counts: Counter[str] = Counter()
    for fragment in (fragment for fragments in pages for fragment in fragments):
        if any(glyph.script for glyph in fragment.glyphs):
            counts.update(re.findall(f"(?:[A-Za-z]+|[0-9]+|.)[{note_marks.SCRIPT_FORMS}]+", fragment.text))
    return "、".join(f"{text}（{count}处）" if count > 1 else text for text, count in counts.items())
