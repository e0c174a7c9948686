"""A line that looks like our notation and is not: what a Chinese keyboard, Word, WeChat and web pages make of it.

The one place that knows these. Such a line would be printed with its signs, and what it was meant to do (begin a section, mark a
figure) would silently not happen. Each is an error at its line, with the right form; the parser then reads the text as it was
meant, so that nothing follows from the one cause. What is printed like this on purpose is written with a backslash
(``\\#1``), which no rule here touches. Takes lines as Markdown left them, as text; knows no Markdown itself and never fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from gazette.sources.near_misses import lines as rules
from gazette.sources.near_misses.lines import find_joined_line, find_rule_below_text, find_stray_fence
from gazette.sources.near_misses.miss import SPACE, NearMiss
from gazette.sources.near_misses.spans import check_spans

__all__ = [
    "BlockText", "LineKind", "NearMiss", "check_line", "correct_lines", "find_rule_below_text", "find_stray_fence", "is_misspelt_fence",
]  # fmt: skip

#: Where a line stands: ``item`` is the first of an item, whose printed bullet is text; ``words`` are a cell or a definition,
#: which begin nothing.
LineKind = Literal["paragraph", "item", "heading", "words"]


@dataclass(frozen=True, slots=True)
class BlockText:
    """The text of a block: ``content`` without the signs that Markdown took, and the ``first`` of its lines in the source."""

    place: LineKind
    first: int
    content: str


def check_line(line: str, place: LineKind, number: int = 0, before: str = "") -> tuple[str, tuple[NearMiss, ...]]:
    """The line as it was meant, and what is wrong with it. ``number`` counts the lines of its block from 0, ``before`` is the
    line before it."""
    tried = {"heading": rules.HEADING, "words": (), "item": rules.ANYWHERE, "paragraph": rules.PARAGRAPH}[place]
    for rule in (*(rules.BELOW if number else ()), *tried):
        made = rule(line)
        if made:
            line, miss = made
            found = [miss]
            break
    else:
        miss_ = find_joined_line(line, before) if number else None
        found = [miss_] if miss_ else []
    line, more = check_spans(line, is_heading=place == "heading" or line.startswith("#"))
    return line, (*found, *more)


def correct_lines(blocks: Iterable[BlockText], source: list[str]) -> Iterator[tuple[int, NearMiss]]:
    """What is wrong, each with its line counted from 0; ``source`` has the lines as they were meant when all is given."""
    for block in blocks:
        content = block.content.split("\n")
        for number, line in enumerate(content):
            row = block.first + number
            place: LineKind = "paragraph" if number and block.place == "item" else block.place
            lead, found, rest = source[row].partition(line) if line and row < len(source) else ("", "", "")
            blank = lead if place == "paragraph" and not lead.strip() else ""  # a space of another width, or too many
            meant, misses = check_line(blank + line, place, number, content[number - 1] if number else "")
            yield from ((row, miss) for miss in misses)
            if found and meant != blank + line:
                source[row] = (lead if not blank else "") + meant + rest


def is_misspelt_fence(line: str) -> bool:
    """Whether a line was meant as the ``---`` around the front matter, and is not."""
    return bool(re.fullmatch(rf"{SPACE}*[-－—–―_]{{2,}}{SPACE}*", line)) and line.rstrip(" \t") != "---"
