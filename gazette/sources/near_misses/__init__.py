"""Find and correct lines that look like the notation and are not: what a Chinese keyboard, Word, WeChat and web pages make of it.

Such a line would be printed with its signs, and what it was meant to do (begin a section, mark a
figure) would not happen. Each is an error at its line, with the correct form; the parser then reads the corrected
text, so that one cause makes one problem. What is to be printed like this is written with a backslash
(``\\#1``), which no rule here touches. All functions take lines that Markdown left as text; they know no Markdown and never fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from gazette.sources.near_misses import lines as rules
from gazette.sources.near_misses.lines import find_joined_line, find_rule_below_text, find_stray_fence
from gazette.sources.near_misses.miss import SPACE, NearMiss
from gazette.sources.near_misses.spans import check_spans

__all__ = [
    "BlockText", "LineKind", "NearMiss", "check_line", "correct_lines", "find_rule_below_text", "find_stray_fence", "is_misspelt_fence",
]  # fmt: skip

#: Where a line is: ``item`` is the first line of an item, whose printed bullet is text; ``words`` are a cell or a definition,
#: where no block can begin.
LineKind = Literal["paragraph", "item", "heading", "words"]

_RULES: dict[LineKind, tuple[rules.Rule, ...]] = {
    "heading": rules.HEADING, "words": (), "item": rules.ANYWHERE, "paragraph": rules.PARAGRAPH,
}  # fmt: skip


class BlockText(Struct, frozen=True):
    """The text of a block."""

    kind: LineKind
    #: The number of its first line in the source, counted from 0.
    first_line: int
    #: Without the signs that Markdown took.
    content: str


def check_line(line: str, kind: LineKind, number: int = 0, before: str = "") -> tuple[str, tuple[NearMiss, ...]]:
    """Return the corrected line, and what is wrong with it.

    ``number`` counts the lines of its block from 0, ``before`` is the line before it.
    """
    rules_of_kind = (*(rules.BELOW if number else ()), *_RULES[kind]) if rules.SIGN_AT_START.match(line) else ()
    for rule in rules_of_kind:
        corrected = rule(line)
        if corrected:
            line, miss = corrected
            found = [miss]
            break
    else:
        joined = find_joined_line(line, before) if number else None
        found = [joined] if joined else []
    line, more = check_spans(line, is_heading=kind == "heading" or line.startswith("#"))
    return line, (*found, *more)


def correct_lines(blocks: Iterable[BlockText], source: list[str]) -> Iterator[tuple[int, NearMiss]]:
    """Correct the lines of ``source`` in place, and yield what was wrong with its line, counted from 0."""
    for block in blocks:
        content = block.content.split("\n")
        for number, line in enumerate(content):
            line_number = block.first_line + number
            kind: LineKind = "paragraph" if number and block.kind == "item" else block.kind
            lead, found, rest = (
                source[line_number].partition(line) if line and line_number < len(source) else ("", "", "")
            )
            blank = lead if kind == "paragraph" and not lead.strip() else ""  # a space of another width, or too many
            corrected, found_misses = check_line(blank + line, kind, number, content[number - 1] if number else "")
            for miss in found_misses:
                yield line_number, miss
            if found and corrected != blank + line:
                source[line_number] = (lead if not blank else "") + corrected + rest


def is_misspelt_fence(line: str) -> bool:
    """Whether a line was meant as a ``---`` of the front matter, and is none."""
    return bool(re.fullmatch(rf"{SPACE}*[-－—–―_]{{2,}}{SPACE}*", line)) and line.rstrip(" \t") != "---"
