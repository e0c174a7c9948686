"""Join lines to cleaned paragraphs, with the offsets at which pages start, and captions to their figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from gazette.importing.extracted_text import ChangeLog, ExtractedText, Line, Paragraph, Picture, Table
from gazette.importing.text_cleanup import UNREADABLE, clean_text

#: A line, and the number of the page that starts with it.
PagedLine = tuple[Line, int | None]

_LETTER = re.compile("[A-Za-z]")
#: A headline or a line of a list is no longer than this; in longer text spaces come from the file's layout.
MAX_HEADLINE = 60
#: A caption is no longer than this.
MAX_CAPTION = 60
_CAPTION_NUMBER = "[ 　]?(?:[0-9]{1,2}(?:[-—.][0-9]{1,2})?(?![0-9])|[一二三四五六七八九十]{1,3})"
_TABLE_CAPTION = re.compile(
    f"(?:[（(【])?(?:附[表件]|专栏|统计表|表{_CAPTION_NUMBER}).*"
    "|[^。；，：]{2,40}(?:情况|一览|表|清单|(?:指标|目标)(?:完成|预期|汇总|安排)?)(?:[（(][^（）]{1,16}[）)])?"
)
_CAPTION_LABEL = re.compile(f"(?:附[表图]|专栏{_CAPTION_NUMBER}|[表图]{_CAPTION_NUMBER})[ 　：:]")
_PICTURE_CAPTION = re.compile(
    f"(?:附?图{_CAPTION_NUMBER}?|图表|图片|照片)[：:、.． 　]?[^。]*|[^。；]{{2,40}}(?:示意图|走势图|分布图|统计图|摄|供图)[）)]?"
)


def build_paragraphs(extracted: ExtractedText, changes: ChangeLog) -> tuple[Paragraph, ...]:
    """Join lines to paragraphs, also across page ends and across figures and boxes that interrupt a paragraph."""
    paragraphs: list[Paragraph] = []
    current: list[PagedLine] = []
    asides: list[PagedLine] = []  # figures and boxes inside the current paragraph, or after it

    def close() -> None:
        if current:
            paragraphs.append(_join_lines(current, changes))
        paragraphs.extend(_build_asides(asides, changes))
        current.clear()
        asides.clear()

    for line, page in _iterate_lines(extracted):
        if line.figure is not None or line.in_box:
            asides.append((line, page))
            continue
        if current and _is_break(current[-1][0], line):
            close()
        elif asides and current:  # the paragraph goes on behind them, on their page
            if page is None:
                page = next((number for _, number in reversed(asides) if number is not None), None)
            asides[:] = [(aside, None) for aside, _ in asides]
        elif not current:
            close()
        current.append((line, page))
    close()
    return tuple(paragraph for paragraph in paragraphs if paragraph.text or paragraph.page_breaks or paragraph.figure)


def _iterate_lines(extracted: ExtractedText) -> Iterator[PagedLine]:
    for page in extracted.pages:
        for n, line in enumerate(page.lines):
            yield line, None if n else page.number


def _build_asides(lines: Sequence[PagedLine], changes: ChangeLog) -> Iterator[Paragraph]:
    """Build figures, and the paragraphs of boxes."""
    box: list[PagedLine] = []
    for line, page in lines:
        if box and (line.figure is not None or _is_break(box[-1][0], line)):
            yield _join_lines(box, changes)
            box = []
        if line.figure is not None:
            yield from _build_figure(line, page, changes)
        else:
            box.append((line, page))
    if box:
        yield _join_lines(box, changes)


def _build_figure(line: Line, page: int | None, changes: ChangeLog) -> Iterator[Paragraph]:
    """Build a figure with clean cells, and before it the page break if a page starts with it."""
    if page is not None:
        yield Paragraph("", page_breaks=((0, page),))
    figure = line.figure
    if isinstance(figure, Table):
        figure = Table(tuple(tuple(clean_text(cell, changes.rewrites)[0] for cell in row) for row in figure.rows))
    yield Paragraph("", warnings=line.warnings, figure=figure, in_box=line.in_box)


def _is_break(before: Line, line: Line) -> bool:
    """Whether a paragraph ends between two lines.

    A change of font size counts too: at the end of a page it alone tells a heading from the text before.
    """
    sizes_differ = bool(before.font_size and line.font_size) and not 0.8 < line.font_size / before.font_size < 1.25
    levels_differ = line.heading_level != before.heading_level
    return line.starts_paragraph or line.after_gap or before.ends_paragraph or levels_differ or sizes_differ


def _join_lines(lines: Sequence[PagedLine], changes: ChangeLog) -> Paragraph:
    raw = ""
    page_breaks: list[tuple[int, int]] = []
    marks: list[tuple[int, str]] = []
    warnings: list[str] = []
    for n, (line, page) in enumerate(lines):
        if raw and _LETTER.match(raw[-1]) and _LETTER.match(line.text[0]):  # but PM | 2.5 is one word
            raw += " "
        if page is not None:
            page_breaks.append((len(raw), page))
        marks += [(len(raw) + at, key) for at, key in line.note_marks]
        raw += line.text
        warnings += line.warnings
        if line.break_warning and (line.ends_paragraph or n + 1 < len(lines)):
            warnings.append(line.break_warning)
    is_short, has_sentence = len(raw) <= MAX_HEADLINE, "。" in raw
    text, offsets = clean_text(
        raw, changes.rewrites, headline=is_short and not has_sentence, prose=has_sentence and not is_short
    )
    if UNREADABLE.search(text):
        warnings.append("有认不出的字（原文件的字体没有说明），请照原件补上。")
    first = lines[0][0]
    return Paragraph(
        text,
        page_breaks=tuple((offsets[at], page) for at, page in page_breaks),
        warnings=tuple(dict.fromkeys(warnings)),
        font_size=max(lines, key=lambda row: len(row[0].text))[0].font_size,
        heading_level=first.heading_level,
        in_box=first.in_box,
        note_marks=tuple((offsets[at], key) for at, key in marks),
    )


def attach_captions(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Join each caption with its figure. A caption in which a page starts stays a paragraph."""
    result: list[Paragraph] = []
    for paragraph in paragraphs:
        before = result[-1] if result else None
        pair = None  # caption, figure
        if before is not None and isinstance(paragraph.figure, Table) and _is_caption(before, _TABLE_CAPTION):
            pair = (before, paragraph)
        elif before is not None and isinstance(before.figure, Picture) and _is_caption(paragraph, _PICTURE_CAPTION):
            pair = (paragraph, before)
        if before is None or pair is None or pair[1].text:
            result.append(paragraph)
        else:
            caption, figure = pair
            warnings = (*before.warnings, *paragraph.warnings)
            result[-1] = replace(caption, figure=figure.figure, warnings=warnings, in_box=figure.in_box)
    return tuple(result)


def has_caption_label(line: str) -> bool:
    """Whether a line starts like a caption: 表1 …, 附表 …, 图2 …, 专栏1 …."""
    return len(line) <= MAX_CAPTION and bool(_CAPTION_LABEL.match(Paragraph(line).simplified))


def _is_caption(paragraph: Paragraph, pattern: re.Pattern[str]) -> bool:
    is_plain = not paragraph.page_breaks and paragraph.figure is None and 0 < len(paragraph.text) <= MAX_CAPTION
    return is_plain and bool(pattern.fullmatch(paragraph.simplified))
