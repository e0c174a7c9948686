"""Number the pages of the original, and remove page numbers and running heads from the text.

All that is removed is logged. A printed page number wins over the count of pages: a cover without one is not page 1.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from msgspec.structs import replace

from gazette.importing.extracted_text import ChangeLog, ExtractedPage, ExtractedText, Line
from gazette.importing.numbering_patterns import starts_paragraph

_DECORATED = re.compile(
    r"(?:[—–―－\-·•]+\s*(?P<a>\d{1,3})\s*[—–―－\-·•]+|第\s*(?P<b>\d{1,3})\s*页(?:\s*[，,/／]?\s*共\s*\d{1,3}\s*页)?|(?P<c>\d{1,3})\s*/\s*\d{1,3})"
)
_BARE = re.compile(r"(?P<d>\d{1,3})")
_LABEL = re.compile(r"(?<![（(A-Za-z0-9])P\s?(\d{1,3})(?![）)A-Za-z0-9])\s*")
#: A running head or foot stands at most so many lines from the edge of a page.
EDGE = 2


def number_pages(extracted: ExtractedText, changes: ChangeLog) -> ExtractedText:
    """Return the text with numbered pages, without page numbers and running heads."""
    pages = list(extracted.pages)
    if len(pages) == 1 and pages[0].number is None:
        pages = _split_at_page_numbers(pages[0])
    if len(pages) == 1:
        pages = [_remove_single_number(pages[0], changes)]
    pages = _remove_running_heads(pages, changes)
    pages, warnings = _apply_printed_numbers(pages, changes)
    labelled = _split_at_labels(pages)
    if labelled:
        changes.page_furniture += [f"P{page.number}" for page in labelled if page.number]
        warnings = [f"页码按文中所注的边码编，到 P{labelled[-1].number} 为止，请抽查。"]
    return replace(extracted, pages=tuple(labelled or pages), warnings=(*extracted.warnings, *warnings))


def parse_page_number(text: str, *, bare: bool) -> int | None:
    """Return the page number that a line consists of (— 9 —, 第9页; with ``bare`` also 9), ``None`` if it is none."""
    match = _DECORATED.fullmatch(text.strip()) or (_BARE.fullmatch(text.strip()) if bare else None)
    return int(next(filter(None, match.groups()))) if match else None


def _split_at_page_numbers(page: ExtractedPage) -> list[ExtractedPage]:
    """Split a text without page breaks at its printed page numbers, if they count up by one."""
    places = [
        (n, number)
        for n, line in enumerate(page.lines)
        if (number := parse_page_number(line.text, bare=False)) is not None
    ]
    numbers = [number for _, number in places]
    if len(places) < 2 or not _is_sequence(numbers):
        return [page]
    cuts, end = [n for n, _ in places], len(page.lines)
    if cuts[0] == 0:  # numbers stand at the heads of pages
        bounds = [*cuts, end]
    else:
        bounds, numbers = [0, *(n + 1 for n in cuts), end], [*numbers, numbers[-1] + 1]
    return [ExtractedPage(page.lines[a:b], n) for (a, b), n in zip(pairwise(bounds), numbers, strict=True) if a < b]


def _is_sequence(numbers: list[int]) -> bool:
    """Whether numbers count up by one."""
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _split_at_labels(pages: list[ExtractedPage]) -> list[ExtractedPage] | None:
    """Return the pages of the original if a reprint labels each in its text (P1, P2, …, as this site's pages do in print)."""
    labels = [int(label[1]) for page in pages for line in page.lines for label in _LABEL.finditer(line.text)]
    if len(labels) < 3 or not _is_sequence(labels):
        return None
    result = [ExtractedPage(())]

    def append(line: Line) -> None:
        result[-1] = replace(result[-1], lines=(*result[-1].lines, line))

    for line in (line for page in pages for line in page.lines):
        start, is_first = 0, True
        if line.figure is not None:
            append(line)
        for label in [*_LABEL.finditer(line.text), None]:
            end = label.start() if label else len(line.text)
            text = line.text[start:end].strip()
            if text:
                shift = line.text.index(text, start)
                marks = tuple(
                    (min(max(at - shift, 0), len(text)), key) for at, key in line.note_marks if start <= at <= end
                )
                append(
                    replace(
                        line,
                        text=text,
                        starts_paragraph=is_first and (line.starts_paragraph or starts_paragraph(text)),
                        after_gap=is_first and line.after_gap,
                        ends_paragraph=line.ends_paragraph and label is None,
                        note_marks=marks,
                    )
                )
                is_first = False
            if label:
                result.append(ExtractedPage((), int(label[1])))
                start = label.end()
    return result if result[0].lines else result[1:]


def _edge_lines(page: ExtractedPage) -> list[int]:
    count = len(page.lines)
    return sorted({*range(min(EDGE, count)), *range(max(count - EDGE, 0), count)})


def _remove_running_heads(pages: list[ExtractedPage], changes: ChangeLog) -> list[ExtractedPage]:
    """Remove lines at the edge that come on half of the pages, whatever their digits are."""

    def shape(line: Line) -> str:
        return re.sub(r"\d+", "0", re.sub(r"\s", "", line.text))

    counts = Counter(key for page in pages for key in {shape(page.lines[n]) for n in _edge_lines(page)})
    repeated = {
        key
        for key, count in counts.items()
        if count >= max(3, len(pages) / 2) and re.search(r"[^\W\d]", key) and not re.search("[，。；]", key)
    }  # sentences are no running heads
    if not repeated:
        return pages
    return [
        _remove_lines(page, {n for n in _edge_lines(page) if shape(page.lines[n]) in repeated}, changes)
        for page in pages
    ]


def _remove_single_number(page: ExtractedPage, changes: ChangeLog) -> ExtractedPage:
    """Remove the printed number (—1—) of a single page, which carries no information."""
    ends = {0, len(page.lines) - 1} if page.lines else set[int]()
    return _remove_lines(
        page, {n for n in ends if parse_page_number(page.lines[n].text, bare=False) is not None}, changes
    )


def _remove_lines(page: ExtractedPage, removed: set[int], changes: ChangeLog) -> ExtractedPage:
    """Remove and log lines; a gap below a removed line does not count any more."""
    changes.page_furniture += [page.lines[n].text.strip() for n in sorted(removed)]
    lines = (
        replace(line, after_gap=line.after_gap and n - 1 not in removed)
        for n, line in enumerate(page.lines)
        if n not in removed
    )
    return replace(page, lines=tuple(lines))


def _apply_printed_numbers(pages: list[ExtractedPage], changes: ChangeLog) -> tuple[list[ExtractedPage], list[str]]:
    """Number pages by the printed numbers that agree with their order, and remove these."""
    if all(page.number is None for page in pages):
        return pages, []
    places = [
        (k, n, number - (page.number or 0))
        for k, page in enumerate(pages)
        for n in _edge_lines(page)
        if (number := parse_page_number(page.lines[n].text, bare=True)) is not None
    ]
    shift, count = next(iter(Counter(shift for _, _, shift in places).most_common(1)), (0, 0))
    if count < max(2, len(pages) / 3):
        return pages, []
    result = []
    for k, page in enumerate(pages):
        number = (page.number or 0) + shift
        rest = _remove_lines(page, {n for at, n, own in places if at == k and own == shift}, changes)
        result.append(replace(rest, number=number if number > 0 else None))
    if not shift:
        return result, []
    return result, [f"页码按印出的页码编：文件的第{max(1, 1 - shift)}页是第{max(1, 1 + shift)}页，请抽查。"]
