"""Lines of plain text → lines that know where a paragraph begins and ends.

Three habits of such files are known: a line is a paragraph (no hard wraps); printed lines whose paragraphs' last one ends in
a space (how some converters of PDF write them), or whose first one is set in; and printed lines without a sign, where the
width decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from gazette.importing.extracted_text import Line
from gazette.importing.numbering_patterns import (
    BULLET,
    CAPTION,
    CLOSED,
    ITEM,
    PART,
    SALUTATION,
    SECTION,
    SUBSECTION,
    plain,
    starts,
)  # fmt: skip

#: Display columns (a Han character takes two) beyond which a line is no printed one.
WIDEST = 110
#: A line is full from here on, and short up to there (parts of a full one); a heading alone has no more columns.
FULL, CLOSING, SHORT, HEADING = 0.85, 0.88, 0.6, 40
#: A heading in a line of its own, where a line is a paragraph, has no more characters.
ALONE = 80
#: Lines at the head of a file, where a gap inside a line parts title, subtitle and speaker.
TOP = 15
#: Lines that stand together at least, where the text of a column may go on in the next.
COLUMN = 3
#: What parts the halves of a line: a tab or several blanks.
_GAP = re.compile("[ \u3000\u00a0\u2002\u2003]*\t[\\s\u3000]*|[ \u3000\u00a0\u2002\u2003]{2,}")
#: No paragraph begins so: the sentence before goes on.
_GOES_ON = re.compile("[，。；、：！？）》”’」』％%]|[是为]：")
_INDENT = re.compile("(?:\u3000| {2}|\t)\\s*\\S")


@dataclass(frozen=True, slots=True)
class _Signs:
    """How a file marks paragraphs: a space at the end of the last line, an indent of the first; and how many empty lines
    stand between any two lines, so that they tell nothing."""

    trailing: bool
    indent: bool
    gap: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A line as it stands in the file, and whether a wider gap parts it from the one before."""

    raw: str
    apart: bool

    @property
    def text(self) -> str:
        """Its words."""
        return self.raw.strip()

    @property
    def begins(self) -> bool:
        """Whether it begins a paragraph by its indent or its words."""
        return bool(_INDENT.match(self.raw)) or starts(self.text)


def lines(pages: Sequence[Sequence[str]]) -> list[tuple[Line, ...]]:
    """The lines of each page that have words."""
    split = [[part for at, line in enumerate(page) for part in _parts(line, at < TOP)] for page in pages]
    words = [line for page in split for line in page if line.strip()]
    if _wide(words) or _complete(words):
        return _asked([_whole([_Row(line, False) for line in page if line.strip()]) for page in split])
    indents = sum(bool(_INDENT.match(line)) for line in words)
    signs = _Signs(_trailing(words), indents >= max(3, len(words) / 40), _usual_gap(split))
    return [tuple(_printed(_rows(page, signs.gap), signs)) for page in split]


def width(text: str) -> int:
    """How many columns a line takes; a Han character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


# ---------------------------------------------------------------- what habit a file has


def _wide(words: Sequence[str]) -> bool:
    """Whether a line is a paragraph: half of the words stand in lines that no page is wide enough for."""
    widths = [width(line.strip()) for line in words]
    return sum(w for w in widths if w > WIDEST) * 2 > sum(widths)


def _complete(words: Sequence[str]) -> bool:
    """Whether a line is a paragraph because lines are complete: nearly all long ones end with a sign, or, on an infographic,
    hardly any line has a sign at all."""
    long = [line.strip() for line in words if width(line.strip()) > HEADING and re.search("[，。；]", line)]
    if len(long) > 1 and sum(bool(CLOSED.search(line)) for line in long) >= 0.9 * len(long):
        return True
    return len(words) > 5 and sum(bool(re.search("[，。；：]", line)) for line in words) <= 0.1 * len(words)


def _parts(line: str, at_top: bool) -> list[str]:
    """A line cut where a wide gap parts what web pages and converters glued: a heading behind the end of a sentence, and at the
    head of the file title, subtitle and speaker."""
    found, start = [], 0
    for gap in _GAP.finditer(line.rstrip()):
        before, after = plain(line[start : gap.start()].strip()), plain(line[gap.end() :].strip())
        heading = (SECTION.match(after) or SUBSECTION.match(after)) and CLOSED.search(before)
        if before and (heading or (at_top and len(before) > 4 and len(after) > 14)):
            found.append(line[start : gap.start()])
            start = gap.end()
    return [*found, line[start:]]


def _trailing(words: Sequence[str]) -> bool:
    """Whether a space at a line's end is a sign: some have it, most have not, and sentences end there."""
    ending = [line.strip() for line in words if line.endswith(" ")]
    closed = [line for line in ending if CLOSED.search(line) or width(line) < HEADING]
    return 2 <= len(ending) < 0.6 * len(words) and len(closed) >= 0.9 * len(ending)


def _gaps(page: Sequence[str]) -> list[tuple[str, int]]:
    """Each line with words, and how many empty ones stand before it."""
    found: list[tuple[str, int]] = []
    empty = 0
    for raw in page:
        if raw.strip():
            found.append((raw, empty))
            empty = 0
        else:
            empty += 1
    return found


def _usual_gap(pages: Sequence[Sequence[str]]) -> int:
    gaps = sorted(gap for page in pages for _, gap in _gaps(page))
    return gaps[len(gaps) // 2] if gaps else 0


def _rows(page: Sequence[str], usual: int) -> list[_Row]:
    return [_Row(raw, gap > usual + bool(usual)) for raw, gap in _gaps(page)]


# ---------------------------------------------------------------- a line is a paragraph


def _whole(rows: Sequence[_Row]) -> tuple[Line, ...]:
    """Lines that are paragraphs; one that breaks off in the middle of a sentence goes on in the next, up to its end."""
    found = []
    running = ""  # the words of a sentence that is not over
    for row, following in zip_longest(rows, rows[1:]):
        running = "" if row.begins else running
        over = _over(row.text, following, running)
        doubt = "" if over or following is None else "这一行的句子没有完，和下一行接成了一段，请核对。"
        found.append(Line(row.text, begins=row.begins, ends=over, doubt=doubt))
        running = "" if over else running + row.text
    return tuple(found)


def _over(text: str, following: _Row | None, running: str) -> bool:
    """Whether a paragraph ends with a line; ``running`` is what it goes on from."""
    words = plain(text)
    if SALUTATION.fullmatch(words) or PART.fullmatch(words):
        return True
    if following is not None and (following.begins or SALUTATION.match(plain(following.text))):
        return True
    if following is not None and not CLOSED.search(words) and _GOES_ON.match(plain(following.text)):
        return False
    if CLOSED.search(words) or CAPTION.search(words):
        return True
    if running or not _balanced(text):
        return _balanced(running + text) and not re.search("[，。]", running + text)
    numbered = SECTION.match(words) or SUBSECTION.match(words) or ITEM.match(words)
    if numbered and len(words) <= ALONE and not re.search("。|[，、]$", words):
        return True
    return len(words) < 20 or not re.search("[，。]", words)


def _balanced(text: str) -> bool:
    """Whether no bracket or quotation is left open."""
    return all(text.count(opening) <= text.count(closing) for opening, closing in ("“”", "（）", "《》", "「」"))


def _asked(pages: list[tuple[Line, ...]]) -> list[tuple[Line, ...]]:
    """A page that ends with a sentence may end in the middle of a paragraph: nothing tells, so it is asked."""
    found = []
    for place, page in enumerate(pages):
        following = next((line for later in pages[place + 1 :] for line in later), None)
        if page and page[-1].ends and following and not following.begins and len(following.text) > 20:
            page = (*page[:-1], replace(page[-1], doubt="一页到这里结束，下一页可能还是同一段，请核对。"))
        found.append(page)
    return found


# ---------------------------------------------------------------- printed lines


def _printed(rows: Sequence[_Row], signs: _Signs) -> list[Line]:
    full = _full_widths(rows, signs.gap)
    found: list[Line] = []
    column = 0  # lines since the last wider gap
    for place, row in enumerate(rows):
        if signs.trailing:
            found.append(Line(row.text, begins=row.begins, ends=row.raw.endswith(" ")))
            continue
        if row.apart and found and not found[-1].ends and not row.begins:
            found[-1] = _over_a_gap(found[-1], full[place - 1], column)
        column = 1 if row.apart else column + 1
        found.append(Line(row.text, begins=row.begins, ends=_ends(row.text, full[place], indent=signs.indent)))
    return found


def _over_a_gap(line: Line, full: int, column: int) -> Line:
    """The line before a wider gap: a full one in a column, or of a list, goes on in the next column."""
    whole = width(line.text) >= FULL * full and not CLOSED.search(line.text)
    goes_on = whole and (column >= COLUMN or bool(ITEM.match(line.text)))
    return replace(
        line, ends=not goes_on, doubt="这里隔着空行，按一段接上了（分栏处常如此），请核对。" if goes_on else ""
    )


def _ends(text: str, full: int, *, indent: bool) -> bool:
    """Whether a paragraph ends with a line, by how much of a full one it takes; ``indent``: the next one would say so."""
    part, closed = width(text) / full, bool(CLOSED.search(text))
    if text[-1] in "，、" or (BULLET.match(text) and not closed and part > SHORT / 2):  # an item goes on to its point
        return False
    if SECTION.match(text) and not closed and width(text) <= HEADING:
        return True
    return part < SHORT or (part < CLOSING and closed and not indent)


def _full_widths(rows: Sequence[_Row], usual: int) -> list[int]:
    """Of each line the width of a full one around it: that of the lines that no wider gap cuts off."""
    widths = [width(row.text) for row in rows]
    if usual:  # gaps tell of no blocks
        return [_column_width(widths)] * len(widths) if widths else []
    found: list[int] = []
    start = 0
    for place in range(1, len(rows) + 1):
        if place == len(rows) or rows[place].apart:
            found += [_column_width(widths[start:place])] * (place - start)
            start = place
    return found


def _column_width(widths: Sequence[int]) -> int:
    """The width of a full line where lines are set in a column: a quarter are as wide as the widest. Else none is full."""
    widest = max(sorted(widths)[int(len(widths) * 0.9)], 24)
    full = sum(w >= FULL * widest for w in widths[:-1])
    return widest if 4 * full >= len(widths) - 1 else 2 * widest
