"""What the journal of the desk keeps: which lines of which files were changed, in words and by digests."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from msgspec import Struct

from gazette.text_edits import Edit, apply_edits, line_spans


class Range(Struct, frozen=True, array_like=True):
    """Lines ``new`` in place of lines ``old``, which began at ``start``; both without the last line's end."""

    start: int
    old: str
    new: str


class FileChange(Struct, frozen=True, array_like=True):
    """What an entry changed in one file; the digest of a file that does not exist is empty."""

    path: str
    before: str
    after: str
    ranges: tuple[Range, ...]  #: of a text; a file that is replaced as a whole, such as a picture, has none

    @property
    def is_whole(self) -> bool:
        """Whether the file is no text."""
        return not self.ranges and self.before != self.after


class Doubt(Struct, frozen=True, array_like=True):
    """What an import was not sure of: the line as it was written, and what is to be looked at."""

    path: str
    words: str
    message: str


class Entry(Struct, frozen=True):
    """An entry of the journal."""

    number: int
    time: float
    kind: Literal[
        "do", "undo", "drop"
    ]  #: ``drop``: the entry ``of`` was not carried out, or is not to be undone any more
    message: str = ""  #: in words, for the editor
    place: str = ""  #: the address below the desk where it was done
    count: Mapping[str, int] = {}  #: what it counts as in the summary of a year: {"taken": 1}
    changes: tuple[FileChange, ...] = ()
    of: int = 0  #: of ``undo`` and ``drop``
    doubts: tuple[Doubt, ...] = ()  #: of an import
    settles: tuple[int, ...] = ()  #: which doubts, by place, of the entry ``settles_of`` a person has looked at
    settles_of: int = 0


class Change(Struct, frozen=True):
    """A file that is to be written: the text of which its edits have been made, ``None`` for a file that is new."""

    path: str
    text: str | None
    edits: tuple[Edit, ...]

    @property
    def new_text(self) -> str:
        """The text after the edits."""
        return apply_edits(self.text or "", self.edits)

    @property
    def ranges(self) -> tuple[Range, ...]:
        """The lines that the edits change."""
        text = self.text or ""
        found: list[tuple[int, int, list[Edit]]] = []
        spans = line_spans(text)
        starts = [start for start, _ in spans]
        for edit in sorted(self.edits):
            start = starts[bisect_right(starts, edit.start) - 1]
            end = spans[bisect_right(starts, edit.end) - 1][1]
            if found and start <= found[-1][1]:
                start, _, edits = found.pop()
                found.append((start, end, [*edits, edit]))
            else:
                found.append((start, end, [edit]))
        return tuple(
            Range(start, text[start:end], apply_edits(text[start:end], _move(edits, -start)))
            for start, end, edits in found
        )

    @property
    def record(self) -> FileChange:
        """What the journal keeps of it."""
        before = digest(None if self.text is None else self.text.encode())
        return FileChange(self.path, before, digest(self.new_text.encode()), self.ranges)


class Conflict(Struct, frozen=True):
    """A file that another program has changed; nothing was written."""

    path: str


def digest(data: bytes | None) -> str:
    """Return the digest of a file's bytes; empty for a file that does not exist."""
    return hashlib.blake2b(data, digest_size=16).hexdigest() if data is not None else ""


def reverse_record(change: FileChange) -> FileChange:
    """Return the record of the change that undoes another."""
    moved, ranges = 0, []
    for each in change.ranges:
        ranges.append(Range(each.start + moved, each.new, each.old))
        moved += len(each.new) - len(each.old)
    return FileChange(change.path, change.after, change.before, tuple(ranges))


def _move(edits: Iterable[Edit], by: int) -> Iterator[Edit]:
    return (Edit(edit.start + by, edit.end + by, edit.new) for edit in edits)
