"""Lines of an infographic (一图读懂) → lines that belong together: a number and its text, an indicator with its amount and change.

An infographic is read as short lines without signs, each in a paragraph of its own; what was one box on it is one item here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from gazette.importing import numbering_patterns as patterns
from gazette.importing.extracted_text import Paragraph

#: A line of a headline or of a box is no longer than this.
SHORT = 45
_OWN_NUMBER = re.compile(r"0[1-9]|1\d")
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
    """A paragraph, and whether it is an item of a list, the heading of one, or that of a numbered part (``number``)."""

    words: Paragraph
    kind: Literal["", "item", "list", "part"] = ""
    number: str = ""


def rows(body: Sequence[Paragraph]) -> Iterator[Row]:
    """The paragraphs with those that belong together as one."""
    listed = _listed(body)
    place = counted = 0
    while place < len(body):
        own = body[place]
        after = body[place + 1] if place + 1 < len(body) and not body[place + 1].is_aside else None
        text = patterns.plain(own.text)
        short = after is not None and 0 < len(after.text) <= SHORT
        part = patterns.PART.fullmatch(text)
        if own.is_aside:
            yield Row(own)
        elif part and after and short:
            yield Row(_together([own, after]), "part", f"{int(part['n']):02}")
            place += 1
        elif listed and after and short and _COUNTER.fullmatch(text) and int(text) == counted + 1:
            counted = int(text)
            yield Row(_together([own, after]), "item")
            place += 1
        elif _OWN_NUMBER.fullmatch(text) and after and short:
            yield Row(_together([own, after]))
            place += 1
        elif listed and after and after.text == "1" and _NAME.fullmatch(text):
            yield Row(own, "list")
        elif listed and (box := _box(body[place : place + 3])) > 1:
            yield Row(_together(body[place : place + box]), "item")
            place += box - 1
        else:
            counted = 0 if not _COUNTER.fullmatch(text) else counted
            yield Row(own)
        place += 1


def _listed(body: Sequence[Paragraph]) -> bool:
    """Whether hardly any line has a sign, as on an infographic."""
    signs = sum(bool(re.search("[，。；]", paragraph.text)) for paragraph in body)
    return len(body) > 4 and signs <= 0.2 * len(body)


def _box(lines: Sequence[Paragraph]) -> int:
    """How many of the lines are one box: a name, its amount and perhaps its change."""
    texts = [patterns.plain(line.text) for line in lines if not line.is_aside]
    if len(texts) < 2 or not _NAME.fullmatch(texts[0]) or not _AMOUNT.fullmatch(texts[1]):
        return 0
    return 3 if len(texts) > 2 and _CHANGE.fullmatch(texts[2]) else 2


def _together(lines: Sequence[Paragraph]) -> Paragraph:
    """The lines as one; a space stays only between digits or Latin letters."""
    text, turns = "", list[tuple[int, int]]()
    for line in lines:
        if text and line.text and text[-1].isascii() and line.text[0].isascii() and line.text[0].isalnum():
            text += " "
        turns += [(at + len(text), page) for at, page in line.turns]
        text += line.text
    doubts = tuple(doubt for line in lines for doubt in line.doubts)
    return replace(lines[0], text=text, turns=tuple(turns), doubts=doubts)
