"""Find out where paragraphs start and end in lines of plain text.

Three layouts of such files are known: each line is a paragraph (no hard wraps); wrapped lines in which the last one of a paragraph
ends in a space (as some PDF converters write them), or the first one is indented; and wrapped lines without a sign, where the
width decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import zip_longest

from msgspec import Struct
from msgspec.structs import replace

from gazette.conversion.converter import fold
from gazette.importing import numbering_patterns as patterns
from gazette.importing.extracted_text import Line

#: A wrapped line has no more display columns (a Han character takes two).
MAX_WIDTH = 110
#: Parts of a full line: full from here on, almost full up to here, short up to here.
FULL, ALMOST_FULL, SHORT = 0.85, 0.88, 0.6
#: A heading alone has no more display columns.
MAX_HEADING_WIDTH = 40
#: Where a line is a paragraph, a heading has no more characters.
MAX_HEADING = 80
#: In so many lines at the head of a file a gap may separate title, subtitle and speaker.
TOP = 15
#: A column whose text may go on in the next has at least so many lines.
MIN_COLUMN_LENGTH = 3
#: A wide gap inside a line: a tab or several blanks.
_GAP = re.compile("[ \u3000\u00a0\u2002\u2003]*\t[\\s\u3000]*|[ \u3000\u00a0\u2002\u2003]{2,}")
#: No paragraph starts so: the sentence before goes on.
_CONTINUES = re.compile("[，。；、：！？）》”’」』％%]|[是为]：")
_INDENT = re.compile("(?:\u3000| {2}|\t)\\s*\\S")


class _Layout(Struct, frozen=True):
    """How a file with wrapped lines marks paragraphs."""

    has_trailing_spaces: bool  # the last line ends in a space
    has_indents: bool  # the first line is indented
    usual_gap: int  # empty lines between any two lines, which mean nothing


class _RawLine(Struct, frozen=True):
    """A line as it stands in the file."""

    raw: str
    after_gap: bool = False  # a wider gap than usual is above it

    @property
    def text(self) -> str:
        """The line without the white space around it."""
        return self.raw.strip()

    @property
    def starts_paragraph(self) -> bool:
        """Whether it starts a paragraph by its indent or its text."""
        return bool(_INDENT.match(self.raw)) or patterns.starts_paragraph(self.text)


def join_lines(pages: Sequence[Sequence[str]]) -> list[tuple[Line, ...]]:
    """Return the non-empty lines of each page, with where paragraphs start and end."""
    split = [[part for n, line in enumerate(page) for part in _split_line(line, n < TOP)] for page in pages]
    lines = [line for page in split for line in page if line.strip()]
    if _are_too_wide(lines) or _are_complete(lines):
        whole = [_read_whole_paragraphs([_RawLine(line) for line in page if line.strip()]) for page in split]
        return _warn_at_page_ends(whole)
    indents = sum(bool(_INDENT.match(line)) for line in lines)
    layout = _Layout(_has_trailing_spaces(lines), indents >= max(3, len(lines) / 40), _find_usual_gap(split))
    return [tuple(_read_wrapped_lines(page, layout)) for page in split]


def display_width(text: str) -> int:
    """Return how many columns a line takes; a Han character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


# ---------------------------------------------------------------- the layout of a file


def _are_too_wide(lines: Sequence[str]) -> bool:
    """Whether lines are paragraphs because half of the text stands in lines that no page is wide enough for."""
    widths = [display_width(line.strip()) for line in lines]
    return sum(width for width in widths if width > MAX_WIDTH) * 2 > sum(widths)


def _are_complete(lines: Sequence[str]) -> bool:
    """Whether lines are paragraphs because nearly all long ones end a sentence, or (on an infographic) hardly any has punctuation."""
    stripped = [line.strip() for line in lines]
    long = [line for line in stripped if display_width(line) > MAX_HEADING_WIDTH and re.search("[，。；]", line)]
    if len(long) > 1 and sum(patterns.ends_sentence(line) for line in long) >= 0.9 * len(long):
        return True
    return len(lines) > 5 and sum(bool(re.search("[，。；：]", line)) for line in lines) <= 0.1 * len(lines)


def _split_line(line: str, at_top: bool) -> list[str]:
    """Split a line at wide gaps where web pages and converters glued lines together.

    These are a heading behind the end of a sentence, and at the top of the file title, subtitle and speaker.
    """
    parts, start = [], 0
    for gap in _GAP.finditer(line.rstrip()):
        before, after = fold(line[start : gap.start()].strip()), fold(line[gap.end() :].strip())
        is_heading = patterns.SECTION.match(after) or patterns.SUBSECTION.match(after)
        is_glued = is_heading and patterns.ends_sentence(before)
        if before and (is_glued or (at_top and len(before) > 4 and len(after) > 14)):
            parts.append(line[start : gap.start()])
            start = gap.end()
    return [*parts, line[start:]]


def _has_trailing_spaces(lines: Sequence[str]) -> bool:
    """Whether a space at a line's end is a sign: some lines have it, most do not, and sentences end there."""
    spaced = [line.strip() for line in lines if line.endswith(" ")]
    ended = [line for line in spaced if patterns.ends_sentence(line) or display_width(line) < MAX_HEADING_WIDTH]
    return 2 <= len(spaced) < 0.6 * len(lines) and len(ended) >= 0.9 * len(spaced)


def _count_gaps(page: Sequence[str]) -> list[tuple[str, int]]:
    """Return each non-empty line, and the number of empty lines above it."""
    result: list[tuple[str, int]] = []
    empty = 0
    for raw in page:
        if raw.strip():
            result.append((raw, empty))
        empty = 0 if raw.strip() else empty + 1
    return result


def _find_usual_gap(pages: Sequence[Sequence[str]]) -> int:
    gaps = sorted(gap for page in pages for _, gap in _count_gaps(page))
    return gaps[len(gaps) // 2] if gaps else 0


# ---------------------------------------------------------------- lines that are paragraphs


def _read_whole_paragraphs(lines: Sequence[_RawLine]) -> tuple[Line, ...]:
    """Read lines that are paragraphs; one that breaks off inside a sentence goes on in the next, up to the sentence's end."""
    result = []
    unfinished = ""  # text of a sentence that goes on
    for line, following in zip_longest(lines, lines[1:]):
        unfinished = "" if line.starts_paragraph else unfinished
        ends = _ends_whole_paragraph(line.text, following, unfinished)
        warning = "" if ends or following is None else "这一行的句子没有完，和下一行接成了一段，请核对。"
        result.append(
            Line(line.text, starts_paragraph=line.starts_paragraph, ends_paragraph=ends, break_warning=warning)
        )
        unfinished = "" if ends else unfinished + line.text
    return tuple(result)


def _ends_whole_paragraph(line: str, following: _RawLine | None, unfinished: str) -> bool:
    """Whether a paragraph ends with a line; ``unfinished`` is the text that it continues."""
    text = fold(line)
    if patterns.SALUTATION.fullmatch(text) or patterns.PART.fullmatch(text):
        return True
    if following is not None:
        if following.starts_paragraph or patterns.SALUTATION.match(fold(following.text)):
            return True
        if not patterns.ends_sentence(text) and _CONTINUES.match(fold(following.text)):
            return False
    if patterns.ends_sentence(text) or patterns.PHOTO_CREDIT.search(text):
        return True
    if unfinished or not _is_balanced(line):
        return _is_balanced(unfinished + line) and not re.search("[，。]", unfinished + line)
    is_numbered = patterns.SECTION.match(text) or patterns.SUBSECTION.match(text) or patterns.ITEM.match(text)
    if is_numbered and len(text) <= MAX_HEADING and not re.search("。|[，、]$", text):
        return True
    return len(text) < 20 or not re.search("[，。]", text)


def _is_balanced(text: str) -> bool:
    """Whether no bracket or quotation is left open."""
    return all(text.count(opening) <= text.count(closing) for opening, closing in ("“”", "（）", "《》", "「」"))


def _warn_at_page_ends(pages: list[tuple[Line, ...]]) -> list[tuple[Line, ...]]:
    """Warn where a page ends with a sentence: nothing tells whether the paragraph goes on."""
    result = []
    for n, page in enumerate(pages):
        following = next((line for later in pages[n + 1 :] for line in later), None)
        may_go_on = following and not following.starts_paragraph and len(following.text) > 20
        if page and page[-1].ends_paragraph and may_go_on:
            warning = "一页到这里结束，下一页可能还是同一段，请核对。"
            page = (*page[:-1], replace(page[-1], break_warning=warning))
        result.append(page)
    return result


# ---------------------------------------------------------------- wrapped lines


def _read_wrapped_lines(page: Sequence[str], layout: _Layout) -> list[Line]:
    # Where any two lines have a gap, only one that is wider by two counts.
    min_gap = layout.usual_gap + 1 + bool(layout.usual_gap)
    lines = [_RawLine(raw, gap >= min_gap) for raw, gap in _count_gaps(page)]
    full_widths = _find_full_widths(lines, layout.usual_gap)
    result: list[Line] = []
    column_length = 0  # lines since the last wider gap
    for n, line in enumerate(lines):
        starts = line.starts_paragraph
        if layout.has_trailing_spaces:
            ends = line.raw.endswith(" ")
        else:
            if line.after_gap and result and not result[-1].ends_paragraph and not starts:
                result[-1] = _decide_at_gap(result[-1], full_widths[n - 1], column_length)
            column_length = 1 if line.after_gap else column_length + 1
            ends = _ends_by_width(line.text, full_widths[n], has_indents=layout.has_indents)
        result.append(Line(line.text, starts_paragraph=starts, ends_paragraph=ends))
    return result


def _decide_at_gap(line: Line, full_width: int, column_length: int) -> Line:
    """Decide whether the line above a wider gap goes on: a full one in a column, or of a list, does so in the next column."""
    is_full = display_width(line.text) >= FULL * full_width and not patterns.ends_sentence(line.text)
    goes_on = is_full and (column_length >= MIN_COLUMN_LENGTH or bool(patterns.ITEM.match(line.text)))
    warning = "这里隔着空行，按一段接上了（分栏处常如此），请核对。" if goes_on else ""
    return replace(line, ends_paragraph=not goes_on, break_warning=warning)


def _ends_by_width(text: str, full_width: int, *, has_indents: bool) -> bool:
    """Whether a paragraph ends with a line, by its part of a full line; with indents the next line would tell."""
    width = display_width(text)
    part, is_sentence_end = width / full_width, patterns.ends_sentence(text)
    # An item of a list goes on to its full stop.
    if text[-1] in "，、" or (patterns.BULLET.match(text) and not is_sentence_end and part > SHORT / 2):
        return False
    if patterns.SECTION.match(text) and not is_sentence_end and width <= MAX_HEADING_WIDTH:
        return True
    return part < SHORT or (part < ALMOST_FULL and is_sentence_end and not has_indents)


def _find_full_widths(lines: Sequence[_RawLine], usual_gap: int) -> list[int]:
    """Return for each line the width of a full line in its block, which wider gaps separate."""
    widths = [display_width(line.text) for line in lines]
    if usual_gap:  # gaps separate no blocks
        return [_find_column_width(widths)] * len(widths) if widths else []
    result: list[int] = []
    start = 0
    for end in range(1, len(lines) + 1):
        if end == len(lines) or lines[end].after_gap:
            result += [_find_column_width(widths[start:end])] * (end - start)
            start = end
    return result


def _find_column_width(widths: Sequence[int]) -> int:
    """Return the width of a full line if a quarter of the lines are as wide as the widest; else one that no line reaches."""
    widest = max(sorted(widths)[int(len(widths) * 0.9)], 24)
    full_count = sum(width >= FULL * widest for width in widths[:-1])
    return widest if 4 * full_count >= len(widths) - 1 else 2 * widest
