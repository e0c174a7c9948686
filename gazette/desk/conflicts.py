"""Show what a file has now and what was to be written, if another program has changed it; and write the latter if the editor says so.

A change is a few lines in place of others. On the disk these are found again by their words: as they were, or the most similar line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from msgspec import Struct

from gazette.desk.journal import Change, Entry, FileChange, Range
from gazette.desk.page import document_title
from gazette.desk.snapshot import Snapshot
from gazette.text_edits import Edit, line_spans

#: How similar a line must be to be taken for the one that was changed.
_SIMILAR = 0.4


class Words(Struct, frozen=True):
    """A text in three parts: the one in the middle differs from another text."""

    before: str
    differing: str
    after: str


class Pair(Struct, frozen=True):
    """Lines on the disk, and those that were to be written."""

    line: int  #: on the disk; 0 if there is no such line any more
    disk: Words
    mine: Words


class View(Struct, frozen=True):
    """The page about a conflict."""

    title: str
    pairs: tuple[Pair, ...]
    can_write: bool  #: whether all lines have been found
    disk_href: str = ""  #: where to go on with what the disk has
    action: str = ""  #: where the form is sent again
    form: tuple[tuple[str, str], ...] = ()
    undo: int = 0  #: the entry that was to be undone


def compare(ranges: Iterable[Range], text: str | None) -> tuple[Pair, ...]:
    """Return for each range of a change what a file has in its place."""
    return tuple(_compare(each, text) for each in ranges)


def _compare(changed: Range, text: str | None) -> Pair:
    place = _find(changed.old, text) if text is not None else None
    if place is None or text is None:
        return Pair(0, Words("", "", ""), Words("", changed.new, ""))
    disk, mine = text[place[0] : place[1]], changed.new
    head = next((k for k, (a, b) in enumerate(zip(disk, mine, strict=False)) if a != b), min(len(disk), len(mine)))
    rest = min(len(disk), len(mine)) - head
    tail = next((k for k in range(rest) if disk[-1 - k] != mine[-1 - k]), rest)
    line = text.count("\n", 0, place[0]) + 1
    parts = (Words(each[:head], each[head : len(each) - tail], each[len(each) - tail :]) for each in (disk, mine))
    return Pair(line, *parts)


def rebase(changes: Iterable[Change], texts: Mapping[str, str]) -> tuple[Change, ...]:
    """Return changes as they are made to the texts on the disk. LookupError if a line is not found there."""
    return tuple(_rebase(change.path, change.ranges, texts.get(change.path)) for change in changes)


def reverse(entry: Entry, texts: Mapping[str, str]) -> tuple[Change, ...]:
    """Return the changes that undo an entry in the texts on the disk. LookupError if a line is not found there."""
    return tuple(_rebase(change.path, reversed_ranges(change), texts.get(change.path)) for change in entry.changes)


def reversed_ranges(change: FileChange) -> tuple[Range, ...]:
    """Return the ranges that undo a change, without their places."""
    return tuple(Range(0, each.new, each.old) for each in change.ranges)


def _rebase(path: str, ranges: Iterable[Range], text: str | None) -> Change:
    if text is None:
        return Change(path, None, tuple(Edit(0, 0, each.new) for each in ranges))
    edits = []
    for each in ranges:
        place = _find(each.old, text)
        if place is None:
            raise LookupError(path)
        edits.append(Edit(*place, each.new))
    return Change(path, text, tuple(edits))


def _find(words: str, text: str) -> tuple[int, int] | None:
    """Find the lines ``words`` in a text, or the line that is most similar; an empty line is the last one."""
    spans = line_spans(text)
    if not words.strip():
        return (len(text), len(text)) if spans[-1][0] == spans[-1][1] else None
    starts = {start for start, _ in spans}
    found = [
        start for start in starts if text.startswith(words, start) and start + len(words) in {end for _, end in spans}
    ]
    if len(found) == 1:
        return found[0], found[0] + len(words)
    lines = [text[start:end] for start, end in spans]
    similar = get_close_matches(words, lines, n=1, cutoff=_SIMILAR)
    return spans[lines.index(similar[0])] if similar and not found else None


def name_file(snapshot: Snapshot, path: str) -> str:
    """Return what the desk calls a file."""
    names = (document.id for document in snapshot.finder.documents.values() if document.path == path)
    return next((document_title(snapshot, name) for name in names), path)
