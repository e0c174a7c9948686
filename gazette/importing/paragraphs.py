"""Sheets of lines → paragraphs in their clean form, with the offsets at which pages begin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gazette.importing.extracted_text import ChangeLog, ExtractedText, Line, Paragraph, Table
from gazette.importing.text_cleanup import UNREADABLE, tidy

_LETTER = re.compile("[A-Za-z]")
#: A headline or a line of a list is no longer than this; beyond, a space is the file's.
SHORT = 60


def paragraphs(printed: ExtractedText, record: ChangeLog) -> tuple[Paragraph, ...]:
    """Lines joined to paragraphs, over the ends of sheets and over what stands beside the text as well."""
    found: list[Paragraph] = []
    current: list[tuple[Line, int | None]] = []  # lines with the page that begins at each
    asides: list[tuple[Line, int | None]] = []  # figures and boxes in the middle of the current paragraph, or after it

    def close() -> None:
        if current:
            found.append(_joined(current, record))
        found.extend(_asides(asides, record))
        current.clear()
        asides.clear()

    for line, page in _lines(printed):
        if line.figure is not None or line.boxed:
            asides.append((line, page))
            continue
        if current and _parted(current[-1][0], line):
            close()
        elif asides and current:  # the paragraph goes on behind them, on their page
            page = (
                next((number for _, number in reversed(asides) if number is not None), None) if page is None else page
            )
            asides[:] = [(aside, None) for aside, _ in asides]
        elif not current:
            close()
        current.append((line, page))
    close()
    return tuple(paragraph for paragraph in found if paragraph.text or paragraph.turns or paragraph.figure)


def _asides(lines: Sequence[tuple[Line, int | None]], record: ChangeLog) -> Iterator[Paragraph]:
    """Figures, and the paragraphs of boxes."""
    box: list[tuple[Line, int | None]] = []
    for line, page in lines:
        if box and (line.figure is not None or _parted(box[-1][0], line)):
            yield _joined(box, record)
            box = []
        if line.figure is not None:
            yield from _figure(line, page, record)
        else:
            box.append((line, page))
    if box:
        yield _joined(box, record)


def _parted(before: Line, line: Line) -> bool:
    """Whether a paragraph ends between two lines."""
    other = line.level != before.level
    return line.begins or line.apart or before.ends or other or _another(before, line)


def _figure(line: Line, page: int | None, record: ChangeLog) -> Iterator[Paragraph]:
    """A figure, the cells of a table in their clean form, and before it the page that begins with it."""
    if page is not None:
        yield Paragraph("", ((0, page),))
    figure = line.figure
    if isinstance(figure, Table):
        figure = Table(tuple(tuple(tidy(cell, record.changed)[0] for cell in row) for row in figure.rows))
    yield Paragraph("", doubts=line.remarks, figure=figure, boxed=line.boxed)


def _lines(printed: ExtractedText) -> Iterator[tuple[Line, int | None]]:
    for sheet in printed.sheets:
        page = sheet.number
        for line in sheet.lines:
            yield line, page
            page = None


def _another(before: Line, line: Line) -> bool:
    """Whether the type is another: over the end of a page this alone tells a heading from the words before."""
    return bool(before.size and line.size) and not 0.8 < line.size / before.size < 1.25


def _joined(rows: list[tuple[Line, int | None]], record: ChangeLog) -> Paragraph:
    raw, turns, notes = "", [], []
    doubts: list[str] = []
    for place, (line, page) in enumerate(rows):
        if raw and _LETTER.match(raw[-1]) and _LETTER.match(line.text[0]):  # but PM | 2.5 is one word
            raw += " "
        if page is not None:
            turns.append((len(raw), page))
        notes += [(len(raw) + at, key) for at, key in line.notes]
        raw += line.text
        doubts += line.remarks
        if line.doubt and (line.ends or place + 1 < len(rows)):
            doubts.append(line.doubt)
    headline = len(raw) <= SHORT and "。" not in raw
    prose = len(raw) > SHORT and "。" in raw
    text, offsets = tidy(raw, record.changed, headline=headline, prose=prose)
    if UNREADABLE.search(text):
        doubts.append("有认不出的字（原文件的字体没有说明），请照原件补上。")
    size = max(rows, key=lambda row: len(row[0].text))[0].size
    first = rows[0][0]
    return Paragraph(
        text,
        tuple((offsets[at], page) for at, page in turns),
        tuple(dict.fromkeys(doubts)),
        size,
        first.level,
        first.boxed,
        notes=tuple((offsets[at], key) for at, key in notes),
    )
