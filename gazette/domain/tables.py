"""What an editor writes as a table, or means as one: captions, and paragraphs that look like a table and are none. Pure functions on
strings; the tables themselves are GFM's (``grammar.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gazette.domain.near_misses import Miss

#: A paragraph that begins so, directly before a table, is its caption (Pandoc's notation).
_CAPTION = re.compile(r":(?:[ \u3000]+|$)")
#: The same as it is typed by mistake.
_NEARLY_CAPTION = re.compile(r"[:：][ \u3000]*(?=\S)|(?:Table|表题|表)[:：]\s*(?=\S)")
# The bar, and what a Chinese keyboard or a copied text has in its place.
_BARS = "|｜￨│┃¦"
_DASHES = "-－—─━–="
#: The line under the head of a table (| --- | :---: |), also as it is drawn by mistake (｜———｜, +---+---+).
_RULER = re.compile(
    rf"[ \t\u3000]*[{_BARS}+├┼┤]?(?:[ \u3000]*[:：]?[{_DASHES}]+[:：]?[ \u3000]*[{_BARS}+├┼┤])+"
    rf"(?:[ \u3000]*[:：]?[{_DASHES}]+[:：]?)?[ \t\u3000]*"
)
_BAR = re.compile(rf"(?<!\\)[{_BARS}]")
_FORM = "写成 | 甲 | 乙 |，下一行 | --- | --- |，再下面一行一行地写，格数都相同；真要印的竖线写成 \\|。"
#: A line with bars directly below a table that is no row of it: a list item, for one.
STRAY = (
    "这一行有竖线，却不在上面的表格里。",
    "是表格的一行，就以 | 开头；不是的，和表格之间空一行。",
)


def is_caption(content: str) -> bool:
    """Whether a paragraph is the caption of the table that follows."""
    return bool(_CAPTION.match(content))


def caption_mark(text: str) -> str:
    """The mark at the beginning of a caption, which is no word of it."""
    found = _CAPTION.match(text)
    return found[0] if found else ""


def wrong_count(wanted: int, count: int) -> tuple[str, str]:
    """Message and fix for a row of ``count`` cells in a table that has ``wanted``; ``count`` 0: a line without a bar."""
    if not count:
        return (
            "这一行没有竖线，却紧接在表格下面，会成为表格的一行。",
            "正文和表格之间要空一行；是表格的一行，就以 | 开头和结尾。",
        )
    fix = "一格一格核对：格与格之间用 | 隔开，空的格写成 | |，格里要印的竖线写成 \\|。"
    return f"表头有{wanted}格，这一行有{count}格。", fix


def near_misses(content: str, *, before_table: bool = False) -> Iterator[tuple[int, Miss]]:
    """What in a paragraph is meant for a table and is printed as it stands. ``content`` is its source, ``before_table`` whether
    a table follows directly."""
    lines = content.split("\n")
    for offset, line in enumerate(lines):
        last = offset == len(lines) - 1
        if _CAPTION.match(line) or (last and before_table and _NEARLY_CAPTION.match(line)):
            message = f"「{line[:12]}」像是表题，却没有成为表题，会照样印出来。"
            fix = "表题自成一段，写成「: 表题」（半角冒号，空一格），下面紧跟表格；真要印的冒号写成 \\:。"
            yield offset, Miss(message, fix, code="table-caption")
            return
    found = _table_like(lines)
    if found is not None:
        offset, cause = found
        yield offset, Miss(f"{cause}，这里成不了表格，会照样印出来。", _FORM, code="table-form")


def _table_like(lines: list[str]) -> tuple[int, str] | None:
    """The first line that looks like one of a table, and why the table is none."""
    counts = [len(_BAR.findall(line)) for line in lines]
    for offset, line in enumerate(lines):
        words = line.strip()
        following = counts[offset + 1] if offset + 1 < len(lines) else 0
        if _RULER.fullmatch(line):
            if not offset:
                return offset, "横线上面没有表头"
            return (offset - 1 if counts[offset - 1] else offset), _why(lines[offset - 1], line)
        outer = len(words) > 2 and words[0] in _BARS and words[-1] in _BARS
        if outer or (counts[offset] > 1 and counts[offset] == following):
            if offset + 1 < len(lines) and _RULER.fullmatch(lines[offset + 1]):
                continue
            return offset, "竖线要用半角的 |" if "|" not in words else "表头下面少了一行横线"
        if "\t" in words and offset + 1 < len(lines) and "\t" in lines[offset + 1].strip():
            return offset, "这几行是从表格里粘贴来的，格与格之间是制表符"
    return None


def _why(head: str, ruler: str) -> str:
    """Why a head with a ruler below it makes no table."""
    if not re.fullmatch(r"[\s|:-]+", ruler) or "|" not in head:
        return "竖线、横线和冒号都要用半角的 | - :"
    wanted, count = (len(re.split(r"(?<!\\)\|", text.strip().strip("|"))) for text in (head, ruler))
    return f"表头有{wanted}格，下面的横线有{count}格" if wanted != count else "横线写得不对"
