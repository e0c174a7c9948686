"""Show what a file has now and what was to be written, if another program has changed it; and write the latter if the editor says so.

That is a merge of three texts by lines: that of which the change was made, that with the change, and the disk's. A changed line that the
disk has as it was, though lines around it came or went, takes the change. One that the disk has in other words is the editor's choice, line for line.
Everything else, such as lines that are gone or cannot be told apart, does not merge and is not written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches

from msgspec import Struct

from gazette.desk.entries import Change, FileChange, Range, reverse_record
from gazette.desk.page import document_title
from gazette.desk.snapshot import Snapshot
from gazette.text_edits import Edit, find_line_end, line_spans

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
    shown: str  #: the key of the texts on the disk that are shown
    disk_href: str = ""  #: where to go on with what the disk has
    action: str = ""  #: where the form is sent again
    form: tuple[tuple[str, str], ...] = ()
    undo: int = 0  #: the entry that was to be undone


class Attempt(Struct, frozen=True):
    """A change of a file, with the text of which it was made, if that is known, and what the disk has."""

    path: str
    ranges: tuple[Range, ...]
    base: str | None
    disk: str | None
    is_new: bool = False  #: whether a file is to be made
    is_whole: bool = False  #: whether it is to be removed, or is no text: then nothing can be merged


class _Spot(Struct, frozen=True):
    """Where on the disk the lines of a range are, as they were or changed; or what stands there, and they do not merge."""

    start: int
    end: int
    merges: bool


def try_changes(changes: Iterable[Change], texts: Mapping[str, str]) -> tuple[Attempt, ...]:
    """Return what changes meet on the disk."""
    return tuple(Attempt(c.path, c.ranges, c.text, texts.get(c.path), is_new=c.text is None) for c in changes)


def try_undoing(
    changes: Iterable[FileChange], texts: Mapping[str, str], recall: Callable[[FileChange], str | None]
) -> tuple[Attempt, ...]:
    """Return what undoing the changes of an entry meets on the disk; ``recall`` returns the text that a change has made, if known."""
    return tuple(
        Attempt(c.path, reverse_record(c).ranges, recall(c), texts.get(c.path), is_whole=not c.before or c.is_whole)
        for c in changes
    )


def is_changed(attempt: Attempt) -> bool:
    """Return whether the disk has another text than the one of which a change was made, or that is not known."""
    return attempt.disk != attempt.base or (attempt.base is None and not attempt.is_new)


def merge(attempts: Iterable[Attempt]) -> tuple[Change, ...]:
    """Return the changes as they are made to the texts on the disk. LookupError if one does not merge."""
    return tuple(map(_merge, attempts))


def _merge(attempt: Attempt) -> Change:
    if attempt.disk is None and attempt.is_new:
        return Change(attempt.path, None, tuple(Edit(0, 0, each.new) for each in attempt.ranges))
    spots = tuple(_find_spots(attempt))
    if attempt.disk is None or attempt.is_whole or not all(spot.merges for spot in spots):
        raise LookupError(attempt.path)
    ends = find_line_end(attempt.disk)
    keeps = attempt.base is None or find_line_end(attempt.base) == ends
    rows = zip(spots, attempt.ranges, strict=True)
    edits = (Edit(s.start, s.end, each.new if keeps else re.sub("\r\n|\r|\n", ends, each.new)) for s, each in rows)
    return Change(attempt.path, attempt.disk, tuple(edits))


def compare(attempts: Iterable[Attempt]) -> tuple[Pair, ...]:
    """Return for each range of changes what the disk has in its place."""
    return tuple(
        _compare(each, spot, attempt.disk or "")
        for attempt in attempts
        for each, spot in zip(attempt.ranges, _find_spots(attempt), strict=True)
    )


def _compare(changed: Range, spot: _Spot, text: str) -> Pair:
    if spot.start == spot.end and not spot.merges:
        return Pair(0, Words("", "", ""), Words("", changed.new, ""))
    disk, mine = text[spot.start : spot.end], changed.new
    head = next((k for k, (a, b) in enumerate(zip(disk, mine, strict=False)) if a != b), min(len(disk), len(mine)))
    rest = min(len(disk), len(mine)) - head
    tail = next((k for k in range(rest) if disk[-1 - k] != mine[-1 - k]), rest)
    line = len(line_spans(text[: spot.start]))
    parts = (Words(each[:head], each[head : len(each) - tail], each[len(each) - tail :]) for each in (disk, mine))
    return Pair(line, *parts)


# ---------------------------------------------------------------- where the lines are


def _find_spots(attempt: Attempt) -> Iterator[_Spot]:
    """Yield for each range of a change where its lines are on the disk; no two overlap, if they merge."""
    if attempt.disk is None or attempt.is_new or attempt.is_whole:
        yield from (_Spot(0, len(attempt.disk or ""), merges=False) for _ in attempt.ranges)
    elif attempt.base is None:
        yield from _find_words(attempt.ranges, attempt.disk)
    else:
        yield from _align(attempt.ranges, attempt.base, attempt.disk)


def _align(ranges: Sequence[Range], base: str, disk: str) -> Iterator[_Spot]:
    """Yield where the lines of a text are in another one, by the differences of the two."""
    old_spans, new_spans = line_spans(base), line_spans(disk)
    old, new = ([text[a:b] for a, b in spans] for text, spans in ((base, old_spans), (disk, new_spans)))
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    starts = {start: number for number, (start, _) in enumerate(old_spans)}
    for each in ranges:
        first = starts[each.start]
        last = first + len(line_spans(each.old))
        own = [step for step in steps if step[1] < last and first < step[2]]
        lines: list[int] = []
        for tag, a, b, c, d in own:
            common = range(max(a, first), min(b, last))
            if tag == "equal" or (b - a == d - c and all(_is_similar(old[n], new[n - a + c]) for n in common)):
                lines += (n - a + c for n in common)
        if lines == list(range(lines[0] if lines else 0, (lines[0] if lines else 0) + last - first)):
            yield _Spot(new_spans[lines[0]][0], new_spans[lines[-1]][1], merges=True)
        else:
            start, end = own[0][3], own[-1][4]
            yield _Spot(
                new_spans[start][0] if start < end else 0, new_spans[end - 1][1] if start < end else 0, merges=False
            )


def _is_similar(line: str, other: str) -> bool:
    return SequenceMatcher(None, line, other, autojunk=False).ratio() >= _SIMILAR


def _find_words(ranges: Sequence[Range], disk: str) -> Iterator[_Spot]:
    """Yield where the lines of ranges are, which the disk must have once as they were, and in their order."""
    spans = line_spans(disk)
    ends, done = {end for _, end in spans}, -1
    for each in ranges:
        length = len(each.old)
        found = [a for a, _ in spans if disk.startswith(each.old, a) and a + length in ends]
        if len(found) == 1 and found[0] > done:
            done = found[0] + length
            yield _Spot(found[0], done, merges=True)
        else:
            close = get_close_matches(each.old, [disk[a:b] for a, b in spans], n=1, cutoff=_SIMILAR)
            yield next(
                (_Spot(a, b, merges=False) for a, b in spans if close and disk[a:b] == close[0]),
                _Spot(0, 0, merges=False),
            )


def name_file(snapshot: Snapshot, path: str) -> str:
    """Return what the desk calls a file."""
    names = (document.id for document in snapshot.finder.documents.values() if document.path == path)
    return next((document_title(snapshot, name) for name in names), path)
