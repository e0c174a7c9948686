"""Group the lines of an infographic (一图读懂): a number and its text, an indicator with its amount and change.

An infographic is read as short lines without punctuation, each a paragraph of its own; what was one tile on it becomes one item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from gazette.importing import numbering_patterns as patterns
from gazette.importing.draft import join_paragraphs
from gazette.importing.extracted_text import Paragraph

#: A line of a headline or of a tile is no longer than this.
MAX_LINE = 45
_SECTION_NUMBER = re.compile(r"0[1-9]|1\d")
_COUNTER = re.compile(r"[1-9]\d?")
_NAME = re.compile("[^，。；：、0-9]{2,18}")
_AMOUNT = re.compile(
    r"(?:[同约超达近]|突破|力争|预计|累计)*(?:同?比?增[长加速]|增幅|下降|提高|控制在|达到?)?[0-9][0-9.,—–~～-]*(?:\s?[%％‰]|[万亿千百]{0,2}[^\s0-9，。；]{1,7})"
    "(?:左右|以上|以内|以下)?"
)
_CHANGE = re.compile(
    r"(?:[↑↓▲▼△▽+＋⬆⬇]|同?比?增[长幅]|较?上年|下降)[^，。；]{0,8}[0-9][0-9.]*\s?(?:[%％]|个百分点)?[^，。；]{0,6}"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of the page and what it is."""

    paragraph: Paragraph
    kind: Literal["", "item", "list", "part"] = ""  # item of a list, heading of a list, heading of a numbered part
    number: str = ""  # of a part: "01"


def group_rows(body: Sequence[Paragraph]) -> Iterator[Row]:
    """Yield the paragraphs, with those that belong together joined."""
    is_list = _is_list(body)
    place = last_number = 0
    while place < len(body):
        own = body[place]
        after = body[place + 1] if place + 1 < len(body) and not body[place + 1].is_aside else None
        text = own.simplified
        count = 1  # paragraphs of the row
        kind: Literal["", "item", "list", "part"] = ""
        number = ""
        is_pair = not own.is_aside and after is not None and 0 < len(after.text) <= MAX_LINE
        part = patterns.PART.fullmatch(text)
        if own.is_aside:
            pass
        elif part and is_pair:
            count, kind, number = 2, "part", f"{int(part['n']):02}"
        elif is_list and is_pair and _COUNTER.fullmatch(text) and int(text) == last_number + 1:
            last_number = int(text)
            count, kind = 2, "item"
        elif _SECTION_NUMBER.fullmatch(text) and is_pair:
            count = 2
        elif is_list and after and after.text == "1" and _NAME.fullmatch(text):
            kind = "list"
        elif is_list and (tile := _tile_size(body[place : place + 3])):
            count, kind = tile, "item"
        elif not _COUNTER.fullmatch(text):
            last_number = 0
        lines = body[place : place + count]
        yield Row(own if count == 1 else join_paragraphs(lines, space_latin=True), kind, number)
        place += count


def _is_list(body: Sequence[Paragraph]) -> bool:
    """Whether hardly any line has punctuation, as on an infographic."""
    count = sum(bool(re.search("[，。；]", paragraph.text)) for paragraph in body)
    return len(body) > 4 and count <= 0.2 * len(body)


def _tile_size(lines: Sequence[Paragraph]) -> int:
    """Return how many of the lines are one tile: a name, its amount and perhaps its change; 0 if they are none."""
    texts = [line.simplified for line in lines if not line.is_aside]
    if len(texts) < 2 or not _NAME.fullmatch(texts[0]) or not _AMOUNT.fullmatch(texts[1]):
        return 0
    return 3 if len(texts) > 2 and _CHANGE.fullmatch(texts[2]) else 2
