"""Find what imports were not sure of, in the files as they are now.

The doubts of an import are in its entry of the journal, with the line that each is about. In the file that line is found again by its
words, whatever was marked in it since; a doubt ends when a person has looked at it, and not by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

from msgspec import Struct

from gazette.desk.entries import Doubt
from gazette.desk.snapshot import Snapshot
from gazette.text_edits import line_spans

_MARKUP = re.compile(r"\{[^{}]*\}|[\[\]*\s]")
_SIMILAR = 0.5


class OpenDoubt(Struct, frozen=True):
    """A doubt that nobody has looked at."""

    key: str  #: the entry of the journal and the place in it: ``12-3``
    entry: int
    place: int
    doubt: Doubt
    line: int  #: in the file as it is; 0 if it is about the whole document or its line is gone


def list_doubts(snapshot: Snapshot) -> dict[str, tuple[tuple[OpenDoubt, ...], int]]:
    """Return by path of a document its open doubts, in the order of their lines, and how many have been looked at."""
    settled: dict[int, set[int]] = {}
    for entry in snapshot.entries:
        settled.setdefault(entry.settles_of, set()).update(entry.settles)
    found: dict[str, tuple[tuple[OpenDoubt, ...], int]] = {}
    for entry in snapshot.entries:
        owner = next((change.path for change in entry.changes if change.path.endswith(".md")), "")
        if not owner or not (entry.doubts or entry.count.get("imported")):
            continue
        done = settled.get(entry.number, set())
        rows = tuple(
            OpenDoubt(f"{entry.number}-{place}", entry.number, place, doubt, _find_line(snapshot, doubt))
            for place, doubt in enumerate(entry.doubts)
            if place not in done
        )
        found[owner] = tuple(sorted(rows, key=lambda row: (row.doubt.path != owner, row.line))), len(done)
    return found


def _find_line(snapshot: Snapshot, doubt: Doubt) -> int:
    text = snapshot.texts.get(doubt.path, "")
    lines = [text[start:end] for start, end in line_spans(text)]
    return find_similar_line(lines, doubt.words) if doubt.words.strip("-\ufeff ") else 0


def find_similar_line(lines: Sequence[str], words: str) -> int:
    """Return the number of the line with these words, whatever marks it has, or of the most similar one; 0 if there is none."""
    plain = [_MARKUP.sub("", line) for line in lines]
    wanted = _MARKUP.sub("", words)
    if wanted in plain:
        return plain.index(wanted) + 1
    close = get_close_matches(wanted, [line for line in plain if line], n=1, cutoff=_SIMILAR)
    return plain.index(close[0]) + 1 if close else 0
