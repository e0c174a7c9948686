"""Change a text at a few places and leave every other character as it is: byte order mark, line ends, comments, spacing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

_LINE_END = re.compile("\r\n|\n|\r")


class Edit(Struct, frozen=True, order=True):
    """``new`` in place of ``text[start:end]``; an insertion has ``start == end``."""

    start: int
    end: int
    new: str


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with edits, which are all given by offsets in ``text``. ValueError if two of them overlap."""
    parts: list[str] = []
    done = 0
    for edit in sorted(edits):
        if edit.start < done or not edit.start <= edit.end <= len(text):
            raise ValueError(edit)
        parts += (text[done : edit.start], edit.new)
        done = edit.end
    return "".join((*parts, text[done:]))


def normalize(text: str) -> str:
    """Return a text as it is read: without byte order mark, its line ends ``\\n``."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def line_spans(text: str) -> list[tuple[int, int]]:
    """Return start and end of each line, without its line end; line ends may be of any kind, as in files."""
    spans, start = [], 0
    for match in _LINE_END.finditer(text):
        spans.append((start, match.start()))
        start = match.end()
    return [*spans, (start, len(text))]


def find_line_end(text: str) -> str:
    """Return the line end that a text uses: that of its first line."""
    match = _LINE_END.search(text)
    return match[0] if match else "\n"
