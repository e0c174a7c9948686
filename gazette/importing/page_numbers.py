"""Sheets as printed → sheets with their numbers and without what is no word of the document: page numbers, running heads.

Everything that is left out is recorded. A printed page number wins over the count of sheets: a cover without one is not page 1.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from gazette.importing.extracted_text import ChangeLog, ExtractedPage, ExtractedText, Line
from gazette.importing.numbering_patterns import starts

_SIGNED = re.compile(
    r"(?:[—–―－\-·•]+\s*(?P<a>\d{1,3})\s*[—–―－\-·•]+|第\s*(?P<b>\d{1,3})\s*页(?:\s*[，,/／]?\s*共\s*\d{1,3}\s*页)?|(?P<c>\d{1,3})\s*/\s*\d{1,3})"
)
_BARE = re.compile(r"(?P<d>\d{1,3})")
_LABEL = re.compile(r"(?<![（(A-Za-z0-9])P\s?(\d{1,3})(?![）)A-Za-z0-9])\s*")
#: How far from the edge of a sheet a running head or foot may stand.
EDGE = 2


def numbered(printed: ExtractedText, record: ChangeLog) -> ExtractedText:
    """The same file with its pages numbered and its furniture gone."""
    sheets = list(printed.sheets)
    if len(sheets) == 1 and sheets[0].number is None:
        sheets = _split(sheets[0])
    if len(sheets) == 1:
        sheets = [_without_own_number(sheets[0], record)]
    sheets = _without_heads(sheets, record)
    sheets, doubts = _numbers(sheets, record)
    labelled = _labelled(sheets)
    if labelled:
        record.dropped += [f"P{sheet.number}" for sheet in labelled if sheet.number]
        doubts = [f"页码按文中所注的边码编，到 P{labelled[-1].number} 为止，请抽查。"]
    return replace(printed, sheets=tuple(labelled or sheets), doubts=(*printed.doubts, *doubts))


def number_of(text: str, *, bare: bool) -> int | None:
    """The page number that a line is (— 9 —, 第9页; with ``bare`` also 9), ``None`` where it is none."""
    match = _SIGNED.fullmatch(text.strip()) or (_BARE.fullmatch(text.strip()) if bare else None)
    return int(next(filter(None, match.groups()))) if match else None


def _split(sheet: ExtractedPage) -> list[ExtractedPage]:
    """A text without page breaks is cut at its printed page numbers, where they count up by one."""
    places = [(n, page) for n, line in enumerate(sheet.lines) if (page := number_of(line.text, bare=False)) is not None]
    pages = [page for _, page in places]
    if len(places) < 2 or pages != list(range(pages[0], pages[0] + len(pages))):
        return [sheet]
    at_head = places[0][0] == 0
    cuts = [n if at_head else n + 1 for n, _ in places]
    if at_head:
        cuts = [*cuts[1:], len(sheet.lines)]
    found, start = [], 0
    for cut, page in zip(cuts, pages, strict=True):
        found.append(ExtractedPage(sheet.lines[start:cut], page))
        start = cut
    if start < len(sheet.lines):
        found.append(ExtractedPage(sheet.lines[start:], pages[-1] + 1))
    return found


def _labelled(sheets: list[ExtractedPage]) -> list[ExtractedPage] | None:
    """The sheets of the original, where a reprint labels each in its text (P1, P2, …, as our own pages do in print)."""
    labels = [int(label[1]) for sheet in sheets for line in sheet.lines for label in _LABEL.finditer(line.text)]
    if len(labels) < 3 or labels != list(range(labels[0], labels[0] + len(labels))):
        return None
    found = [ExtractedPage(())]
    for line in (line for sheet in sheets for line in sheet.lines):
        start, first = 0, True
        if line.figure is not None:
            found[-1] = replace(found[-1], lines=(*found[-1].lines, line))
        for label in [*_LABEL.finditer(line.text), None]:
            end = label.start() if label else len(line.text)
            words = line.text[start:end].strip()
            if words:
                shift = line.text.index(words, start)
                notes = tuple(
                    (min(max(at - shift, 0), len(words)), key) for at, key in line.notes if start <= at <= end
                )
                part = replace(line, text=words, ends=line.ends and label is None, notes=notes)
                part = part if first else replace(part, begins=False, apart=False)
                part = replace(part, begins=part.begins or (first and starts(words)))
                found[-1] = replace(found[-1], lines=(*found[-1].lines, part))
                first = False
            if label:
                found.append(ExtractedPage((), int(label[1])))
                start = label.end()
    return found if found[0].lines else found[1:]


def _edges(sheet: ExtractedPage) -> list[int]:
    count = len(sheet.lines)
    return sorted({*range(min(EDGE, count)), *range(max(count - EDGE, 0), count)})


def _without_heads(sheets: list[ExtractedPage], record: ChangeLog) -> list[ExtractedPage]:
    """Lines at the edge that come on half of the sheets, their digits aside."""

    def shape(line: Line) -> str:
        return re.sub(r"\d+", "0", re.sub(r"\s", "", line.text))

    seen = Counter(name for sheet in sheets for name in {shape(sheet.lines[n]) for n in _edges(sheet)})
    often = {name for name, count in seen.items() if count >= max(3, len(sheets) / 2) and re.search(r"[^\W\d]", name)}
    often = {name for name in often if not re.search("[，。；]", name)}  # sentences are no running heads
    if not often:
        return sheets
    found = []
    for sheet in sheets:
        gone = {n for n in _edges(sheet) if shape(sheet.lines[n]) in often}
        record.dropped += [sheet.lines[n].text.strip() for n in sorted(gone)]
        found.append(_without(sheet, gone))
    return found


def _without_own_number(sheet: ExtractedPage, record: ChangeLog) -> ExtractedPage:
    """A single page without its printed number (—1—), which tells nothing."""
    ends = {0, len(sheet.lines) - 1}
    gone = {n for n in ends if n >= 0 and number_of(sheet.lines[n].text, bare=False) is not None}
    record.dropped += [sheet.lines[n].text.strip() for n in sorted(gone)]
    return _without(sheet, gone)


def _without(sheet: ExtractedPage, gone: set[int]) -> ExtractedPage:
    """The sheet without some lines; what stood apart from them does no longer."""
    lines = enumerate(sheet.lines)
    return replace(
        sheet, lines=tuple(replace(line, apart=line.apart and n - 1 not in gone) for n, line in lines if n not in gone)
    )


def _numbers(sheets: list[ExtractedPage], record: ChangeLog) -> tuple[list[ExtractedPage], list[str]]:
    """Printed numbers that agree with the order of the sheets number these, and go."""
    if all(sheet.number is None for sheet in sheets):
        return sheets, []
    places = [
        (k, n, page - (sheet.number or 0))
        for k, sheet in enumerate(sheets)
        for n in _edges(sheet)
        if (page := number_of(sheet.lines[n].text, bare=True)) is not None
    ]
    shifts = Counter(shift for _, _, shift in places)
    shift, count = shifts.most_common(1)[0] if shifts else (0, 0)
    if count < max(2, len(sheets) / 3):
        return sheets, []
    gone = {(k, n) for k, n, own in places if own == shift}
    record.dropped += [sheets[k].lines[n].text.strip() for k, n in sorted(gone)]
    found = []
    for k, sheet in enumerate(sheets):
        number = (sheet.number or 0) + shift
        kept = _without(sheet, {n for at, n in gone if at == k})
        found.append(replace(kept, number=number if number > 0 else None))
    doubts = []
    if shift:
        doubts.append(f"页码按印出的页码编：文件的第{max(1, 1 - shift)}页是第{max(1, 1 + shift)}页，请抽查。")
    return found, doubts
