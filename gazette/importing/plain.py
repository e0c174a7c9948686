"""Plain text → printed lines. The file knows neither its encoding nor where its paragraphs end: both are made out here.

Three habits of such files are known: a line is a paragraph (no hard wraps); printed lines whose paragraphs' last one ends in
a space (how some converters of PDF write them); and printed lines without a sign, where the width decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from gazette.importing.marks import BULLET, CLOSED, ITEM, SECTION, starts
from gazette.importing.printed import Line, Printed, Refused, Sheet

#: Display columns (a Han character takes two) beyond which a line is no printed one.
WIDEST = 110
#: Lines that stand together at least, where the text of a column may go on in the next.
COLUMN = 3
_ENCODINGS = (("UTF-8", "utf-8-sig"), ("GB18030", "gb18030"))
_BOMS = ((b"\xff\xfe", "UTF-16", "utf-16"), (b"\xfe\xff", "UTF-16", "utf-16"))
_INDENT = re.compile("(?:\u3000| {2}|\t)\\s*\\S")


@dataclass(frozen=True, slots=True)
class _Signs:
    """How a file marks paragraphs: a space at the end of the last line, an indent of the first."""

    trailing: bool
    indent: bool


def read(data: bytes) -> Printed | Refused:
    """The lines of a text file."""
    text, encoding = decode(data)
    if "\0" in text or not encoding:
        return Refused("这不是文字文件，或编码认不出。", "请用记事本打开原文，另存为 UTF-8 的 .txt 再试。")
    if not text.strip():
        return Refused("文件里没有文字。", "请核对是不是选错了文件。")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    doubts = []
    if encoding == "GB18030":
        doubts.append("文件是按 GB18030（GBK）编码读的；若有乱码，请另存为 UTF-8 再导入。")
    pages = [page.split("\n") for page in text.rstrip("\f").split("\f")]
    if len(pages) == 1:
        spaced = _spaced_pages(pages[0])
        if spaced is not None:
            pages = spaced
            doubts.append(f"原文没有分页符，按“每页第一行前面空一格”认出{len(pages)}页，请抽查页码。")
    sheets = _sheets(pages)
    many = len(sheets) > 1
    numbered = tuple(replace(sheet, number=n if many else None) for n, sheet in enumerate(sheets, 1))
    return Printed(
        numbered, f"{len(sheets)}页文字文件" if many else "文字文件", f"{encoding} 文字，逐行读入", tuple(doubts)
    )


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; the name is empty where none fits."""
    for bom, name, codec in _BOMS:
        if data.startswith(bom):
            return data.decode(codec, "replace"), name
    for name, codec in _ENCODINGS:
        try:
            return data.decode(codec), name
        except UnicodeDecodeError:
            continue
    return "", ""


def width(text: str) -> int:
    """How many columns a line takes; a Han character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def _spaced_pages(lines: Sequence[str]) -> list[list[str]] | None:
    """Pages that begin with a line set in by one space, the first one too, while no other line is set in."""
    firsts = [n for n, line in enumerate(lines) if re.match(r" \S", line)]
    head = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if len(firsts) < 2 or firsts[0] != head or any(re.match(r"(?:\s{2,}|[\t\u3000])\S", line) for line in lines):
        return None
    gaps = [b - a for a, b in pairwise(firsts)]
    if min(gaps) < 5:
        return None
    return [list(lines[a:b]) for a, b in zip(firsts, [*firsts[1:], len(lines)], strict=True)]


def _sheets(pages: list[list[str]]) -> list[Sheet]:
    lines = [line for page in pages for line in page if line.strip()]
    if _wide(lines):
        return _asked([Sheet(_whole([line for line in page if line.strip()])) for page in pages])
    signs = _Signs(_trailing(lines), sum(bool(_INDENT.match(line)) for line in lines) >= max(3, len(lines) / 40))
    usual = _usual_gap(pages)
    return [Sheet(tuple(_printed(page, signs, usual))) for page in pages]


def _wide(lines: Sequence[str]) -> bool:
    """Whether a line is a paragraph: half of the words stand in lines that no page is wide enough for."""
    widths = [width(line.strip()) for line in lines]
    return sum(w for w in widths if w > WIDEST) * 2 > sum(widths)


def _whole(lines: Sequence[str]) -> tuple[Line, ...]:
    """Lines that are paragraphs; one that breaks off in the middle of a sentence goes on in the next."""
    found = []
    for place, raw in enumerate(lines):
        text = raw.strip()
        over = len(text) < 20 or bool(CLOSED.search(text)) or not re.search("[，。]", text)
        at_foot = place == len(lines) - 1
        doubt = "" if over or at_foot else "这一行的句子没有完，和下一行接成了一段，请核对。"
        found.append(Line(text, begins=bool(_INDENT.match(raw)) or starts(text), ends=over, doubt=doubt))
    return tuple(found)


def _asked(sheets: list[Sheet]) -> list[Sheet]:
    """A page that ends with a sentence may end in the middle of a paragraph: nothing tells, so it is asked."""
    found = []
    for place, sheet in enumerate(sheets):
        following = next((line for later in sheets[place + 1 :] for line in later.lines), None)
        if sheet.lines and sheet.lines[-1].ends and following and not following.begins and len(following.text) > 20:
            last = replace(sheet.lines[-1], doubt="一页到这里结束，下一页可能还是同一段，请核对。")
            sheet = replace(sheet, lines=(*sheet.lines[:-1], last))
        found.append(sheet)
    return found


def _trailing(lines: Sequence[str]) -> bool:
    """Whether a space at a line's end is a sign: some have it, most have not, and sentences end there."""
    ending = [line for line in lines if line.endswith(" ")]
    closed = [line for line in ending if CLOSED.search(line.strip()) or width(line.strip()) < 40]
    return 2 <= len(ending) < 0.6 * len(lines) and len(closed) >= 0.9 * len(ending)


def _usual_gap(pages: list[list[str]]) -> int:
    """The number of empty lines that stand between two lines as a rule."""
    gaps: list[int] = []
    for page in pages:
        empty = 0
        for line in page:
            if line.strip():
                gaps.append(empty)
                empty = 0
            else:
                empty += 1
    return sorted(gaps)[len(gaps) // 2] if gaps else 0


def _printed(page: Sequence[str], signs: _Signs, usual: int) -> list[Line]:
    """The lines of a page with where paragraphs begin and end; ``usual`` empty lines between two tell nothing."""
    rows: list[tuple[str, int]] = []  # a line, and the empty ones before it
    empty = 0
    for raw in page:
        if raw.strip():
            rows.append((raw, empty))
            empty = 0
        else:
            empty += 1
    full = _full_widths(rows, usual)
    found: list[Line] = []
    column = 0  # lines since the last wider gap
    for place, (raw, gap) in enumerate(rows):
        text = raw.strip()
        apart = gap > usual + (1 if usual else 0)
        begins = starts(text) or bool(_INDENT.match(raw))
        if signs.trailing:
            found.append(Line(text, begins=begins, ends=raw.endswith(" ")))
            continue
        if apart and found and not found[-1].ends and not begins:
            before = found[-1]
            goes_on = (
                bool(column >= COLUMN or ITEM.match(before.text))
                and not CLOSED.search(before.text)
                and width(before.text) >= 0.85 * full[place - 1]
            )
            doubt = "这里隔着空行，按一段接上了（分栏处常如此），请核对。" if goes_on else ""
            found[-1] = replace(before, ends=not goes_on, doubt=doubt)
        column = 1 if apart else column + 1
        short = width(text) / full[place]
        closed = bool(CLOSED.search(text))
        ends = short < 0.6 or (short < 0.88 and closed and not signs.indent)
        ends = ends or (bool(SECTION.match(text)) and not closed and width(text) <= 40)
        if text[-1] in "，、" or (BULLET.match(text) and not closed and short > 0.3):  # an item goes on to its point
            ends = False
        found.append(Line(text, begins=begins, ends=ends))
    return found


def _full_widths(rows: Sequence[tuple[str, int]], usual: int) -> list[int]:
    """Of each line the width of a full one around it: the widest of the lines that no wider gap cuts off."""
    widths = [width(raw.strip()) for raw, _ in rows]
    if usual:  # every line has a gap before it: it tells of no blocks
        return [max(sorted(widths)[int(len(widths) * 0.9)], 1) for _ in widths] if widths else []
    full: list[int] = []
    start = 0
    for place in range(1, len(rows) + 1):
        if place == len(rows) or rows[place][1] > usual:
            full += [_column_width(widths[start:place])] * (place - start)
            start = place
    return full


def _column_width(widths: Sequence[int]) -> int:
    """The width of lines that are set in a column: a quarter are as wide as the widest. Else no line is full."""
    widest = max(widths)
    full = sum(w >= 0.85 * widest for w in widths[:-1])
    return max(widest, 24) if 4 * full >= len(widths) - 1 else 2 * widest
