"""Sheets of lines → paragraphs in their clean form, with the offsets at which pages begin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gazette.importing.printed import Line, Paragraph, Printed, Record
from gazette.importing.tidy import UNREADABLE, tidy

_WORD = re.compile("[A-Za-z0-9]")
#: A headline or a line of a list is no longer than this; beyond, a space is the file's.
SHORT = 60


def paragraphs(printed: Printed, record: Record) -> tuple[Paragraph, ...]:
    """Lines joined to paragraphs, over the ends of sheets as well."""
    found: list[Paragraph] = []
    current: list[tuple[Line, int | None]] = []  # lines with the page that begins at each
    for line, page in _lines(printed):
        if current and (line.begins or line.apart or current[-1][0].ends or _another(current[-1][0], line)):
            found.append(_joined(current, record))
            current = []
        current.append((line, page))
    if current:
        found.append(_joined(current, record))
    return tuple(paragraph for paragraph in found if paragraph.text or paragraph.turns)


def _lines(printed: Printed) -> Iterator[tuple[Line, int | None]]:
    for sheet in printed.sheets:
        page = sheet.number
        for line in sheet.lines:
            yield line, page
            page = None


def _another(before: Line, line: Line) -> bool:
    """Whether the type is another: over the end of a page this alone tells a heading from the words before."""
    return bool(before.size and line.size) and not 0.8 < line.size / before.size < 1.25


def _joined(rows: list[tuple[Line, int | None]], record: Record) -> Paragraph:
    raw, turns, doubts = "", [], []
    for place, (line, page) in enumerate(rows):
        if raw and _WORD.match(raw[-1]) and _WORD.match(line.text[0]) and not (raw[-1] + line.text[0]).isdigit():
            raw += " "
        if page is not None:
            turns.append((len(raw), page))
        raw += line.text
        if line.doubt and (line.ends or place + 1 < len(rows)):
            doubts.append(line.doubt)
    headline = len(raw) <= SHORT and "。" not in raw
    prose = len(raw) > SHORT and "。" in raw
    text, offsets = tidy(raw, record.changed, headline=headline, prose=prose)
    if UNREADABLE.search(text):
        doubts.append("有认不出的字（原文件的字体没有说明），请照原件补上。")
    size = max(rows, key=lambda row: len(row[0].text))[0].size
    return Paragraph(text, tuple((offsets[at], page) for at, page in turns), tuple(dict.fromkeys(doubts)), size)
